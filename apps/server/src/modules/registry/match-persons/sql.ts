import type { Queryable } from '../../../kernel/db/database.ts';
import { insertRows } from '../../../kernel/db/insert-rows.ts';
import type { PersonId } from '../person-id.ts';
import type { Newcomer } from './match-persons.ts';

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

export const insertPersons = (db: Queryable, people: readonly NewPerson[]): Promise<void> =>
  insertRows(db, {
    into: 'registry.person (person_id, sex, birth_date, name, kana)',
    rows: people.map((who) => [who.personId, who.sex, who.birthDate, who.name, who.kana]),
    suffix: 'ON CONFLICT DO NOTHING',
  });

export const insertNumbers = (db: Queryable, people: readonly NewPerson[]): Promise<void> =>
  insertRows(db, {
    into: 'registry.insured_number (number_key, birth_date, sex, branch, person_id, insurer_number, symbol, number)',
    rows: people.map((who) => [
      who.numberKey,
      who.birthDate,
      who.sex,
      who.branch,
      who.personId,
      who.insurerNumber,
      who.symbol,
      who.number,
    ]),
    suffix: 'ON CONFLICT DO NOTHING',
  });
