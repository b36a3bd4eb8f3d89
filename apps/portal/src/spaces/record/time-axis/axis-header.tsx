import { memo, type RefCallback } from 'react';
import { fromDay } from '../../../lib/dates.ts';
import type { Language } from '../../../lib/format.ts';
import { formatEraYear } from '../../../lib/format.ts';
import type { Drawn } from '../model/drawn-span.ts';
import { type Span, type Tick, ticks } from '../model/time-scale.ts';
import { MOVES } from './use-drawn.ts';

const EN_MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function tickText(tick: Tick, language: Language): string {
  const [year = '', month = '', day = ''] = fromDay(tick.day).split('-');
  const name = language === 'ja' ? `${Number(month)}月` : (EN_MONTHS[Number(month) - 1] ?? '');
  if (tick.kind === 'year') return year;
  if (tick.kind === 'month') return name;
  return String(Number(day));
}

/** The ruler: years with their Japanese year, months, days; a label for today. */
export function AxisHeader({
  span,
  width,
  today,
  todayWord,
  language,
}: {
  span: Span;
  width: number;
  today: number;
  todayWord: string;
  language: Language;
}) {
  const x = (day: number) => ((day - span.from) / (span.to - span.from)) * width;
  const at = x(today + 0.5);
  const first = fromDay(Math.floor(span.from));
  return (
    <svg width={width} height={44} aria-hidden="true" className="block overflow-hidden">
      <text x={2} y={13} className="axis-year">
        {first.slice(0, 4)}
        {language === 'ja' ? `（${formatEraYear(first, 'ja')}）` : ''}
      </text>
      {ticks(span, width).map((tick) => (
        <g key={tick.day} transform={`translate(${x(tick.day)},0)`}>
          <line y1={tick.kind === 'day' ? 36 : 30} y2={44} className="axis-tick" />
          {tick.labelled ? (
            <text x={3} y={32} className={tick.kind === 'year' ? 'axis-year' : 'axis-text'}>
              {tickText(tick, language)}
            </text>
          ) : null}
          {tick.kind === 'year' && x(tick.day) > 110 && Math.abs(x(tick.day) - at) > 60 ? (
            <text x={3} y={13} className="axis-text">
              {language === 'ja' ? formatEraYear(fromDay(tick.day), 'ja') : ''}
            </text>
          ) : null}
        </g>
      ))}
      {at >= 0 && at <= width ? (
        <g>
          <line x1={at} x2={at} y1={16} y2={44} className="axis-today" />
          <text
            x={at > width - 40 ? at - 3 : at + 3}
            y={13}
            textAnchor={at > width - 40 ? 'end' : 'start'}
            className="axis-today-text"
          >
            {todayWord}
          </text>
        </g>
      ) : null}
    </svg>
  );
}

/** Lines of the ruler through all rows; shifted with them. */
export const AxisGrid = memo(function AxisGrid({
  drawn,
  width,
  today,
  edge,
  moves,
}: {
  drawn: Drawn;
  width: number;
  today: number;
  /** First day about which the data say nothing. */
  edge: number;
  moves: RefCallback<HTMLElement>;
}) {
  const { span } = drawn;
  const whole = width * drawn.views;
  const x = (day: number) => ((day - span.from) / (span.to - span.from)) * whole;
  return (
    <div aria-hidden="true" className="axis-grid" style={{ width }}>
      <div {...MOVES} ref={moves} className="axis-moves h-full" style={{ width: whole }}>
        <svg aria-hidden="true" width={whole} height="100%" className="block">
          <rect
            x={x(edge)}
            y="0"
            width={Math.max(0, x(today + 0.5) - x(edge))}
            height="100%"
            className="not-arrived"
          />
          {ticks(span, whole).map((tick) => (
            <line
              key={tick.day}
              x1={x(tick.day)}
              x2={x(tick.day)}
              y1="0"
              y2="100%"
              className={tick.kind === 'year' ? 'grid-year' : 'grid-line'}
            />
          ))}
          <line x1={x(today + 0.5)} x2={x(today + 0.5)} y1="0" y2="100%" className="axis-today" />
        </svg>
      </div>
    </div>
  );
});
