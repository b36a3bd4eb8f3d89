import type { Instant, LocalDate, Month } from '../api/types.ts';

/**
 * Calendar arithmetic on whole days. A day number counts days since 1970-01-01 (proleptic Gregorian);
 * it has no time zone. Instants become days in Asia/Tokyo (UTC+9, no daylight saving since 1952).
 */
const DAY_MS = 86_400_000;
const TOKYO_OFFSET_MS = 9 * 3_600_000;

/** `YYYY-MM-DD` as a day number. NaN when the text is not a date. */
export function toDay(date: LocalDate): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
}

/** A day number as `YYYY-MM-DD`. */
export function fromDay(day: number): LocalDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The day in Tokyo on which an instant falls. */
export function dayOfInstant(instant: Instant): number {
  return Math.floor((Date.parse(instant) + TOKYO_OFFSET_MS) / DAY_MS);
}

/** First day of a month. */
export function firstDay(month: Month): number {
  return toDay(`${month}-01`);
}

/** `month` moved by `by` months. */
export function addMonths(month: Month, by: number): Month {
  const [year, number] = parts(month);
  const index = year * 12 + (number - 1) + by;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((((index % 12) + 12) % 12) + 1).padStart(2, '0')}`;
}

function parts(month: Month): [number, number] {
  return [Number(month.slice(0, 4)), Number(month.slice(5, 7))];
}

/** First day after a month. */
export function dayAfterMonth(month: Month): number {
  return firstDay(addMonths(month, 1));
}

export function monthOfDay(day: number): Month {
  return fromDay(day).slice(0, 7);
}

/** 0 = Sunday … 6 = Saturday. */
export function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** True for an existing calendar date. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(toDay(text)) && fromDay(toDay(text)) === text;
}
