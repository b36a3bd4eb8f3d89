import { type LocalDate, localDate, monthLength, type YearMonth, yearMonth } from './dates.ts';
import table from './eras.json' with { type: 'json' };

/**
 * Dates as claim files write them: western YYYYMM / YYYYMMDD, or GYYMM / GYYMMDD with the era as
 * one digit. The length alone decides which; a year never does.
 *
 * @spec claims.md §3
 */

/** An era of the Japanese calendar. `first` and `last` are days as the number YYYYMMDD, both inclusive. */
export interface Era {
  /** 1 明治 … 5 令和. */
  readonly digit: number;
  readonly letter: string;
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

/** The five eras, oldest first. */
export const ERAS: readonly Era[] = table.eras;

export interface ClaimDate {
  readonly precision: 'day' | 'month';
  /** Present when the precision is `day`. */
  readonly date: LocalDate | null;
  readonly month: YearMonth;
  /** Written with an era digit. */
  readonly wareki: boolean;
}

/** The two forms of a claim date are told apart by field length, so a caller need not say which it expects. */
export function parseClaimDate(text: string): ClaimDate | null {
  if (text.length < 5 || text.length > 8) return null;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return null;
    scratch[i] = code;
  }
  const packed = packClaimDate(scratch, 0, text.length);
  if (packed === 0) return null;
  const year = Math.floor(packed / 10000);
  const monthNumber = Math.floor(packed / 100) % 100;
  const month = yearMonth(year, monthNumber);
  if (month === null) return null;
  const wareki = text.length % 2 === 1;
  if (packed % 100 === 0) return { precision: 'month', date: null, month, wareki };
  return { precision: 'day', date: localDate(year, monthNumber, packed % 100), month, wareki };
}

const scratch = new Uint8Array(8);

/**
 * The same on ASCII bytes, without allocating: YYYYMMDD as a number, with DD = 00 for a month, or 0
 * when `bytes[start, end)` is no date. 5 and 7 bytes are wareki, 6 and 8 western.
 */
export function packClaimDate(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = (bytes[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) return 0;
    value = value * 10 + digit;
  }
  switch (end - start) {
    case 8:
      return isDay(value) ? value : 0;
    case 6:
      return isMonth(value) ? value * 100 : 0;
    case 7:
      return fromEra(Math.floor(value / 1000000), value % 1000000);
    case 5:
      return fromEra(Math.floor(value / 10000), (value % 10000) * 100);
    default:
      return 0;
  }
}

function isDay(value: number): boolean {
  const day = value % 100;
  const year = (value / 10000) | 0;
  return day >= 1 && year >= 1 && day <= monthLength(year, ((value / 100) | 0) % 100);
}

function isMonth(value: number): boolean {
  const month = value % 100;
  return month >= 1 && month <= 12 && value >= 100;
}

/** `rest` = YYMMDD, with DD = 00 for a month. */
function fromEra(digit: number, rest: number): number {
  const era = ERAS[digit - 1];
  const year = (rest / 10000) | 0;
  if (era === undefined || year === 0) return 0;
  const value = (((era.first / 10000) | 0) + year - 1) * 10000 + (rest % 10000);
  if (value % 100 === 0) {
    if (!isMonth((value / 100) | 0)) return 0;
    return value + 31 >= era.first && value + 1 <= era.last ? value : 0;
  }
  return isDay(value) && value >= era.first && value <= era.last ? value : 0;
}

/** The era of a day, or null before 明治. On the day of a change it is the new one. */
export function eraOf(date: LocalDate): Era | null {
  return eraOfPacked(Number(date.slice(0, 4) + date.slice(5, 7) + date.slice(8, 10)));
}

function eraOfPacked(packed: number): Era | null {
  for (let i = ERAS.length - 1; i >= 0; i--) {
    const era = ERAS[i];
    if (era !== undefined && packed >= era.first) return era;
  }
  return null;
}

/** `昭和56年3月4日`, the first year as 元年; the western form (`1850年3月4日`) before 明治. */
export function formatWareki(date: LocalDate): string {
  const [year, month, day] = [date.slice(0, 4), date.slice(5, 7), date.slice(8, 10)].map(Number);
  return `${warekiYear(year ?? 0, eraOf(date))}${month}月${day}日`;
}

/** `令和元年5月`. A month in which eras change is shown in the era of its last day. */
export function formatWarekiMonth(month: YearMonth): string {
  const year = Number(month.slice(0, 4));
  const number = Number(month.slice(5, 7));
  return `${warekiYear(year, eraOfPacked(year * 10000 + number * 100 + 31))}${number}月`;
}

function warekiYear(year: number, era: Era | null): string {
  if (era === null) return `${year}年`;
  const count = year - Math.floor(era.first / 10000) + 1;
  return `${era.name}${count === 1 ? '元' : count}年`;
}
