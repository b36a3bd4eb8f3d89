import type { FormEvent, RefObject } from 'react';
import { Checkbox } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { BirthDateField } from '../../components/birth-date-field.tsx';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { TextField } from '../../components/text-field.tsx';
import type { Faults, LookUpForm } from './look-up-input.ts';

/** The one form of the desk: numbers of the certificate and the date of birth. */
export function LookUpPanel({
  form,
  faults,
  today,
  busy,
  branchNeeded,
  branchField,
  onChange,
  onSubmit,
  onClear,
}: {
  form: LookUpForm;
  faults: Faults;
  today: string;
  busy: boolean;
  branchNeeded: boolean;
  branchField: RefObject<HTMLDivElement | null>;
  onChange: (part: Partial<LookUpForm>) => void;
  onSubmit: () => void;
  onClear: () => void;
}) {
  const { t } = useTranslation();
  const fault = (key: keyof Faults) => (faults[key] ? t(faults[key]) : null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit} noValidate className="panel space-y-4 self-start p-4">
      <h2 className="text-lg leading-snug">{t('desk.byNumbers')}</h2>
      <div className="grid items-end gap-x-4 gap-y-3 sm:grid-cols-2">
        <TextField
          label={t('reception.insurer')}
          help={t('reception.insurerHelp')}
          inputMode="numeric"
          required
          value={form.insurerNumber}
          onChange={(insurerNumber) => onChange({ insurerNumber })}
          error={fault('insurerNumber')}
        />
        <TextField
          label={t('reception.symbol')}
          help={t('reception.symbolHelp')}
          value={form.symbol}
          onChange={(symbol) => onChange({ symbol })}
          error={fault('symbol')}
        />
      </div>
      <div className="grid items-start gap-x-4 gap-y-3 sm:grid-cols-2">
        <TextField
          label={t('reception.number')}
          required
          value={form.number}
          onChange={(number) => onChange({ number })}
          error={fault('number')}
        />
        <div ref={branchField}>
          <TextField
            label={branchNeeded ? t('reception.branchNeeded') : t('reception.branch')}
            inputMode="numeric"
            value={form.branch}
            onChange={(branch) => onChange({ branch })}
            error={branchNeeded ? t('reception.needBranch') : fault('branch')}
          />
        </div>
      </div>
      <BirthDateField
        value={form.birth}
        onChange={(birth) => onChange({ birth })}
        error={fault('birthDate')}
        today={today}
      />
      <Checkbox
        isSelected={form.limitConsent}
        onChange={(limitConsent) => onChange({ limitConsent })}
        className="check flex min-h-11 items-center gap-3"
      >
        <span aria-hidden="true" className="box">
          <Icon name="done" size={20} />
        </span>
        {t('desk.limitConsent')}
      </Checkbox>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" type="submit" isDisabled={busy}>
          {busy ? t('reception.finding') : t('reception.find')}
        </Button>
        <Button look="quiet" onPress={onClear}>
          {t('reception.clear')}
        </Button>
      </div>
    </form>
  );
}
