import type { Database } from '../../../kernel/db/database.ts';
import type { PersonId } from '../../registry/index.ts';
import type { Category, Consent } from '../model/decide.ts';

export interface RecordedConsent extends Consent {
  readonly method: string;
  readonly recordedBy: string;
}

interface ConsentRow {
  readonly category: Category;
  readonly given_at: Date;
  readonly valid_until: Date;
  readonly withdrawn_at: Date | null;
  readonly method: string;
  readonly recorded_by: string;
}

/** Consents of a person at one institution, newest first. */
export async function readConsents(
  db: Database,
  personId: PersonId,
  facilityCode: string,
): Promise<RecordedConsent[]> {
  const rows = await db.prepared<ConsentRow>(
    'access.read-consents',
    `SELECT category, given_at, valid_until, withdrawn_at, method, recorded_by
     FROM access.consent WHERE person_id = $1 AND facility_code = $2 ORDER BY given_at DESC LIMIT 100`,
    [personId, facilityCode],
  );
  return rows.map((row) => ({
    category: row.category,
    facilityCode,
    givenAt: row.given_at,
    validUntil: row.valid_until,
    withdrawnAt: row.withdrawn_at,
    method: row.method,
    recordedBy: row.recorded_by,
  }));
}
