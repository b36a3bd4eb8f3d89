import { TextField as AriaTextField, FieldError, Input, Label, Text } from 'react-aria-components';

/** A labelled line of text with help and error below it. */
export function TextField({
  label,
  value,
  onChange,
  help,
  error,
  type = 'text',
  required = false,
  autoComplete = 'off',
  inputMode,
  autoFocus = false,
  extra = '',
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  help?: string;
  error?: string | null;
  type?: 'text' | 'password' | 'search';
  required?: boolean;
  autoComplete?: string;
  inputMode?: 'numeric' | 'text';
  /** Only where the page asks for nothing else, or in a window that was just opened. */
  autoFocus?: boolean;
  extra?: string;
}) {
  return (
    <AriaTextField
      value={value}
      onChange={onChange}
      type={type}
      isRequired={required}
      autoFocus={autoFocus}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      autoComplete={autoComplete}
      className={`block ${extra}`}
    >
      <Label className="mb-1 block font-bold">{label}</Label>
      {help ? (
        <Text slot="description" className="mb-1 block text-sm text-soft">
          {help}
        </Text>
      ) : null}
      <Input className="field" {...(inputMode ? { inputMode } : {})} />
      <FieldError className="mt-1 block text-sm font-bold text-danger">{error}</FieldError>
    </AriaTextField>
  );
}
