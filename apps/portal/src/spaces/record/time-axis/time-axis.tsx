import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DrugLine, PatientRecord, TreatmentLine } from '../../../api/types.ts';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Empty } from '../../../components/page.tsx';
import { useLanguage } from '../../../lib/use-language.ts';
import { type AxisRow, axisRows, type Entry, wholeSpan } from '../model/axis-rows.ts';
import { dataEdge } from '../model/current-drugs.ts';
import { drugLanes, groupLanes } from '../model/drug-lanes.ts';
import { useRecordSearch } from '../use-record-search.ts';
import { useWords } from '../words.ts';
import { AxisGrid, AxisHeader } from './axis-header.tsx';
import { movePointed, moveSpan, type Pointed, reveal } from './axis-keys.ts';
import { AxisRowView, useRowLabel } from './axis-row-view.tsx';
import { AxisToolbar } from './axis-toolbar.tsx';
import { EntryCard } from './entry-card.tsx';
import { useAxisPointer } from './use-axis-pointer.ts';
import { useDrawn } from './use-drawn.ts';
import { useSpan } from './use-span.ts';
import { useWidth } from './use-width.ts';

function entryOf(rows: readonly AxisRow[], pointed: Pointed | null): Entry | null {
  return pointed === null ? null : (rows[pointed.row]?.entries[pointed.entry] ?? null);
}

function isSame(a: Pointed | null, b: Pointed | null): boolean {
  return a?.row === b?.row && a?.entry === b?.entry;
}

/**
 * One time axis for everything. The picture is drawn from the lines; pointing is computed, so the number of
 * drawn elements stays small. Everything in it also stands in the tables beside it.
 * @spec UI.md "The record: one time axis for everything"
 */
export function TimeAxis({
  record,
  drugs,
  treatments,
  today,
}: {
  record: PatientRecord;
  drugs: readonly DrugLine[];
  treatments: readonly TreatmentLine[];
  today: number;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [search, change] = useRecordSearch();
  const preset = search.span ?? '1y';
  const rows = useMemo(
    () => axisRows(groupLanes(drugLanes(drugs)), treatments, record.visits),
    [drugs, treatments, record.visits],
  );
  const whole = useMemo(() => wholeSpan(record.period, rows, today), [record.period, rows, today]);
  const [span, move] = useSpan(preset, today, whole);
  const [track, width] = useWidth<HTMLDivElement>(800);
  const area = useRef<HTMLDivElement>(null);
  const helpId = useId();
  const [hover, setHover] = useState<Pointed | null>(null);
  const [pinned, setPinned] = useState<Pointed | null>(null);
  const pointer = useAxisPointer({
    area,
    track,
    rows,
    span,
    whole,
    move,
    onHover: (next) => setHover((before) => (isSame(before, next) ? before : next)),
    onPin: setPinned,
  });
  const pointed = hover ?? pinned;
  const entry = entryOf(rows, pointed);
  const edge = dataEdge(record.freshness.newestMonth, today);
  const { drawn, moves } = useDrawn(area, span, width);

  const onKeyDown = (event: KeyboardEvent) => {
    const change = moveSpan(event.key, event.shiftKey, whole, today);
    const next = change === null ? movePointed(rows, pinned, event.key) : null;
    if (change !== null) move(change);
    else if (next !== null) {
      setPinned(next);
      setHover(null);
      const target = entryOf(rows, next);
      if (target !== null) move((before) => reveal(before, target, whole));
      area.current?.querySelector(`[data-row="${next.row}"]`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Escape') setPinned(null);
    else return;
    event.preventDefault();
  };

  if (rows.length === 0) return <Empty title={t('axis.none')}>{t('table.emptyNote')}</Empty>;
  const row = pointed === null ? undefined : rows[pointed.row];
  return (
    <section aria-label={t('view.axis')} className="panel">
      <div className="flex flex-wrap items-center justify-between gap-2 p-2">
        <AxisToolbar preset={preset} onPreset={(id) => change({ span: id })} move={move} whole={whole} />
        <Legend />
      </div>
      <svg width="0" height="0" aria-hidden="true" className="absolute">
        <defs>
          <pattern
            id="overlap-hatch"
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="6" height="6" className="hatch-ground" />
            <rect width="3" height="6" className="hatch-line" />
          </pattern>
        </defs>
      </svg>
      <p id={helpId} className="px-3 pb-1 text-xs text-soft print:hidden">
        {t('axis.help')}
      </p>
      <div
        ref={area}
        role="application"
        aria-label={t('axis.label')}
        aria-describedby={helpId}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the picture is worked by arrow keys as a whole
        tabIndex={0}
        className="axis"
        onKeyDown={onKeyDown}
        {...pointer}
      >
        <div className="axis-row axis-top">
          <div className="axis-label" />
          <div className="axis-track" ref={track}>
            <AxisHeader
              span={span}
              width={width}
              today={today}
              todayWord={t('axis.today')}
              language={language}
            />
          </div>
        </div>
        <div className="relative">
          <AxisGrid drawn={drawn} width={width} today={today} edge={edge} moves={moves} />
          {rows.map((one, index) => (
            <AxisRowView
              key={one.id}
              row={one}
              index={index}
              drawn={drawn}
              width={width}
              moves={moves}
              pointed={pointed?.row === index ? entry : null}
              pinned={pointed?.row === index && hover === null}
            />
          ))}
        </div>
      </div>
      {entry !== null && row !== undefined ? (
        <CardBar
          row={row}
          entry={entry}
          today={today}
          brief={hover !== null}
          onClose={() => setPinned(null)}
        />
      ) : null}
      <Announcement entry={entryOf(rows, pinned)} row={pinned === null ? undefined : rows[pinned.row]} />
    </section>
  );
}

function CardBar({
  row,
  entry,
  today,
  brief,
  onClose,
}: {
  row: AxisRow;
  entry: Entry;
  today: number;
  brief: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { name } = useRowLabel()(row);
  return (
    <aside aria-label={t('card.label')} className="axis-card">
      <div className="min-w-0 flex-1 text-sm">
        <p className="font-bold">{name}</p>
        <EntryCard entry={entry} today={today} brief={brief} />
      </div>
      {brief ? null : (
        <Button look="quiet" aria-label={t('common.close')} onPress={onClose}>
          <Icon name="close" />
        </Button>
      )}
    </aside>
  );
}

/** What was reached by keyboard or tap, for screen readers. */
function Announcement({ entry, row }: { entry: Entry | null; row: AxisRow | undefined }) {
  const words = useWords();
  const label = useRowLabel();
  const text =
    entry === null || row === undefined
      ? ''
      : `${label(row).name} ${words.period({ from: entry.from, to: entry.to, kind: 'exact' })} ${
          entry.kind === 'drug' ? entry.regimen.supplies.map(({ line }) => words.amount(line)).join(' ') : ''
        }`;
  return (
    <p aria-live="polite" className="sr-only">
      {text}
    </p>
  );
}

function Legend() {
  const { t } = useTranslation();
  return (
    <ul aria-label={t('calendar.legend')} className="flex flex-wrap gap-x-4 gap-y-1 px-1 text-xs">
      {(['exact', 'assumed', 'overlap', 'ribbon', 'inpatient', 'unknown'] as const).map((kind) => (
        <li key={kind} className="flex items-center gap-1">
          <svg width="28" height="14" aria-hidden="true">
            {kind === 'overlap' ? <rect width="28" height="14" className="overlap-area" /> : null}
            {kind === 'unknown' ? <rect width="28" height="14" className="not-arrived" /> : null}
            {kind === 'inpatient' ? <rect width="28" height="14" className="visit inpatient" /> : null}
            {kind === 'ribbon' ? <rect width="28" height="14" rx="7" className="ribbon" /> : null}
            {kind === 'exact' || kind === 'assumed' ? (
              <rect x="0.5" y="0.5" width="27" height="13" rx="2" className={`bar-${kind} lane-1`} />
            ) : null}
          </svg>
          {t(`axis.legend.${kind}`)}
        </li>
      ))}
    </ul>
  );
}
