import { randomUUID } from 'node:crypto';
import type { Queryable, Transaction } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { NOBODY, type PersonId } from '../../registry/index.ts';
import { refreshOwnDrugs } from '../active-list/refresh-own.ts';
import { type Caller, stepBy, throughDoor } from '../door.ts';
import type { Verification } from '../model/signing.ts';
import { nextState, type StepEvent } from '../model/transitions.ts';
import { firstAnswer, normalised, onceOnly } from '../once-only.ts';
import {
  lockPrescription,
  type PrescriptionRow,
  personOfPrescription,
  readPrescriptionRow,
  type StepChanges,
  takeStep,
} from '../store.ts';
import { notElsewhere } from './at-pharmacy.ts';
import type { PharmacyDeps } from './deps.ts';
import { countCancelled, type DispensingRow, writeDispensing } from './dispensing-store.ts';
import { refuseOpenInquiries, resultLines } from './inquiry-store.ts';
import { type PreparedResult, prepareResult, type ResultInput } from './prepare-result.ts';

export interface RegisterResult {
  readonly caller: Caller;
  /** In the order in which the result counts them. */
  readonly prescriptionIds: readonly string[];
  readonly input: ResultInput;
  /** Idempotency-Key; null = none was sent. */
  readonly key: string | null;
}

/** What a pharmacy is told of a result. */
export interface RegisteredResult {
  readonly dispensingId: string;
  readonly version: number;
  readonly state: DispensingRow['state'];
  readonly prescriptionIds: readonly string[];
  readonly use: number;
  /** Null: unsigned, since paper is the original. */
  readonly signature: Verification | null;
  /** Where its prescriptions stand now. */
  readonly prescriptions: readonly {
    readonly prescriptionId: string;
    readonly version: number;
    readonly state: PrescriptionRow['state'];
    readonly currentUse: number;
    readonly dueOn: string | null;
  }[];
}

export const toRegistered = (result: DispensingRow, rows: readonly PrescriptionRow[]): RegisteredResult => ({
  dispensingId: result.dispensingId,
  version: result.version,
  state: result.state,
  prescriptionIds: result.prescriptionIds,
  use: result.use,
  signature: result.signature,
  prescriptions: rows.map(({ prescriptionId, version, state, currentUse, dueOn }) => ({
    prescriptionId,
    version,
    state,
    currentUse,
    dueOn,
  })),
});

/**
 * 調剤結果登録: one result for prescriptions of one patient, institution and day that are in dispensing here. They are
 * dispensed, or open for their next use. The same request again gets the first answer, unless its result was cancelled
 * since. Throws RX_UNKNOWN, RX_TOGETHER, RX_STATE, RX_RECEIVED_ELSEWHERE, RX_INQUIRY_OPEN, and what `prepareResult`
 * refuses. @spec prescriptions.md §2, §3.1, §4, §9
 */
export async function registerResult(deps: PharmacyDeps, given: RegisterResult): Promise<RegisteredResult> {
  const prescriptionIds = [...new Set(given.prescriptionIds)];
  const { caller, key } = given;
  const personId = await onePerson(deps.db, prescriptionIds);
  const detail = { step: 'register', prescriptions: prescriptionIds.join(' ') };
  const entrance = { caller, purpose: 'dispensing', event: 'dispensing-registered', detail } as const;
  return throughDoor(deps, { ...entrance, personId: personId ?? NOBODY }, async () => {
    if (personId === null) throw new AppError('RX_UNKNOWN');
    const request = {
      facilityCode: caller.facilityCode,
      operation: 'register-result',
      key,
      // Once more, after it was cancelled, is not the same request.
      content: normalised({
        prescriptionIds,
        input: given.input,
        cancelled: key === null ? await countCancelled(deps.db, personId, prescriptionIds) : 0,
      }),
    };
    // Nothing is signed for a request that was answered.
    const first = await firstAnswer<RegisteredResult>(deps.db, request);
    if (first !== null) return first.value;
    const rows = await readRows(deps.db, personId, prescriptionIds);
    for (const row of rows) requireInDispensing(row, caller);
    const use = rows[0]?.currentUse ?? 1;
    const lines = await resultLines(deps.db, rows, use);
    const of = { caller, rows, use, lines, changes: false };
    const prepared = await prepareResult(deps, given.input, of);
    return onceOnly(deps, request, (tx) =>
      write(tx, { deps, caller, personId, prescriptionIds, use, prepared }),
    );
  });
}

/** Whose prescriptions these are; null = nobody has one of them. Throws RX_TOGETHER. */
async function onePerson(db: Queryable, prescriptionIds: readonly string[]): Promise<PersonId | null> {
  const persons = await Promise.all(prescriptionIds.map((id) => personOfPrescription(db, id)));
  const [first = null] = persons;
  if (persons.includes(null)) return null;
  if (persons.some((person) => person !== first)) throw new AppError('RX_TOGETHER', { reason: 'person' });
  return first;
}

export const readRows = (
  db: Queryable,
  personId: PersonId,
  prescriptionIds: readonly string[],
): Promise<PrescriptionRow[]> =>
  Promise.all(
    prescriptionIds.map(async (id) => {
      const row = await readPrescriptionRow(db, personId, id);
      if (row === null) throw new AppError('RX_UNKNOWN');
      return row;
    }),
  );

/** Locked in the order of their ids, so that two results never wait for each other; answered in the order given. */
export async function lockRows(
  tx: Transaction,
  personId: PersonId,
  prescriptionIds: readonly string[],
): Promise<PrescriptionRow[]> {
  const locked = new Map<string, PrescriptionRow>();
  for (const id of prescriptionIds.toSorted()) locked.set(id, await lockPrescription(tx, personId, id));
  return prescriptionIds.flatMap((id) => locked.get(id) ?? []);
}

function requireInDispensing(row: PrescriptionRow, caller: Caller): void {
  notElsewhere(row, caller);
  nextState(row.state, 'dispense', 'pharmacy');
}

interface Writing {
  readonly deps: PharmacyDeps;
  readonly caller: Caller;
  readonly personId: PersonId;
  readonly prescriptionIds: readonly string[];
  readonly use: number;
  readonly prepared: PreparedResult;
}

async function write(tx: Transaction, writing: Writing): Promise<RegisteredResult> {
  const { deps, caller, personId, prescriptionIds, use, prepared } = writing;
  const rows = await lockRows(tx, personId, prescriptionIds);
  for (const row of rows) {
    requireInDispensing(row, caller);
    // Dispensed, cancelled and received anew while the document was made.
    if (row.currentUse !== use) throw new AppError('RX_VERSION', { version: row.version });
  }
  await refuseOpenInquiries(tx, rows);
  const at = deps.clock();
  const { dispensing, original, timestamped, signature } = prepared;
  const result: DispensingRow = {
    personId,
    dispensingId: randomUUID(),
    version: 1,
    state: 'registered',
    prescriptionIds,
    use,
    pharmacyCode: caller.facilityCode,
    dispensedOn: dispensing.dispensedOn,
    document: dispensing,
    signature,
    storedUntil: null,
    registeredAt: at,
    account: caller.account,
  };
  await writeDispensing(tx, result, { original, timestamped });
  const { event, changes } = stepAfter(prepared);
  const by = stepBy(caller, 'pharmacy', at);
  const detail = { dispensing: result.dispensingId, use };
  const after: PrescriptionRow[] = [];
  for (const row of rows) after.push(await takeStep(tx, row, event, by, detail, changes));
  await refreshOwnDrugs(tx, personId);
  return toRegistered(result, after);
}

/** Open for the next use, or done. @spec prescriptions.md §3.1 */
function stepAfter({ dispensing: { refill } }: PreparedResult): {
  readonly event: StepEvent;
  readonly changes: StepChanges;
} {
  return refill === null || refill.finished
    ? { event: 'dispense', changes: { everDispensed: true } }
    : {
        event: 'dispense-more-to-come',
        changes: { everDispensed: true, currentUse: refill.use + 1, dueOn: refill.nextOn },
      };
}
