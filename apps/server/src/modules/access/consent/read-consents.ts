import type { Queryable } from '../../../kernel/db/database.ts';
import type { PersonId } from '../../registry/index.ts';
import type { Category, Consent, ConsentBasis } from '../model/standing.ts';

export interface RecordedConsent extends Consent {
  readonly facilityCode: string;
  readonly method: ConsentMethod;
  readonly recordedBy: string;
  /** The person who gave it at home; null = at the desk. */
  readonly givenBy: string | null;
}

/** `portal`: by the patient or a proxy, on their own device. */
const CONSENT_METHODS = ['card-reader', 'written', 'spoken', 'portal'] as const;
export type ConsentMethod = (typeof CONSENT_METHODS)[number];

interface ConsentRow {
  readonly facility_code: string;
  readonly category: Category;
  readonly basis: ConsentBasis;
  readonly given_at: Date;
  readonly valid_until: Date | null;
  readonly withdrawn_at: Date | null;
  readonly method: ConsentMethod;
  readonly recorded_by: string;
  readonly given_by: string | null;
}

const MOST = 500;

/** Consents of a person, newest first; at one institution, or at all of them. What stands is never cut off. */
export async function readConsents(
  db: Queryable,
  personId: PersonId,
  facilityCode: string | null,
  now: Date,
): Promise<RecordedConsent[]> {
  const rows = await db.query<ConsentRow>(
    `SELECT facility_code, category, basis, given_at, valid_until, withdrawn_at, method, recorded_by,
       given_by
     FROM access.consent WHERE person_id = $1 AND ($2::text IS NULL OR facility_code = $2)
     ORDER BY withdrawn_at IS NULL AND (valid_until IS NULL OR valid_until > $3) DESC, given_at DESC LIMIT ${MOST}`,
    [personId, facilityCode, now],
  );
  const newestFirst = rows.toSorted((a, b) => b.given_at.getTime() - a.given_at.getTime());
  return newestFirst.map((row) => ({
    facilityCode: row.facility_code,
    category: row.category,
    basis: row.basis,
    givenAt: row.given_at,
    validUntil: row.valid_until,
    withdrawnAt: row.withdrawn_at,
    method: row.method,
    recordedBy: row.recorded_by,
    givenBy: row.given_by,
  }));
}
