import type { Queryable } from '../../../kernel/db/database.ts';
import type { PersonId } from '../../registry/index.ts';
import type { NumbersInput } from '../look-up.ts';
import type { CoverageView } from '../model/coverage-view.ts';

export const REASONS = [
  'lost',
  'not-found',
  'ambiguous',
  'reader-failure',
  'certificate-expired',
  'outage',
] as const;
export type ProvisionalReason = (typeof REASONS)[number];
/** `staff`: asked for the last time without a result; somebody has to see to it. */
export type ProvisionalState = 'open' | 'resolved' | 'staff' | 'closed';

/** A visit that was taken in before its eligibility was clear. @spec eligibility.md §8.3 */
export interface Provisional {
  readonly id: string;
  readonly name: string;
  readonly birthDate: string;
  readonly dateOfService: string;
  readonly reason: ProvisionalReason;
  readonly declaredInsurer: string | null;
  readonly ratioPercent: number;
  readonly ratioSource: 'declared' | 'age-class';
  readonly totalYen: number | null;
  readonly createdAt: Date;
  readonly nextCheckAt: Date | null;
  readonly checks: number;
  readonly state: ProvisionalState;
  readonly resolvedAt: Date | null;
  readonly resolvedTo: CoverageView | null;
  /** Percent points, what is right less what was taken. */
  readonly differencePercent: number | null;
  readonly differenceYen: number | null;
  readonly closedNote: string | null;
}

/** With what the worker needs to ask again. */
export interface StoredProvisional extends Provisional {
  readonly facilityCode: string;
  readonly facilityName: string;
  readonly personId: PersonId | null;
  readonly numbers: Omit<NumbersInput, 'birthDate'> | null;
  readonly createdBy: string;
}

type Row = Omit<StoredProvisional, 'numbers' | 'resolvedTo'> & {
  readonly numbers: string | null;
  readonly resolvedTo: string | null;
};

const parse = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));

export async function selectProvisionals(
  db: Queryable,
  condition: string,
  values: readonly unknown[],
): Promise<StoredProvisional[]> {
  const rows = await db.query<Row>(
    `SELECT provisional_id AS id, facility_code AS "facilityCode", facility_name AS "facilityName", person_id AS "personId",
       name, birth_date::text AS "birthDate", numbers, date_of_service::text AS "dateOfService", reason,
       declared_insurer AS "declaredInsurer", ratio_percent AS "ratioPercent", ratio_source AS "ratioSource",
       total_yen AS "totalYen", created_at AS "createdAt", created_by AS "createdBy", checks, next_check_at AS "nextCheckAt",
       state, resolved_at AS "resolvedAt", resolved_to AS "resolvedTo", difference_percent AS "differencePercent",
       difference_yen AS "differenceYen", closed_note AS "closedNote"
     FROM eligibility.provisional WHERE ${condition}`,
    values,
  );
  return rows.map((row) => ({ ...row, numbers: parse(row.numbers), resolvedTo: parse(row.resolvedTo) }));
}

/** As the institution sees it. */
export function toProvisional(stored: StoredProvisional): Provisional {
  const {
    facilityCode: _code,
    facilityName: _name,
    personId: _person,
    numbers: _numbers,
    createdBy: _by,
    ...view
  } = stored;
  return view;
}

export interface ProvisionalEvent {
  readonly by: string;
  readonly at: Date;
  readonly event: 'created' | 'checked' | 'resolved' | 'handed-to-staff' | 'closed';
  /** State that the look-up found. */
  readonly found?: string;
  readonly note?: string;
}

/** Two events at once meet on the number and one of them is repeated. */
export async function addEvent(
  db: Queryable,
  { facilityCode, id }: Pick<StoredProvisional, 'facilityCode' | 'id'>,
  { by, at, event, found, note }: ProvisionalEvent,
): Promise<void> {
  await db.query(
    `INSERT INTO eligibility.provisional_event (facility_code, provisional_id, event_no, at, by, event, found, note)
     SELECT $1, $2, count(*) + 1, $3, $4, $5, $6, $7 FROM eligibility.provisional_event
     WHERE facility_code = $1 AND provisional_id = $2`,
    [facilityCode, id, at, by, event, found ?? null, note ?? null],
  );
}
