import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';

/** The usual reasons; what is registered is their Japanese text. */
const REASONS = ['inquiry', 'leftover', 'stock', 'wish'] as const;
const OTHER = 'other';

/** Why something is handed out otherwise than prescribed. `value` is the text itself. */
export function ReasonField({
  label,
  value,
  onChange,
  error,
}: {
  label: string;
  value: string;
  onChange: (text: string) => void;
  error: string | null;
}) {
  const { t } = useTranslation();
  const textOf = (key: string): string => t(`pharmacy.reason.${key}`, { lng: 'ja' });
  const known = REASONS.find((key) => textOf(key) === value);
  const [other, setOther] = useState(value !== '' && known === undefined);
  const chosen = other ? OTHER : (known ?? '');
  return (
    <div className="space-y-2">
      <SelectField
        label={label}
        value={chosen}
        error={other ? null : error}
        onChange={(key) => {
          setOther(key === OTHER);
          onChange(key === OTHER || key === '' ? '' : textOf(key));
        }}
        options={[
          { value: '', label: t('pharmacy.chooseReason') },
          ...REASONS.map((key) => ({ value: key, label: t(`pharmacy.reason.${key}`) })),
          { value: OTHER, label: t('pharmacy.otherReason') },
        ]}
      />
      {other ? (
        <TextField label={t('pharmacy.reasonText')} value={value} onChange={onChange} error={error} />
      ) : null}
    </div>
  );
}
