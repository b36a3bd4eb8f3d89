import { useId } from 'react';

/** A labelled choice from a list, with the platform's own menu; the error stands below it. */
export function SelectField({
  label,
  value,
  onChange,
  options,
  error = null,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  options: readonly { readonly value: string; readonly label: string }[];
  error?: string | null;
}) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-bold">
        {label}
      </label>
      <select
        id={id}
        className="field"
        value={value}
        aria-invalid={error !== null}
        aria-describedby={`${id}-error`}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <p id={`${id}-error`} className="mt-1 text-sm font-bold text-danger empty:mt-0">
        {error}
      </p>
    </div>
  );
}
