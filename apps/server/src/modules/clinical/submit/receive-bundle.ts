import { randomUUID } from 'node:crypto';
import { parseJson, printJson } from '@tsunagu/fhir';
import type { Queryable } from '../../../kernel/db/database.ts';
import { repeatOnConflict } from '../../../kernel/db/repeat-on-conflict.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type {
  BundleReceived,
  FhirBundle,
  FhirCaller,
  FhirIssue,
  ReceivedBytes,
} from '../../../kernel/fhir/ports.ts';
import { ResourceRefused } from '../../../kernel/fhir/resource-refused.ts';
import { check, hasErrors } from '../check.ts';
import { type Sender, senderOf, throughDoor } from '../door.ts';
import { type FoundPerson, findByPatient } from '../find-person.ts';
import { isObject, textOf, valueAt } from '../model/json.ts';
import { type BundleKind, bundleKind } from '../model/profiles.ts';
import { lockNames } from '../store.ts';
import { type Arrived, keepOriginal, notePersons, storeSubmission } from '../submissions.ts';
import { onePatient } from './one-patient.ts';
import { namesInBundle, type Placeable, patientIn, placeBundle } from './place-bundle.ts';
import type { Place } from './put-resource.ts';
import { noteRefusal, type SubmitDeps } from './write-resources.ts';

/**
 * Takes a document or a collection: whole, or refused with all that is wrong. One whose person nobody knows waits.
 * @spec fhir-jp-core.md §4, §5, §9.3
 */
export async function receiveBundle(
  deps: SubmitDeps,
  caller: FhirCaller,
  bundle: FhirBundle,
  original: ReceivedBytes,
): Promise<BundleReceived> {
  const kind = bundleKind(bundle);
  if (kind === null) throw new Error('the receiver was handed a bundle that it does not accept');
  const sender = senderOf(caller);
  const found = await findPersonOf(deps, bundle);
  const issues = [
    ...onePatient(bundle, found.personId),
    ...(await check(deps.sets, bundle, sender.facilityCode)),
  ];
  const submissionId = randomUUID();
  const persons = found.personId === null ? [] : [found.personId];
  return throughDoor(deps, { sender, persons, event: 'clinical-submitted', submissionId }, async () => {
    const arrived = await keepOriginal(deps.files, original, {
      submissionId,
      facilityCode: sender.facilityCode,
      account: sender.actor.account,
      receivedAt: deps.clock(),
      kind: 'bundle',
      what: kind.profile,
      identifier: textOf(valueAt(bundle, 'identifier.value')),
    });
    try {
      if (hasErrors(issues)) throw new ResourceRefused('CLINICAL_RESOURCE_INVALID', issues);
      const taken = { bundle, kind, issues, arrived };
      if (found.personId === null) return await keepWaiting(deps, sender, taken, found);
      return await take(deps, { ...taken, personId: found.personId });
    } catch (error) {
      await noteRefusal(deps, arrived, error);
      throw error;
    }
  });
}

const findPersonOf = async ({ db }: SubmitDeps, bundle: FhirBundle): Promise<FoundPerson> => {
  const patient = patientIn(bundle);
  return patient === null
    ? { personId: null, reason: 'person-unresolved', numberKey: '' }
    : findByPatient(db, patient);
};

interface Taken {
  readonly bundle: FhirBundle;
  readonly kind: BundleKind;
  readonly issues: readonly FhirIssue[];
  readonly arrived: Arrived;
}

async function take(deps: SubmitDeps, taken: Taken & Placeable): Promise<BundleReceived> {
  const { arrived, issues, personId } = taken;
  const received = await repeatOnConflict(() =>
    deps.db.transaction(async (tx) => {
      const place: Place = { ...arrived, tx, now: arrived.receivedAt, stored: [] };
      const answer = await placed(place, taken);
      const state = place.stored.length === 0 ? 'unchanged' : 'taken';
      const result = { state, reason: null, resources: place.stored.length, persons: [personId] } as const;
      await storeSubmission(tx, arrived, result, issues);
      await deps.stored(tx, place.stored);
      return answer;
    }),
  );
  deps.committed();
  return received;
}

async function placed(place: Place, taken: Taken & Placeable): Promise<BundleReceived> {
  const { bundle, kind, issues } = taken;
  await lockNames(place.tx, namesInBundle(bundle, place.facilityCode));
  const [first] = await placeBundle(place, taken);
  const document = kind.type === 'document' ? first : undefined;
  return {
    bundleId: document?.id ?? place.submissionId,
    outcome: place.stored.length === 0 ? 'unchanged' : 'created',
    versionId: document?.versionId ?? '1',
    lastUpdated: document?.lastUpdated ?? place.now,
    issues,
  };
}

async function keepWaiting(
  { db }: SubmitDeps,
  sender: Sender,
  { bundle, issues, arrived }: Taken,
  found: Extract<FoundPerson, { personId: null }>,
): Promise<BundleReceived> {
  const unknown: FhirIssue = {
    severity: 'warning',
    code: 'not-found',
    rule: found.reason,
    expression: 'Bundle.entry[0].resource',
    message: 'The patient is not known yet. The bundle is kept and taken in as soon as the patient is.',
  };
  const all = [unknown, ...issues];
  await db.transaction(async (tx) => {
    const result = { state: 'waiting', reason: found.reason, resources: 0, persons: [] } as const;
    await storeSubmission(tx, arrived, result, all);
    await tx.query(
      'INSERT INTO clinical.pending (submission_id, number_key, sender, content) VALUES ($1, $2, $3, $4)',
      [arrived.submissionId, found.numberKey, JSON.stringify(sender), printJson(bundle)],
    );
  });
  const { submissionId: bundleId, receivedAt: lastUpdated } = arrived;
  return { bundleId, outcome: 'waiting', versionId: '1', lastUpdated, issues: all };
}

interface PendingRow {
  readonly sender: string;
  readonly content: string;
}

export interface Retried {
  readonly retried: number;
  readonly placed: number;
}

/**
 * Tries again what waits for its person, in the order of arrival. Each entry names who sent it then. What is refused is
 * put aside with the reason, and a fault of ours is thrown when all were tried: neither keeps those behind it waiting.
 */
export async function retryWaiting(deps: SubmitDeps): Promise<Retried> {
  const rows = await deps.db.query<{ submission_id: string }>(
    `SELECT p.submission_id FROM clinical.pending p JOIN clinical.submission s USING (submission_id)
     ORDER BY s.received_no`,
  );
  let count = 0;
  const faults: unknown[] = [];
  for (const { submission_id: submissionId } of rows) {
    try {
      if (await retryOne(deps, submissionId)) count++;
    } catch (error) {
      if (isRefusal(error)) await putAside(deps, submissionId, error.code);
      else faults.push(error);
    }
  }
  if (count > 0) deps.committed();
  if (faults.length > 0) throw faults[0];
  return { retried: rows.length, placed: count };
}

const OURS: readonly string[] = ['internal', 'unavailable', 'timeout'];
const isRefusal = (error: unknown): error is AppError =>
  error instanceof AppError && !OURS.includes(error.kind);

/** Refused after all: the bytes stay, and the sender sees why. */
const putAside = ({ db }: SubmitDeps, submissionId: string, reason: string): Promise<void> =>
  db.transaction(async (tx) => {
    if (!(await takeOut(tx, submissionId))) return;
    await tx.query(`UPDATE clinical.submission SET state = 'refused', reason = $2 WHERE submission_id = $1`, [
      submissionId,
      reason,
    ]);
  });

/** One at a time: bundles are large. */
async function retryOne(deps: SubmitDeps, submissionId: string): Promise<boolean> {
  const [row] = await deps.db.query<PendingRow>(
    'SELECT sender, content FROM clinical.pending WHERE submission_id = $1',
    [submissionId],
  );
  const bundle = row === undefined ? null : readBundle(row.content);
  const kind = bundle === null ? null : bundleKind(bundle);
  if (row === undefined || bundle === null || kind === null) return false;
  const { personId } = await findPersonOf(deps, bundle);
  if (personId === null) return false;
  const sender = readSender(row.sender);
  return throughDoor(deps, { sender, persons: [personId], event: 'clinical-submitted', submissionId }, () =>
    repeatOnConflict(() =>
      deps.db.transaction(async (tx) => {
        // Whoever takes it out of the list places it; a second process finds nothing.
        if (!(await takeOut(tx, submissionId))) return false;
        const { facilityCode } = sender;
        const place: Place = { tx, facilityCode, submissionId, now: deps.clock(), stored: [] };
        await lockNames(tx, namesInBundle(bundle, facilityCode));
        await placeBundle(place, { bundle, kind, personId, issues: [] });
        await tx.query(
          `UPDATE clinical.submission SET state = $2, reason = NULL, resources = $3 WHERE submission_id = $1`,
          [submissionId, place.stored.length === 0 ? 'unchanged' : 'taken', place.stored.length],
        );
        await notePersons(tx, submissionId, [personId]);
        await deps.stored(tx, place.stored);
        return true;
      }),
    ),
  );
}

async function takeOut(tx: Queryable, submissionId: string): Promise<boolean> {
  const rows = await tx.query('DELETE FROM clinical.pending WHERE submission_id = $1 RETURNING 1', [
    submissionId,
  ]);
  return rows.length > 0;
}

function readBundle(content: string): FhirBundle | null {
  const value: unknown = parseJson(content, { maxDepth: 128 });
  const type = isObject(value) ? textOf(value.type) : null;
  return isObject(value) && type !== null ? { ...value, resourceType: 'Bundle', type } : null;
}

const readSender = (text: string): Sender => JSON.parse(text) as Sender;
