import { createHmac } from 'node:crypto';
import type { Queryable } from '../../kernel/db/database.ts';

declare const brand: unique symbol;
/** The opaque key of a person within this installation: a UUID. */
export type PersonId = string & { readonly [brand]: 'PersonId' };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const parsePersonId = (text: string): PersonId | null => (UUID.test(text) ? (text as PersonId) : null);

/** Stands in the log where somebody looked for a person and found none. */
export const NOBODY = '00000000-0000-0000-0000-000000000000' as PersonId;

export async function readPersonIdKey(db: Queryable): Promise<string> {
  const [row] = await db.query<{ person_id_key: string }>('SELECT person_id_key FROM registry.installation');
  if (row === undefined) throw new Error('registry.installation is empty');
  return row.person_id_key;
}

/**
 * The id of a person first seen under these numbers. Derived, so that two intakes that meet the same new person
 * at the same moment, or one that is repeated after a crash, name them alike; keyed, so that it tells nothing outside.
 */
export function derivePersonId(
  key: string,
  numberKey: string,
  birthDate: string,
  sex: number,
  branch: string,
): PersonId {
  const hex = createHmac('sha256', key).update(`${numberKey}|${birthDate}|${sex}|${branch}`).digest('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}` as PersonId;
}
