import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../components/icon.tsx';
import { useLanguage } from '../../../lib/use-language.ts';
import type { AxisRow, Entry } from '../model/axis-rows.ts';
import type { Span } from '../model/time-scale.ts';
import { useWords } from '../words.ts';
import { DrugRow, ROW_HEIGHT } from './drug-row.tsx';
import { MarkRow, VisitRow } from './mark-row.tsx';

/** Words of a row's label. */
export function useRowLabel(): (row: AxisRow) => { readonly name: string; readonly detail: string } {
  const { t } = useTranslation();
  const words = useWords();
  return (row) => {
    if (row.kind === 'visit') return { name: t('axis.visits'), detail: t('axis.visitsDetail') };
    if (row.kind === 'treatment') {
      return { name: t(`treatment.${row.laneId}`), detail: t('axis.marks', { n: row.entries.length }) };
    }
    const newest = row.lane.supplies.at(-1)?.line;
    return {
      name: words.laneName(row.lane),
      detail: newest === undefined || !newest.known ? '' : newest.name,
    };
  };
}

function months(entries: readonly Entry[]) {
  return entries.flatMap((entry) => (entry.kind === 'visit' ? [entry.month] : []));
}

/** The label does not depend on the span: while panning only the tracks are drawn anew. */
const RowLabel = memo(function RowLabel({ row }: { row: AxisRow }) {
  const { t } = useTranslation();
  const { name, detail } = useRowLabel()(row);
  return (
    <div className="axis-label">
      <p className="truncate font-bold" title={name}>
        {name}
        {row.kind === 'drug' && row.lane.overlaps.length > 0 ? (
          <span className="ml-1 inline-flex align-middle text-warn">
            <Icon name="warning" size={16} />
            <span className="sr-only">{t('summary.overlapping')}</span>
          </span>
        ) : null}
      </p>
      <p className="truncate text-xs text-soft" title={detail}>
        {detail}
      </p>
    </div>
  );
});

const RowHeading = memo(function RowHeading({ row }: { row: AxisRow }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (row.kind === 'drug' && row.heading !== null) {
    return <p className={`axis-heading lane-${row.colour}`}>{row.heading[language]}</p>;
  }
  return row.kind === 'treatment' && row.first ? (
    <p className="axis-heading">{t('axis.treatments')}</p>
  ) : null;
});

/** One row: its label and its track; the entry pointed at is framed. */
export function AxisRowView({
  row,
  index,
  span,
  width,
  pointed,
  pinned,
}: {
  row: AxisRow;
  index: number;
  span: Span;
  width: number;
  pointed: Entry | null;
  pinned: boolean;
}) {
  const pxPerDay = width / (span.to - span.from);
  return (
    <>
      <RowHeading row={row} />
      <div data-row={index} className="axis-row">
        <RowLabel row={row} />
        <div className="axis-track">
          {row.kind === 'drug' ? (
            <DrugRow lane={row.lane} colour={row.colour} span={span} width={width} />
          ) : null}
          {row.kind === 'treatment' ? <MarkRow lane={row.lane} span={span} width={width} /> : null}
          {row.kind === 'visit' ? <VisitRow months={months(row.entries)} span={span} width={width} /> : null}
          {pointed === null ? null : (
            <span
              aria-hidden="true"
              className={pinned ? 'axis-frame pinned' : 'axis-frame'}
              style={{
                left: (pointed.from - span.from) * pxPerDay - 3,
                width: Math.max(10, (pointed.to - pointed.from) * pxPerDay + 6),
                height: ROW_HEIGHT,
              }}
            />
          )}
        </div>
      </div>
    </>
  );
}
