import { addMonths, firstDay, fromDay, monthOfDay, weekday } from '../../../lib/dates.ts';

/** The visible part of the time axis, in day numbers; fractions are allowed while moving. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const PRESETS = [
  { id: '5y', days: 1826 },
  { id: '1y', days: 366 },
  { id: '3m', days: 92 },
  { id: '1m', days: 31 },
  { id: '1w', days: 7 },
] as const;
export type PresetId = (typeof PRESETS)[number]['id'];

const MIN_DAYS = 7;

/** A span of the preset's length that ends shortly after today, so that `today` is visible at the right. */
export function presetSpan(id: string, today: number): Span {
  const preset = PRESETS.find((one) => one.id === id) ?? PRESETS[1];
  const ahead = Math.max(1, Math.round(preset.days * 0.06));
  return { from: today + ahead - preset.days, to: today + ahead };
}

/** Scales the span by `factor` around `anchor` (a day), within a week and the whole range. */
export function zoom(span: Span, factor: number, anchor: number, whole: Span): Span {
  const length = span.to - span.from;
  const wanted = Math.min(whole.to - whole.from, Math.max(MIN_DAYS, length * factor));
  const share = (anchor - span.from) / length;
  const from = anchor - wanted * share;
  return clamp({ from, to: from + wanted }, whole);
}

export function pan(span: Span, days: number, whole: Span): Span {
  return clamp({ from: span.from + days, to: span.to + days }, whole);
}

/** Moves the span inside the whole range, keeping its length where possible. */
export function clamp(span: Span, whole: Span): Span {
  const length = Math.min(span.to - span.from, whole.to - whole.from);
  const from = Math.min(Math.max(span.from, whole.from), whole.to - length);
  return { from, to: from + length };
}

export interface Tick {
  readonly day: number;
  readonly kind: 'year' | 'month' | 'day';
  /** A line without words where words would collide. */
  readonly labelled: boolean;
}

/** Lines of the axis: years and months, and days once they have room. */
export function ticks(span: Span, widthPx: number): readonly Tick[] {
  const pxPerDay = widthPx / (span.to - span.from);
  if (pxPerDay >= 14) return dayTicks(span, pxPerDay);
  const step = [1, 3, 6, 12].find((months) => months * 30.4 * pxPerDay >= 44) ?? 12;
  const result: Tick[] = [];
  let month = monthOfDay(Math.floor(span.from));
  for (; firstDay(month) < span.to; month = addMonths(month, 1)) {
    const day = firstDay(month);
    const number = Number(month.slice(5, 7));
    if ((number - 1) % step !== 0 && (step > 3 || 30.4 * pxPerDay < 8)) continue;
    result.push({ day, kind: number === 1 ? 'year' : 'month', labelled: (number - 1) % step === 0 });
  }
  return result;
}

function dayTicks(span: Span, pxPerDay: number): readonly Tick[] {
  const result: Tick[] = [];
  for (let day = Math.floor(span.from); day < span.to; day++) {
    const first = fromDay(day).endsWith('-01');
    const labelled = first || pxPerDay >= 30 || weekday(day) === 1;
    result.push({ day, kind: first ? 'month' : 'day', labelled });
  }
  return result;
}
