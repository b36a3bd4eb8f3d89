import { type Clock, dateInTokyo } from '../../../kernel/clock.ts';
import type { Queryable } from '../../../kernel/db/database.ts';

/** Whom an insurer insures. */
export interface InsuredQuestion {
  readonly insurerNumber: string;
  /** The day in Japan counts, and what the insurer had told until then. */
  readonly at: ReturnType<Clock>;
  /** A person's id; null: from the beginning. */
  readonly after: string | null;
  readonly limit: number;
}

/** Ids of the people with a coverage of the insurer that holds, in their order, behind `after`. */
export async function insuredPersons(
  db: Queryable,
  { insurerNumber, at, after, limit }: InsuredQuestion,
): Promise<string[]> {
  const rows = await db.query<{ person_id: string }>(
    `SELECT DISTINCT person_id FROM (
       SELECT DISTINCT ON (person_id, coverage_id) person_id, valid_from, valid_to
       FROM eligibility.coverage
       WHERE insurer_number = $1 AND registered_at <= $2 AND ($4::uuid IS NULL OR person_id > $4)
       ORDER BY person_id, coverage_id, version DESC
     ) newest
     WHERE valid_from <= $3 AND (valid_to IS NULL OR $3 < valid_to)
     ORDER BY person_id LIMIT $5`,
    [insurerNumber, at, dateInTokyo(at), after, limit],
  );
  return rows.map(({ person_id }) => person_id);
}
