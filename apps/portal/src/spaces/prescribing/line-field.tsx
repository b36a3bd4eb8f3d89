/** A narrow field in a line of fields; Enter leads on, so that a prescription is written without a mouse. */
export function LineField({
  id,
  label,
  value,
  width,
  numeric = false,
  error,
  onChange,
  onEnter,
}: {
  id: string;
  label: string;
  value: string;
  width: string;
  numeric?: boolean;
  error: string | null;
  onChange: (value: string) => void;
  onEnter: () => void;
}) {
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-sm">
        {label}
      </label>
      <input
        id={id}
        className={`field ${width}`}
        inputMode={numeric ? 'decimal' : 'text'}
        autoComplete="off"
        value={value}
        aria-invalid={error !== null}
        aria-describedby={`${id}-error`}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing)
            return;
          event.preventDefault();
          onEnter();
        }}
      />
      <p id={`${id}-error`} className="max-w-40 text-sm font-bold text-danger">
        {error}
      </p>
    </div>
  );
}
