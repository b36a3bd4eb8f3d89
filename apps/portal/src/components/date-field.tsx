import { useId } from 'react';

/** A labelled date, or a time of day, in the platform's own field. */
export function DateField({
  label,
  value,
  onChange,
  type = 'date',
  min,
  max,
  help,
  error = null,
}: {
  label: string;
  /** `YYYY-MM-DD` or `HH:MM`; '' while empty. */
  value: string;
  onChange: (value: string) => void;
  type?: 'date' | 'time';
  min?: string;
  max?: string;
  help?: string;
  error?: string | null;
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
      <input
        id={id}
        type={type}
        className="field"
        value={value}
        min={min}
        max={max}
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
