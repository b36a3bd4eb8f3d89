import type { Instant, LocalDate, Month } from '../api/types.ts';
import { fromDay } from './dates.ts';
import { eraName, toEra } from './wareki.ts';

export type Language = 'ja' | 'en';

/** The language of i18next as one of ours. */
export function languageOf(tag: string): Language {
  return tag.startsWith('en') ? 'en' : 'ja';
}

const EN_MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function pieces(date: LocalDate): [string, number, number] {
  return [date.slice(0, 4), Number(date.slice(5, 7)), Number(date.slice(8, 10))];
}

/** A date with its year: `2026年9月3日`, `3 Sep 2026`. */
export function formatDate(date: LocalDate, language: Language): string {
  const [year, month, day] = pieces(date);
  return language === 'ja' ? `${year}年${month}月${day}日` : `${day} ${EN_MONTHS[month - 1] ?? ''} ${year}`;
}

/** A date in figures of fixed width, for tables: `2026/09/03`, `2026-09-03`. */
export function formatDateShort(date: LocalDate, language: Language): string {
  return language === 'ja' ? date.replaceAll('-', '/') : date;
}

export function formatDay(day: number, language: Language): string {
  return formatDate(fromDay(day), language);
}

export function formatMonth(month: Month, language: Language): string {
  const number = Number(month.slice(5, 7));
  return language === 'ja'
    ? `${month.slice(0, 4)}年${number}月`
    : `${EN_MONTHS[number - 1] ?? ''} ${month.slice(0, 4)}`;
}

/** The Japanese year of a date: `昭和23年`, `Showa 23`; the first year is 元年. */
export function formatEraYear(date: LocalDate, language: Language): string {
  const found = toEra(date);
  if (found === null) return '';
  const name = eraName(found.era, language);
  return language === 'ja' ? `${name}${found.year === 1 ? '元' : found.year}年` : `${name} ${found.year}`;
}

/** A date of birth in both calendars: `1948年（昭和23年）4月12日`. */
export function formatBirthDate(date: LocalDate, language: Language): string {
  const [year, month, day] = pieces(date);
  const era = formatEraYear(date, language);
  if (language === 'en') return `${formatDate(date, language)}${era ? ` (${era})` : ''}`;
  return `${year}年${era ? `（${era}）` : ''}${month}月${day}日`;
}

/** An instant in Tokyo, 24-hour clock, with its year: `2026年11月22日 10:02`. */
export function formatInstant(instant: Instant, language: Language): string {
  const tokyo = new Date(Date.parse(instant) + 9 * 3_600_000).toISOString();
  return `${formatDate(tokyo.slice(0, 10), language)} ${tokyo.slice(11, 16)}`;
}

/** An exclusive end: at midnight in Tokyo the day before it, which is the last; otherwise the instant. */
export function formatUntil(instant: Instant, language: Language): string {
  const tokyo = Date.parse(instant) + 9 * 3_600_000;
  if (tokyo % 86_400_000 !== 0) return formatInstant(instant, language);
  return formatDate(new Date(tokyo - 1).toISOString().slice(0, 10), language);
}

/** Whole minutes left until `until`, never below 0. */
export function minutesLeft(until: Instant, nowMs: number): number {
  return Math.max(0, Math.floor((Date.parse(until) - nowMs) / 60_000));
}

export function formatNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(language).format(value);
}

/** A number of bytes with a unit: `3.4 MB`. */
export function formatBytes(bytes: number, language: Language): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)} ${units[unit] ?? ''}`;
}
