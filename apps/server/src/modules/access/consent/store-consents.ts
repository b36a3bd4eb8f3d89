import type { Database, Queryable } from '../../../kernel/db/database.ts';
import { insertRows } from '../../../kernel/db/insert-rows.ts';
import type { PersonId } from '../../registry/index.ts';
import type { Category, ConsentBasis } from '../model/standing.ts';
import type { ConsentMethod } from './read-consents.ts';

/** How long a consent given at a visit lasts. @spec eligibility.md §4.1 */
export const VISIT_CONSENT_MS = 24 * 60 * 60 * 1000;

export interface NewConsent {
  readonly personId: PersonId;
  readonly facilityCode: string;
  readonly categories: readonly Category[];
  readonly basis: ConsentBasis;
  readonly givenAt: Date;
  /** Exclusive; null = until revoked. */
  readonly validUntil: Date | null;
  readonly method: ConsentMethod;
  readonly recordedBy: string;
  /** The person who gave it at home, themselves or as a proxy; null = at the desk. */
  readonly givenBy: string | null;
  /** For oral consent: what was noted in the chart. */
  readonly chartNote: string | null;
}

export async function storeConsents(db: Queryable, consent: NewConsent): Promise<void> {
  await insertRows(db, {
    into: `access.consent (person_id, facility_code, category, basis, given_at, valid_until, method, recorded_by, given_by, chart_note)`,
    rows: [...new Set(consent.categories)].map((category) => [
      consent.personId,
      consent.facilityCode,
      category,
      consent.basis,
      consent.givenAt,
      consent.validUntil,
      consent.method,
      consent.recordedBy,
      consent.givenBy,
      consent.chartNote,
    ]),
    suffix: 'ON CONFLICT DO NOTHING',
  });
}

/** Ends what stands of these categories at an institution at once, on whatever basis. */
export async function endConsents(
  db: Database,
  personId: PersonId,
  facilityCode: string,
  categories: readonly Category[],
  now: Date,
): Promise<void> {
  await db.query(
    `UPDATE access.consent SET withdrawn_at = $4
     WHERE person_id = $1 AND facility_code = $2 AND category = ANY ($3) AND withdrawn_at IS NULL
       AND (valid_until IS NULL OR valid_until > $4)`,
    [personId, facilityCode, categories, now],
  );
}
