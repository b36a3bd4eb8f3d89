import type { Supply } from './overlaps.ts';
import type { Regimen } from './regimens.ts';
import type { Span } from './time-scale.ts';

/** A drawn bar: one regimen, or several of the same dose that touch at this zoom. */
export interface Bar {
  readonly x: number;
  readonly width: number;
  /** Height as a share of the lane, 0–1. */
  readonly height: number;
  readonly kind: Regimen['kind'];
  readonly regimens: readonly Regimen[];
  /** The dose differs from the bar before. */
  readonly step: boolean;
}

const GAP_PX = 1.5;
const MIN_PX = 3;
const LOWEST = 0.35;
/** Regimens stay apart once a day is this many pixels wide. */
const JOIN_BELOW = 3;

function heightOf(regimen: Regimen, top: { readonly value: number } | null): number {
  if (regimen.kind !== 'exact') return 0.5;
  if (top === null || regimen.dose === null) return 0.8;
  return LOWEST + (1 - LOWEST) * (regimen.dose.value / top.value);
}

/**
 * Bars of a lane inside a span, oldest first. Touching regimens of one dose are joined, so a five-year view draws tens of bars, not thousands.
 */
export function layoutBars(
  regimens: readonly Regimen[],
  top: { readonly value: number } | null,
  span: Span,
  widthPx: number,
): readonly Bar[] {
  const pxPerDay = widthPx / (span.to - span.from);
  const bars: {
    x: number;
    end: number;
    height: number;
    kind: Bar['kind'];
    regimens: Regimen[];
    step: boolean;
  }[] = [];
  let previous: number | null = null;
  for (const regimen of regimens) {
    const height = heightOf(regimen, top);
    const step = previous !== null && Math.abs(previous - height) > 0.01;
    previous = height;
    if (regimen.to <= span.from || regimen.from >= span.to) continue;
    const x = (regimen.from - span.from) * pxPerDay;
    const end = Math.max(x + MIN_PX, (regimen.to - span.from) * pxPerDay);
    const last = bars.at(-1);
    const alike = last?.kind === regimen.kind && Math.abs(last.height - height) < 0.01;
    if (last !== undefined && alike && x - last.end < GAP_PX && pxPerDay < JOIN_BELOW) {
      last.end = Math.max(last.end, end);
      last.regimens.push(regimen);
    } else {
      bars.push({ x, end, height, kind: regimen.kind, regimens: [regimen], step });
    }
  }
  return bars.map(({ x, end, ...rest }) => ({ x, width: end - x, ...rest }));
}

/** The supplies at a day, the nearest within `reach` days if none covers it. */
export function suppliesAt(supplies: readonly Supply[], day: number, reach: number): readonly Supply[] {
  const covering = supplies.filter((supply) => supply.from <= day && day < supply.to);
  if (covering.length > 0) return covering;
  let best: Supply | null = null;
  let distance = reach;
  for (const supply of supplies) {
    const away = day < supply.from ? supply.from - day : day - supply.to;
    if (away <= distance) {
      best = supply;
      distance = away;
    }
  }
  return best === null ? [] : [best];
}
