import type { Database, Queryable } from '../../kernel/db/database.ts';
import type { PersonId } from '../registry/index.ts';
import type { Change, CoverageFacts, CoverageVersion } from './model/coverage.ts';

export interface CoverageRow {
  readonly person_id: PersonId;
  readonly coverage_id: string;
  readonly version: number;
  readonly registered_at: Date;
  readonly registered_by: string;
  readonly change: Change;
  readonly number_key: string;
  readonly branch: string;
  readonly birth_date: string;
  readonly facts: string;
}

export const COVERAGE_COLUMNS = `c.person_id, c.coverage_id, c.version, c.registered_at, c.registered_by, c.change,
  c.number_key, c.branch, c.birth_date::text, c.facts`;

export const toVersion = (row: CoverageRow): CoverageVersion => ({
  personId: row.person_id,
  coverageId: row.coverage_id,
  version: row.version,
  registeredAt: row.registered_at,
  registeredBy: row.registered_by,
  change: row.change,
  numberKey: row.number_key,
  branch: row.branch,
  birthDate: row.birth_date,
  facts: JSON.parse(row.facts) as CoverageFacts,
});

/** All coverages, in all versions, of everybody who carries or carried the numbers. One indexed read. */
export async function coveragesByNumber(
  db: Database,
  numberKey: string,
  birthDate: string,
): Promise<CoverageVersion[]> {
  const rows = await db.prepared<CoverageRow>(
    'eligibility.by-number',
    `SELECT ${COVERAGE_COLUMNS} FROM eligibility.coverage_number n JOIN eligibility.coverage c USING (person_id)
     WHERE n.number_key = $1 AND n.birth_date = $2`,
    [numberKey, birthDate],
  );
  return rows.map(toVersion);
}

/** All coverages of a person in all versions. */
export async function coveragesOfPerson(db: Database, personId: PersonId): Promise<CoverageVersion[]> {
  const rows = await db.prepared<CoverageRow>(
    'eligibility.of-person',
    `SELECT ${COVERAGE_COLUMNS} FROM eligibility.coverage c WHERE c.person_id = $1`,
    [personId],
  );
  return rows.map(toVersion);
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
