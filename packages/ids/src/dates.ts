/**
 * Calendar days and months without time or zone. Text forms sort as they compare.
 * @spec claims.md §3
 */

declare const localDateBrand: unique symbol;
declare const yearMonthBrand: unique symbol;

/** A day of the Gregorian calendar, `YYYY-MM-DD`, years 0001–9999. */
export type LocalDate = string & { readonly [localDateBrand]: true };
/** A month, `YYYY-MM`. */
export type YearMonth = string & { readonly [yearMonthBrand]: true };

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days of a month, 28–31; 0 when `month` is not 1–12. */
export function monthLength(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29;
  return MONTH_LENGTHS[month - 1] ?? 0;
}

/** A day from its numbers, or null when there is no such day. */
export function localDate(year: number, month: number, day: number): LocalDate | null {
  if (!isYear(year) || !Number.isInteger(month) || !Number.isInteger(day)) return null;
  if (day < 1 || day > monthLength(year, month)) return null;
  return formatDay(year, month, day);
}

/** A month from its numbers, or null when there is no such month. */
export function yearMonth(year: number, month: number): YearMonth | null {
  if (!isYear(year) || !Number.isInteger(month) || monthLength(year, month) === 0) return null;
  return formatMonth(year, month);
}

/** Reads `YYYY-MM-DD` exactly; null for every other form and for days that do not exist. */
export function parseLocalDate(text: string): LocalDate | null {
  if (text.length !== 10 || text[4] !== '-' || text[7] !== '-') return null;
  return localDate(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10));
}

/** Reads `YYYY-MM` exactly. */
export function parseYearMonth(text: string): YearMonth | null {
  if (text.length !== 7 || text[4] !== '-') return null;
  return yearMonth(digits(text, 0, 4), digits(text, 5, 7));
}

/** Year, month and day of a date. */
export function dateParts(date: LocalDate): readonly [year: number, month: number, day: number] {
  return [digits(date, 0, 4), digits(date, 5, 7), digits(date, 8, 10)];
}

/** The month in which a day lies. */
export function monthOf(date: LocalDate): YearMonth {
  return formatMonth(digits(date, 0, 4), digits(date, 5, 7));
}

/** Number of days in a month. */
export function daysInMonth(month: YearMonth): number {
  return monthLength(digits(month, 0, 4), digits(month, 5, 7));
}

/** A day of a month, or null when the month has no such day. */
export function dayOf(month: YearMonth, day: number): LocalDate | null {
  return localDate(digits(month, 0, 4), digits(month, 5, 7), day);
}

/**
 * The month `count` months later (earlier when negative).
 * @throws RangeError outside years 1–9999.
 */
export function addMonths(month: YearMonth, count: number): YearMonth {
  const index = digits(month, 0, 4) * 12 + digits(month, 5, 7) - 1 + count;
  const result = yearMonth(Math.floor(index / 12), (((index % 12) + 12) % 12) + 1);
  if (result === null) throw new RangeError('month outside years 1-9999');
  return result;
}

/**
 * The day `count` days later (earlier when negative).
 * @throws RangeError outside years 1–9999.
 */
export function addDays(date: LocalDate, count: number): LocalDate {
  const result = fromDayNumber(dayNumber(date) + count);
  if (result === null) throw new RangeError('day outside years 1-9999');
  return result;
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** Whole months from `from` to `to`; negative when `to` is earlier. */
export function monthsBetween(from: YearMonth, to: YearMonth): number {
  return (digits(to, 0, 4) - digits(from, 0, 4)) * 12 + digits(to, 5, 7) - digits(from, 5, 7);
}

/** Completed years of life on a day; a person born on 29 February completes a year on 1 March of common years. */
export function ageOn(birth: LocalDate, day: LocalDate): number {
  const years = digits(day, 0, 4) - digits(birth, 0, 4);
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}

/** Negative, zero or positive, as for `Array.prototype.sort`. */
export function compareDates<T extends LocalDate | YearMonth>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function dayNumber(date: LocalDate): number {
  return toDayNumber(digits(date, 0, 4), digits(date, 5, 7), digits(date, 8, 10));
}

/** Days since 1970-01-01 on the proleptic Gregorian calendar, counted in years that begin in March. */
function toDayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

function fromDayNumber(value: number): LocalDate | null {
  const z = value + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return localDate(year, month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1);
}

function isYear(year: number): boolean {
  return Number.isInteger(year) && year >= 1 && year <= 9999;
}

function formatDay(year: number, month: number, day: number): LocalDate {
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` as LocalDate;
}

function formatMonth(year: number, month: number): YearMonth {
  return `${pad(year, 4)}-${pad(month, 2)}` as YearMonth;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** Value of the digits of `text[start, end)`, or NaN. */
function digits(text: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
