import { copyRows } from '../../../kernel/db/copy-rows.ts';
import type { Transaction } from '../../../kernel/db/database.ts';
import type { Newcomer } from '../identity.ts';
import type { PersonId } from '../person-id.ts';

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
