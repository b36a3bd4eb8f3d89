import type { Transaction } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { PersonId } from '../../registry/index.ts';
import { refreshOwnDrugs } from '../active-list/refresh-own.ts';
import { type Caller, stepBy } from '../door.ts';
import { refillWindow, usableOn } from '../life/validity.ts';
import { nextState, type StepEvent } from '../model/transitions.ts';
import {
  lockPrescription,
  type PrescriptionRow,
  readPrescriptionRow,
  type StepChanges,
  takeStep,
} from '../store.ts';
import { type PrescriptionView, viewsOf } from '../view.ts';
import {
  aboutPrescription,
  type ChangePrescription,
  notElsewhere,
  oneTransaction,
  sameVersion,
} from './at-pharmacy.ts';
import type { PharmacyDeps } from './deps.ts';
import { resultsOfUse } from './dispensing-store.ts';
import { recheckOriginal } from './recheck-original.ts';
import rules from './rules.json' with { type: 'json' };

const EVENT = 'prescription-received';

/** Whether this pharmacy has received it already, so that it may ask for the data again. */
export const heldBy = (row: PrescriptionRow, { facilityCode }: Pick<Caller, 'facilityCode'>): boolean =>
  row.state === 'in-dispensing' && row.pharmacyCode === facilityCode;

/** Why it cannot be received at that instant; null = it can. @spec prescriptions.md §3.1, §4 */
export function whyNotReceivable(
  row: PrescriptionRow,
  { facilityCode }: Pick<Caller, 'facilityCode'>,
  now: Date,
): AppError | null {
  const { state, pharmacyCode } = row;
  if (state === 'in-dispensing' && pharmacyCode !== facilityCode)
    return new AppError('RX_RECEIVED_ELSEWHERE');
  if (state !== 'open') return new AppError('RX_STATE', { state, event: 'receive' });
  const { from, to } = refillWindow(row) ?? { from: row.issuedOn, to: row.usableUntil };
  const usable = usableOn(row, now);
  if (usable === 'usable') return null;
  return new AppError(usable === 'too-early' ? 'RX_NOT_YET' : 'RX_EXPIRED', { from, to });
}

/** Throws RX_RECEIVED_ELSEWHERE, RX_STATE, RX_NOT_YET, RX_EXPIRED. */
export function refuseUnlessReceivable(row: PrescriptionRow, caller: Caller, now: Date): void {
  const refusal = whyNotReceivable(row, caller, now);
  if (refusal !== null) throw refusal;
}

/**
 * 受付: the prescription is in dispensing here as soon as its data are sent. The same pharmacy gets the same data again,
 * another one is refused. The signature and the names of the drugs are looked at once more; what is wrong with them leaves
 * it open. Throws besides RX_SIGNATURE_INVALID and what drugs are refused for.
 * @spec prescriptions.md §2, §3.1, §5.5
 */
export function receive(deps: PharmacyDeps, input: ChangePrescription): Promise<PrescriptionView> {
  const { caller, prescriptionId, version, key } = input;
  return aboutPrescription(deps, input, { event: EVENT, step: 'receive' }, async (personId) => {
    const before = await readPrescriptionRow(deps.db, personId, prescriptionId);
    if (before === null) throw new AppError('RX_UNKNOWN');
    if (!heldBy(before, caller)) {
      // First whether it can be received at all: a verification takes longer than a look.
      refuseUnlessReceivable(before, caller, deps.clock());
      await recheckOriginal(deps, before);
    }
    await oneTransaction(
      deps,
      { caller, operation: `receive ${prescriptionId}`, key, content: '' },
      async (tx) => {
        const row = await lockPrescription(tx, personId, prescriptionId);
        sameVersion(row, version);
        const at = deps.clock();
        const by = stepBy(caller, 'pharmacy', at);
        if (heldBy(row, caller)) return (await takeStep(tx, row, 'receive-again', by)).version;
        refuseUnlessReceivable(row, caller, at);
        const changes = { pharmacyCode: caller.facilityCode };
        const received = await takeStep(tx, row, 'receive', by, { use: row.currentUse }, changes);
        await refreshOwnDrugs(tx, personId);
        return received.version;
      },
    );
    const view = await viewOf(deps, { personId, prescriptionId });
    // The answer to a repeated request, after it was given back and received by somebody else.
    if (view.pharmacy?.code !== caller.facilityCode) throw new AppError('RX_RECEIVED_ELSEWHERE');
    return view;
  });
}

/** What a step of a pharmacy changes besides the state, and what it notes. Throws what forbids it. */
type Decide = (
  tx: Transaction,
  row: PrescriptionRow,
) => Promise<{ readonly changes?: StepChanges; readonly detail?: Readonly<Record<string, string>> }>;

/** One step of the pharmacy that has the prescription. Throws RX_STATE and RX_RECEIVED_ELSEWHERE besides. */
function step(
  deps: PharmacyDeps,
  input: ChangePrescription & { readonly reason?: string },
  event: StepEvent,
  decide: Decide,
): Promise<PrescriptionView> {
  const { caller, prescriptionId, version, key, reason = '' } = input;
  return aboutPrescription(deps, input, { event: EVENT, step: event }, async (personId) => {
    await oneTransaction(
      deps,
      { caller, operation: `${event} ${prescriptionId}`, key, content: reason },
      async (tx) => {
        const row = await lockPrescription(tx, personId, prescriptionId);
        notElsewhere(row, caller);
        nextState(row.state, event, 'pharmacy');
        sameVersion(row, version);
        const { detail = {}, changes = {} } = await decide(tx, row);
        const next = await takeStep(
          tx,
          row,
          event,
          stepBy(caller, 'pharmacy', deps.clock()),
          detail,
          changes,
        );
        await refreshOwnDrugs(tx, personId);
        return next.version;
      },
    );
    const view = await viewOf(deps, { personId, prescriptionId });
    // The answer to a repeated request, after somebody else received it.
    if (view.state !== 'open' && view.pharmacy !== null && view.pharmacy.code !== caller.facilityCode)
      throw new AppError('RX_RECEIVED_ELSEWHERE');
    return view;
  });
}

/**
 * 受付取消: gives the prescription back, never once a result was registered, cancelled since or not.
 * Throws RX_RELEASE_REFUSED. @spec prescriptions.md §3.1
 */
export const release = (
  deps: PharmacyDeps,
  input: ChangePrescription,
  laterUses: boolean = rules.releaseOfLaterUse.allowed,
): Promise<PrescriptionView> =>
  step(deps, input, 'release', async (tx, row) => {
    if (row.everDispensed && !laterUses) throw new AppError('RX_RELEASE_REFUSED');
    const results = await resultsOfUse(tx, row.personId, [row.prescriptionId], row.currentUse);
    if (results.length > 0) throw new AppError('RX_RELEASE_REFUSED');
    return { changes: { pharmacyCode: null } };
  });

/** 回収: will not be dispensed, for a reason that the prescriber reads. @spec prescriptions.md §2, §3.1 */
export const refuse = (
  deps: PharmacyDeps,
  input: ChangePrescription & { readonly reason: string },
): Promise<PrescriptionView> =>
  step(deps, input, 'refuse', async () => ({ detail: { reason: input.reason } }));

/** Takes a refusal back, by the pharmacy that made it. Throws RX_UNDO_REFUSED where that is switched off. */
export const undoRefuse = (
  deps: PharmacyDeps,
  input: ChangePrescription,
  allowed: boolean = rules.undoRefusal.allowed,
): Promise<PrescriptionView> =>
  step(deps, input, 'undo-refuse', async () => {
    if (!allowed) throw new AppError('RX_UNDO_REFUSED');
    return {};
  });

/** As it stands now. Throws RX_UNKNOWN. */
export async function viewOf(
  deps: PharmacyDeps,
  { personId, prescriptionId }: { readonly personId: PersonId; readonly prescriptionId: string },
): Promise<PrescriptionView> {
  const row = await readPrescriptionRow(deps.db, personId, prescriptionId);
  const [view] = row === null ? [] : await viewsOf(deps.db, [row], { now: deps.clock(), withCode: false });
  if (view === undefined) throw new AppError('RX_UNKNOWN');
  return view;
}
