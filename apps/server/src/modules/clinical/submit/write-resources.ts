import { randomUUID } from 'node:crypto';
import jsonPatch from 'fast-json-patch';
import type { Transaction } from '../../../kernel/db/database.ts';
import { repeatOnConflict } from '../../../kernel/db/repeat-on-conflict.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type {
  FhirCaller,
  FhirIssue,
  ReceivedBytes,
  WriteRequest,
  Written,
} from '../../../kernel/fhir/ports.ts';
import { ResourceRefused } from '../../../kernel/fhir/resource-refused.ts';
import { NOBODY } from '../../registry/index.ts';
import { check, hasErrors } from '../check.ts';
import type { ClinicalDeps } from '../deps.ts';
import { type Sender, senderOf, throughDoor } from '../door.ts';
import { identifiersOf, personElement } from '../model/facts.ts';
import { newResourceId } from '../model/ids.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { renameReferences } from '../model/references.ts';
import { findByIdentifier, lockNames, readContent, type StoredVersion, versionsOf } from '../store.ts';
import { type Arrived, keepOriginal, storeSubmission } from '../submissions.ts';
import { namesOf, type Plan, personOf, planRequest } from './plan.ts';
import { deleteResource, ownHead, type Place, putResource, writtenOf } from './put-resource.ts';

export interface SubmitDeps extends ClinicalDeps {
  /** Told inside the transaction what it stores. */
  readonly stored: (tx: Transaction, versions: readonly StoredVersion[]) => Promise<void>;
  /** Told when it was committed. */
  readonly committed: () => void;
}

/**
 * Takes single resources of an institution, all or none. The original bytes are kept before, also of what is refused.
 * @spec fhir-jp-core.md §4, §9.3
 */
export async function writeResources(
  deps: SubmitDeps,
  caller: FhirCaller,
  requests: readonly WriteRequest[],
  original: ReceivedBytes,
): Promise<readonly Written[]> {
  const sender = senderOf(caller);
  const prepared = await prepare(deps, sender, requests);
  const submissionId = randomUUID();
  const removing = requests.every(({ kind }) => kind.endsWith('delete'));
  const persons = prepared.plans.map(({ personId }) => personId);
  const event = removing ? 'clinical-withdrawn' : 'clinical-submitted';
  return throughDoor(deps, { sender, persons, event, submissionId }, async () => {
    const types = new Set(requests.map(({ type }) => type));
    const arrived = await keepOriginal(deps.files, original, {
      submissionId,
      facilityCode: sender.facilityCode,
      account: sender.actor.account,
      receivedAt: deps.clock(),
      kind: 'resources',
      what: types.size === 1 ? [...types].join('') : '',
      identifier: null,
    });
    try {
      if (prepared.problem !== null) throw prepared.problem;
      const written = await repeatOnConflict(() => apply(deps, sender, prepared.plans, arrived));
      deps.committed();
      return written;
    } catch (error) {
      await noteRefusal(deps, arrived, error);
      throw error;
    }
  });
}

interface Prepared {
  readonly plans: readonly Plan[];
  readonly problem: AppError | null;
}

async function prepare(
  deps: SubmitDeps,
  { facilityCode }: Sender,
  requests: readonly WriteRequest[],
): Promise<Prepared> {
  const plans: Plan[] = [];
  for (const [at, request] of requests.entries()) {
    try {
      plans.push(await planRequest(deps, facilityCode, request));
    } catch (error) {
      if (error instanceof AppError) return { plans, problem: placed(error, at) };
      throw error;
    }
  }
  return { plans, problem: null };
}

/** The refusal with the position of its request. */
const placed = (error: AppError, entry: number): AppError =>
  error instanceof ResourceRefused
    ? new ResourceRefused(error.code, error.issues, { ...error.fields, entry })
    : new AppError(error.code, { ...error.fields, entry }, { cause: error });

/** What was refused is kept with its findings. A fault of ours is no refusal. @spec fhir-jp-core.md §9.3 */
export async function noteRefusal({ db }: ClinicalDeps, arrived: Arrived, error: unknown): Promise<void> {
  if (!(error instanceof AppError)) return;
  const issues: readonly FhirIssue[] = error instanceof ResourceRefused ? error.issues : [];
  const result = { state: 'refused', reason: error.code, resources: 0, persons: [] } as const;
  await storeSubmission(db, arrived, result, issues);
}

function apply(
  deps: SubmitDeps,
  { facilityCode }: Sender,
  plans: readonly Plan[],
  arrived: Arrived,
): Promise<readonly Written[]> {
  return deps.db.transaction(async (tx) => {
    await lockNames(tx, new Set(plans.flatMap((plan) => namesOf(plan, facilityCode))));
    const place: Place = {
      tx,
      facilityCode,
      submissionId: arrived.submissionId,
      now: arrived.receivedAt,
      stored: [],
    };
    const targets: Target[] = [];
    for (const [at, plan] of plans.entries()) targets.push(await atRequest(at, () => targetOf(place, plan)));
    const names = new Map<string, string>();
    for (const [at, { request }] of plans.entries()) {
      const target = targets[at];
      if ('fullUrl' in request && target !== undefined)
        names.set(request.fullUrl, `${request.type}/${target.resourceId}`);
    }
    const written: Written[] = [];
    for (const [at, plan] of plans.entries()) {
      const target = targets[at];
      if (target !== undefined)
        written.push(await atRequest(at, () => carryOut(deps, place, { plan, target, names })));
    }
    const changed = place.stored.length > 0;
    await storeSubmission(
      tx,
      arrived,
      {
        state: changed ? 'taken' : 'unchanged',
        reason: null,
        resources: place.stored.length,
        persons: plans.map(({ personId }) => personId).filter((one) => one !== NOBODY),
      },
      plans.flatMap(({ issues }) => issues),
    );
    await deps.stored(tx, place.stored);
    return written;
  });
}

async function atRequest<T>(entry: number, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof AppError ? placed(error, entry) : error;
  }
}

/** Which resource a request is about; `head` null: one that is not there yet. */
interface Target {
  readonly resourceId: string;
  readonly head: StoredVersion | null;
  /** Nothing is to be done: what the condition asks for is there. */
  readonly satisfied: boolean;
}

async function targetOf(place: Place, { request, personId, body, condition }: Plan): Promise<Target> {
  const { type, kind } = request;
  const { facilityCode } = place;
  if ('id' in request) {
    const head = await ownHead(place, type, personId, request.id);
    return { resourceId: request.id, head, satisfied: false };
  }
  const known =
    condition === null ? [] : await findByIdentifier(place.tx, { facilityCode, type, ...condition });
  if (known.length > 1) throw new AppError('CLINICAL_MATCHES_SEVERAL');
  const keys = body === null ? [] : identifiersOf(body).filter(({ isKey }) => isKey);
  for (const { system, value } of keys) {
    if (known.length === 0)
      known.push(...(await findByIdentifier(place.tx, { facilityCode, type, system, value })));
  }
  const [first] = known;
  if (first === undefined) {
    if (kind === 'conditional-patch') throw new AppError('FHIR_RESOURCE_UNKNOWN');
    return { resourceId: newResourceId(personId), head: null, satisfied: kind === 'conditional-delete' };
  }
  if (first.personId !== personId) throw new AppError('CLINICAL_PERSON_CHANGED');
  const head = await ownHead(place, type, personId, first.resourceId);
  return { resourceId: first.resourceId, head, satisfied: kind === 'create' && condition !== null };
}

interface Step {
  readonly plan: Plan;
  readonly target: Target;
  readonly names: ReadonlyMap<string, string>;
}

async function carryOut(deps: SubmitDeps, place: Place, { plan, target, names }: Step): Promise<Written> {
  const { request, personId, body, issues } = plan;
  const { type } = request;
  const { resourceId, satisfied } = target;
  if (satisfied && target.head === null) return nothingToDelete(type, place.now);
  // An earlier request of the same call may have changed it.
  const [head = null] = await versionsOf(place.tx, personId, resourceId);
  if (satisfied && head !== null) return writtenOf(head, 'unchanged', issues);
  const ifMatch = 'ifMatch' in request ? request.ifMatch : null;
  if (ifMatch !== null && ifMatch !== String(head?.version ?? ''))
    throw new AppError('CLINICAL_VERSION_MISMATCH');
  if (request.kind === 'delete' || request.kind === 'conditional-delete')
    return head === null ? nothingToDelete(type, place.now) : deleteResource(place, head);
  if (body === null) return patch(deps, place, { plan, head, resourceId });
  const renamed = renameReferences(body, (reference) => names.get(reference) ?? null);
  const sent = withPerson(renamed, type, personId);
  return putResource(place, { type, personId, resourceId, body: sent, issues, head });
}

/** The subject in this server's form, whichever way the sender named the person. */
function withPerson(body: JsonObject, type: string, personId: string): JsonObject {
  const element = personElement(type) ?? 'subject';
  const pointer = isObject(body[element]) ? body[element] : {};
  return { ...body, [element]: { ...pointer, reference: `Patient/${personId}` } };
}

const nothingToDelete = (type: string, now: Date): Written => ({
  outcome: 'deleted',
  resource: null,
  type,
  id: 'none',
  versionId: '0',
  lastUpdated: now,
  issues: [],
});

/** JSON Patch on the stored version. What comes out is validated, and stays what it is and whose it is. @spec RFC 6902 §3 */
async function patch(
  deps: SubmitDeps,
  place: Place,
  { plan, head, resourceId }: { plan: Plan; head: StoredVersion | null; resourceId: string },
): Promise<Written> {
  const { request, personId } = plan;
  const { type } = request;
  if (head === null) throw new AppError('FHIR_RESOURCE_UNKNOWN');
  if (head.content === null) throw new AppError('FHIR_RESOURCE_DELETED');
  const body = patched(head.content, 'operations' in request ? request.operations : null);
  if (body.resourceType !== type || body.id !== resourceId)
    throw new AppError('CLINICAL_PATCH_FAILED', { reason: 'resourceType and id stay' });
  const issues = await check(deps.sets, body, place.facilityCode);
  if (hasErrors(issues)) throw new ResourceRefused('CLINICAL_RESOURCE_INVALID', issues);
  if ((await personOf(deps, type, body)) !== personId) throw new AppError('CLINICAL_PERSON_CHANGED');
  return putResource(place, { type, personId, resourceId, body, issues, head });
}

function patched(content: string, operations: unknown): JsonObject {
  if (!Array.isArray(operations)) throw new AppError('CLINICAL_PATCH_FAILED', { reason: 'no list' });
  try {
    const document: unknown = readContent(content);
    const result: unknown = jsonPatch.applyPatch(document, operations, true, true, true).newDocument;
    if (isObject(result)) return result;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    throw new AppError('CLINICAL_PATCH_FAILED', { reason: name.slice(0, 60) }, { cause: error });
  }
  throw new AppError('CLINICAL_PATCH_FAILED', { reason: 'no resource' });
}
