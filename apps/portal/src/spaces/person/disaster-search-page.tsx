import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exceptional } from '../../api/access.ts';
import type { DisasterFind, DisasterSearch } from '../../api/access-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { isClinical, useSession } from '../../app/session.tsx';
import { BirthDateField, type BirthDateInput, EMPTY_BIRTH_DATE } from '../../components/birth-date-field.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { Notice } from '../../components/notice.tsx';
import { Empty, Page, Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { TextField } from '../../components/text-field.tsx';
import { dayOfInstant, fromDay } from '../../lib/dates.ts';
import { readBirthDate } from '../../lib/wareki.ts';
import { PersonBanner } from './person-banner.tsx';
import { personKey } from './person-frame.tsx';
import { useOpenMode } from './use-open-mode.ts';

const SEXES = ['female', 'male', 'unknown'] as const;

interface Form {
  readonly name: string;
  readonly birth: BirthDateInput;
  readonly sex: DisasterSearch['sex'] | null;
  readonly address: string;
  readonly insurer: string;
  readonly consent: DisasterSearch['consent'] | null;
  readonly chartNote: string;
}

const EMPTY: Form = {
  name: '',
  birth: EMPTY_BIRTH_DATE,
  sex: null,
  address: '',
  insurer: '',
  consent: null,
  chartNote: '',
};
const todayInTokyo = () => fromDay(dayOfInstant(new Date().toISOString()));

/** The form as what is asked, or the first thing that is missing as the end of a message key. */
function readForm(form: Form, today: string): { input: DisasterSearch } | { missing: string } {
  const [name, address, insurer] = [form.name.trim(), form.address.trim(), form.insurer.trim()];
  const chartNote = form.chartNote.trim();
  const { birth } = form;
  const read = readBirthDate({ ...birth, era: birth.eraYear === '' ? null : birth.era }, today);
  if (name === '') return { missing: 'name' };
  if (!('date' in read)) return { missing: 'birthDate' };
  if (form.sex === null) return { missing: 'sex' };
  if (address === '' && insurer === '') return { missing: 'fourth' };
  if (form.consent === null) return { missing: 'consent' };
  if (chartNote === '') return { missing: 'chartNote' };
  const fourth = { ...(address ? { address } : {}), ...(insurer ? { insurer } : {}) };
  return {
    input: { name, birthDate: read.date, sex: form.sex, ...fourth, consent: form.consent, chartNote },
  };
}

/** The search by four items in a disaster: at most one person, never a list. @spec eligibility.md §11.1, §11.2 */
export function DisasterSearchPage() {
  const { t } = useTranslation();
  const mode = useOpenMode();
  const [form, setForm] = useState<Form>(EMPTY);
  const [missing, setMissing] = useState<string | null>(null);
  const find = useMutation({
    mutationFn: exceptional.search,
    onSuccess: (answer) => {
      if (answer.result === 'found')
        queryClient.setQueryData(personKey(answer.person.ref), { person: answer.person });
    },
  });
  const change = (part: Partial<Form>) => {
    setForm({ ...form, ...part });
    setMissing(null);
    if (!find.isIdle) find.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readForm(form, todayInTokyo());
    setMissing('missing' in read ? read.missing : null);
    if (!('input' in read)) return;
    queryClient.removeQueries({ queryKey: ['person'] });
    find.mutate(read.input);
  };
  return (
    <Page title={t('disaster.title')} lead={t('disaster.lead')}>
      {mode === null ? <Notice tone="warn" title={t('disaster.notOpen')} /> : null}
      <Rules />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <form onSubmit={submit} className="panel space-y-4 p-4" noValidate>
          <Fields form={form} onChange={change} />
          {missing === null ? null : <Notice tone="danger" title={t(`disaster.missing.${missing}`)} live />}
          <div className="flex flex-wrap gap-2">
            <Button type="submit" look="primary" isDisabled={find.isPending}>
              {t('disaster.submit')}
            </Button>
            <Button look="quiet" onPress={() => change(EMPTY)}>
              {t('disaster.clear')}
            </Button>
          </div>
        </form>
        <div className="space-y-4">
          {find.isError ? <Problem error={find.error} /> : null}
          {find.data ? <Result answer={find.data} /> : null}
        </div>
      </div>
    </Page>
  );
}

function Rules() {
  const { t } = useTranslation();
  return (
    <Section title={t('disaster.rules')} extra="border-2 border-warn">
      <ol className="list-decimal space-y-1 pl-6">
        <li>{t('disaster.ruleConsent')}</li>
        <li>{t('disaster.ruleNote')}</li>
        <li>{t('disaster.ruleOne')}</li>
        <li>{t('disaster.ruleTold')}</li>
      </ol>
    </Section>
  );
}

function Fields({ form, onChange }: { form: Form; onChange: (part: Partial<Form>) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <TextField
        label={t('disaster.name')}
        help={t('disaster.nameHelp')}
        value={form.name}
        onChange={(name) => onChange({ name })}
      />
      <BirthDateField
        value={form.birth}
        onChange={(birth) => onChange({ birth })}
        error={null}
        today={todayInTokyo()}
      />
      <Choice
        label={t('disaster.sex')}
        value={form.sex}
        onChange={(sex) => onChange({ sex })}
        options={SEXES.map((value) => ({ value, label: t(`banner.sex.${value}`) }))}
      />
      <fieldset className="space-y-3">
        <legend className="font-bold">{t('disaster.fourth')}</legend>
        <TextField
          label={t('disaster.address')}
          help={t('disaster.addressHelp')}
          value={form.address}
          onChange={(address) => onChange({ address })}
        />
        <TextField
          label={t('disaster.insurer')}
          value={form.insurer}
          inputMode="numeric"
          onChange={(insurer) => onChange({ insurer })}
        />
      </fieldset>
      <Choice
        label={t('disaster.consent')}
        stacked
        value={form.consent}
        onChange={(consent) => onChange({ consent })}
        options={[
          { value: 'oral', label: t('disaster.consentOral') },
          { value: 'unconscious', label: t('disaster.consentNone') },
        ]}
      />
      <TextArea
        label={t('disaster.chartNote')}
        help={t('disaster.chartNoteHelp')}
        value={form.chartNote}
        onChange={(chartNote) => onChange({ chartNote })}
      />
    </>
  );
}

function Result({ answer }: { answer: DisasterFind }) {
  const { t } = useTranslation();
  const clinical = isClinical(useSession().roles);
  if (answer.result === 'not-found')
    return <Empty title={t('disaster.notFound')}>{t('disaster.notFoundNote')}</Empty>;
  if (answer.result === 'more-items-needed')
    return (
      <Notice tone="warn" title={t('disaster.several')} live>
        {t('disaster.severalNote')}
      </Notice>
    );
  const { ref } = answer.person;
  return (
    <Section title={t('disaster.found')}>
      <PersonBanner person={answer.person} standings={null} />
      <p className="mb-3">{clinical ? t('disaster.foundNote') : t('disaster.handOver')}</p>
      {clinical ? (
        <Link to="/persons/$ref/record" params={{ ref }} className={buttonClass('primary')}>
          {t('reception.toRecord')}
        </Link>
      ) : null}
    </Section>
  );
}
