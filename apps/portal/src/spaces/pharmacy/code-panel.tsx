import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.ts';
import type { PharmacySearch } from '../../api/pharmacy-types.ts';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/text-field.tsx';
import { type CodeFaults, type CodeForm, EMPTY_CODE_FORM, readCodeForm } from './model/code-form.ts';

/** 引換番号 and the numbers of the certificate. */
export function CodePanel({
  busy,
  error,
  onSearch,
  onClear,
}: {
  busy: boolean;
  error: unknown;
  onSearch: (input: PharmacySearch) => void;
  onClear: () => void;
}) {
  const { t } = useTranslation();
  const [form, setForm] = useState<CodeForm>(EMPTY_CODE_FORM);
  const [faults, setFaults] = useState<CodeFaults>({});
  const refused = error instanceof ApiError && error.code === 'INPUT_INVALID' ? error.fields : {};
  const fault = (key: keyof CodeForm) => {
    if (faults[key]) return t(faults[key]);
    return Object.keys(refused).some((path) => path.endsWith(key)) ? t('pharmacy.need.check') : null;
  };
  const field = (key: keyof CodeForm) => ({
    value: form[key],
    onChange: (value: string) => {
      setForm({ ...form, [key]: value });
      setFaults({});
    },
    error: fault(key),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readCodeForm(form);
    setFaults('faults' in read ? read.faults : {});
    if ('input' in read) onSearch(read.input);
  };
  return (
    <form onSubmit={submit} noValidate className="panel space-y-4 self-start p-4">
      <h2 className="text-lg leading-snug">{t('pharmacy.byCode')}</h2>
      <TextField
        label={t('pharmacy.accessCode')}
        help={t('pharmacy.accessCodeHelp')}
        inputMode="numeric"
        required
        {...field('accessCode')}
      />
      <div className="grid items-end gap-x-4 gap-y-3 sm:grid-cols-2">
        <TextField
          label={t('reception.insurer')}
          help={t('reception.insurerHelp')}
          inputMode="numeric"
          required
          {...field('insurerNumber')}
        />
        <TextField label={t('reception.symbol')} help={t('reception.symbolHelp')} {...field('symbol')} />
      </div>
      <div className="grid items-start gap-x-4 gap-y-3 sm:grid-cols-2">
        <TextField label={t('reception.number')} required {...field('number')} />
        <TextField label={t('reception.branch')} inputMode="numeric" {...field('branch')} />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" type="submit" isDisabled={busy}>
          {busy ? t('pharmacy.searching') : t('pharmacy.search')}
        </Button>
        <Button
          look="quiet"
          onPress={() => {
            setForm(EMPTY_CODE_FORM);
            setFaults({});
            onClear();
          }}
        >
          {t('reception.clear')}
        </Button>
      </div>
    </form>
  );
}
