import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DrugLine, Month } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Empty } from '../../components/page.tsx';
import { addMonths, dayAfterMonth, firstDay, fromDay, isDate, monthOfDay, weekday } from '../../lib/dates.ts';
import { formatMonth } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { drugLanes, groupLanes } from './model/drug-lanes.ts';
import { coveredRuns, type DrugDay, type DrugMonth, monthCoverage } from './model/month-coverage.ts';
import { useRecordSearch } from './use-record-search.ts';
import { useWords } from './words.ts';

/** A month at a glance: which drug was there on which day. */
export function DrugCalendar({
  lines,
  today,
  newest,
}: {
  lines: readonly DrugLine[];
  today: number;
  newest: Month | null;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [search, change] = useRecordSearch();
  const asked = search.month ?? '';
  const month = isDate(`${asked}-01`) ? asked : (newest ?? monthOfDay(today));
  const lanes = useMemo(() => groupLanes(drugLanes(lines)).flatMap((group) => group.lanes), [lines]);
  const rows = useMemo(() => monthCoverage(lanes, month), [lanes, month]);
  const go = (by: number) => change({ month: addMonths(month, by) });
  return (
    <section aria-label={t('view.calendar')} className="panel p-3">
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <h2 className="min-w-40 text-lg" aria-live="polite">
          {formatMonth(month, language)}
        </h2>
        <div className="flex flex-wrap gap-1 print:hidden">
          <Button onPress={() => go(-1)}>
            <Icon name="left" />
            {t('calendar.previous')}
          </Button>
          <Button onPress={() => go(1)}>
            {t('calendar.next')}
            <Icon name="right" />
          </Button>
          <Button look="quiet" onPress={() => change({ month: monthOfDay(today) })}>
            {t('calendar.thisMonth')}
          </Button>
        </div>
        <Legend />
      </div>
      {newest !== null && month > newest ? (
        <p className="mb-2 text-sm text-warn">{t('calendar.beyond')}</p>
      ) : null}
      {rows.length === 0 ? (
        <Empty title={t('calendar.none')}>{t('calendar.noneNote')}</Empty>
      ) : (
        <div className="calendar">
          <DayHeads month={month} today={today} />
          <ul>
            {rows.map((row) => (
              <CalendarRow key={row.lane.key} row={row} today={today} />
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Legend() {
  const { t } = useTranslation();
  const items = [
    ['exact', t('calendar.exact')],
    ['assumed', t('calendar.assumed')],
    ['single', t('calendar.single')],
    ['overlap', t('calendar.overlap')],
    ['supplied', t('calendar.supplied')],
  ] as const;
  return (
    <ul aria-label={t('calendar.legend')} className="ml-auto flex flex-wrap gap-x-4 gap-y-1 text-sm">
      {items.map(([state, text]) => (
        <li key={state} className="flex items-center gap-1">
          <span aria-hidden="true" className={`day ${state === 'supplied' ? 'exact supplied' : state} w-5`} />
          {text}
        </li>
      ))}
    </ul>
  );
}

function DayHeads({ month, today }: { month: Month; today: number }) {
  const { t } = useTranslation();
  const days: number[] = [];
  for (let day = firstDay(month); day < dayAfterMonth(month); day++) days.push(day);
  return (
    <div aria-hidden="true" className="calendar-row calendar-head">
      <span className="calendar-name" />
      {days.map((day) => {
        const date = Number(fromDay(day).slice(8));
        return (
          <span
            key={day}
            className={`calendar-day ${day === today ? 'is-today' : ''} ${[0, 6].includes(weekday(day)) ? 'weekend' : ''} ${
              date % 7 === 1 ? '' : 'minor'
            }`}
          >
            <span className="weekday">{t(`calendar.weekday.${weekday(day)}`)}</span>
            <span>{date}</span>
          </span>
        );
      })}
    </div>
  );
}

function CalendarRow({ row, today }: { row: DrugMonth; today: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useWords();
  const runs = coveredRuns(row.days).map(([from, to]) => words.period({ from, to: to + 1, kind: 'exact' }));
  return (
    <li className="calendar-row">
      <span className="calendar-name">
        <span className="block font-bold">{words.laneName(row.lane)}</span>
        <span className="block text-xs text-soft">
          {row.lane.purpose[language]} / {t('calendar.covered', { n: row.coveredDays })}
        </span>
      </span>
      <span className="sr-only">{t('calendar.runs', { runs: runs.join(t('visits.comma')) })}</span>
      {row.days.map((day) => (
        <span key={day.day} aria-hidden="true" className={dayClass(day, today)} />
      ))}
    </li>
  );
}

function dayClass(day: DrugDay, today: number): string {
  const marks = [
    day.overlap ? 'overlap' : day.state,
    day.supplied ? 'supplied' : '',
    day.day === today ? 'is-today' : '',
  ];
  return `day ${marks.join(' ')}`;
}
