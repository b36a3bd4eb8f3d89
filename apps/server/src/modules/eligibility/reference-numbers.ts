import type { Database, Queryable } from '../../kernel/db/database.ts';
import type { PersonId } from '../registry/index.ts';

/** The institution's own id of a person; null when it registered none. */
export async function referenceNumberOf(
  db: Database,
  personId: PersonId | null,
  facilityCode: string,
): Promise<string | null> {
  if (personId === null) return null;
  const [row] = await db.prepared<{ reference_number: string }>(
    'eligibility.reference-number',
    'SELECT reference_number FROM eligibility.reference_number WHERE person_id = $1 AND facility_code = $2',
    [personId, facilityCode],
  );
  return row?.reference_number ?? null;
}

export interface ReferenceNumber {
  readonly personId: PersonId;
  readonly facilityCode: string;
  readonly referenceNumber: string;
  readonly by: string;
  readonly at: Date;
}

/** Registers it; a later one replaces the one before. @spec eligibility.md §2.1 */
export async function registerReferenceNumber(
  db: Queryable,
  { personId, facilityCode, referenceNumber, by, at }: ReferenceNumber,
): Promise<void> {
  await db.query(
    `INSERT INTO eligibility.reference_number (person_id, facility_code, reference_number, registered_at, registered_by)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (person_id, facility_code)
     DO UPDATE SET reference_number = excluded.reference_number, registered_at = excluded.registered_at,
       registered_by = excluded.registered_by`,
    [personId, facilityCode, referenceNumber, at, by],
  );
}
