import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PatientRecord } from '../../api/types.ts';
import { Empty } from '../../components/page.tsx';
import { dayOfInstant } from '../../lib/dates.ts';
import { formatInstant, formatMonth } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { DrugCalendar } from './drug-calendar.tsx';
import { applyFilter } from './model/filter.ts';
import { NotShown } from './not-shown.tsx';
import { RecordControls } from './record-controls.tsx';
import { RecordSummary } from './record-summary.tsx';
import { DrugTable, TreatmentTable } from './record-tables.tsx';
import { TimeAxis } from './time-axis/time-axis.tsx';
import { useRecordSearch } from './use-record-search.ts';
import { VisitsTable } from './visits-table.tsx';

/** The answers first, then the time axis or the same content as tables and calendar. */
export function RecordView({
  record,
  consentRef,
  withSummary = true,
}: {
  record: PatientRecord;
  consentRef: string | null;
  withSummary?: boolean;
}) {
  const [search] = useRecordSearch();
  const today = dayOfInstant(record.generatedAt);
  const kept = useMemo(() => applyFilter(record, search, today), [record, search, today]);
  return (
    <div className="space-y-4">
      <NotShown categories={record.categories} consentRef={consentRef} />
      {withSummary && (search.view ?? 'axis') === 'axis' ? (
        <RecordSummary record={record} today={today} />
      ) : null}
      <RecordControls
        record={record}
        shownDrugs={kept.drugs.length}
        shownTreatments={kept.treatments.length}
      />
      <Content record={record} kept={kept} today={today} view={search.view ?? 'axis'} />
      <PeriodNote record={record} />
    </div>
  );
}

function Content({
  record,
  kept,
  today,
  view,
}: {
  record: PatientRecord;
  kept: ReturnType<typeof applyFilter>;
  today: number;
  view: string;
}) {
  const { t } = useTranslation();
  if (record.drugs.length + record.treatments.length + record.visits.length === 0) {
    return <Empty title={t('record.empty')}>{t('record.emptyNote')}</Empty>;
  }
  switch (view) {
    case 'drugs':
      return <DrugTable lines={kept.drugs} />;
    case 'treatments':
      return <TreatmentTable lines={kept.treatments} />;
    case 'calendar':
      return <DrugCalendar lines={kept.drugs} today={today} newest={record.freshness.newestMonth} />;
    case 'visits':
      return <VisitsTable visits={record.visits} />;
    default:
      return <TimeAxis record={record} drugs={kept.drugs} treatments={kept.treatments} today={today} />;
  }
}

function PeriodNote({ record }: { record: PatientRecord }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { from, to, rule } = record.period;
  return (
    <p className="text-sm text-soft">
      {t('record.period', {
        from: formatMonth(from, language),
        to: formatMonth(to, language),
        months: rule.months,
      })}{' '}
      {rule.status === 'unverified' ? t('record.ruleUnverified') : ''}
      {t('record.generated', { at: formatInstant(record.generatedAt, language) })}
    </p>
  );
}
