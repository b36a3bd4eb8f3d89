import { type Clock, dateInTokyo } from '../../../kernel/clock.ts';
import type { Queryable } from '../../../kernel/db/database.ts';
import type { PersonId } from '../../registry/index.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Whether a patient went through the reader of an institution on this day in Japan, whatever the answers were; who left
 * before the end did not. @spec eligibility.md §3.2
 */
export async function checkedInToday(
  { db, clock }: { readonly db: Queryable; readonly clock: Clock },
  personId: PersonId,
  facilityCode: string,
): Promise<boolean> {
  const now = clock();
  const found = await db.query<{ at: Date }>(
    `SELECT completed_at AS at FROM eligibility.check_in
     WHERE facility_code = $1 AND person_id = $2 AND completed_at > $3 AND completed_at <= $4`,
    [facilityCode, personId, new Date(now.getTime() - DAY_MS), now],
  );
  return found.some(({ at }) => dateInTokyo(at) === dateInTokyo(now));
}
