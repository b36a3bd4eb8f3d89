import type { Transaction } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { NOBODY, type PersonId } from '../../registry/index.ts';
import { refreshOwnDrugs } from '../active-list/refresh-own.ts';
import type { AlertDecision } from '../alerts/settle.ts';
import type { LifeDeps } from '../deps.ts';
import { type Caller, stepBy, throughDoor } from '../door.ts';
import { nextState, type StepEvent } from '../model/transitions.ts';
import { onceOnly, PLANNED } from '../once-only.ts';
import {
  lockPrescription,
  type PrescriptionRow,
  personOfPrescription,
  readPrescriptionRow,
  takeStep,
} from '../store.ts';
import { type PrescriptionView, viewsOf } from '../view.ts';
import type { IssueType } from './admit-document.ts';
import type { Draft } from './draft.ts';
import {
  type AdmittedFor,
  admittedFor,
  type Before,
  type Issued,
  issueAdmitted,
  issueDraft,
  issuedDetail,
  type Registered,
} from './register.ts';
import { usableOn } from './validity.ts';

const EVENT = 'prescription-changed';

/** A step of the institution that issued it. */
export interface StepRequest {
  readonly caller: Caller;
  readonly prescriptionId: string;
  /** As the caller read it; null = whatever it is by now. */
  readonly version: number | null;
  /** Idempotency-Key; null = none was sent. */
  readonly key: string | null;
}

/** What the change puts in the place of the old one: what was written at the portal, or a signed document. */
export interface Change extends StepRequest {
  readonly issueType: IssueType;
  readonly decisions: readonly AlertDecision[];
  readonly by: { readonly draft: Draft } | { readonly document: Buffer };
}

type OwnDeps = Pick<LifeDeps, 'db' | 'audit' | 'clock'>;

/** Behind the door of the person whose prescription it is; an id that nobody has leaves its entry too. */
async function aboutOwn<T>(
  deps: OwnDeps,
  { caller, prescriptionId }: Pick<StepRequest, 'caller' | 'prescriptionId'>,
  step: string,
  run: (personId: PersonId) => Promise<T>,
): Promise<T> {
  const personId = await personOfPrescription(deps.db, prescriptionId);
  return throughDoor(
    deps,
    {
      caller,
      purpose: 'prescribing',
      personId: personId ?? NOBODY,
      event: EVENT,
      detail: { step, prescription: prescriptionId },
    },
    () => {
      if (personId === null) throw new AppError('RX_UNKNOWN');
      return run(personId);
    },
  );
}

/** Throws RX_UNKNOWN for what another institution issued, or a pharmacy read from paper. */
function requireOwn(row: PrescriptionRow, { facilityCode }: Caller): void {
  if (row.institutionCode !== facilityCode || row.origin !== 'service') throw new AppError('RX_UNKNOWN');
}

function requireVersion(row: PrescriptionRow, version: number | null): void {
  if (version !== null && version !== row.version) throw new AppError('RX_VERSION', { version: row.version });
}

/**
 * Carries a step out in one transaction. Without a key a step that was just taken is not taken again: the answer to it
 * was lost. `taken`: whether the locked row stands after it.
 */
async function step(
  deps: OwnDeps,
  request: StepRequest,
  event: StepEvent,
  take: (tx: Transaction, row: PrescriptionRow) => Promise<void>,
): Promise<PrescriptionView> {
  const { caller, prescriptionId, version, key } = request;
  return aboutOwn(deps, request, event, async (personId) => {
    const run = async (tx: Transaction): Promise<boolean> => {
      const row = await lockPrescription(tx, personId, prescriptionId);
      requireOwn(row, caller);
      if (key === null && (await lastEvent(tx, row)) === event) return false;
      nextState(row.state, event, 'institution');
      requireVersion(row, version);
      await take(tx, row);
      await refreshOwnDrugs(tx, personId);
      return true;
    };
    if (key === null) await deps.db.transaction(run, PLANNED);
    else {
      const operation = `${event} ${prescriptionId}`;
      await onceOnly(deps, { facilityCode: caller.facilityCode, operation, key, content: '' }, run);
    }
    return ownView(deps, personId, prescriptionId);
  });
}

async function lastEvent(tx: Transaction, row: PrescriptionRow): Promise<string | null> {
  const [last] = await tx.query<{ event: string }>(
    'SELECT event FROM prescriptions.step WHERE person_id = $1 AND prescription_id = $2 AND version = $3',
    [row.personId, row.prescriptionId, row.version],
  );
  return last?.event ?? null;
}

async function ownView(deps: OwnDeps, personId: PersonId, id: string): Promise<PrescriptionView> {
  const row = await readPrescriptionRow(deps.db, personId, id);
  const [view] = row === null ? [] : await viewsOf(deps.db, [row], { now: deps.clock(), withCode: true });
  if (view === undefined) throw new AppError('RX_UNKNOWN');
  return view;
}

/** 処方箋取消: only while nobody has received it. Throws RX_STATE, RX_VERSION, RX_UNKNOWN. @spec prescriptions.md §3.1 */
export const cancel = (deps: OwnDeps, request: StepRequest): Promise<PrescriptionView> =>
  step(deps, request, 'cancel', async (tx, row) => {
    await takeStep(
      tx,
      row,
      'cancel',
      stepBy(request.caller, 'institution', deps.clock()),
      {},
      {
        cancelledAs: 'cancelled',
      },
    );
  });

/** UNDO of a cancellation, while its days last. Throws RX_EXPIRED besides. @spec prescriptions.md §3.1 */
export const undoCancel = (deps: OwnDeps, request: StepRequest): Promise<PrescriptionView> =>
  step(deps, request, 'undo-cancel', async (tx, row) => {
    // One that was changed comes back with the UNDO of the change, which takes its replacement away.
    if (row.cancelledAs !== 'cancelled')
      throw new AppError('RX_STATE', { state: row.state, event: 'undo-cancel' });
    refuseExpired(row, deps.clock());
    await takeStep(tx, row, 'undo-cancel', stepBy(request.caller, 'institution', deps.clock()));
  });

function refuseExpired(row: PrescriptionRow, now: Date): void {
  if (usableOn(row, now) === 'expired') throw new AppError('RX_EXPIRED', { usableUntil: row.usableUntil });
}

/**
 * Change: the old one is cancelled, the new one has an id and an access code of its own. Throws what registering throws,
 * and RX_STATE unless the old one waits for its first use. @spec prescriptions.md §3.1
 */
export async function change(deps: LifeDeps, request: Change): Promise<Registered> {
  const { caller, by } = request;
  const issue = { ...request, ...by };
  const admitted: AdmittedFor | null =
    'document' in by ? await admittedFor(deps, { ...request, document: by.document }) : null;
  const { registered } = await aboutOwnIssued(deps, request, async (personId) => {
    const old = await readPrescriptionRow(deps.db, personId, request.prescriptionId);
    if (old === null) throw new AppError('RX_UNKNOWN');
    requireOwn(old, caller);
    const how = {
      operation: `change ${request.prescriptionId}`,
      before: replacing(deps, request, personId),
      instead: [request.prescriptionId],
    };
    if ('draft' in issue) return issueDraft(deps, { ...issue, personId }, how);
    if (admitted?.personId != null && admitted.personId !== personId)
      throw new AppError('RX_PERSON_MISMATCH');
    return issueAdmitted(deps, issue, admitted ?? { personId: null, admitted: unreadable }, how);
  });
  return registered;
}

const unreadable = (): never => {
  throw new AppError('RX_DOCUMENT_INVALID');
};

async function aboutOwnIssued(
  deps: LifeDeps,
  { caller, prescriptionId }: StepRequest,
  run: (personId: PersonId) => Promise<Issued>,
): Promise<Issued> {
  const personId = await personOfPrescription(deps.db, prescriptionId);
  return throughDoor(
    deps,
    {
      caller,
      purpose: 'prescribing',
      personId: personId ?? NOBODY,
      event: EVENT,
      detail: { step: 'replace', replaced: prescriptionId },
    },
    () => {
      if (personId === null) throw new AppError('RX_UNKNOWN');
      return run(personId);
    },
    { detail: issuedDetail },
  );
}

const replacing =
  (deps: OwnDeps, { caller, prescriptionId, version }: StepRequest, personId: PersonId): Before =>
  async (tx, replacementId) => {
    const row = await lockPrescription(tx, personId, prescriptionId);
    requireOwn(row, caller);
    nextState(row.state, 'replace', 'institution');
    requireVersion(row, version);
    // What was dispensed already cannot begin anew.
    if (row.everDispensed) throw new AppError('RX_STATE', { state: row.state, event: 'replace' });
    await takeStep(
      tx,
      row,
      'replace',
      stepBy(caller, 'institution', deps.clock()),
      { replacedBy: replacementId },
      {
        cancelledAs: 'replaced',
        replacedBy: replacementId,
      },
    );
    return prescriptionId;
  };

/**
 * UNDO of a change, by the id of the old or of the new one: the new one is cancelled, the old one comes back. Only while
 * nobody has received the new one and the days of the old one last. Answers the old one. @spec prescriptions.md §3.1
 */
export const undoChange = (deps: OwnDeps, request: StepRequest): Promise<PrescriptionView> =>
  aboutOwn(deps, request, 'undo-replace', async (personId) => {
    const { caller, key } = request;
    const run = async (tx: Transaction): Promise<string> => {
      const { old, replacement, done } = await lockPair(tx, personId, request);
      if (done) return old.prescriptionId;
      refuseExpired(old, deps.clock());
      const by = stepBy(caller, 'institution', deps.clock());
      // The new one first: its access code is free then.
      await takeStep(
        tx,
        replacement,
        'withdraw-replacement',
        by,
        {},
        { cancelledAs: 'replacement-withdrawn' },
      );
      await takeStep(tx, old, 'undo-replace', by, {}, { replacedBy: null });
      await refreshOwnDrugs(tx, personId);
      return old.prescriptionId;
    };
    const operation = `undo-replace ${request.prescriptionId}`;
    const id =
      key === null
        ? await deps.db.transaction(run, PLANNED)
        : await onceOnly(deps, { facilityCode: caller.facilityCode, operation, key, content: '' }, run);
    return ownView(deps, personId, id);
  });

interface Pair {
  readonly old: PrescriptionRow;
  readonly replacement: PrescriptionRow;
  /** It was undone before, and the answer was lost. */
  readonly done: boolean;
}

/** Both, locked, the named one first. Throws RX_STATE where there is no such pair or it has gone on. */
async function lockPair(tx: Transaction, personId: PersonId, request: StepRequest): Promise<Pair> {
  const { caller, prescriptionId, version, key } = request;
  // One after the other of the same person: two who name either end of the pair do not wait for each other for ever.
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 3))', [`replaced ${personId}`]);
  const named = await lockPrescription(tx, personId, prescriptionId);
  requireOwn(named, caller);
  const nothingToUndo = new AppError('RX_STATE', { state: named.state, event: 'undo-replace' });
  if (key === null && (await lastEvent(tx, named)) === 'undo-replace')
    return { old: named, replacement: named, done: true };
  const otherId = named.replacedBy ?? named.replaces;
  if (otherId === null) throw nothingToUndo;
  const other = await lockPrescription(tx, personId, otherId);
  const [old, replacement] = named.replacedBy === null ? [other, named] : [named, other];
  if (key === null && replacement.cancelledAs === 'replacement-withdrawn' && old.replacedBy === null)
    return { old, replacement, done: true };
  if (old.cancelledAs !== 'replaced' || old.replacedBy !== replacement.prescriptionId) throw nothingToUndo;
  requireVersion(named, version);
  nextState(replacement.state, 'withdraw-replacement', 'institution');
  if (replacement.everDispensed) throw nothingToUndo;
  return { old, replacement, done: false };
}
