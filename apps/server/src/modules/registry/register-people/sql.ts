import { copyRows } from '../../../kernel/db/copy-rows.ts';
import type { Transaction } from '../../../kernel/db/database.ts';
import type { PersonId } from '../person-id.ts';
import { isDegraded, type Registration } from './registration.ts';

export type AddedNumber = Registration & { readonly personId: PersonId };

export async function insertRegistered(
  tx: Transaction,
  people: ReadonlyMap<PersonId, Registration>,
  at: Date,
): Promise<void> {
  await copyRows(
    tx,
    'registry.person (person_id, sex, birth_date, name, kana, address, post_number, name_degraded, registered_at)',
    [...people].map(([personId, who]) => [
      personId,
      who.sex,
      who.birthDate,
      who.name,
      who.kana,
      who.address,
      who.postNumber,
      isDegraded(who.name) ? 't' : 'f',
      at.toISOString(),
    ]),
  );
}

export async function insertNumbers(tx: Transaction, numbers: readonly AddedNumber[]): Promise<void> {
  await copyRows(
    tx,
    'registry.insured_number (number_key, birth_date, sex, branch, person_id, insurer_number, symbol, number)',
    numbers.map((one) => [
      one.numberKey,
      one.birthDate,
      one.sex,
      one.branch,
      one.personId,
      one.insurerNumber,
      one.symbol,
      one.number,
    ]),
  );
}

/** A good name is never replaced by one with marks for characters, nothing by an empty text. @spec eligibility.md §8.2 */
export async function updateRegistered(
  tx: Transaction,
  people: ReadonlyMap<PersonId, Registration>,
  at: Date,
): Promise<void> {
  if (people.size === 0) return;
  const values = [...people].map(([personId, who]) => ({
    person_id: personId,
    name: who.name,
    kana: who.kana,
    address: who.address,
    post_number: who.postNumber,
  }));
  await tx.query(
    `UPDATE registry.person p SET
       name = CASE WHEN said.name = '' OR (said.name ~ '[●■]' AND p.name <> '' AND NOT p.name_degraded) THEN p.name ELSE said.name END,
       name_degraded = CASE WHEN said.name = '' THEN p.name_degraded
         ELSE said.name ~ '[●■]' AND (p.name = '' OR p.name_degraded) END,
       kana = CASE WHEN said.kana = '' OR (said.kana ~ '[●■]' AND p.kana <> '') THEN p.kana ELSE said.kana END,
       address = CASE WHEN said.address = '' THEN p.address ELSE said.address END,
       post_number = CASE WHEN said.post_number = '' THEN p.post_number ELSE said.post_number END,
       registered_at = $2
     FROM json_to_recordset($1::json) AS said (person_id uuid, name text, kana text, address text, post_number text)
     WHERE p.person_id = said.person_id`,
    [JSON.stringify(values), at],
  );
}
