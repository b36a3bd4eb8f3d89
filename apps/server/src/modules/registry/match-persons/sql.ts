import { copyRows } from '../../../kernel/db/copy-rows.ts';
import type { Queryable, Transaction } from '../../../kernel/db/database.ts';
import type { PersonId } from '../person-id.ts';
import type { Newcomer } from './identity.ts';

interface NumberRow {
  readonly number_key: string;
  readonly birth_date: string;
  readonly sex: number;
  readonly branch: string;
  readonly person_id: PersonId;
}

export const selectNumbers = (db: Queryable, numberKeys: readonly string[]): Promise<NumberRow[]> =>
  db.query<NumberRow>(
    `SELECT number_key, birth_date::text, sex, branch, person_id
     FROM registry.insured_number WHERE number_key = ANY ($1)`,
    [numberKeys],
  );

type NewPerson = Newcomer & { readonly personId: PersonId };

/**
 * Stores people who were just looked for and not found. Fails on a unique constraint when another transaction has
 * created one of them in between: whoever began the transaction repeats it and then finds them.
 */
export async function insertPeople(tx: Transaction, people: readonly NewPerson[]): Promise<void> {
  await copyRows(
    tx,
    'registry.person (person_id, sex, birth_date, name, kana)',
    people.map((who) => [who.personId, who.sex, who.birthDate, who.name, who.kana]),
  );
  await copyRows(
    tx,
    'registry.insured_number (number_key, birth_date, sex, branch, person_id, insurer_number, symbol, number)',
    people.map((who) => [
      who.numberKey,
      who.birthDate,
      who.sex,
      who.branch,
      who.personId,
      who.insurerNumber,
      who.symbol,
      who.number,
    ]),
  );
}
