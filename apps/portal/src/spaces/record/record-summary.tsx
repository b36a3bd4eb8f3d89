import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PatientRecord } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { dayOfInstant } from '../../lib/dates.ts';
import { formatDay, formatInstant, formatMonth } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { CurrentDrugList } from './current-drug-list.tsx';
import { type CurrentDrug, currentDrugs, dataEdge, EDGE_GRACE_DAYS } from './model/current-drugs.ts';
import { type DrugLane, drugLanes, groupLanes } from './model/drug-lanes.ts';
import { dialysis } from './model/summary.ts';
import { Box, Dialysis, isRunning, isShown, Operations } from './summary-boxes.tsx';
import { useWords } from './words.ts';

/** The questions of the first screenful: drugs now, duplicates, operations, dialysis, how recent all this is. */
export function RecordSummary({ record, today }: { record: PatientRecord; today: number }) {
  const { t } = useTranslation();
  const edge = dataEdge(record.freshness.newestMonth, today);
  const lanes = useMemo(
    () => groupLanes(drugLanes(record.drugs)).flatMap((group) => group.lanes),
    [record.drugs],
  );
  const current = useMemo(() => currentDrugs(lanes, edge, today), [lanes, edge, today]);
  return (
    <section aria-label={t('summary.label')}>
      <h2 className="sr-only">{t('summary.label')}</h2>
      <Warnings record={record} current={current} edge={edge} />
      <div className="grid gap-3 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <section className="panel p-3">
          <h3 className="text-base">
            {t('summary.now')}
            {isShown(record, 'medication') ? (
              <span className="ml-2 font-normal">{t('summary.nowCount', { n: current.length })}</span>
            ) : null}
          </h3>
          {isShown(record, 'medication') ? (
            <CurrentDrugList drugs={current} />
          ) : (
            <p className="mt-1 text-sm">{t('summary.noConsent')}</p>
          )}
        </section>
        <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4 xl:grid-cols-2">
          <Duplicates lanes={lanes} edge={edge} shown={isShown(record, 'medication')} />
          <Operations record={record} />
          <Dialysis record={record} edge={edge} />
          <Freshness record={record} today={today} />
        </div>
      </div>
    </section>
  );
}

/** What must not be missed, above the drugs where the boxes with the details stand below them. */
function Warnings({
  record,
  current,
  edge,
}: {
  record: PatientRecord;
  current: readonly CurrentDrug[];
  edge: number;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const doubled = current.filter((drug) => drug.overlaps.length > 0).map(({ lane }) => words.laneName(lane));
  const lines = dialysis(record.treatments)
    .filter((one) => isRunning(one.last, edge))
    .map((one) => `${t(`treatment.${one.lane}`)} ${t('summary.perWeek', { n: one.perWeek })}`);
  if (doubled.length > 0) lines.unshift(`${t('summary.duplicates')}: ${doubled.join(t('visits.comma'))}`);
  if (lines.length === 0) return null;
  return (
    <ul className="mb-3 rounded-8 border-2 border-warn bg-warn-tint px-3 py-2 text-sm font-bold text-warn xl:hidden print:hidden">
      {lines.map((line) => (
        <li key={line} className="flex items-start gap-1.5">
          <Icon name="warning" />
          <span>{line}</span>
        </li>
      ))}
    </ul>
  );
}

function Duplicates({ lanes, edge, shown }: { lanes: readonly DrugLane[]; edge: number; shown: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useWords();
  const all = lanes.flatMap((lane) => lane.overlaps.map((overlap) => ({ lane, overlap })));
  const running = all.filter(({ overlap }) => overlap.to > edge - EDGE_GRACE_DAYS);
  const past = all.length - running.length;
  if (!shown) return <Box title={t('summary.duplicates')}>{t('summary.noConsent')}</Box>;
  return (
    <Box title={t('summary.duplicates')} {...(running.length > 0 ? { tone: 'warn' as const } : {})}>
      {running.length === 0 ? <p>{t('summary.noDuplicates')}</p> : null}
      <ul className="space-y-1">
        {running.map(({ lane, overlap }) => (
          <li key={`${lane.key}${overlap.from}${overlap.first.id}`}>
            <span className="block font-bold">{words.laneName(lane)}</span>
            <span className="block">
              {t('record.fromTo', {
                from: formatDay(overlap.from, language),
                to: formatDay(overlap.to - 1, language),
              })}
            </span>
            <span className="block">
              {overlap.certainty === 'institutions'
                ? t('summary.between', {
                    a: words.institution(overlap.first.prescriber ?? overlap.first.institution),
                    b: words.institution(overlap.second.prescriber ?? overlap.second.institution),
                  })
                : t('summary.twoClaims')}
            </span>
          </li>
        ))}
      </ul>
      {past > 0 ? <p className="mt-1 text-soft">{t('summary.pastDuplicates', { n: past })}</p> : null}
    </Box>
  );
}

function Freshness({ record, today }: { record: PatientRecord; today: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { newestMonth, newestReceivedAt } = record.freshness;
  return (
    <Box title={t('summary.freshness')}>
      {newestMonth === null ? (
        <p>{t('summary.noData')}</p>
      ) : (
        <p className="font-bold">{t('summary.newest', { month: formatMonth(newestMonth, language) })}</p>
      )}
      {newestReceivedAt === null ? null : (
        <p>
          {t('summary.received', {
            at: formatInstant(newestReceivedAt, language),
            days: today - dayOfInstant(newestReceivedAt),
          })}
        </p>
      )}
      <p className="mt-1 text-soft">{t('summary.notIncluded')}</p>
    </Box>
  );
}
