import { insuredKey, normaliseBranch } from '@tsunagu/ids';
import { dateInTokyo } from '../../../kernel/clock.ts';
import type { Queryable } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { readConsents } from '../../access/index.ts';
import { findByNumbers, findPerson, NOBODY, type PersonId } from '../../registry/index.ts';
import { type Caller, throughDoor } from '../door.ts';
import { type AccessLine, parseAccessCode, parseAccessLine } from '../model/access-line.ts';
import { type PrescriptionRow, ROW_COLUMNS, readPrescriptionRow } from '../store.ts';
import { type PrescriptionSummary, summariesOf } from '../view.ts';
import { aboutPrescription } from './at-pharmacy.ts';
import { attemptLookUp } from './attempts.ts';
import type { PharmacyDeps } from './deps.ts';
import { heldBy, refuseUnlessReceivable, whyNotReceivable } from './reception.ts';

/** How a prescription is looked for. */
export type PharmacySearch =
  | {
      readonly accessCode: string;
      readonly insurerNumber: string;
      readonly symbol?: string;
      readonly number: string;
      readonly branch?: string;
    }
  | { readonly prescriptionId: string }
  /** The line of the symbol on the 控え. */
  | { readonly qr: string };

interface Found {
  readonly personId: PersonId;
  readonly row: PrescriptionRow;
}

/**
 * What a pharmacy can receive today: by access code and the numbers of the insurance, by id, or by the line on the 控え.
 * Nobody learns whether the numbers or the code are wrong: RX_CODE_WRONG, and after a few RX_TOO_MANY_ATTEMPTS. With the
 * right code it is said why it cannot be received: RX_STATE, RX_RECEIVED_ELSEWHERE, RX_NOT_YET, RX_EXPIRED.
 * @spec prescriptions.md §2, §3
 */
export async function searchAtPharmacy(
  deps: PharmacyDeps,
  caller: Caller,
  search: PharmacySearch,
): Promise<PrescriptionSummary[]> {
  if ('prescriptionId' in search) return searchById(deps, caller, search.prescriptionId);
  const line = lineOf(search);
  const found = await attemptLookUp(
    deps.db,
    { facilityCode: caller.facilityCode, numbers: insuredKey(line) ?? '', at: deps.clock() },
    (tx) => findByCode(tx, line),
  ).catch((error: unknown) => {
    if (error instanceof AppError) return error;
    throw error;
  });
  const personId = found === null || found instanceof AppError ? NOBODY : found.personId;
  const detail = { step: 'search' };
  return throughDoor(deps, { caller, purpose: 'dispensing', personId, detail }, async () => {
    if (found instanceof AppError) throw found;
    if (found === null) throw new AppError('RX_CODE_WRONG');
    return receivable(deps, caller, found.row);
  });
}

/** Throws INPUT_INVALID for what can be no code, no numbers or no such line. */
function lineOf(search: Exclude<PharmacySearch, { prescriptionId: string }>): AccessLine {
  if ('qr' in search) {
    const line = parseAccessLine(search.qr);
    if (line === null) throw new AppError('INPUT_INVALID', { qr: 'unreadable' });
    return line;
  }
  const { insurerNumber, symbol = '', number, branch = '' } = search;
  const accessCode = parseAccessCode(search.accessCode);
  if (accessCode === null) throw new AppError('INPUT_INVALID', { accessCode: '6-16 digits' });
  const two = normaliseBranch(branch);
  if (two === null) throw new AppError('INPUT_INVALID', { branch: '2 digits' });
  const line = { insurerNumber, symbol, number, branch: two, birthDate: null, accessCode };
  if (insuredKey(line) === null)
    throw new AppError('INPUT_INVALID', { insurerNumber: 'digits', number: 'filled' });
  return line;
}

async function findByCode(tx: Queryable, line: AccessLine): Promise<Found | null> {
  const personId = await personOfLine(tx, line);
  if (personId === null) return null;
  const [row] = await tx.query<PrescriptionRow>(
    `SELECT ${ROW_COLUMNS} FROM prescriptions.prescription p
     WHERE person_id = $1 AND prescription_id = (
       SELECT prescription_id FROM prescriptions.access_code
       WHERE person_id = $1 AND code = $2 AND ended_at IS NULL)`,
    [personId, line.accessCode],
  );
  return row === undefined ? null : { personId, row };
}

async function personOfLine(tx: Queryable, line: AccessLine): Promise<PersonId | null> {
  const { birthDate } = line;
  if (birthDate !== null) {
    const found = await findPerson(tx, { ...line, birthDate });
    return found.result === 'found' ? found.person.personId : null;
  }
  const found = await findByNumbers(tx, line);
  return found.result === 'found' ? found.personId : null;
}

const searchById = (
  deps: PharmacyDeps,
  caller: Caller,
  prescriptionId: string,
): Promise<PrescriptionSummary[]> =>
  aboutPrescription(deps, { caller, prescriptionId }, { step: 'search' }, async (personId) => {
    const row = await readPrescriptionRow(deps.db, personId, prescriptionId);
    if (row === null) throw new AppError('RX_UNKNOWN');
    return receivable(deps, caller, row);
  });

async function receivable(
  deps: PharmacyDeps,
  caller: Caller,
  row: PrescriptionRow,
): Promise<PrescriptionSummary[]> {
  const now = deps.clock();
  if (!heldBy(row, caller)) refuseUnlessReceivable(row, caller, now);
  return summariesOf(deps.db, [row], { now, withCode: false });
}

/**
 * What is there for a patient who put the card on this pharmacy's reader today, in the order of issue. Throws
 * RX_CHECK_IN_MISSING. @spec prescriptions.md §2 (card, or numbers and access code)
 */
export const waitingFor = (
  deps: PharmacyDeps,
  caller: Caller,
  personId: PersonId,
): Promise<PrescriptionSummary[]> =>
  throughDoor(
    deps,
    { caller, purpose: 'dispensing', personId, detail: { step: 'waiting' } },
    async () => {
      const now = deps.clock();
      if (!(await wasAtReader(deps, caller, personId))) throw new AppError('RX_CHECK_IN_MISSING');
      const rows = await deps.db.query<PrescriptionRow>(
        `SELECT ${ROW_COLUMNS} FROM prescriptions.prescription
         WHERE person_id = $1 AND (state = 'open' OR (state = 'in-dispensing' AND pharmacy_code = $2))
         ORDER BY issued_on, registered_at, prescription_id`,
        [personId, caller.facilityCode],
      );
      const today = rows.filter((row) => heldBy(row, caller) || whyNotReceivable(row, caller, now) === null);
      return summariesOf(deps.db, today, { now, withCode: false });
    },
    { lines: (prescriptions) => prescriptions.length },
  );

/** A check-in shows that the patient was there with the card, and so does a consent given at a reader. */
async function wasAtReader(
  deps: PharmacyDeps,
  { facilityCode }: Caller,
  personId: PersonId,
): Promise<boolean> {
  if (await deps.checkedInToday(personId, facilityCode)) return true;
  const now = deps.clock();
  const consents = await readConsents(deps.db, personId, facilityCode, now);
  return consents.some(
    ({ method, givenAt }) => method === 'card-reader' && dateInTokyo(givenAt) === dateInTokyo(now),
  );
}
