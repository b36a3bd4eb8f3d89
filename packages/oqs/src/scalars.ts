import {
  type LocalDate,
  localDate,
  normaliseBranch,
  normaliseSymbol,
  parseFacilityCode,
  parseInsurerNumber,
  type YearMonth,
  yearMonth,
} from '@tsunagu/ids';
import type { IdentifierKind, ScalarSpec } from './schema.ts';

const TOKYO_OFFSET_MS = 9 * 3_600_000;
const LAST_INSTANT_MS = Date.UTC(9999, 11, 31, 23, 59, 59) - TOKYO_OFFSET_MS;
const FIRST_INSTANT_MS = Date.UTC(1000, 0, 1) - TOKYO_OFFSET_MS;

const DATE = /^[0-9]{8}$/;
const DATE_TIME = /^[0-9]{14}$/;
const MONTH = /^[0-9]{6}$/;
const INTEGER = /^[0-9]{1,15}$/;

/** yyyyMMdd, or null when there is no such day. */
export function readDate(text: string): LocalDate | null {
  if (!DATE.test(text)) return null;
  return localDate(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6)));
}

/** The day of yyyyMMddHHmmss, or null. */
export function readDateOfDateTime(text: string): LocalDate | null {
  return readInstant(text) === null ? null : readDate(text.slice(0, 8));
}

/** yyyyMM, or null when there is no such month. */
export function readMonth(text: string): YearMonth | null {
  return MONTH.test(text) ? yearMonth(Number(text.slice(0, 4)), Number(text.slice(4))) : null;
}

/** yyyyMMddHHmmss in Asia/Tokyo (UTC+9, no summer time), or null; years 1000–9999. */
export function readInstant(text: string): Date | null {
  if (!DATE_TIME.test(text) || readDate(text.slice(0, 8)) === null) return null;
  const hour = Number(text.slice(8, 10));
  const minute = Number(text.slice(10, 12));
  const second = Number(text.slice(12));
  if (hour > 23 || minute > 59 || second > 59) return null;
  const ms =
    Date.UTC(
      Number(text.slice(0, 4)),
      Number(text.slice(4, 6)) - 1,
      Number(text.slice(6, 8)),
      hour,
      minute,
      second,
    ) - TOKYO_OFFSET_MS;
  return ms < FIRST_INSTANT_MS ? null : new Date(ms);
}

/** yyyyMMddHHmmss in Asia/Tokyo, or null for instants outside the years 1000–9999. Milliseconds are cut off. */
export function writeInstant(instant: Date): string | null {
  const ms = instant.getTime();
  if (!(ms >= FIRST_INSTANT_MS && ms < LAST_INSTANT_MS + 1000)) return null;
  return new Date(ms + TOKYO_OFFSET_MS).toISOString().slice(0, 19).replace(/[-:T]/g, '');
}

/** Whether an identifier has a form for matching. @spec eligibility.md §2.2 */
export function isIdentifier(kind: IdentifierKind, text: string): boolean {
  switch (kind) {
    case 'insurer':
      return parseInsurerNumber(text) !== null;
    case 'number':
      return normaliseSymbol(text) !== '';
    case 'branch':
      return (normaliseBranch(text) ?? '') !== '';
    case 'facility':
      return parseFacilityCode(text) !== null;
  }
}

export type ScalarValue = string | number | Date;

/** Value of a trimmed text that is neither text nor identifier nor code; null when malformed. */
export function readScalar(spec: ScalarSpec, trimmed: string): ScalarValue | null {
  switch (spec.kind) {
    case 'text':
    case 'identifier':
    case 'code':
      return trimmed;
    case 'date':
      return readDate(trimmed);
    case 'month':
      return readMonth(trimmed);
    case 'instant':
      return readInstant(trimmed);
    case 'integer':
      return INTEGER.test(trimmed) ? Number(trimmed) : null;
  }
}

/** Text of a value that {@link readScalar} reads back, or null when there is none. */
export function writeScalar(spec: ScalarSpec, value: unknown): string | null {
  switch (spec.kind) {
    case 'text':
    case 'identifier':
      return typeof value === 'string' ? value : null;
    case 'code':
      return typeof value === 'string' && value === value.trim() ? value : null;
    case 'date':
    case 'month': {
      const plain = typeof value === 'string' ? value.replaceAll('-', '') : '';
      return readScalar(spec, plain) === value ? plain : null;
    }
    case 'instant':
      return value instanceof Date ? writeInstant(value) : null;
    case 'integer':
      return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < 1e15
        ? String(value).padStart(spec.width ?? 1, '0')
        : null;
  }
}
