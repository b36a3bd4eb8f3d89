import { isDeepStrictEqual } from 'node:util';
import { parseLocalDate } from '@tsunagu/ids';
import type { Transaction } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { NOBODY, type PersonId } from '../../registry/index.ts';
import { refreshOwnDrugs } from '../active-list/refresh-own.ts';
import { type Caller, stepBy, throughDoor } from '../door.ts';
import type { StepEvent } from '../model/transitions.ts';
import { firstAnswer, normalised } from '../once-only.ts';
import { type PrescriptionRow, type StepChanges, takeStep } from '../store.ts';
import { oneTransaction } from './at-pharmacy.ts';
import type { PharmacyDeps } from './deps.ts';
import {
  type DispensingRow,
  keepUntil,
  personOfDispensing,
  readDispensingRow,
  readOriginals,
  resultsOfUse,
  writeDispensing,
} from './dispensing-store.ts';
import { resultLines } from './inquiry-store.ts';
import { type PreparedResult, prepareResult, type ResultInput } from './prepare-result.ts';
import { lockRows, type RegisteredResult, readRows, toRegistered } from './register-result.ts';
import rules from './rules.json' with { type: 'json' };

export interface AboutResult {
  readonly caller: Caller;
  readonly dispensingId: string;
  /** As the caller read it; null = whatever it is by now. */
  readonly version: number | null;
  /** Idempotency-Key; null = none was sent. */
  readonly key: string | null;
}

export interface ChangeResult extends AboutResult {
  readonly prescriptionIds: readonly string[];
  readonly input: ResultInput;
}

/**
 * 調剤結果変更: the next version under the same id. What stands already is not written again. Throws RX_RESULT_UNKNOWN,
 * RX_RESULT_STATE where it was cancelled or would end or reopen the uses of a refill, and what a registration throws.
 * @spec prescriptions.md §3.1, §9
 */
export const changeResult = (deps: PharmacyDeps, given: ChangeResult): Promise<RegisteredResult> =>
  aboutResult(deps, given, 'change', async (personId) => {
    const { caller, dispensingId, key } = given;
    const operation = `change-result ${dispensingId}`;
    const content = normalised({ prescriptionIds: given.prescriptionIds, input: given.input });
    const request = { facilityCode: caller.facilityCode, operation, key, content };
    const first = key === null ? null : await firstAnswer<RegisteredResult>(deps.db, request);
    if (first !== null) return first.value;
    const before = await readDispensingRow(deps.db, personId, dispensingId);
    requireStanding(before, given);
    requireSameIds(before, given.prescriptionIds);
    const rows = await readRows(deps.db, personId, before.prescriptionIds);
    const lines = await resultLines(deps.db, rows, before.use);
    const of = { caller, rows, use: before.use, lines, changes: true };
    const prepared = await prepareResult(deps, given.input, of);
    requireSameEnd(before, prepared);
    return oneTransaction(deps, { caller, operation, key, content }, (tx) =>
      writeChange(tx, deps, { given, before, prepared }),
    );
  });

interface Changing {
  readonly given: ChangeResult;
  readonly before: DispensingRow;
  readonly prepared: PreparedResult;
}

async function writeChange(
  tx: Transaction,
  deps: PharmacyDeps,
  { given, before, prepared }: Changing,
): Promise<RegisteredResult> {
  const { personId, dispensingId } = before;
  const rows = await lockRows(tx, personId, before.prescriptionIds);
  const stands = await readDispensingRow(tx, personId, dispensingId);
  requireStanding(stands, given);
  const { dispensing, original, timestamped, signature } = prepared;
  if (isDeepStrictEqual(stands.document, dispensing)) return toRegistered(stands, rows);
  const at = deps.clock();
  const next: DispensingRow = {
    ...stands,
    version: stands.version + 1,
    dispensedOn: dispensing.dispensedOn,
    document: dispensing,
    signature,
    registeredAt: at,
    account: given.caller.account,
  };
  await writeDispensing(tx, next, { original, timestamped });
  const detail = { dispensing: dispensingId, version: next.version };
  const by = stepBy(given.caller, 'pharmacy', at);
  const after: PrescriptionRow[] = [];
  for (const row of rows) {
    const waits = row.state === 'open';
    const changes: StepChanges =
      waits && row.currentUse === next.use + 1 && dispensing.refill !== null
        ? { dueOn: dispensing.refill.nextOn }
        : {};
    after.push(
      await takeStep(tx, row, waits ? 'change-earlier-result' : 'change-result', by, detail, changes),
    );
  }
  await refreshOwnDrugs(tx, personId);
  return toRegistered(next, after);
}

/** 調剤結果取消: its prescriptions are in dispensing again, at the same use. @spec prescriptions.md §3.1 */
export const cancelResult = (deps: PharmacyDeps, given: AboutResult): Promise<RegisteredResult> =>
  aboutResult(deps, given, 'cancel', (personId) => {
    const { caller, dispensingId, key } = given;
    const request = { caller, operation: `cancel-result ${dispensingId}`, key, content: '' };
    return oneTransaction(deps, request, async (tx) => {
      const { prescriptionIds } = await readDispensingRow(tx, personId, dispensingId);
      const rows = await lockRows(tx, personId, prescriptionIds);
      const stands = await readDispensingRow(tx, personId, dispensingId);
      requireOwn(stands, caller);
      // The answer to the first request was lost.
      if (stands.state === 'cancelled') return toRegistered(stands, rows);
      requireStanding(stands, given);
      const at = deps.clock();
      const { account } = caller;
      const next = {
        ...stands,
        version: stands.version + 1,
        state: 'cancelled',
        registeredAt: at,
        account,
      } as const;
      await writeDispensing(tx, next, { original: null, timestamped: null });
      const detail = { dispensing: dispensingId };
      const after: PrescriptionRow[] = [];
      for (const row of rows) {
        const { event, changes } = await stepBack(tx, row, stands);
        after.push(await takeStep(tx, row, event, stepBy(caller, 'pharmacy', at), detail, changes));
      }
      await refreshOwnDrugs(tx, personId);
      return toRegistered(next, after);
    });
  });

/** Throws RX_RESULT_STATE unless the result is the newest of the prescription. */
async function stepBack(
  tx: Transaction,
  row: PrescriptionRow,
  { use, pharmacyCode }: DispensingRow,
): Promise<{ readonly event: StepEvent; readonly changes: StepChanges }> {
  if (row.state !== 'open' && row.currentUse === use) return { event: 'cancel-result', changes: {} };
  if (row.state !== 'open' || row.currentUse !== use + 1)
    throw new AppError('RX_RESULT_STATE', { use, currentUse: row.currentUse });
  const earlier = await resultsOfUse(tx, row.personId, [row.prescriptionId], use - 1);
  const dueOn = earlier.find(({ state }) => state === 'registered')?.document.refill?.nextOn ?? null;
  return { event: 'cancel-earlier-result', changes: { currentUse: use, dueOn, pharmacyCode } };
}

/** Keeps a result for five years from the day of dispensing, at the pharmacy's wish. @spec prescriptions.md §2 */
export const storeResult = (deps: PharmacyDeps, given: AboutResult): Promise<DispensingRow> =>
  aboutResult(deps, given, 'store', (personId) =>
    deps.db.transaction(async (tx) => {
      const { prescriptionIds } = await readDispensingRow(tx, personId, given.dispensingId);
      await lockRows(tx, personId, prescriptionIds);
      const stands = await readDispensingRow(tx, personId, given.dispensingId);
      requireStanding(stands, given);
      const storedUntil = yearsLater(stands.dispensedOn, rules.storageYears);
      await keepUntil(tx, stands, storedUntil);
      return { ...stands, storedUntil };
    }),
  );

/** The same day of a later year; the day after where that year has no such day. */
function yearsLater(day: string, years: number): string {
  const year = Number(day.slice(0, 4)) + years;
  return parseLocalDate(`${year}${day.slice(4)}`) ?? `${year}-03-01`;
}

/** The signed and timestamped document. Throws RX_RESULT_UNKNOWN for an unsigned one. */
export const timestampedResult = (
  deps: PharmacyDeps,
  given: Pick<AboutResult, 'caller' | 'dispensingId'>,
): Promise<Buffer> =>
  aboutResult(deps, given, 'fetch', async (personId) => {
    requireOwn(await readDispensingRow(deps.db, personId, given.dispensingId), given.caller);
    const { timestamped } = await readOriginals(deps.db, personId, given.dispensingId);
    if (timestamped === null) throw new AppError('RX_RESULT_UNKNOWN');
    return timestamped;
  });

type ResultStep = 'change' | 'cancel' | 'store' | 'fetch';

/** Through the door for the person whose result it is. Throws RX_RESULT_UNKNOWN. */
async function aboutResult<T>(
  deps: PharmacyDeps,
  { caller, dispensingId }: Pick<AboutResult, 'caller' | 'dispensingId'>,
  step: ResultStep,
  run: (personId: PersonId) => Promise<T>,
): Promise<T> {
  const personId = await personOfDispensing(deps.db, dispensingId);
  const entrance = {
    caller,
    purpose: 'dispensing',
    personId: personId ?? NOBODY,
    ...(step === 'fetch' ? {} : { event: 'dispensing-registered' as const }),
    detail: { step, dispensing: dispensingId },
  } as const;
  return throughDoor(deps, entrance, async () => {
    if (personId === null) throw new AppError('RX_RESULT_UNKNOWN');
    return run(personId);
  });
}

function requireOwn({ pharmacyCode }: DispensingRow, { facilityCode }: Caller): void {
  if (pharmacyCode !== facilityCode) throw new AppError('RX_RESULT_UNKNOWN');
}

function requireStanding(result: DispensingRow, { caller, version }: AboutResult): void {
  requireOwn(result, caller);
  if (result.state !== 'registered') throw new AppError('RX_RESULT_STATE', { state: result.state });
  if (version !== null && version !== result.version)
    throw new AppError('RX_VERSION', { version: result.version });
}

function requireSameIds({ prescriptionIds }: DispensingRow, sent: readonly string[]): void {
  if (!isDeepStrictEqual([...prescriptionIds], [...sent]))
    throw new AppError('RX_TOGETHER', { reason: 'ids' });
}

/** A change neither ends the uses of a refill prescription nor reopens them: for that it is cancelled. */
function requireSameEnd({ document: { refill } }: DispensingRow, { dispensing }: PreparedResult): void {
  if (refill?.finished !== dispensing.refill?.finished)
    throw new AppError('RX_RESULT_STATE', { reason: 'refill' });
}
