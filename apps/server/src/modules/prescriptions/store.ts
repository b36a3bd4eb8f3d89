import { randomInt } from 'node:crypto';
import type { Prescription } from '@tsunagu/jahis';
import type { Queryable, Transaction } from '../../kernel/db/database.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import type { PersonId } from '../registry/index.ts';
import rules from './life/rules.json' with { type: 'json' };
import type { Verification } from './model/signing.ts';
import { codeLives, nextState, type State, type StepBy, type StepEvent } from './model/transitions.ts';
import { noteStep } from './note-step.ts';

export type CancelledAs = 'cancelled' | 'replaced' | 'replacement-withdrawn';

/** A prescription as it stands. Days `YYYY-MM-DD`. */
export interface PrescriptionRow {
  readonly personId: PersonId;
  readonly prescriptionId: string;
  readonly version: number;
  readonly state: State;
  readonly cancelledAs: CancelledAs | null;
  readonly issueType: 1 | 2;
  readonly origin: 'service' | 'paper';
  readonly institutionCode: string;
  readonly issuedOn: string;
  readonly usableUntil: string;
  readonly totalUses: number;
  readonly currentUse: number;
  readonly dueOn: string | null;
  readonly pharmacyCode: string | null;
  readonly everDispensed: boolean;
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  readonly document: Prescription;
  readonly signature: Verification | null;
  readonly prescriberAccount: string | null;
  readonly registeredAt: Date;
  readonly changedAt: Date;
}

export const ROW_COLUMNS = `person_id AS "personId", prescription_id AS "prescriptionId", version, state,
  cancelled_as AS "cancelledAs", issue_type AS "issueType", origin, institution_code AS "institutionCode",
  issued_on::text AS "issuedOn", usable_until::text AS "usableUntil", total_uses AS "totalUses",
  current_use AS "currentUse", due_on::text AS "dueOn", pharmacy_code AS "pharmacyCode",
  ever_dispensed AS "everDispensed", replaces, replaced_by AS "replacedBy", document, signature,
  prescriber_account AS "prescriberAccount", registered_at AS "registeredAt", changed_at AS "changedAt"`;

/** Whose it is; null = there is no such prescription. */
export async function personOfPrescription(db: Queryable, id: string): Promise<PersonId | null> {
  const [row] = await db.query<{ person_id: PersonId }>(
    'SELECT person_id FROM prescriptions.prescription_key WHERE prescription_id = $1',
    [id],
  );
  return row?.person_id ?? null;
}

/** Null = there is none. */
export async function readPrescriptionRow(
  db: Queryable,
  personId: string,
  id: string,
): Promise<PrescriptionRow | null> {
  const [row] = await db.query<PrescriptionRow>(
    `SELECT ${ROW_COLUMNS} FROM prescriptions.prescription WHERE person_id = $1 AND prescription_id = $2`,
    [personId, id],
  );
  return row ?? null;
}

/** The row for whoever wants to change it; others wait until the transaction ends. Throws RX_UNKNOWN. */
export async function lockPrescription(
  tx: Transaction,
  personId: string,
  id: string,
): Promise<PrescriptionRow> {
  const [row] = await tx.query<PrescriptionRow>(
    `SELECT ${ROW_COLUMNS} FROM prescriptions.prescription WHERE person_id = $1 AND prescription_id = $2 FOR UPDATE`,
    [personId, id],
  );
  if (row === undefined) throw new AppError('RX_UNKNOWN');
  return row;
}

/** What a step changes besides the state; what is left out stays. */
export type StepChanges = Partial<
  Pick<
    PrescriptionRow,
    'cancelledAs' | 'currentUse' | 'dueOn' | 'pharmacyCode' | 'everDispensed' | 'replacedBy'
  >
>;

const STEP_SQL = `WITH changed AS (
  UPDATE prescriptions.prescription SET version = version + 1, state = $4, changed_at = $5, cancelled_as = $6,
    current_use = $7, due_on = $8, pharmacy_code = $9, ever_dispensed = $10, replaced_by = $11
  WHERE person_id = $1 AND prescription_id = $2 AND version = $3 RETURNING *),
step AS (
  INSERT INTO prescriptions.step (person_id, prescription_id, version, event, from_state, to_state, facility_code,
    account, at, detail)
  SELECT person_id, prescription_id, version, $12, $13, $4, $14, $15, $5, $16 FROM changed)
SELECT ${ROW_COLUMNS} FROM changed`;

/**
 * One step by the table of transitions: changes the row, notes the step, and ends or revives the access code. `row` was
 * locked in this transaction. Throws RX_STATE where the table knows no such step, RX_VERSION where the row is not the
 * one that stands. Returns the new row.
 */
export async function takeStep(
  tx: Transaction,
  row: PrescriptionRow,
  event: StepEvent,
  by: StepBy,
  detail: Readonly<Record<string, unknown>> = {},
  changes: StepChanges = {},
): Promise<PrescriptionRow> {
  const state = nextState(row.state, event, by.side);
  const next = { ...row, cancelledAs: null, ...changes };
  const [changed] = await tx.query<PrescriptionRow>(STEP_SQL, [
    row.personId,
    row.prescriptionId,
    row.version,
    state,
    by.at,
    next.cancelledAs,
    next.currentUse,
    next.dueOn,
    next.pharmacyCode,
    next.everDispensed,
    next.replacedBy,
    event,
    row.state,
    by.facilityCode,
    by.account,
    JSON.stringify(detail),
  ]);
  if (changed === undefined) throw new AppError('RX_VERSION', { version: row.version });
  if (codeLives(row.state) && !codeLives(state)) await endCode(tx, row, by.at);
  if (!codeLives(row.state) && codeLives(state)) await reviveCode(tx, row, by.at);
  await noteStep(tx, changed, { event, at: by.at, before: row.pharmacyCode });
  return changed;
}

async function endCode(tx: Transaction, row: PrescriptionRow, at: Date): Promise<void> {
  await tx.query(
    `UPDATE prescriptions.access_code SET ended_at = $3
     WHERE person_id = $1 AND prescription_id = $2 AND ended_at IS NULL`,
    [row.personId, row.prescriptionId, at],
  );
}

/** The number that was printed, unless another prescription of the person has it by now. */
async function reviveCode(tx: Transaction, row: PrescriptionRow, at: Date): Promise<void> {
  if (row.origin === 'paper') return;
  const [last] = await tx.query<{ code: string; taken: boolean }>(
    `SELECT code, EXISTS (SELECT FROM prescriptions.access_code o
       WHERE o.person_id = c.person_id AND o.code = c.code AND o.ended_at IS NULL) AS taken
     FROM prescriptions.access_code c WHERE person_id = $1 AND prescription_id = $2
     ORDER BY issued_at DESC LIMIT 1`,
    [row.personId, row.prescriptionId],
  );
  if (last === undefined || last.taken) {
    await issueCode(tx, row, at);
    return;
  }
  await tx.query(
    `UPDATE prescriptions.access_code SET ended_at = NULL
     WHERE person_id = $1 AND code = $2 AND prescription_id = $3`,
    [row.personId, last.code, row.prescriptionId],
  );
}

/** A prescription that is registered; the rest of its row follows. */
export interface NewPrescription {
  readonly personId: PersonId;
  readonly prescriptionId: string;
  readonly issueType: 1 | 2;
  readonly origin: 'service' | 'paper';
  readonly institutionCode: string;
  readonly usableUntil: string;
  readonly replaces: string | null;
  readonly document: Prescription;
  /** As it was signed, or sent; null where only a typed one exists. */
  readonly original: Buffer | null;
  readonly signature: Verification | null;
  readonly prescriberAccount: string | null;
  /** Of a pharmacy that read it from paper, which has it at once. */
  readonly pharmacyCode: string | null;
}

// One statement: the row, where it is found, its first step and its access code. No code where none is given, or where
// the person has a living one of the same digits: then none comes back.
const REGISTER_SQL = `WITH added AS (
  INSERT INTO prescriptions.prescription (person_id, prescription_id, state, issue_type, origin, institution_code,
    issued_on, usable_until, total_uses, replaces, document, original, signature, prescriber_account, pharmacy_code,
    registered_at, changed_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16) RETURNING *),
key AS (INSERT INTO prescriptions.prescription_key (prescription_id, person_id) VALUES ($2, $1)),
step AS (
  INSERT INTO prescriptions.step (person_id, prescription_id, version, event, from_state, to_state, facility_code,
    account, at, detail) VALUES ($1, $2, 1, $17, NULL, $3, $18, $19, $16, '{}')),
code AS (
  INSERT INTO prescriptions.access_code (person_id, code, prescription_id, issued_at)
  SELECT $1, $20, $2, $16 WHERE $20::text IS NOT NULL ON CONFLICT DO NOTHING RETURNING code)
SELECT (SELECT code FROM code) AS "accessCode", ${ROW_COLUMNS} FROM added`;

/** Registers it with its first step; prescriptions of the service get an access code, those read from paper none. */
export async function addPrescription(
  tx: Transaction,
  added: NewPrescription,
  by: StepBy,
): Promise<{ readonly row: PrescriptionRow; readonly accessCode: string | null }> {
  const event: StepEvent = added.origin === 'paper' ? 'register-taken' : 'register';
  const wanted = added.origin === 'paper' ? null : randomCode();
  const [row] = await tx.query<PrescriptionRow & { readonly accessCode: string | null }>(REGISTER_SQL, [
    added.personId,
    added.prescriptionId,
    nextState(null, event, by.side),
    added.issueType,
    added.origin,
    added.institutionCode,
    added.document.issuedOn,
    added.usableUntil,
    added.document.refillUses ?? 1,
    added.replaces,
    JSON.stringify(added.document),
    added.original,
    added.signature === null ? null : JSON.stringify(added.signature),
    added.prescriberAccount,
    added.pharmacyCode,
    by.at,
    event,
    by.facilityCode,
    by.account,
    wanted,
  ]);
  if (row === undefined) throw new Error('the prescription was not registered');
  const { accessCode, ...stored } = row;
  await noteStep(tx, stored, { event, at: by.at, before: null });
  if (wanted !== null && accessCode === null)
    return { row: stored, accessCode: await issueCode(tx, stored, by.at) };
  return { row: stored, accessCode };
}

const CODE_TRIES = 8;

/** 引換番号: random digits, of one person's only one that lives. @spec prescriptions.md §3 */
async function issueCode(
  tx: Transaction,
  { personId, prescriptionId }: Pick<PrescriptionRow, 'personId' | 'prescriptionId'>,
  at: Date,
): Promise<string> {
  for (let tried = 0; tried < CODE_TRIES; tried += 1) {
    const code = randomCode();
    const [issued] = await tx.query<{ code: string }>(
      `INSERT INTO prescriptions.access_code (person_id, code, prescription_id, issued_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING code`,
      [personId, code, prescriptionId, at],
    );
    if (issued !== undefined) return issued.code;
  }
  throw new AppError('UNAVAILABLE');
}

const randomCode = (digits: number = rules.accessCodeDigits): string =>
  Array.from({ length: digits }, () => randomInt(10)).join('');
