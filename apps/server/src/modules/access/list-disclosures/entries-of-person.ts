import type { Queryable } from '../../../kernel/db/database.ts';
import type { PersonId } from '../../registry/index.ts';

/** An entry of the log as the patient sees it: never the account of a member of staff. @spec eligibility.md §11.3 */
export interface DisclosureEntry {
  readonly id: string;
  readonly at: Date;
  readonly event: string;
  readonly facilityName: string | null;
  readonly role: string | null;
  readonly purpose: string | null;
  readonly ground: string | null;
  readonly categories: readonly string[];
  readonly outcome: 'shown' | 'refused' | 'done';
  readonly refusalCode: string | null;
  readonly itemCount: number | null;
  readonly method: string | null;
}

/**
 * The newest entries about a person, at most `most`, newest first; days in Japan `YYYY-MM-DD`, both inclusive, null = open.
 * For whoever stands inside the door with the purpose `self`.
 */
export const entriesOfPerson = (
  db: Queryable,
  personId: PersonId,
  { from, to, most }: { readonly from: string | null; readonly to: string | null; readonly most: number },
): Promise<DisclosureEntry[]> =>
  db.query<DisclosureEntry>(
    `SELECT entry_id AS id, at, event, COALESCE(facility_name, facility_code) AS "facilityName", actor_role AS role,
       purpose, ground, categories, outcome, refusal_code AS "refusalCode", item_count AS "itemCount", method
     FROM audit.entry
     WHERE person_id = $1 AND ($2::date IS NULL OR at >= $2::date::timestamp AT TIME ZONE 'Asia/Tokyo')
       AND ($3::date IS NULL OR at < ($3::date + 1)::timestamp AT TIME ZONE 'Asia/Tokyo')
     ORDER BY at DESC, entry_id DESC LIMIT $4`,
    [personId, from, to, most],
  );
