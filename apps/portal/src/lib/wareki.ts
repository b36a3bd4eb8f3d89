import { ERAS as OLDEST_FIRST } from '@tsunagu/ids';
import type { LocalDate } from '../api/types.ts';
import { isDate } from './dates.ts';

/** One Japanese era; `first` and `last` are days as the number YYYYMMDD, both inclusive. */
export type Era = (typeof OLDEST_FIRST)[number];

/** Newest first, as a list to choose from. */
export const ERAS: readonly Era[] = [...OLDEST_FIRST].reverse();

const ROMAN: Readonly<Record<string, string>> = {
  M: 'Meiji',
  T: 'Taisho',
  S: 'Showa',
  H: 'Heisei',
  R: 'Reiwa',
};

export function eraName(era: Era, language: 'ja' | 'en'): string {
  return language === 'ja' ? era.name : (ROMAN[era.letter] ?? era.name);
}

function packed(date: LocalDate): number {
  return Number(date.replaceAll('-', ''));
}

function firstYear(era: Era): number {
  return Math.floor(era.first / 10_000);
}

/** Era and year of era of a date (on the day of a change the newer), or null before the first era of the table. */
export function toEra(date: LocalDate): { readonly era: Era; readonly year: number } | null {
  const era = ERAS.find((candidate) => candidate.first <= packed(date));
  if (era === undefined) return null;
  return { era, year: Number(date.slice(0, 4)) - firstYear(era) + 1 };
}

/** Western year of a year of an era (by its letter); null for an unknown era or a year below 1. */
export function westernYear(letter: string, year: number): number | null {
  const era = ERAS.find((candidate) => candidate.letter === letter);
  if (era === undefined || !Number.isInteger(year) || year < 1) return null;
  return firstYear(era) + year - 1;
}

export type DateProblem = 'incomplete' | 'no-such-date' | 'outside-era' | 'future';

/**
 * Checks typed parts of a birth date. With an era (letter) the date must lie inside that era
 * (昭和64年1月8日 does not exist: that day is 平成元年); `today` bounds it above.
 */
export function readBirthDate(
  input: {
    readonly year: string;
    readonly month: string;
    readonly day: string;
    readonly era: string | null;
  },
  today: LocalDate,
): { readonly date: LocalDate } | { readonly problem: DateProblem } {
  if (input.year.length !== 4 || input.month === '' || input.day === '') return { problem: 'incomplete' };
  const date = `${input.year}-${input.month.padStart(2, '0')}-${input.day.padStart(2, '0')}`;
  if (!isDate(date)) return { problem: 'no-such-date' };
  if (date > today) return { problem: 'future' };
  const era = ERAS.find((candidate) => candidate.letter === input.era);
  if (era !== undefined && (packed(date) < era.first || packed(date) > era.last)) {
    return { problem: 'outside-era' };
  }
  return { date };
}
