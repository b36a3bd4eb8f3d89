import { FieldError, FileTrigger, Label, Text, TextArea, TextField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';

/** Public keys, pasted or out of a file. */
export function KeySetField({
  value,
  onChange,
  error,
}: {
  value: string;
  onChange: (text: string) => void;
  error: string | null;
}) {
  const { t } = useTranslation();
  const read = async (files: FileList | null) => {
    const file = files?.[0];
    if (file !== undefined) onChange(await file.text());
  };
  return (
    <div className="space-y-2">
      <TextField
        value={value}
        onChange={onChange}
        isInvalid={error !== null}
        validationBehavior="aria"
        className="block"
      >
        <Label className="mb-1 block font-bold">{t('program.jwks')}</Label>
        <Text slot="description" className="mb-1 block text-sm text-soft">
          {t('program.jwksHelp')}
        </Text>
        <TextArea rows={6} spellCheck={false} className="field font-mono text-sm" />
        <FieldError className="mt-1 block text-sm font-bold text-danger">{error}</FieldError>
      </TextField>
      <FileTrigger
        acceptedFileTypes={['.json', '.jwks', 'application/json']}
        onSelect={(files) => void read(files)}
      >
        <Button>{t('program.jwksFile')}</Button>
      </FileTrigger>
    </div>
  );
}
