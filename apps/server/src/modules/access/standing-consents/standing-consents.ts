import type { Queryable } from '../../../kernel/db/database.ts';
import type { PersonId } from '../../registry/index.ts';
import type { Category, ConsentBasis } from '../model/standing.ts';

/** Bases on which consent outlasts a visit. @spec eligibility.md §4.1 */
const LASTING: readonly ConsentBasis[] = ['persistent', 'visiting', 'online'];

const STANDS = `withdrawn_at IS NULL AND given_at <= $3 AND (valid_until IS NULL OR valid_until > $3)`;

export interface StandingConsentsInput {
  readonly personId: PersonId;
  readonly facilityCode: string;
  readonly now: Date;
}

/** Categories for which the patient need not be asked at the institution, since a lasting consent stands. */
export async function standingConsents(
  db: Queryable,
  { personId, facilityCode, now }: StandingConsentsInput,
): Promise<Category[]> {
  const rows = await db.query<{ category: Category }>(
    `SELECT DISTINCT category FROM access.consent
     WHERE person_id = $1 AND facility_code = $2 AND ${STANDS} AND basis = ANY ($4) ORDER BY category`,
    [personId, facilityCode, now, LASTING],
  );
  return rows.map(({ category }) => category);
}

export interface ConsentsAtInput {
  readonly facilityCode: string;
  readonly basis: Extract<ConsentBasis, 'visiting' | 'online'>;
  /** Given at or after; null = from the beginning. */
  readonly from: Date | null;
  /** Given before; null = until now. */
  readonly to: Date | null;
  readonly now: Date;
  /** The `next` of the page before. */
  readonly after?: PersonId | null;
  /** People per page, at most 1,000, which is the default. */
  readonly limit?: number;
}

export interface ConsentingPerson {
  readonly personId: PersonId;
  /** When the earliest of these consents was given. */
  readonly givenAt: Date;
  /** For what they stand. */
  readonly categories: readonly Category[];
}

export interface ConsentingPeople {
  /** In the order of their ids, each once. */
  readonly people: readonly ConsentingPerson[];
  /** Where the next page begins; null behind the last one. */
  readonly next: PersonId | null;
}

const MOST_PEOPLE = 1_000;

/**
 * People whose consent on the basis was given to the institution within the time and stands now. For whoever lists them:
 * telling an institution about any of them is a disclosure that the caller enters. @spec eligibility.md §4.1, §6
 */
export async function consentsAt(
  db: Queryable,
  { facilityCode, basis, from, to, now, after = null, limit = MOST_PEOPLE }: ConsentsAtInput,
): Promise<ConsentingPeople> {
  const size = Math.max(1, Math.min(limit, MOST_PEOPLE));
  const rows = await db.query<ConsentingPerson>(
    `SELECT person_id AS "personId", min(given_at) AS "givenAt", array_agg(DISTINCT category) AS categories
     FROM access.consent
     WHERE facility_code = $1 AND basis = $2 AND ${STANDS}
       AND ($4::timestamptz IS NULL OR given_at >= $4) AND ($5::timestamptz IS NULL OR given_at < $5)
       AND ($6::uuid IS NULL OR person_id > $6)
     GROUP BY person_id ORDER BY person_id LIMIT $7`,
    [facilityCode, basis, now, from, to, after, size + 1],
  );
  const people = rows.slice(0, size);
  return { people, next: rows.length > size ? (people.at(-1)?.personId ?? null) : null };
}
