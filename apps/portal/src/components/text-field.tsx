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
  extra?: string;
}) {
  return (
    <AriaTextField
      value={value}
      onChange={onChange}
      type={type}
      isRequired={required}
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
