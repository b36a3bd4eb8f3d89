import type { Clock } from '../../../kernel/clock.ts';
import { dateInTokyo } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import thresholds from './thresholds.json' with { type: 'json' };

export interface FinderDeps {
  readonly db: Database;
  readonly clock: Clock;
}

/** Each looks at one day in Japan ($1, start $2, end $3) and gives kind, institution, account, count and the usual count. */
const FINDERS: readonly string[] = [
  // Volume: far more views by one account than on its usual day.
  `SELECT 'volume' AS kind, facility_code, max(facility_name) AS facility_name, account,
     count(*) FILTER (WHERE at >= $2)::int AS count,
     (count(*) FILTER (WHERE at < $2)::float / ${thresholds.volume.usualDays})::int AS expected
   FROM audit.entry
   WHERE facility_code IS NOT NULL AND at >= $2::timestamptz - interval '${thresholds.volume.usualDays} days' AND at < $3
     AND purpose = 'care' AND outcome = 'shown'
   GROUP BY facility_code, account
   HAVING count(*) FILTER (WHERE at >= $2) >= ${thresholds.volume.atLeast}
     AND count(*) FILTER (WHERE at >= $2) > ${thresholds.volume.timesUsual} * count(*) FILTER (WHERE at < $2)::float / ${thresholds.volume.usualDays}`,
  // No visit: views of people whom nobody received at the institution in the days before.
  `SELECT 'no-visit' AS kind, facility_code, max(facility_name) AS facility_name, account, count(DISTINCT person_id)::int AS count,
     0 AS expected
   FROM audit.entry v
   WHERE facility_code IS NOT NULL AND at >= $2 AND at < $3 AND purpose = 'care' AND outcome = 'shown'
     AND NOT EXISTS (SELECT FROM audit.entry d WHERE d.person_id = v.person_id AND d.facility_code = v.facility_code
       AND d.at >= v.at - interval '${thresholds.noVisit.daysBefore} days' AND d.at <= v.at AND d.outcome <> 'refused'
       AND d.account <> v.account AND d.purpose IN ('identification', 'eligibility', 'consent', 'disaster'))
   GROUP BY facility_code, account HAVING count(DISTINCT person_id) >= ${thresholds.noVisit.atLeast}`,
  // Out of hours.
  `SELECT 'out-of-hours' AS kind, facility_code, max(facility_name) AS facility_name, account, count(*)::int AS count, 0 AS expected
   FROM audit.entry
   WHERE facility_code IS NOT NULL AND at >= $2 AND at < $3 AND purpose = 'care' AND outcome = 'shown'
     AND ground NOT IN ('emergency', 'disaster')
     AND (extract(hour FROM at AT TIME ZONE 'Asia/Tokyo') >= ${thresholds.outOfHours.fromHour}
       OR extract(hour FROM at AT TIME ZONE 'Asia/Tokyo') < ${thresholds.outOfHours.toHour})
   GROUP BY facility_code, account HAVING count(*) >= ${thresholds.outOfHours.atLeast}`,
  // Refusals: somebody tries many records.
  `SELECT 'refusals' AS kind, facility_code, max(facility_name) AS facility_name, account, count(DISTINCT person_id)::int AS count,
     0 AS expected
   FROM audit.entry
   WHERE facility_code IS NOT NULL AND at >= $2 AND at < $3 AND purpose = 'care' AND outcome = 'refused'
   GROUP BY facility_code, account HAVING count(DISTINCT person_id) >= ${thresholds.refusals.atLeast}`,
  // Emergency views, by the institution.
  `SELECT 'emergency' AS kind, facility_code, max(facility_name) AS facility_name, NULL AS account, count(DISTINCT person_id)::int AS count,
     0 AS expected
   FROM audit.entry
   WHERE facility_code IS NOT NULL AND at >= $2 AND at < $3 AND ground = 'emergency' AND purpose = 'care'
   GROUP BY facility_code HAVING count(DISTINCT person_id) >= ${thresholds.emergency.atLeast}`,
];

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Looks through the log of today and yesterday for what is worth asking about: a work list, not a verdict.
 * Resolves to the number of findings that are new. @spec eligibility.md §11.3 (operator)
 */
export async function findUnusualAccess({ db, clock }: FinderDeps): Promise<number> {
  const now = clock();
  let found = 0;
  for (const instant of [new Date(now.getTime() - DAY_MS), now]) {
    const day = dateInTokyo(instant);
    const start = new Date(`${day}T00:00:00+09:00`);
    const end = new Date(start.getTime() + DAY_MS);
    for (const finder of FINDERS) {
      const rows = await db.query<{ fresh: boolean }>(
        `INSERT INTO access.unusual_access AS known
           (kind, facility_code, facility_name, account, day, count, expected, found_at)
         SELECT kind, facility_code, COALESCE(facility_name, facility_code), account, $1::date, count, expected, $4
         FROM (${finder}) AS found
         ON CONFLICT ON CONSTRAINT unusual_access_once DO UPDATE SET count = excluded.count
           WHERE known.closed_at IS NULL AND known.count <> excluded.count
         RETURNING xmax = 0 AS fresh`,
        [day, start, end, now],
      );
      found += rows.filter(({ fresh }) => fresh).length;
    }
  }
  return found;
}
