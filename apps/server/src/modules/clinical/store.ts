import { parseJson, printJson } from '@tsunagu/fhir';
import type { Queryable, Transaction } from '../../kernel/db/database.ts';
import type { FhirResource } from '../../kernel/fhir/ports.ts';
import type { SourceCategory } from '../../kernel/records/record-source.ts';
import type { PersonId } from '../registry/index.ts';
import type { Identifier } from './model/facts.ts';
import { isObject, textOf } from './model/json.ts';

/** A version as it is stored; `content` is null of a deletion. */
export interface StoredVersion {
  readonly personId: PersonId;
  readonly resourceId: string;
  readonly version: number;
  readonly type: string;
  readonly facilityCode: string;
  readonly submissionId: string;
  readonly receivedAt: Date;
  readonly deleted: boolean;
  readonly category: SourceCategory | null;
  readonly effectiveOn: string | null;
  readonly told: boolean | null;
  readonly hideKey: string | null;
  readonly fingerprint: string | null;
  readonly content: string | null;
}

interface VersionRow {
  readonly person_id: PersonId;
  readonly resource_id: string;
  readonly version: number;
  readonly type: string;
  readonly facility_code: string;
  readonly submission_id: string;
  readonly received_at: Date;
  readonly deleted: boolean;
  readonly category: SourceCategory | null;
  readonly effective_on: string | null;
  readonly told: boolean | null;
  readonly hide_key: string | null;
  readonly fingerprint: string | null;
  readonly content: string | null;
}

const COLUMNS = `person_id, resource_id, version, type, facility_code, submission_id, received_at, deleted, category,
  effective_on::text, told, hide_key, fingerprint, content`;

const toVersion = (row: VersionRow): StoredVersion => ({
  personId: row.person_id,
  resourceId: row.resource_id,
  version: row.version,
  type: row.type,
  facilityCode: row.facility_code,
  submissionId: row.submission_id,
  receivedAt: row.received_at,
  deleted: row.deleted,
  category: row.category,
  effectiveOn: row.effective_on,
  told: row.told,
  hideKey: row.hide_key,
  fingerprint: row.fingerprint,
  content: row.content,
});

/** All versions of one resource, newest first. */
export async function versionsOf(
  db: Queryable,
  personId: PersonId,
  resourceId: string,
): Promise<StoredVersion[]> {
  const rows = await db.query<VersionRow>(
    `SELECT ${COLUMNS} FROM clinical.version WHERE person_id = $1 AND resource_id = $2 ORDER BY version DESC`,
    [personId, resourceId],
  );
  return rows.map(toVersion);
}

/** What holds of one person: the newest version of everything that is not deleted. */
export async function presentVersions(db: Queryable, personId: string): Promise<StoredVersion[]> {
  const rows = await db.query<VersionRow>(
    `SELECT * FROM (
       SELECT DISTINCT ON (resource_id) ${COLUMNS} FROM clinical.version WHERE person_id = $1
       ORDER BY resource_id, version DESC) newest
     WHERE NOT deleted ORDER BY received_at DESC, resource_id`,
    [personId],
  );
  return rows.map(toVersion);
}

/** Adds a version. Two that add the same one at once meet the primary key. */
export async function addVersion(tx: Transaction, one: StoredVersion): Promise<void> {
  await tx.query(
    `INSERT INTO clinical.version (person_id, resource_id, version, type, facility_code, submission_id, received_at,
       deleted, category, effective_on, told, hide_key, fingerprint, content)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      one.personId,
      one.resourceId,
      one.version,
      one.type,
      one.facilityCode,
      one.submissionId,
      one.receivedAt,
      one.deleted,
      one.category,
      one.effectiveOn,
      one.told,
      one.hideKey,
      one.fingerprint,
      one.content,
    ],
  );
}

export interface IdentifierQuery {
  readonly facilityCode: string;
  readonly type: string;
  /** Null: in any system. */
  readonly system: string | null;
  readonly value: string;
}

/** Resources of an institution with an identifier, at most three. */
export async function findByIdentifier(
  db: Queryable,
  { facilityCode, type, system, value }: IdentifierQuery,
): Promise<{ readonly personId: PersonId; readonly resourceId: string }[]> {
  const rows = await db.query<{ person_id: PersonId; resource_id: string }>(
    `SELECT DISTINCT person_id, resource_id FROM clinical.identifier
     WHERE facility_code = $1 AND type = $2 AND ($3::text IS NULL OR system = $3) AND value = $4
     ORDER BY resource_id LIMIT 3`,
    [facilityCode, type, system, value],
  );
  return rows.map((row) => ({ personId: row.person_id, resourceId: row.resource_id }));
}

/** The identifiers of the present version in the place of those of the one before. */
export async function replaceIdentifiers(
  tx: Transaction,
  { facilityCode, type, personId, resourceId }: StoredVersion,
  identifiers: readonly Identifier[],
): Promise<void> {
  await tx.query('DELETE FROM clinical.identifier WHERE resource_id = $1', [resourceId]);
  for (const { system, value, isKey } of identifiers) {
    await tx.query(
      `INSERT INTO clinical.identifier (facility_code, type, system, value, person_id, resource_id, is_key)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [facilityCode, type, system, value, personId, resourceId, isKey],
    );
  }
}

/**
 * Waits until nobody else works on any of these names. Taken all at once and in one order, so that no two transactions
 * wait for each other.
 */
export async function lockNames(tx: Transaction, names: ReadonlySet<string>): Promise<void> {
  for (const name of [...names].sort()) {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`clinical ${name}`]);
  }
}

/** What is stored as JSON, as a resource with every digit. */
export function readContent(content: string): FhirResource {
  const value: unknown = parseJson(content, { maxDepth: 128 });
  if (!isObject(value)) throw new Error('a stored resource is no object');
  const { resourceType, id, meta } = value;
  return {
    ...value,
    resourceType: textOf(resourceType) ?? '',
    id: textOf(id) ?? '',
    ...(isObject(meta) ? { meta } : {}),
  };
}

export const writeContent = (resource: FhirResource): string => printJson(resource);
