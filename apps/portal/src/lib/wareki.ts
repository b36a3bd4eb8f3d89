import type { LocalDate } from '../api/types.ts';
import { isDate } from './dates.ts';
import eras from './eras.json';

/** One Japanese era; `from` is its first day, the last day is the one before the next era's first. */
export interface Era {
  readonly code: string;
  readonly ja: string;
  readonly en: string;
  readonly from: LocalDate;
}

/** Newest first. */
export const ERAS: readonly Era[] = eras;

/** Era and year of era of a date, or null before the first era of the table. */
export function toEra(date: LocalDate): { readonly era: Era; readonly year: number } | null {
  const era = ERAS.find((candidate) => candidate.from <= date);
  if (era === undefined) return null;
  return { era, year: Number(date.slice(0, 4)) - Number(era.from.slice(0, 4)) + 1 };
}

/** Western year of a year of an era; null for an unknown era or a year below 1. */
export function westernYear(eraCode: string, year: number): number | null {
  const era = ERAS.find((candidate) => candidate.code === eraCode);
  if (era === undefined || !Number.isInteger(year) || year < 1) return null;
  return Number(era.from.slice(0, 4)) + year - 1;
}

export type DateProblem = 'incomplete' | 'no-such-date' | 'outside-era' | 'future';

/**
 * Checks typed parts of a birth date. With an era the date must lie inside that era
 * (昭和64年1月8日 does not exist: that day is 平成元年); `today` bounds it above.
 */
export function readBirthDate(
  input: { readonly year: string; readonly month: string; readonly day: string; readonly era: string | null },
  today: LocalDate,
): { readonly date: LocalDate } | { readonly problem: DateProblem } {
  if (input.year.length !== 4 || input.month === '' || input.day === '') return { problem: 'incomplete' };
  const date = `${input.year}-${input.month.padStart(2, '0')}-${input.day.padStart(2, '0')}`;
  if (!isDate(date)) return { problem: 'no-such-date' };
  if (date > today) return { problem: 'future' };
  if (input.era !== null && toEra(date)?.era.code !== input.era) return { problem: 'outside-era' };
  return { date };
}
