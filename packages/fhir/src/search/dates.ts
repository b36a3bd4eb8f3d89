import { isObject } from '../model/element-model.ts';

/** Milliseconds since 1970 in UTC; `from` inclusive, `to` exclusive, infinite where it is open. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

const DATE_TIME =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+\- ]\d{2}:\d{2})?)?)?)?$/;
/** Dates without a zone are Japan's, which has one zone and no summer time. */
const JAPAN_MS = 9 * 3_600_000;
const MINUTE_MS = 60_000;

/**
 * The time that a date, dateTime or instant covers at its precision: a month for `2026-04`. Without a zone it is
 * Japan's local time. Null for anything else and for days that do not exist.
 * A blank before the offset stands for the plus sign that an address loses.
 * @spec fhir-jp-core.md §3.1
 */
export function timeRange(text: string): TimeRange | null {
  const found = DATE_TIME.exec(text);
  if (found === null) return null;
  const [, yyyy = '', mm, dd, hours, minutes, seconds, fraction, zone] = found;
  const year = Number(yyyy);
  const month = mm === undefined ? 1 : Number(mm);
  const day = dd === undefined ? 1 : Number(dd);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  const offset = zone === undefined ? JAPAN_MS : offsetOf(zone);
  if (offset === null) return null;
  const start = utc(year, month - 1, day) - offset;
  if (mm === undefined) return { from: start, to: utc(year + 1, 0, 1) - offset };
  if (dd === undefined) return { from: start, to: utc(year, month, 1) - offset };
  if (hours === undefined) return { from: start, to: utc(year, month - 1, day + 1) - offset };
  const h = Number(hours);
  const min = Number(minutes);
  const s = seconds === undefined ? 0 : Number(seconds);
  // 24:00 and leap seconds are no times of FHIR and of JavaScript.
  if (h > 23 || min > 59 || s > 59) return null;
  const from = start + h * 3_600_000 + min * MINUTE_MS + s * 1000;
  if (seconds === undefined) return { from, to: from + MINUTE_MS };
  if (fraction === undefined) return { from, to: from + 1000 };
  const width = Math.max(1, 10 ** (3 - fraction.length));
  const within = from + Math.floor(Number(`0.${fraction}`) * 1000 + 1e-9);
  return { from: within, to: within + width };
}

function utc(year: number, monthFrom0: number, day: number): number {
  // Date.UTC takes years below 100 as of the twentieth century.
  const date = new Date(0);
  return date.setUTCFullYear(year, monthFrom0, day);
}

function daysIn(year: number, month: number): number {
  return new Date(utc(year, month, 0)).getUTCDate();
}

function offsetOf(zone: string): number | null {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * MINUTE_MS;
}

/**
 * The time that an element covers. A Period without an end is open, a Timing covers its events and its bounds from
 * the first to the last. Null where the element says nothing of time.
 */
export function elementTime(type: string, value: unknown): TimeRange | null {
  if (typeof value === 'string') return timeRange(value);
  if (!isObject(value)) return null;
  if (type === 'Period') return periodTime(value);
  if (type !== 'Timing') return null;
  const ranges: TimeRange[] = [];
  if (Array.isArray(value.event)) {
    for (const event of value.event) {
      const range = typeof event === 'string' ? timeRange(event) : null;
      if (range !== null) ranges.push(range);
    }
  }
  const repeat = value.repeat;
  const bounds = isObject(repeat) ? repeat.boundsPeriod : undefined;
  const bound = isObject(bounds) ? periodTime(bounds) : null;
  if (bound !== null) ranges.push(bound);
  if (ranges.length === 0) return null;
  return {
    from: Math.min(...ranges.map(({ from }) => from)),
    to: Math.max(...ranges.map(({ to }) => to)),
  };
}

function periodTime(period: Readonly<Record<string, unknown>>): TimeRange | null {
  const { start, end } = period;
  const first = typeof start === 'string' ? timeRange(start) : null;
  const last = typeof end === 'string' ? timeRange(end) : null;
  if (first === null && last === null) return null;
  return { from: first?.from ?? Number.NEGATIVE_INFINITY, to: last?.to ?? Number.POSITIVE_INFINITY };
}
