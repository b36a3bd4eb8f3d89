import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exceptional } from '../../api/access.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { DateField } from '../../components/date-field.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { dayOfInstant, fromDay, isDate } from '../../lib/dates.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { MODES_KEY } from '../person/use-open-mode.ts';
import { REGIONS, useAreaNames } from './areas.ts';

const WEEK_DAYS = 7;
const dayFromNow = (days: number) => fromDay(dayOfInstant(new Date().toISOString()) + days);

/** A day and a time of day in Japan as an instant; null for what is none. */
function instantAt(date: string, time: string): string | null {
  if (!isDate(date) || !/^\d\d:\d\d$/.test(time)) return null;
  return new Date(`${date}T${time}:00+09:00`).toISOString();
}

/** Opens a disaster mode for areas and a period. @spec eligibility.md §11.2 */
export function NewModePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const areaNames = useAreaNames();
  const [name, setName] = useState('');
  const [areas, setAreas] = useState<readonly string[]>([]);
  const [from, setFrom] = useState({ date: dayFromNow(0), time: '00:00' });
  const [to, setTo] = useState({ date: dayFromNow(WEEK_DAYS), time: '00:00' });
  const [reference, setReference] = useState('');
  const [tried, setTried] = useState(false);
  const open = useMutation({
    mutationFn: exceptional.openMode,
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: MODES_KEY });
      void navigate({ to: '/disaster-modes' });
    },
  });
  const [begin, end] = [instantAt(from.date, from.time), instantAt(to.date, to.time)];
  const faults = {
    name: name.trim() === '' ? t('modes.needName') : null,
    areas: areas.length === 0 ? t('modes.needAreas') : null,
    from: begin === null ? t('modes.needFrom') : null,
    to: end === null || (begin !== null && end <= begin) ? t('modes.needTo') : null,
    reference: reference.trim() === '' ? t('modes.needReference') : null,
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (begin === null || end === null || Object.values(faults).some((fault) => fault !== null)) return;
    open.mutate({ name: name.trim(), areas, from: begin, to: end, reference: reference.trim() });
  };
  const fault = (key: keyof typeof faults) => (tried ? faults[key] : null);
  return (
    <Page title={t('modes.newTitle')} lead={t('modes.newLead')}>
      <form onSubmit={submit} noValidate className="max-w-5xl space-y-4">
        <Section title={t('modes.what')}>
          <div className="space-y-3">
            <TextField
              label={t('modes.name')}
              help={t('modes.nameHelp')}
              value={name}
              onChange={setName}
              error={fault('name')}
            />
            <TextField
              label={t('modes.reference')}
              help={t('modes.referenceHelp')}
              value={reference}
              onChange={setReference}
              error={fault('reference')}
            />
          </div>
        </Section>
        <Section title={t('modes.period')}>
          <div className="grid gap-3 sm:grid-cols-2">
            <Moment
              labels={[t('modes.fromDate'), t('modes.fromTime')]}
              value={from}
              onChange={setFrom}
              error={fault('from')}
            />
            <Moment
              labels={[t('modes.toDate'), t('modes.toTime')]}
              value={to}
              onChange={setTo}
              error={fault('to')}
            />
          </div>
        </Section>
        <Section title={t('modes.areas')}>
          <AreaChoice areas={areas} onChange={setAreas} />
          <p role="status" className="mt-2 font-bold">
            {areas.length === 0
              ? t('modes.noArea')
              : t('modes.chosen', { names: areaNames(areas), n: areas.length })}
          </p>
          <p className="text-sm font-bold text-danger">{fault('areas')}</p>
        </Section>
        <Notice tone="warn" title={t('modes.effect')}>
          {t('modes.effectNote')}
        </Notice>
        {open.isError ? <Problem error={open.error} /> : null}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" isDisabled={open.isPending}>
            {t('modes.submit')}
          </Button>
          <Link to="/disaster-modes" className={buttonClass('quiet')}>
            {t('common.cancel')}
          </Link>
        </div>
      </form>
    </Page>
  );
}

interface MomentInput {
  readonly date: string;
  readonly time: string;
}

function Moment({
  labels: [dateLabel, timeLabel],
  value,
  onChange,
  error,
}: {
  labels: readonly [string, string];
  value: MomentInput;
  onChange: (value: MomentInput) => void;
  error: string | null;
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_8rem] gap-2">
      <DateField
        label={dateLabel}
        value={value.date}
        onChange={(date) => onChange({ ...value, date })}
        error={error}
      />
      <DateField
        label={timeLabel}
        type="time"
        value={value.time}
        onChange={(time) => onChange({ ...value, time })}
      />
    </div>
  );
}

function AreaChoice({
  areas,
  onChange,
}: {
  areas: readonly string[];
  onChange: (areas: readonly string[]) => void;
}) {
  const language = useLanguage();
  const toggle = (code: string, on: boolean) =>
    onChange(on ? [...areas, code] : areas.filter((one) => one !== code));
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      {REGIONS.map((region) => (
        <fieldset key={region.en}>
          <legend className="font-bold">{region[language]}</legend>
          <div className="grid grid-cols-2">
            {region.prefectures.map((prefecture) => (
              <CheckBox
                key={prefecture.code}
                checked={areas.includes(prefecture.code)}
                onChange={(on) => toggle(prefecture.code, on)}
              >
                {prefecture[language]}
              </CheckBox>
            ))}
          </div>
        </fieldset>
      ))}
    </div>
  );
}
