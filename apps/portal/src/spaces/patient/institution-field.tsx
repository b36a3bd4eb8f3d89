import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useKnownInstitutions } from './use-known-institutions.ts';

const OTHER = 'other';

/** An institution from those of the own record, or by its number of ten digits. */
export function InstitutionField({
  value,
  onChange,
  error,
}: {
  /** The code; '' while nothing is chosen. */
  value: string;
  onChange: (code: string) => void;
  error: string | null;
}) {
  const { t } = useTranslation();
  const institutions = useKnownInstitutions();
  const [other, setOther] = useState(false);
  const options = [
    { value: '', label: t('sharing.chooseInstitution') },
    ...institutions.map(({ code, name }) => ({ value: code, label: name })),
    { value: OTHER, label: t('sharing.otherInstitution') },
  ];
  return (
    <div className="space-y-2">
      <SelectField
        label={t('sharing.institution')}
        value={other ? OTHER : value}
        options={options}
        error={other ? null : error}
        onChange={(code) => {
          setOther(code === OTHER);
          onChange(code === OTHER ? '' : code);
        }}
      />
      {other ? (
        <TextField
          label={t('sharing.institutionCode')}
          help={t('sharing.institutionCodeHelp')}
          inputMode="numeric"
          value={value}
          error={error}
          onChange={(text) => onChange(text.normalize('NFKC').replace(/\D/g, '').slice(0, 10))}
        />
      ) : null}
    </div>
  );
}
