import { memo } from 'react';
import { dayAfterMonth, firstDay } from '../../../lib/dates.ts';
import type { Drawn } from '../model/drawn-span.ts';
import { layoutMarks } from '../model/mark-layout.ts';
import type { TreatmentLane } from '../model/treatment-lanes.ts';
import type { VisitMonth } from '../model/visit-months.ts';
import { ROW_HEIGHT } from './drug-row.tsx';

/** Marks of one kind of treatment; dense runs are ribbons. */
export const MarkRow = memo(function MarkRow({
  lane,
  drawn,
  width,
}: {
  lane: TreatmentLane;
  drawn: Drawn;
  /** Of the view, in pixels. */
  width: number;
}) {
  const { span, view } = drawn;
  const whole = width * drawn.views;
  const { ribbons, clusters } = layoutMarks(lane, span, whole);
  const viewLeft = ((view.from - span.from) / (span.to - span.from)) * whole;
  const middle = ROW_HEIGHT / 2;
  return (
    <svg width={whole} height={ROW_HEIGHT} aria-hidden="true" className="block overflow-hidden">
      <line x1={0} x2={whole} y1={middle} y2={middle} className="grid-line" />
      {ribbons.map(({ x, width: ribbonWidth, ribbon }) => (
        <g key={ribbon.from}>
          <rect x={x} y={middle - 9} width={ribbonWidth} height={18} rx={9} className="ribbon" />
          {ribbonWidth > 64 ? (
            <text
              x={x + ribbonWidth > viewLeft + 64 ? Math.max(viewLeft + 6, x + 8) : x + 8}
              y={middle + 4}
              className="ribbon-text"
            >
              ×{ribbon.marks}
            </text>
          ) : null}
        </g>
      ))}
      {clusters.map((cluster) =>
        cluster.marks.length === 1 ? (
          <path key={cluster.x} d={`M${cluster.x} ${middle - 8}l6 8l-6 8l-6 -8z`} className="mark" />
        ) : (
          <g key={cluster.x}>
            <rect x={cluster.x - 6} y={middle - 9} width={20} height={18} rx={4} className="mark" />
            <text x={cluster.x + 4} y={middle + 4} textAnchor="middle" className="mark-text">
              {cluster.marks.length}
            </text>
          </g>
        ),
      )}
    </svg>
  );
});

const TALLEST_VISITS = 20;

/** A column a month: its height is the number of days with a visit. */
export const VisitRow = memo(function VisitRow({
  months,
  drawn,
  width,
}: {
  months: readonly VisitMonth[];
  drawn: Drawn;
  /** Of the view, in pixels. */
  width: number;
}) {
  const { span } = drawn;
  const whole = width * drawn.views;
  const pxPerDay = whole / (span.to - span.from);
  return (
    <svg width={whole} height={ROW_HEIGHT} aria-hidden="true" className="block overflow-hidden">
      {months.map((month) => {
        const from = firstDay(month.month);
        const to = dayAfterMonth(month.month);
        if (to <= span.from || from >= span.to) return null;
        const x = (from - span.from) * pxPerDay;
        const columnWidth = Math.max(3, (to - from) * pxPerDay - 2);
        const height = Math.max(4, Math.min(1, month.days / 15) * TALLEST_VISITS);
        return (
          <g key={month.month}>
            <rect
              x={x + 1}
              y={ROW_HEIGHT - 4 - height}
              width={columnWidth}
              height={height}
              className={month.inpatientDays > 0 ? 'visit inpatient' : 'visit'}
            />
            {columnWidth > 16 ? (
              <text
                x={columnWidth / 2 + x}
                y={ROW_HEIGHT - 8 - height}
                textAnchor="middle"
                className="dose-text"
              >
                {month.days}
              </text>
            ) : null}
          </g>
        );
      })}
    </svg>
  );
});
