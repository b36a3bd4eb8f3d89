import { useId } from 'react';

/** Labelled lines of text with help and error below. */
export function TextArea({
  label,
  value,
  onChange,
  help,
  error = null,
  rows = 3,
  maxLength = 2000,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  help?: string;
  error?: string | null;
  rows?: number;
  maxLength?: number;
}) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-bold">
        {label}
      </label>
      {help ? (
        <p id={`${id}-help`} className="mb-1 text-sm text-soft">
          {help}
        </p>
      ) : null}
      <textarea
        id={id}
        className="field"
        rows={rows}
        maxLength={maxLength}
        value={value}
        aria-invalid={error !== null}
        aria-describedby={help ? `${id}-help ${id}-error` : `${id}-error`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-error`} className="mt-1 text-sm font-bold text-danger empty:mt-0">
        {error}
      </p>
    </div>
  );
}
