import { randomUUID } from 'node:crypto';
import { type Finding, type Prescription, writePrescription } from '@tsunagu/jahis';
import { dateInTokyo } from '../../../kernel/clock.ts';
import type { Queryable, Transaction } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { NOBODY, type PersonId, readFacility, readPerson } from '../../registry/index.ts';
import { lockOwnDrugs, refreshOwnDrugs } from '../active-list/refresh-own.ts';
import { type AlertDecision, type Overridden, requireDecisions, settleAlerts } from '../alerts/settle.ts';
import { checkForPerson } from '../check/check-for-person.ts';
import { forbiddenPairs } from '../check/forbidden-pairs.ts';
import { targetsOf } from '../check/targets.ts';
import type { LifeDeps } from '../deps.ts';
import { type Caller, stepBy, throughDoor } from '../door.ts';
import type { Verification } from '../model/signing.ts';
import type { State } from '../model/transitions.ts';
import { firstAnswer, normalised, type OneRequest, onceOnly, standingRequest } from '../once-only.ts';
import { signDocument } from '../signing/document.ts';
import { addPrescription, readPrescriptionRow } from '../store.ts';
import { type Admitted, admitDocument, type IssueType } from './admit-document.ts';
import { coverageFindings, requireDays, requireOwnInstitution } from './content-rules.ts';
import { type Draft, prescriptionOf } from './draft.ts';
import { requireDrugs } from './drug-rules.ts';
import { personOfDocument } from './find-person.ts';
import { lastDayOf } from './validity.ts';

/** What registering answers. @spec prescriptions.md §9 */
export interface Registered {
  readonly prescriptionId: string;
  readonly accessCode: string | null;
  readonly version: number;
  readonly state: State;
  readonly signature: Verification | null;
  /** Warnings. */
  readonly findings: readonly Finding[];
}

export interface Issue {
  readonly caller: Caller;
  readonly issueType: IssueType;
  readonly decisions: readonly AlertDecision[];
  /** Idempotency-Key; null = none was sent. */
  readonly key: string | null;
}

export interface DraftIssue extends Issue {
  readonly personId: PersonId;
  readonly draft: Draft;
}

export interface DocumentIssue extends Issue {
  readonly document: Buffer;
}

/** What happens in the same transaction, before the new one is added: a change cancels the old one. */
export type Before = (tx: Transaction, replacementId: string) => Promise<string | null>;

/** With what was overridden, for the entry. */
export interface Issued {
  readonly registered: Registered;
  readonly overridden: readonly Overridden[];
}

/** Says in the entry what was registered, and which alerts were overridden why. @spec prescriptions.md §5.6 */
export const issuedDetail = ({ registered, overridden }: Issued): Readonly<Record<string, string>> => ({
  prescription: registered.prescriptionId,
  ...(overridden.length === 0
    ? {}
    : { overridden: overridden.map(({ tier, reason }) => `tier ${tier}: ${reason}`).join(', ') }),
});

const again = (registered: Registered): Issued => ({ registered, overridden: [] });

const NOTHING_BEFORE: Before = async () => null;
const EVENT = 'prescription-registered';

/**
 * Registers what was written at the portal: the server writes the records, signs them with the account's certificate in
 * the key service and takes the same way as with a document from a vendor. Throws PERSON_UNKNOWN, RX_SIGNER_MISSING and
 * whatever refuses a document. @spec prescriptions.md §2, §8
 */
export async function registerDraft(deps: LifeDeps, issue: DraftIssue): Promise<Registered> {
  const { caller, personId } = issue;
  const { registered } = await throughDoor(
    deps,
    { caller, purpose: 'prescribing', personId, event: EVENT },
    () => issueDraft(deps, issue, { operation: `register ${personId}` }),
    { detail: issuedDetail },
  );
  return registered;
}

interface How {
  /** Under which the request is remembered. */
  readonly operation: string;
  readonly before?: Before;
  /** Prescriptions whose drugs are no overlap, since they are being replaced. */
  readonly instead?: readonly string[];
}

/** The same inside the door. */
export async function issueDraft(deps: LifeDeps, issue: DraftIssue, how: How): Promise<Issued> {
  const { caller, draft, issueType, decisions, key, personId } = issue;
  const today = dateInTokyo(deps.clock());
  const asked: OneRequest = {
    facilityCode: caller.facilityCode,
    operation: how.operation,
    key,
    // The same on another day is another prescription.
    content: normalised({
      draft: { ...draft, issuedOn: draft.issuedOn ?? today },
      issueType,
      decisions,
      today,
    }),
  };
  const { request, first } = await standingRequest<Registered>(deps.db, asked, (registered) =>
    stillStands(deps, personId, registered),
  );
  if (first !== null) return again(first.value);
  const { text, losses } = writePrescription(await typedDraft(deps, issue, today), 'sj1');
  const admitted = await admitDocument(deps, await signed(deps, issue, text), issueType);
  const lost = losses.filter(({ level }) => level === 'warning');
  const told = { ...admitted, findings: [...lost, ...admitted.findings] };
  return registerAdmitted(deps, issue, { ...how, request, admitted: told, personId });
}

/** Neither taken back by the institution nor refused by a pharmacy. */
async function stillStands(
  { db }: Pick<LifeDeps, 'db'>,
  personId: PersonId,
  { prescriptionId }: Registered,
): Promise<boolean> {
  const row = await readPrescriptionRow(db, personId, prescriptionId);
  return row !== null && row.state !== 'cancelled' && row.state !== 'refused';
}

async function typedDraft(deps: LifeDeps, issue: DraftIssue, today: string): Promise<Prescription> {
  const { caller, draft, personId } = issue;
  const [person, insured, facility] = await Promise.all([
    readPerson(deps.db, personId),
    deps.insuredOn(personId, draft.issuedOn ?? today),
    readFacility(deps.db, caller.facilityCode),
  ]);
  if (person === null) throw new AppError('PERSON_UNKNOWN');
  return prescriptionOf(draft, {
    person,
    insured,
    facilityCode: caller.facilityCode,
    institutionName: caller.session.organisation?.name ?? facility?.name ?? '',
    doctorName: caller.session.displayName,
    today,
  });
}

async function signed(deps: LifeDeps, { caller, issueType }: Issue, text: string): Promise<Buffer> {
  if (issueType === 'paper') return Buffer.from(text, 'utf8');
  const { account, session, requestId } = caller;
  const signer = await deps.signing.ofAccount(account, { session, requestId, kind: 'prescription' });
  if (signer === null) throw new AppError('RX_SIGNER_MISSING');
  return Buffer.from(await signDocument('prescription', text, signer, deps.clock()), 'utf8');
}

/**
 * Registers a document as a vendor's system, or a prescriber with a card, made it. The person is found by the numbers in
 * it. Throws RX_PERSON_UNKNOWN and whatever refuses a document or its content. @spec prescriptions.md §9
 */
export async function registerDocument(deps: LifeDeps, issue: DocumentIssue): Promise<Registered> {
  const found = await admittedFor(deps, issue);
  const { registered } = await throughDoor(
    deps,
    { caller: issue.caller, purpose: 'prescribing', personId: found.personId ?? NOBODY, event: EVENT },
    () => issueAdmitted(deps, issue, found, { operation: 'register' }),
    { detail: issuedDetail },
  );
  return registered;
}

export interface AdmittedFor {
  /** Null: nobody was found, or nothing could be admitted. */
  readonly personId: PersonId | null;
  readonly admitted: () => Admitted;
}

/** Reads a document before it is known at whose door it stands; what refuses it is thrown behind the door. */
export async function admittedFor(deps: LifeDeps, issue: DocumentIssue): Promise<AdmittedFor> {
  try {
    const admitted = await admitDocument(deps, issue.document, issue.issueType);
    return {
      personId: await personOfDocument(deps.db, admitted.prescription),
      admitted: () => admitted,
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return {
      personId: null,
      admitted: () => {
        throw error;
      },
    };
  }
}

/** Inside the door. */
export async function issueAdmitted(
  deps: LifeDeps,
  issue: DocumentIssue,
  { personId, admitted }: AdmittedFor,
  how: How,
): Promise<Issued> {
  const document = admitted();
  if (personId === null) throw new AppError('RX_PERSON_UNKNOWN');
  const request: OneRequest = {
    facilityCode: issue.caller.facilityCode,
    operation: how.operation,
    key: issue.key,
    document: document.identity,
    content: normalised({
      document: issue.document.toString('base64'),
      issueType: issue.issueType,
      decisions: issue.decisions,
    }),
  };
  const first = await firstAnswer<Registered>(deps.db, request);
  return first !== null
    ? again(first.value)
    : registerAdmitted(deps, issue, { ...how, request, admitted: document, personId });
}

interface Registering extends How {
  readonly request: OneRequest;
  readonly admitted: Admitted;
  readonly personId: PersonId;
}

/** So often it is checked anew where something forbids it that came meanwhile. */
const MOST_CHECKS = 5;

/** Holds the content against the rules and the drugs against what the person takes, then writes all of it at once. */
async function registerAdmitted(
  deps: LifeDeps,
  { caller, decisions, issueType }: Issue,
  { request, admitted, personId, before = NOTHING_BEFORE, instead = [] }: Registering,
): Promise<Issued> {
  const { prescription } = admitted;
  requireOwnInstitution(prescription, caller.facilityCode);
  requireDays(prescription, dateInTokyo(deps.clock()));
  const knowledge = await deps.knowledge();
  const drugWarnings = requireDrugs(knowledge, prescription);
  const pairsNow = (db: Queryable) =>
    forbiddenPairs(db, knowledge, {
      personId,
      targets: targetsOf(prescription.groups),
      on: prescription.issuedOn,
      facilityCode: caller.facilityCode,
      prescriptionIds: instead,
    });
  for (let checks = 1; checks <= MOST_CHECKS; checks++) {
    const known = await pairsNow(deps.db);
    const [insured, alerts] = await Promise.all([
      deps.insuredOn(personId, prescription.issuedOn),
      alertsOf(deps, caller, { personId, prescription, instead }),
    ]);
    requireDecisions(alerts, decisions);
    const findings = [...admitted.findings, ...drugWarnings, ...coverageFindings(prescription, insured)];
    let overridden: readonly Overridden[] = [];
    try {
      const registered = await onceOnly(deps, request, async (tx) => {
        const prescriptionId = randomUUID();
        const replaces = await before(tx, prescriptionId);
        await lockOwnDrugs(tx, personId);
        const standing = await pairsNow(tx);
        if ([...standing].some((pair) => !known.has(pair))) throw new CheckedTooEarly();
        const adding = { personId, prescriptionId, replaces, issueType, admitted };
        const added = await add(tx, deps, caller, adding);
        const { facilityCode, account } = caller;
        const now = deps.clock();
        const settled = { personId, facilityCode, account, prescriptionId, alerts, decisions, now };
        overridden = await settleAlerts(tx, settled);
        await refreshOwnDrugs(tx, personId);
        return { ...added, findings };
      });
      return { registered, overridden };
    } catch (error) {
      if (!(error instanceof CheckedTooEarly)) throw error;
    }
  }
  throw new AppError('UNAVAILABLE');
}

/** Between the check and the writing something was registered that must not be combined with it. */
class CheckedTooEarly extends Error {
  override readonly name = 'CheckedTooEarly';
}

interface Adding {
  readonly personId: PersonId;
  readonly prescriptionId: string;
  readonly replaces: string | null;
  readonly issueType: IssueType;
  readonly admitted: Admitted;
}

async function add(
  tx: Transaction,
  deps: LifeDeps,
  caller: Caller,
  { personId, prescriptionId, replaces, issueType, admitted }: Adding,
): Promise<Omit<Registered, 'findings'>> {
  const { prescription, original, signature } = admitted;
  const { row, accessCode } = await addPrescription(
    tx,
    {
      personId,
      prescriptionId,
      issueType: issueType === 'electronic' ? 1 : 2,
      origin: 'service',
      institutionCode: caller.facilityCode,
      usableUntil: lastDayOf(prescription.issuedOn, prescription.usableUntil),
      replaces,
      document: prescription,
      original,
      signature,
      prescriberAccount: caller.system ? null : caller.account,
      pharmacyCode: null,
    },
    stepBy(caller, 'institution', deps.clock()),
  );
  return { prescriptionId, accessCode, version: row.version, state: row.state, signature };
}

interface ToCheck {
  readonly personId: PersonId;
  readonly prescription: Prescription;
  readonly instead: readonly string[];
}

/** The check once more: what the prescriber saw may be older than what is registered now. @spec prescriptions.md §5.6 */
async function alertsOf(deps: LifeDeps, caller: Caller, { personId, prescription, instead }: ToCheck) {
  const { alerts } = await checkForPerson(deps, {
    actor: caller.actor,
    personId,
    targets: targetsOf(prescription.groups),
    on: prescription.issuedOn,
    ownPrescriptionIds: instead,
    oralConsent: null,
    requestId: caller.requestId,
  });
  return alerts;
}
