import { insuredKey, normaliseBranch } from '@tsunagu/ids';
import type { Database, Queryable } from '../../../kernel/db/database.ts';
import type { InsuredNumber, Person, Sex } from '../person.ts';
import type { PersonId } from '../person-id.ts';

export interface FindPersonInput extends InsuredNumber {
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
}

export type FindPersonResult =
  | { readonly result: 'found'; readonly person: Person }
  | { readonly result: 'not-found' }
  | { readonly result: 'ambiguous'; readonly needs: readonly ['branch'] };

interface PersonRow {
  readonly person_id: PersonId;
  readonly name: string;
  readonly kana: string;
  readonly sex: Sex;
  readonly birth_date: string;
  readonly address: string;
  readonly name_degraded: boolean;
  readonly insurer_number: string | null;
  readonly symbol: string | null;
  readonly number: string | null;
  readonly branch: string | null;
}

const PERSON_COLUMNS = `p.person_id, p.name, p.kana, p.sex, p.birth_date::text, p.address, p.name_degraded,
  n.insurer_number, n.symbol, n.number, n.branch`;

/** Looks a person up by the numbers on the card and the birth date; an empty branch agrees with any. */
export async function findPerson(db: Queryable, input: FindPersonInput): Promise<FindPersonResult> {
  const rows = await db.query<PersonRow>(
    `SELECT ${PERSON_COLUMNS}
     FROM registry.insured_number n JOIN registry.person p USING (person_id)
     WHERE n.number_key = $1 AND n.birth_date = $2 AND ($3 = '' OR n.branch = '' OR n.branch = $3)
     ORDER BY n.branch = $3 DESC, n.created_at DESC`,
    [insuredKey(input), input.birthDate, normaliseBranch(input.branch)],
  );
  const people = new Set(rows.map((row) => row.person_id));
  const [first] = rows;
  if (first === undefined) return { result: 'not-found' };
  return people.size === 1
    ? { result: 'found', person: toPerson(first) }
    : { result: 'ambiguous', needs: ['branch'] };
}

/**
 * A person by id, with the number that is valid on a day (`YYYY-MM-DD`; default: today in Japan by the database), that of
 * an insurance before that of public assistance; where none is, the one that began last, else the one registered last.
 * Null when unknown.
 */
export async function readPerson(
  db: Database,
  personId: PersonId,
  date: string | null = null,
): Promise<Person | null> {
  const [row] = await db.prepared<PersonRow>(
    'registry.read-person',
    `SELECT ${PERSON_COLUMNS}
     FROM registry.person p LEFT JOIN registry.insured_number n USING (person_id),
       (SELECT COALESCE($2::date, (now() AT TIME ZONE 'Asia/Tokyo')::date) AS day) asked
     WHERE p.person_id = $1
     ORDER BY (n.valid_from <= day AND (n.valid_to IS NULL OR day < n.valid_to)) IS TRUE DESC, n.public_assistance,
       n.valid_from DESC NULLS LAST, n.created_at DESC LIMIT 1`,
    [personId, date],
  );
  return row === undefined ? null : toPerson(row);
}

function toPerson(row: PersonRow): Person {
  const insured =
    row.insurer_number === null
      ? null
      : {
          insurerNumber: row.insurer_number,
          symbol: row.symbol ?? '',
          number: row.number ?? '',
          branch: row.branch ?? '',
        };
  return {
    personId: row.person_id,
    name: row.name,
    kana: row.kana,
    sex: row.sex,
    birthDate: row.birth_date,
    address: row.address,
    nameDegraded: row.name_degraded,
    insured,
  };
}
