import { memo, type RefCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../components/icon.tsx';
import { useLanguage } from '../../../lib/use-language.ts';
import type { AxisRow, Entry } from '../model/axis-rows.ts';
import type { Drawn } from '../model/drawn-span.ts';
import { useWords } from '../words.ts';
import { DrugRow, ROW_HEIGHT } from './drug-row.tsx';
import { MarkRow, VisitRow } from './mark-row.tsx';
import { MOVES } from './use-drawn.ts';
import { useNear } from './use-near.ts';

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

/** Rows that are drawn at once; whether the others are in the window is known a moment later. */
const FIRST_ROWS = 12;

/** One row: its label and, while it is near the window, its track; the entry pointed at is framed. */
export const AxisRowView = memo(function AxisRowView({
  row,
  index,
  drawn,
  width,
  moves,
  pointed,
  pinned,
}: {
  row: AxisRow;
  index: number;
  drawn: Drawn;
  width: number;
  moves: RefCallback<HTMLElement>;
  pointed: Entry | null;
  pinned: boolean;
}) {
  const place = useRef<HTMLDivElement>(null);
  const near = useNear(place, index < FIRST_ROWS);
  return (
    <>
      <RowHeading row={row} />
      <div data-row={index} className="axis-row" ref={place}>
        <RowLabel row={row} />
        <div className="axis-track" style={{ height: ROW_HEIGHT }}>
          {near ? (
            <div {...MOVES} ref={moves} className="axis-moves" style={{ width: width * drawn.views }}>
              <Track row={row} drawn={drawn} width={width} />
              {pointed === null ? null : (
                <Frame entry={pointed} drawn={drawn} width={width} pinned={pinned} />
              )}
            </div>
          ) : null}
        </div>
      </div>
    </>
  );
});

const Track = memo(function Track({ row, drawn, width }: { row: AxisRow; drawn: Drawn; width: number }) {
  switch (row.kind) {
    case 'drug':
      return <DrugRow lane={row.lane} colour={row.colour} drawn={drawn} width={width} />;
    case 'treatment':
      return <MarkRow lane={row.lane} drawn={drawn} width={width} />;
    case 'visit':
      return <VisitRow months={months(row.entries)} drawn={drawn} width={width} />;
  }
});

function Frame({
  entry,
  drawn,
  width,
  pinned,
}: {
  entry: Entry;
  drawn: Drawn;
  width: number;
  pinned: boolean;
}) {
  const { span, view } = drawn;
  const pxPerDay = width / (view.to - view.from);
  return (
    <span
      aria-hidden="true"
      className={pinned ? 'axis-frame pinned' : 'axis-frame'}
      style={{
        left: (entry.from - span.from) * pxPerDay - 3,
        width: Math.max(10, (entry.to - entry.from) * pxPerDay + 6),
        height: ROW_HEIGHT,
      }}
    />
  );
}
