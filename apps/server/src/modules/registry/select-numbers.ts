import type { Queryable } from '../../kernel/db/database.ts';
import type { PersonId } from './person-id.ts';

interface NumberRow {
  readonly number_key: string;
  readonly birth_date: string;
  readonly sex: number;
  readonly branch: string;
  readonly person_id: PersonId;
}

/** Everybody who carries one of the numbers. */
export const selectNumbers = (db: Queryable, numberKeys: readonly string[]): Promise<NumberRow[]> =>
  db.query<NumberRow>(
    `SELECT number_key, birth_date::text, sex, branch, person_id
     FROM registry.insured_number WHERE number_key = ANY ($1)`,
    [numberKeys],
  );
