import { memo } from 'react';
import { layoutBars } from '../model/bar-layout.ts';
import type { Drawn } from '../model/drawn-span.ts';
import type { DrugLane } from '../model/drug-lanes.ts';

export const ROW_HEIGHT = 44;
const BASE = 40;
const TALLEST = 24;

function doseText(dose: { readonly value: number; readonly unit: string } | null): string {
  return dose === null ? '' : `${dose.value}${dose.unit}`;
}

/** Bars of one ingredient: height is the dose, dashed where the days are assumed, hatched where supplied twice. */
export const DrugRow = memo(function DrugRow({
  lane,
  colour,
  drawn,
  width,
}: {
  lane: DrugLane;
  colour: number;
  drawn: Drawn;
  /** Of the view, in pixels. */
  width: number;
}) {
  const { span, view } = drawn;
  const whole = width * drawn.views;
  const bars = layoutBars(lane.regimens, lane.topDose, span, whole);
  const pxPerDay = whole / (span.to - span.from);
  const viewLeft = (view.from - span.from) * pxPerDay;
  let labelEnd = -1;
  let inView = false;
  return (
    <svg width={whole} height={ROW_HEIGHT} aria-hidden="true" className="block overflow-hidden">
      <line x1={0} x2={whole} y1={BASE} y2={BASE} className="grid-line" />
      {bars.map((bar) => {
        const height = Math.round(bar.height * TALLEST);
        const first = bar.regimens[0];
        const text = doseText(first?.dose ?? null);
        const reaches = bar.x + bar.width > viewLeft;
        const firstInView = reaches && !inView;
        inView ||= reaches;
        const x = reaches ? Math.max(viewLeft, bar.x) : bar.x;
        const labelled = text !== '' && (bar.step || firstInView) && x > labelEnd && bar.kind === 'exact';
        if (labelled) labelEnd = x + text.length * 7 + 6;
        return (
          <g key={first?.supplies[0]?.line.id}>
            <rect
              x={bar.x + 0.5}
              y={BASE - height}
              width={Math.max(2, bar.width - 1)}
              height={height}
              rx={bar.kind === 'single' ? 0 : 2}
              className={`bar-${bar.kind} lane-${colour}`}
            />
            {labelled ? (
              <text x={x + 1} y={BASE - TALLEST - 4} className="dose-text">
                {text}
              </text>
            ) : null}
          </g>
        );
      })}
      {lane.overlaps
        .filter((overlap) => overlap.to > span.from && overlap.from < span.to)
        .map((overlap) => (
          <rect
            key={`${overlap.from}${overlap.first.id}`}
            x={(overlap.from - span.from) * pxPerDay}
            y={BASE - TALLEST}
            width={Math.max(4, (overlap.to - overlap.from) * pxPerDay)}
            height={TALLEST}
            className="overlap-area"
          />
        ))}
    </svg>
  );
});
