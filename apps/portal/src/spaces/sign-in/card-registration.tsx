import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../api/types.ts';
import { useSessionAnswer } from '../../app/session.tsx';
import { BirthDateField, EMPTY_BIRTH_DATE } from '../../components/birth-date-field.tsx';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import type { OpenCard } from '../../lib/card/open-card.ts';
import { dayOfInstant, fromDay } from '../../lib/dates.ts';
import { readBirthDate } from '../../lib/wareki.ts';
import { type InsuranceNumbers, registerCard } from './card-calls.ts';

/** Of every card of the demo; they belong to nobody. */
const DEMO_SIGNING = 'TSUNAGU1';

const EMPTY = {
  insurerNumber: '',
  symbol: '',
  number: '',
  branch: '',
  password: '',
  birth: EMPTY_BIRTH_DATE,
};
type Form = typeof EMPTY;
type Faults = Partial<Record<'insurerNumber' | 'number' | 'birthDate' | 'password', string>>;

const plain = (text: string) => text.normalize('NFKC').replace(/\s/g, '');

function check(
  form: Form,
  today: string,
): { readonly numbers: InsuranceNumbers } | { readonly faults: Faults } {
  const faults: Faults = {};
  const insurerNumber = plain(form.insurerNumber);
  if (!/^\d{6}$|^\d{8}$/.test(insurerNumber)) faults.insurerNumber = 'myCard.needInsurer';
  if (form.number.trim() === '') faults.number = 'myCard.needNumber';
  if (form.password === '') faults.password = 'myCard.needSigning';
  const era = form.birth.eraYear === '' ? null : form.birth.era;
  const read = readBirthDate({ ...form.birth, era }, today);
  if ('problem' in read) faults.birthDate = `birth.problem.${read.problem}`;
  if ('problem' in read || Object.keys(faults).length > 0) return { faults };
  const [symbol, number, branch] = [form.symbol.trim(), form.number.trim(), plain(form.branch)];
  return { numbers: { insurerNumber, symbol, number, branch, birthDate: read.date } };
}

/** 利用登録, once for each person: whose record does this card open? @spec eligibility.md §2.1 */
export function CardRegistration({
  card,
  onRegistered,
  onOtherCard,
}: {
  card: OpenCard;
  onRegistered: (session: Session) => void;
  onOtherCard: () => void;
}) {
  const { t } = useTranslation();
  const inDemo = (useSessionAnswer().data?.demo?.cards.length ?? 0) > 0;
  const [form, setForm] = useState<Form>(EMPTY);
  const [faults, setFaults] = useState<Faults>({});
  const today = fromDay(dayOfInstant(new Date().toISOString()));
  const register = useMutation({
    mutationFn: (numbers: InsuranceNumbers) => registerCard(card, form.password, numbers),
    onSuccess: ({ session }) => onRegistered(session),
  });
  const change = (part: Partial<Form>) => {
    setForm({ ...form, ...part });
    if (Object.keys(faults).length > 0) setFaults({});
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const checked = check(form, today);
    setFaults('faults' in checked ? checked.faults : {});
    if ('numbers' in checked && !register.isPending) register.mutate(checked.numbers);
  };
  const fault = (key: keyof Faults) => (faults[key] ? t(faults[key]) : null);
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <Notice tone="info" title={t('myCard.first')} live>
        {t('myCard.firstNote')}
      </Notice>
      <TextField
        label={t('myCard.insurer')}
        help={t('myCard.insurerHelp')}
        inputMode="numeric"
        value={form.insurerNumber}
        onChange={(insurerNumber) => change({ insurerNumber })}
        required
        autoFocus
        error={fault('insurerNumber')}
      />
      <p className="text-sm text-soft">{t('myCard.numbersHelp')}</p>
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField label={t('myCard.symbol')} value={form.symbol} onChange={(symbol) => change({ symbol })} />
        <TextField
          label={t('myCard.number')}
          value={form.number}
          onChange={(number) => change({ number })}
          required
          error={fault('number')}
        />
        <TextField
          label={t('myCard.branch')}
          inputMode="numeric"
          value={form.branch}
          onChange={(branch) => change({ branch })}
        />
      </div>
      <BirthDateField
        value={form.birth}
        onChange={(birth) => change({ birth })}
        error={fault('birthDate')}
        today={today}
      />
      <TextField
        label={t('myCard.signing')}
        help={t('myCard.signingHelp')}
        type="password"
        value={form.password}
        onChange={(password) => change({ password })}
        required
        error={fault('password')}
      />
      {inDemo ? <p className="text-sm">{t('myCard.demoSigning', { password: DEMO_SIGNING })}</p> : null}
      {register.isError ? <Problem error={register.error} /> : null}
      <Button look="primary" type="submit" extra="w-full" isDisabled={register.isPending}>
        {register.isPending ? t('myCard.registering') : t('myCard.register')}
      </Button>
      <Button look="quiet" onPress={onOtherCard}>
        {t('myCard.otherCard')}
      </Button>
    </form>
  );
}
