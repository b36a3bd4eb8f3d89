import { Label, Radio, RadioGroup } from 'react-aria-components';

/** One of a few, all of them in sight. `value` is null until somebody chose. */
export function Choice<T extends string>({
  label,
  options,
  value,
  onChange,
  labelHidden = false,
  error = null,
  stacked = false,
}: {
  label: string;
  options: readonly { readonly value: T; readonly label: string }[];
  value: T | null;
  onChange: (value: T) => void;
  labelHidden?: boolean;
  error?: string | null;
  /** Long answers stand below one another. */
  stacked?: boolean;
}) {
  return (
    <RadioGroup
      value={value}
      isInvalid={error !== null}
      onChange={(chosen) => {
        const option = options.find((one) => one.value === chosen);
        if (option !== undefined) onChange(option.value);
      }}
    >
      <Label className={labelHidden ? 'sr-only' : 'mb-1 block font-bold'}>{label}</Label>
      <div className={stacked ? 'grid gap-2' : 'flex flex-wrap gap-2'}>
        {options.map((option) => (
          <Radio
            key={option.value}
            value={option.value}
            className="choice flex min-h-11 items-center gap-2 rounded-8 border border-edge px-3 py-2"
          >
            {option.label}
          </Radio>
        ))}
      </div>
      {error === null ? null : <p className="mt-1 text-sm font-bold text-danger">{error}</p>}
    </RadioGroup>
  );
}
