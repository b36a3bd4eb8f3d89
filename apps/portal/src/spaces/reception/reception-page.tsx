import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../../api/client.ts';
import type { FindInput, PersonBanner as Person } from '../../api/types.ts';
import { forgetAll, queryClient } from '../../app/query-client.ts';
import { isClinical, useSession } from '../../app/session.tsx';
import { BirthDateField, type BirthDateInput, EMPTY_BIRTH_DATE } from '../../components/birth-date-field.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { dayOfInstant, fromDay } from '../../lib/dates.ts';
import { useNow } from '../../lib/use-now.ts';
import { readBirthDate } from '../../lib/wareki.ts';
import { standingOfConsents } from '../person/grounds.ts';
import { PersonBanner } from '../person/person-banner.tsx';
import { personKey, useConsents } from '../person/person-frame.tsx';

interface Form {
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  readonly branch: string;
  readonly birth: BirthDateInput;
}

const EMPTY: Form = { insurerNumber: '', symbol: '', number: '', branch: '', birth: EMPTY_BIRTH_DATE };

type Faults = Partial<Record<'insurerNumber' | 'number' | 'birthDate' | 'branch' | 'symbol', string>>;

/** Checks what can be known without the server. Returns the input, or the message keys of what to correct. */
function check(form: Form, today: string): { readonly input: FindInput } | { readonly faults: Faults } {
  const faults: Faults = {};
  const insurer = form.insurerNumber.normalize('NFKC').replace(/\s/g, '');
  if (!/^\d{6}$|^\d{8}$/.test(insurer)) faults.insurerNumber = 'reception.needInsurer';
  if (form.number.trim() === '') faults.number = 'reception.needNumber';
  const era = form.birth.eraYear === '' ? null : form.birth.era;
  const read = readBirthDate({ ...form.birth, era }, today);
  if ('problem' in read) faults.birthDate = `birth.problem.${read.problem}`;
  if ('problem' in read || Object.keys(faults).length > 0) return { faults };
  const branch = form.branch.trim();
  const input = { insurerNumber: insurer, symbol: form.symbol.trim(), number: form.number.trim() };
  return { input: { ...input, birthDate: read.date, ...(branch === '' ? {} : { branch }) } };
}

/** Reception: find a person by the numbers of the certificate and the date of birth. @spec eligibility.md §3.1 */
export function ReceptionPage() {
  const { t } = useTranslation();
  const [form, setForm] = useState<Form>(EMPTY);
  const [faults, setFaults] = useState<Faults>({});
  const branchField = useRef<HTMLDivElement>(null);
  const resultArea = useRef<HTMLDivElement>(null);
  const today = fromDay(dayOfInstant(new Date().toISOString()));
  const find = useMutation({
    mutationFn: api.find,
    onSuccess: (answer) => {
      if (answer.result === 'found') {
        queryClient.setQueryData(personKey(answer.person.ref), { person: answer.person });
      }
      if (answer.result === 'ambiguous') branchField.current?.querySelector('input')?.focus();
    },
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'INPUT_INVALID') setFaults(serverFaults(error.fields));
    },
  });
  // Where the result stands below the form, as on a phone, it must not appear out of sight.
  useEffect(() => {
    if (find.isSuccess || find.isError) resultArea.current?.scrollIntoView({ block: 'nearest' });
  }, [find.isSuccess, find.isError]);
  const change = (part: Partial<Form>) => {
    setForm({ ...form, ...part });
    if (Object.keys(faults).length > 0) setFaults({});
    if (find.data) find.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const checked = check(form, today);
    setFaults('faults' in checked ? checked.faults : {});
    if ('input' in checked) {
      forgetAll();
      find.mutate(checked.input);
    }
  };
  const clear = () => {
    setForm(EMPTY);
    setFaults({});
    find.reset();
    forgetAll();
  };
  const fault = (key: keyof Faults) => (faults[key] ? t(faults[key]) : null);
  const ambiguous = find.data?.result === 'ambiguous';
  return (
    <Page title={t('reception.title')} lead={t('reception.lead')}>
      <div className="grid gap-4 xl:grid-cols-[minmax(0,44rem)_minmax(0,1fr)]">
        <form onSubmit={submit} noValidate className="panel space-y-4 self-start p-4">
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              label={t('reception.insurer')}
              help={t('reception.insurerHelp')}
              inputMode="numeric"
              required
              value={form.insurerNumber}
              onChange={(insurerNumber) => change({ insurerNumber })}
              error={fault('insurerNumber')}
            />
            <TextField
              label={t('reception.symbol')}
              help={t('reception.symbolHelp')}
              value={form.symbol}
              onChange={(symbol) => change({ symbol })}
              error={fault('symbol')}
            />
            <TextField
              label={t('reception.number')}
              required
              value={form.number}
              onChange={(number) => change({ number })}
              error={fault('number')}
            />
            <div ref={branchField}>
              <TextField
                label={ambiguous ? t('reception.branchNeeded') : t('reception.branch')}
                inputMode="numeric"
                value={form.branch}
                onChange={(branch) => setForm({ ...form, branch })}
                error={ambiguous ? t('reception.needBranch') : fault('branch')}
              />
            </div>
          </div>
          <BirthDateField
            value={form.birth}
            onChange={(birth) => change({ birth })}
            error={fault('birthDate')}
            today={today}
          />
          <div className="flex flex-wrap gap-2">
            <Button look="primary" type="submit" isDisabled={find.isPending}>
              {find.isPending ? t('reception.finding') : t('reception.find')}
            </Button>
            <Button look="quiet" onPress={clear}>
              {t('reception.clear')}
            </Button>
          </div>
        </form>
        <div ref={resultArea} className="result-area space-y-4">
          {find.isError ? <Problem error={find.error} /> : null}
          {find.data?.result === 'found' ? <Found person={find.data.person} /> : null}
          {find.data?.result === 'not-found' ? (
            <Notice tone="warn" title={t('reception.notFound')} live>
              <p>{t('reception.notFoundNote')}</p>
              <ul className="mt-1 list-disc pl-5">
                <li>{t('reception.notFoundCheck1')}</li>
                <li>{t('reception.notFoundCheck2')}</li>
                <li>{t('reception.notFoundCheck3')}</li>
              </ul>
            </Notice>
          ) : null}
          {ambiguous ? (
            <Notice tone="warn" title={t('reception.ambiguous')} live>
              {t('reception.ambiguousNote')}
            </Notice>
          ) : null}
          {find.data === undefined && !find.isError ? (
            <Notice tone="info" title={t('reception.hint')}>
              {t('reception.hintNote')}
            </Notice>
          ) : null}
        </div>
      </div>
    </Page>
  );
}

/** The server names a field and a reason; here every reason becomes the same request to check the field. */
function serverFaults(fields: Readonly<Record<string, string>>): Faults {
  const faults: Faults = {};
  for (const path of Object.keys(fields)) {
    for (const key of ['insurerNumber', 'symbol', 'number', 'branch', 'birthDate'] as const) {
      if (path.endsWith(key)) faults[key] = 'reception.checkField';
    }
  }
  return faults;
}

function Found({ person }: { person: Person }) {
  const { t } = useTranslation();
  const clinical = isClinical(useSession().roles);
  const consents = useConsents(person.ref);
  const now = useNow();
  const standings = consents.data ? standingOfConsents(consents.data.consents, now) : null;
  const given = standings?.some((standing) => standing.state === 'given') ?? false;
  return (
    <section aria-label={t('reception.found')} className="panel overflow-hidden p-4">
      <p role="status" className="mb-5 font-bold text-good">
        {t('reception.found')}
      </p>
      <PersonBanner person={person} standings={standings} />
      <p className="mb-2">{given ? t('reception.nextGiven') : t('reception.nextConsent')}</p>
      <div className="flex flex-wrap gap-2">
        <Link
          to="/persons/$ref/consent"
          params={{ ref: person.ref }}
          className={buttonClass(clinical && given ? 'secondary' : 'primary')}
        >
          {t('reception.toConsent')}
        </Link>
        {clinical && given ? (
          <Link to="/persons/$ref/record" params={{ ref: person.ref }} className={buttonClass('primary')}>
            {t('reception.toRecord')}
          </Link>
        ) : null}
      </div>
    </section>
  );
}
