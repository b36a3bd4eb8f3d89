import { randomBytes } from 'node:crypto';
import { type PersonId, parsePersonId } from '../../registry/index.ts';

const RANDOM_BYTES = 10;
/** The person's UUID as 32 hexadecimal characters, the letter of this source, and chance. */
const RESOURCE_ID = /^([0-9a-f]{32})-([cd])([0-9a-z]{1,20})$/;

const hexOf = (personId: string): string => personId.replaceAll('-', '');

export const newResourceId = (personId: string): string =>
  `${hexOf(personId)}-c${BigInt(`0x${randomBytes(RANDOM_BYTES).toString('hex')}`).toString(36)}`;

/** The entry in the register of documents that belongs to a document. */
export const registerId = (bundleId: string): string => bundleId.replace('-c', '-d');

/** Whose resource this is; null when the id is none of this module's. */
export function personOfId(id: string): PersonId | null {
  const [, hex = ''] = RESOURCE_ID.exec(id) ?? [];
  return parsePersonId(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
}

/** Whether an id of any source belongs to somebody else. */
export function isOfAnother(id: string, personId: string): boolean {
  const [, hex] = /^([0-9a-f]{32})-/.exec(id) ?? [];
  return hex !== undefined && hex !== hexOf(personId);
}
