import type { Dispensing, Prescription } from '@tsunagu/jahis';
import type { Database } from '../../kernel/db/database.ts';
import { facilityNames, personNames } from '../registry/index.ts';
import { expired, refillWindow } from './life/validity.ts';
import type { Verification } from './model/signing.ts';
import type { PrescriptionRow } from './store.ts';

export interface FacilityName {
  readonly code: string;
  readonly name: string;
}

export interface PrescriptionSummary {
  readonly prescriptionId: string;
  readonly version: number;
  readonly personId: string;
  readonly personName: string;
  readonly state: PrescriptionRow['state'];
  readonly expired: boolean;
  readonly issueType: 'electronic' | 'paper';
  readonly origin: PrescriptionRow['origin'];
  readonly issuedOn: string;
  readonly usableUntil: string;
  readonly totalUses: number;
  readonly currentUse: number;
  readonly dueOn: string | null;
  readonly window: { readonly from: string; readonly to: string } | null;
  readonly institution: FacilityName;
  readonly pharmacy: FacilityName | null;
  /** Null: none lives, or not for this reader. */
  readonly accessCode: string | null;
  readonly drugs: readonly DrugLine[];
  readonly narcotic: boolean;
  readonly split: Prescription['split'];
  readonly openInquiries: number;
  /** Of the pharmacy, with its newest result. */
  readonly message: string | null;
}

interface DrugLine {
  readonly name: string;
  readonly amount: string;
  readonly unit: string;
  readonly form: string;
  readonly quantity: number;
  readonly usage: string;
}

export interface DispensingView {
  readonly dispensingId: string;
  readonly version: number;
  readonly state: 'registered' | 'cancelled';
  readonly prescriptionIds: readonly string[];
  readonly use: number;
  readonly dispensedOn: string;
  readonly pharmacy: FacilityName;
  readonly document: Dispensing;
  readonly signature: Verification | null;
  readonly storedUntil: string | null;
}

export interface InquiryView {
  readonly inquiryId: string;
  readonly question: string;
  readonly askedAt: string;
  readonly pharmacy: FacilityName;
  readonly answer: string | null;
  readonly answeredAt: string | null;
  readonly through: 'portal' | 'telephone' | null;
}

export interface StepView {
  readonly event: string;
  readonly to: PrescriptionRow['state'];
  readonly at: string;
  readonly facility: FacilityName;
  /** Why the pharmacy refused (回収); null with every other step. */
  readonly reason: string | null;
}

export interface PrescriptionView extends PrescriptionSummary {
  readonly document: Prescription;
  readonly steps: readonly StepView[];
  readonly signature: Verification | null;
  readonly dispensings: readonly DispensingView[];
  readonly inquiries: readonly InquiryView[];
}

export interface ViewOptions {
  readonly now: Date;
  /** Institution and patient see the access code; a pharmacy was told it. */
  readonly withCode: boolean;
}

interface DispensingRow extends Omit<DispensingView, 'pharmacy'> {
  readonly pharmacyCode: string;
}

interface InquiryRow {
  readonly prescriptionId: string;
  readonly inquiryId: string;
  readonly question: string;
  readonly askedAt: Date;
  readonly pharmacyCode: string;
  readonly answer: string | null;
  readonly answeredAt: Date | null;
  readonly through: 'portal' | 'telephone' | null;
}

/** The newest version of each result that answers one of the prescriptions; the newest result first. */
const DISPENSINGS_SQL = `SELECT DISTINCT ON (dispensing_id) dispensing_id AS "dispensingId", version, state,
    prescription_ids::text[] AS "prescriptionIds", use_no AS use, dispensed_on::text AS "dispensedOn",
    pharmacy_code AS "pharmacyCode", document, signature, stored_until::text AS "storedUntil"
  FROM prescriptions.dispensing WHERE person_id = ANY ($1) AND prescription_ids && $2::uuid[]
  ORDER BY dispensing_id, version DESC`;

/** What stands around prescriptions, read with a few statements for all of them. */
interface Surroundings {
  readonly persons: ReadonlyMap<string, string>;
  readonly facilities: ReadonlyMap<string, string>;
  readonly codes: ReadonlyMap<string, string>;
  readonly dispensings: readonly DispensingRow[];
  readonly inquiries: readonly InquiryRow[];
}

async function surroundingsOf(db: Database, rows: readonly PrescriptionRow[]): Promise<Surroundings> {
  const persons = [...new Set(rows.map(({ personId }) => personId))];
  const ids = rows.map(({ prescriptionId }) => prescriptionId);
  const [names, codes, dispensings, inquiries] = await Promise.all([
    personNames(db, persons),
    db.query<{ id: string; code: string }>(
      `SELECT prescription_id AS id, code FROM prescriptions.access_code
       WHERE person_id = ANY ($1) AND prescription_id = ANY ($2) AND ended_at IS NULL`,
      [persons, ids],
    ),
    db.query<DispensingRow>(DISPENSINGS_SQL, [persons, ids]),
    db.query<InquiryRow>(
      `SELECT prescription_id AS "prescriptionId", inquiry_id AS "inquiryId", question, asked_at AS "askedAt",
         pharmacy_code AS "pharmacyCode", answer, answered_at AS "answeredAt", answered_through AS through
       FROM prescriptions.inquiry WHERE person_id = ANY ($1) AND prescription_id = ANY ($2) ORDER BY asked_at`,
      [persons, ids],
    ),
  ]);
  const facilities = await facilityNames(db, [
    ...new Set([
      ...rows.flatMap(({ institutionCode, pharmacyCode }) => [institutionCode, pharmacyCode ?? '']),
      ...dispensings.map(({ pharmacyCode }) => pharmacyCode),
    ]),
  ]);
  return {
    persons: names,
    facilities,
    codes: new Map(codes.map(({ id, code }) => [id, code])),
    dispensings: dispensings.toSorted((a, b) => (a.dispensedOn < b.dispensedOn ? 1 : -1)),
    inquiries,
  };
}

const drugLines = ({ groups }: Prescription): DrugLine[] =>
  groups.flatMap(({ form, quantity, usage, drugs }) =>
    drugs.map(({ name, amount, unit }) => ({ name, amount, unit, form, quantity, usage: usage.name })),
  );

function summaryOf(row: PrescriptionRow, around: Surroundings, options: ViewOptions): PrescriptionSummary {
  const { document } = row;
  const facility = (code: string): FacilityName => ({ code, name: around.facilities.get(code) ?? '' });
  const results = around.dispensings.filter(
    ({ state, prescriptionIds }) => state === 'registered' && prescriptionIds.includes(row.prescriptionId),
  );
  return {
    prescriptionId: row.prescriptionId,
    version: row.version,
    personId: row.personId,
    personName: around.persons.get(row.personId) ?? '',
    state: row.state,
    expired: expired(row, options.now),
    issueType: row.issueType === 1 ? 'electronic' : 'paper',
    origin: row.origin,
    issuedOn: row.issuedOn,
    usableUntil: row.usableUntil,
    totalUses: row.totalUses,
    currentUse: row.currentUse,
    dueOn: row.dueOn,
    window: refillWindow(row),
    institution: facility(row.institutionCode),
    pharmacy: row.pharmacyCode === null ? null : facility(row.pharmacyCode),
    accessCode: options.withCode ? (around.codes.get(row.prescriptionId) ?? null) : null,
    drugs: drugLines(document),
    narcotic: document.narcotic !== null,
    split: document.split,
    openInquiries: inquiriesOf(row, around).filter(({ answer }) => answer === null).length,
    message: results[0]?.document.message ?? null,
  };
}

const inquiriesOf = (row: PrescriptionRow, { inquiries }: Surroundings): InquiryRow[] =>
  inquiries.filter(({ prescriptionId }) => prescriptionId === row.prescriptionId);

/** Prescriptions as lists show them, in the order of `rows`. */
export async function summariesOf(
  db: Database,
  rows: readonly PrescriptionRow[],
  options: ViewOptions,
): Promise<PrescriptionSummary[]> {
  if (rows.length === 0) return [];
  const around = await surroundingsOf(db, rows);
  return rows.map((row) => summaryOf(row, around, options));
}

interface StepRow {
  readonly prescriptionId: string;
  readonly event: string;
  readonly to: PrescriptionRow['state'];
  readonly at: Date;
  readonly facilityCode: string;
  readonly reason: string | null;
}

/** Prescriptions with everything that became of them, in the order of `rows`. */
export async function viewsOf(
  db: Database,
  rows: readonly PrescriptionRow[],
  options: ViewOptions,
): Promise<PrescriptionView[]> {
  if (rows.length === 0) return [];
  const [around, steps] = await Promise.all([
    surroundingsOf(db, rows),
    db.query<StepRow>(
      `SELECT prescription_id AS "prescriptionId", event, to_state AS "to", at, facility_code AS "facilityCode",
         CASE WHEN event = 'refuse' THEN detail ->> 'reason' END AS reason
       FROM prescriptions.step WHERE person_id = ANY ($1) AND prescription_id = ANY ($2) ORDER BY version`,
      [rows.map(({ personId }) => personId), rows.map(({ prescriptionId }) => prescriptionId)],
    ),
  ]);
  const others = await facilityNames(db, [...new Set(steps.map(({ facilityCode }) => facilityCode))]);
  const facility = (code: string): FacilityName => ({
    code,
    name: around.facilities.get(code) ?? others.get(code) ?? '',
  });
  return rows.map((row) => ({
    ...summaryOf(row, around, options),
    document: row.document,
    steps: steps
      .filter(({ prescriptionId }) => prescriptionId === row.prescriptionId)
      .map(({ event, to, at, facilityCode, reason }) => ({
        event,
        to,
        at: at.toISOString(),
        facility: facility(facilityCode),
        reason,
      })),
    signature: row.signature,
    dispensings: around.dispensings
      .filter(({ prescriptionIds }) => prescriptionIds.includes(row.prescriptionId))
      .map(({ pharmacyCode, ...result }) => ({ ...result, pharmacy: facility(pharmacyCode) })),
    inquiries: inquiriesOf(row, around).map((one) => ({
      inquiryId: one.inquiryId,
      question: one.question,
      askedAt: one.askedAt.toISOString(),
      pharmacy: facility(one.pharmacyCode),
      answer: one.answer,
      answeredAt: one.answeredAt?.toISOString() ?? null,
      through: one.through,
    })),
  }));
}
