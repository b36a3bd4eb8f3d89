import type { Queryable } from '../../../kernel/db/database.ts';
import type { Category } from '../../access/index.ts';
import type { PersonId } from '../../registry/index.ts';
import type { EligibilityAnswer } from '../look-up.ts';
import type { LookUpState } from '../model/look-up.ts';

export const IDENTIFICATIONS = ['face', 'pin', 'staff-look'] as const;
export type Identification = (typeof IDENTIFICATIONS)[number];
export const PRESCRIPTIONS = ['electronic', 'paper'] as const;
export type Prescription = (typeof PRESCRIPTIONS)[number];

/** A patient who placed the card on a reader of the institution. @spec eligibility.md §3.2 */
export interface CheckIn {
  readonly id: string;
  readonly at: Date;
  readonly ref: PersonId;
  readonly name: string;
  readonly kana: string;
  readonly birthDate: string;
  readonly identification: Identification;
  readonly state: LookUpState;
  readonly ratioPercent: number | null;
  /** What the patient consented to, then or for longer before; empty until the patient answered. */
  readonly consents: readonly Category[];
  readonly prescription: Prescription | null;
  readonly referenceNumber: string | null;
  readonly provisionalId: string | null;
}

export interface StoredCheckIn extends CheckIn {
  readonly expiresAt: Date;
  readonly completedAt: Date | null;
  readonly certificateExpiresSoon: boolean;
  readonly answer: EligibilityAnswer | null;
}

type Row = Omit<StoredCheckIn, 'answer'> & { readonly answer: string | null };

/** Check-ins of one institution; `condition` sees the table as `c` and `$1` as the institution. */
export async function selectCheckIns(
  db: Queryable,
  facilityCode: string,
  { condition, values }: { readonly condition: string; readonly values: readonly unknown[] },
): Promise<StoredCheckIn[]> {
  const rows = await db.query<Row>(
    `SELECT c.check_in_id AS id, c.at, c.person_id AS ref, c.name, c.kana, c.birth_date::text AS "birthDate",
       c.identification, c.state, c.ratio_percent AS "ratioPercent", COALESCE(c.consents, '{}') AS consents, c.prescription,
       n.reference_number AS "referenceNumber", p.provisional_id AS "provisionalId", c.expires_at AS "expiresAt",
       c.completed_at AS "completedAt", c.certificate_expires_soon AS "certificateExpiresSoon", c.answer
     FROM eligibility.check_in c
     LEFT JOIN eligibility.reference_number n ON n.person_id = c.person_id AND n.facility_code = c.facility_code
     LEFT JOIN LATERAL (SELECT provisional_id FROM eligibility.provisional p
       WHERE p.facility_code = c.facility_code AND p.check_in_id = c.check_in_id ORDER BY created_at DESC LIMIT 1) p ON true
     WHERE c.facility_code = $1 AND ${condition}`,
    [facilityCode, ...values],
  );
  return rows.map((row) => ({
    ...row,
    answer: row.answer === null ? null : (JSON.parse(row.answer) as EligibilityAnswer),
  }));
}

/** As the desk sees it. */
export function toCheckIn(stored: StoredCheckIn): CheckIn {
  const { expiresAt: _e, completedAt: _c, certificateExpiresSoon: _s, answer: _a, ...view } = stored;
  return view;
}

/** Check-ins that were completed after an instant, oldest first. */
export const selectCompletedAfter = (
  db: Queryable,
  facilityCode: string,
  after: Date,
): Promise<StoredCheckIn[]> =>
  selectCheckIns(db, facilityCode, {
    condition: 'c.completed_at > $2 ORDER BY c.completed_at, c.check_in_id LIMIT 500',
    values: [after],
  });
