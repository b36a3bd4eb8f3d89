import { Buffer } from 'node:buffer';
import { ExactDecimal } from '../json/exact-decimal.ts';

export type JsonKind = 'boolean' | 'number' | 'string';

/** How values of a primitive type are written in JSON. */
export interface PrimitiveFormat {
  readonly json: JsonKind;
  /** @param value already known to be of the JSON kind */
  valid(value: unknown): boolean;
}

const DATE = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?$/;
const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)(?:\\.\\d+)?';
const ZONE = '(?:Z|[+-](?:(?:0\\d|1[0-3]):[0-5]\\d|14:00))';
const TIME_ONLY = new RegExp(`^${TIME}$`);
const TIME_AND_ZONE = new RegExp(`^${TIME}${ZONE}$`);
const CODE = /^\S+(?: \S+)*$/;
const ID = /^[A-Za-z0-9\-.]{1,64}$/;
const OID = /^urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+$/;
const UUID = /^urn:uuid:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;
const NOT_BASE64 = /[^A-Za-z0-9+/=\t\n\r ]/;
const BREAK = /[\t\n\r ]/;
const BLANK = /^\s*$/;
const WHITE = /\s/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that strings may not hold
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const isDate = (text: string, complete: boolean): boolean => {
  const found = DATE.exec(text);
  if (found === null) return false;
  const [, year, month, day] = found;
  if (year === '0000') return false;
  if (month === undefined || day === undefined) return !complete;
  const days = DAYS[Number(month) - 1] ?? 0;
  return Number(day) <= (month === '02' && !isLeap(Number(year)) ? 28 : days);
};

const isDateTime = (text: string): boolean => {
  if (text.charCodeAt(10) !== 84) return isDate(text, false);
  return isDate(text.slice(0, 10), true) && TIME_AND_ZONE.test(text.slice(11));
};

/** Texts from this length on are faster decoded and encoded again than looked at character by character. */
const LONG = 500;

const isBase64 = (text: string): boolean => {
  if (text.length > LONG && Buffer.from(text, 'base64').toString('base64') === text) return true;
  if (NOT_BASE64.test(text)) return false;
  const bare = BREAK.test(text) ? text.replaceAll(/[\t\n\r ]/g, '') : text;
  const padding = bare.indexOf('=');
  return bare.length > 0 && bare.length % 4 === 0 && (padding < 0 || bare.length - padding <= 2);
};

const ofString = (valid: (text: string) => boolean): PrimitiveFormat => ({
  json: 'string',
  valid: (value) => typeof value === 'string' && valid(value),
});
const ofInteger = (least: number): PrimitiveFormat => ({
  json: 'number',
  valid: (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= 2147483647,
});

const TEXT = ofString((text) => !BLANK.test(text) && !CONTROL.test(text));
const URI = ofString((text) => text !== '' && !WHITE.test(text) && !CONTROL.test(text));

/**
 * Formats of the primitive types of R4. Dates must exist in the calendar; times need a zone; a string is never blank.
 * @spec fhir-jp-core.md §9.2
 */
const FORMATS: Readonly<Record<string, PrimitiveFormat>> = {
  base64Binary: ofString(isBase64),
  boolean: { json: 'boolean', valid: (value) => typeof value === 'boolean' },
  canonical: URI,
  code: ofString((text) => CODE.test(text) && !CONTROL.test(text)),
  date: ofString((text) => isDate(text, false)),
  dateTime: ofString(isDateTime),
  decimal: {
    json: 'number',
    valid: (value) => value instanceof ExactDecimal || (typeof value === 'number' && Number.isFinite(value)),
  },
  id: ofString((text) => ID.test(text)),
  instant: ofString((text) => text.charCodeAt(10) === 84 && isDateTime(text)),
  integer: ofInteger(-2147483648),
  markdown: TEXT,
  oid: ofString((text) => OID.test(text)),
  positiveInt: ofInteger(1),
  string: TEXT,
  time: ofString((text) => TIME_ONLY.test(text)),
  unsignedInt: ofInteger(0),
  uri: URI,
  url: URI,
  uuid: ofString((text) => UUID.test(text)),
};

/** The format of a primitive type; unknown types are taken for strings. */
export const formatOf = (type: string): PrimitiveFormat =>
  (Object.hasOwn(FORMATS, type) ? FORMATS[type] : undefined) ?? TEXT;

export const jsonKindOf = (value: unknown): JsonKind | null => {
  const kind = typeof value;
  if (kind === 'string' || kind === 'number' || kind === 'boolean') return kind;
  return value instanceof ExactDecimal ? 'number' : null;
};

/** Characters whose meaning is only known where they were made (外字). */
export const PRIVATE_USE = /[\ue000-\uf8ff]|[\udb80-\udbff][\udc00-\udfff]/;

export const isBlank = (text: string): boolean => BLANK.test(text);
