import type { Database, Queryable } from '../../kernel/db/database.ts';
import type { PersonId } from '../registry/index.ts';
import { asKnownAt, type CoverageFacts, type CoverageVersion } from './model/coverage.ts';

/** A version as it is read: what the insurer said is still text. */
export type CoverageRow = Omit<CoverageVersion, 'facts'> & { readonly facts: string };

export const COVERAGE_COLUMNS = `c.person_id AS "personId", c.coverage_id AS "coverageId", c.version,
  c.registered_at AS "registeredAt", c.registered_by AS "registeredBy", c.change, c.number_key AS "numberKey", c.branch,
  c.birth_date::text AS "birthDate", c.facts`;

export const toVersion = ({ facts, ...row }: CoverageRow): CoverageVersion => ({
  ...row,
  facts: JSON.parse(facts) as CoverageFacts,
});

/** Versions that a look-up may need: few of many, so that they are parsed when they are asked for. */
export interface StoredCoverages {
  /** The newest version of each coverage that was known at an instant. */
  readonly knownAt: (instant: Date) => CoverageVersion[];
  readonly all: () => CoverageVersion[];
}

const stored = (rows: readonly CoverageRow[]): StoredCoverages => ({
  knownAt: (instant) => asKnownAt(rows, instant).map(toVersion),
  all: () => rows.map(toVersion),
});

/** All coverages, in all versions, of everybody who carries or carried the numbers. One indexed read. */
export async function coveragesByNumber(
  db: Database,
  numberKey: string,
  birthDate: string,
): Promise<StoredCoverages> {
  const rows = await db.prepared<CoverageRow>(
    'eligibility.by-number',
    `SELECT ${COVERAGE_COLUMNS} FROM eligibility.coverage_number n JOIN eligibility.coverage c USING (person_id)
     WHERE n.number_key = $1 AND n.birth_date = $2`,
    [numberKey, birthDate],
  );
  return stored(rows);
}

/** All coverages of a person in all versions. */
export async function coveragesOfPerson(db: Database, personId: PersonId): Promise<StoredCoverages> {
  const rows = await db.prepared<CoverageRow>(
    'eligibility.of-person',
    `SELECT ${COVERAGE_COLUMNS} FROM eligibility.coverage c WHERE c.person_id = $1`,
    [personId],
  );
  return stored(rows);
}

/** The newest versions of all coverages of many people. */
export async function newestCoverages(
  db: Queryable,
  people: readonly PersonId[],
): Promise<Map<PersonId, CoverageVersion[]>> {
  const rows = await db.query<CoverageRow>(
    `SELECT DISTINCT ON (c.person_id, c.coverage_id) ${COVERAGE_COLUMNS} FROM eligibility.coverage c
     WHERE c.person_id = ANY ($1) ORDER BY c.person_id, c.coverage_id, c.version DESC`,
    [[...new Set(people)]],
  );
  return Map.groupBy(rows.map(toVersion), ({ personId }) => personId);
}

/** All versions of one coverage, oldest first. */
export async function versionsOf(
  db: Queryable,
  personId: PersonId,
  coverageId: string,
): Promise<CoverageVersion[]> {
  const rows = await db.query<CoverageRow>(
    `SELECT ${COVERAGE_COLUMNS} FROM eligibility.coverage c
     WHERE c.person_id = $1 AND c.coverage_id = $2 ORDER BY c.version`,
    [personId, coverageId],
  );
  return rows.map(toVersion);
}
