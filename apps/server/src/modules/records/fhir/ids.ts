import { type PersonId, parsePersonId } from '../../registry/index.ts';
import type { FileStamp } from './file-stamp.ts';

/**
 * Ids say whose a resource is and where it stands, so that nothing has to be looked up: the person's UUID as 32
 * hexadecimal digits, `-`, a letter for the kind, then the place. Of what comes from claims the place is the month of
 * care, the file (48 bits of its SHA-256) and the claim, record and part in it, each in base 36: 64 characters hold
 * files of 1.6 million claims and 60 million records.
 */
export type PlaceKind = 'm' | 'r' | 't' | 'v' | 'p';

const OF_PERSON = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})-./;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const OF_CLAIM = /^[0-9a-f]{32}-[mrtvp]([0-9a-z]{3})[0-9a-z]{10}-[0-9a-z]+/;

/** What all ids of a person begin with. */
export const idPrefix = (personId: string): string => `${personId.replaceAll('-', '')}-`;

/** The person in an id; null when it is none of ours. */
export function personOfId(type: string, id: string): PersonId | null {
  if (type === 'Patient') return parsePersonId(id);
  const [, a, b, c, d, e] = OF_PERSON.exec(id) ?? [];
  return a === undefined ? null : parsePersonId(`${a}-${b}-${c}-${d}-${e}`);
}

const base36 = (value: number): string => value.toString(36);

const MONTH_DIGITS = 3;

/** `YYYY-MM` in three characters, and back. */
const monthCode = (month: string): string =>
  base36(Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1).padStart(MONTH_DIGITS, '0');

function monthOfCode(code: string): string {
  const months = Number.parseInt(code, 36);
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}`;
}

/** The only month of care `YYYY-MM` in which a resource can be; null where the id does not say. */
export function monthOfId(id: string): string | null {
  const [, code] = OF_CLAIM.exec(id) ?? [];
  return code === undefined ? null : monthOfCode(code);
}

/** `parts`: record and part, or the day; none for what stands for a whole claim. */
export function placeId(
  prefix: string,
  kind: PlaceKind,
  month: string,
  { key }: Pick<FileStamp, 'key'>,
  claim: number,
  ...parts: readonly number[]
): string {
  let id = `${prefix}${kind}${monthCode(month)}${key}-${base36(claim)}`;
  for (const part of parts) id += `-${base36(part)}`;
  return id;
}

/** A UUID in 25 characters. */
const shortUuid = (uuid: string): string =>
  BigInt(`0x${uuid.replaceAll('-', '')}`)
    .toString(36)
    .padStart(25, '0');

export const coverageResourceId = (prefix: string, coverageId: string): string =>
  `${prefix}i${UUID.test(coverageId) ? shortUuid(coverageId) : coverageId}`;

export const auditEventId = (prefix: string, entryId: string): string => `${prefix}a${shortUuid(entryId)}`;

/** One consent is one institution, category and moment. */
export const consentId = (
  prefix: string,
  { facilityCode, category, givenAt }: { facilityCode: string; category: string; givenAt: Date },
): string =>
  `${prefix}n${base36(Number(facilityCode)).padStart(7, '0')}-${category.slice(0, 8)}-${base36(givenAt.getTime())}`;
