import { ERAS, parseClaimDate } from '@tsunagu/ids';

/** How a family writes eras: `1`–`5` (prescriptions) or `M T S H R` (notebook). @spec prescriptions.md §6.1 */
export type EraMarks = 'digit' | 'letter';

/** A day as `YYYY-MM-DD`, from YYYYMMDD or an era and YYMMDD; null for everything else. */
export function parseDay(text: string, eras: EraMarks): string | null {
  const value = parsePartial(text, eras);
  return value !== null && value.length === 10 ? value : null;
}

/** A day, a month or a year: 8, 6 or 4 digits, with an era 7, 5 or 3 places. @spec prescriptions.md §6.4 */
export function parsePartial(text: string, eras: EraMarks): string | null {
  const plain = eras === 'letter' ? withEraDigit(text) : text;
  if (plain === null || !/^\d{3,8}$/.test(plain)) return null;
  if (plain.length > 4) {
    const read = parseClaimDate(plain);
    return read === null ? null : (read.date ?? read.month);
  }
  return plain.length === 4 ? wholeYear(Number(plain)) : eraYear(plain);
}

/** The form without era: `YYYYMMDD`, `YYYYMM` or `YYYY`. */
export function formatDay(date: string): string {
  return date.replaceAll('-', '');
}

function withEraDigit(text: string): string | null {
  if (/^\d/.test(text)) return text.length % 2 === 0 ? text : null;
  const era = ERAS.find((one) => one.letter === text.charAt(0));
  return era === undefined ? null : `${era.digit}${text.slice(1)}`;
}

function wholeYear(year: number): string | null {
  return year > 0 ? String(year).padStart(4, '0') : null;
}

function eraYear(text: string): string | null {
  const era = ERAS.find((one) => String(one.digit) === text.charAt(0));
  const count = Number(text.slice(1));
  if (era === undefined || count < 1) return null;
  const year = Math.floor(era.first / 10_000) + count - 1;
  return year <= Math.floor(era.last / 10_000) ? String(year).padStart(4, '0') : null;
}
