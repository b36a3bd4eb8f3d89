import { AppError } from '../errors/app-error.ts';
import { baseUrlOf, type FhirAnswer, type FhirDeps, type FhirRequest, queryString } from './exchange.ts';
import { versionHeaders, versionOfIfMatch } from './headers.ts';
import { notice, outcomeOfIssues } from './operation-outcome.ts';
import type { FhirBundle, FhirCaller, ResourceWriter, WriteRequest, Written } from './ports.ts';
import { ID, ownerOf } from './read.ts';
import { grantOf, requireInteraction } from './scopes.ts';

/** What a writing request asks for, checked as far as can be told without knowing any resource. */
export function writeRequestOf(deps: FhirDeps, request: FhirRequest): WriteRequest {
  const { method, path, headers, body, caller } = request;
  const [type = '', id] = path;
  if (deps.writer?.types.includes(type) !== true)
    throw new AppError('FHIR_INTERACTION_NOT_ALLOWED', { method, type });
  if (id !== undefined && !ID.test(id)) throw new AppError('FHIR_BODY_UNEXPECTED', { element: 'id' });
  const ifMatch = versionOfIfMatch(headers.ifMatch);
  const query = queryString(request.parameters);
  switch (method) {
    case 'POST':
      requireInteraction(caller.session, type, 'create');
      requireResource(body, type, null);
      return { kind: 'create', type, body, ifNoneExist: headers.ifNoneExist };
    case 'PUT':
      requireInteraction(caller.session, type, 'update');
      requireResource(body, type, id ?? null);
      if (id !== undefined) return { kind: 'update', type, id, body, ifMatch };
      return { kind: 'conditional-update', type, query: required(query), body, ifMatch };
    case 'PATCH':
      requireInteraction(caller.session, type, 'update');
      requirePatch(body);
      if (id !== undefined) return { kind: 'patch', type, id, operations: body, ifMatch };
      return { kind: 'conditional-patch', type, query: required(query), operations: body, ifMatch };
    case 'DELETE':
      requireInteraction(caller.session, type, 'delete');
      if (id !== undefined) return { kind: 'delete', type, id, ifMatch };
      return { kind: 'conditional-delete', type, query: required(query) };
    case 'GET':
      throw new AppError('FHIR_INTERACTION_NOT_ALLOWED', { method, type });
  }
}

/** Without a condition it would be about anything. */
function required(query: string): string {
  if (query === '') throw new AppError('FHIR_PARAMETER_INVALID', { reason: 'a condition is needed' });
  return query;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws FHIR_BODY_UNEXPECTED unless the body is a resource of the type, with the id of the address. */
function requireResource(body: unknown, type: string, id: string | null): void {
  if (!isObject(body)) throw new AppError('FHIR_BODY_UNEXPECTED', { expression: type });
  if (body.resourceType !== type)
    throw new AppError('FHIR_BODY_UNEXPECTED', { expression: 'resourceType', expected: type });
  if (id !== null && body.id !== id)
    throw new AppError('FHIR_BODY_UNEXPECTED', {
      expression: `${type}.id`,
      expected: 'the id of the address',
    });
}

function requirePatch(body: unknown): void {
  if (!Array.isArray(body)) throw new AppError('FHIR_BODY_UNEXPECTED', { reason: 'a patch is a list' });
}

/** create, update, patch and delete, also conditional ones. */
export async function write(deps: FhirDeps, request: FhirRequest): Promise<FhirAnswer> {
  const asked = writeRequestOf(deps, request);
  const writer = writerOf(deps);
  const [written] = await writer.write(request.caller, [asked], request.original);
  if (written === undefined) throw new Error('the writer answered nothing');
  return answerOfWritten(deps, request, written);
}

export function writerOf({ writer }: FhirDeps): ResourceWriter {
  if (writer === null) throw new AppError('FHIR_INTERACTION_NOT_ALLOWED');
  return writer;
}

const STATUS: Readonly<Record<Written['outcome'], number>> = {
  created: 201,
  updated: 200,
  unchanged: 200,
  deleted: 204,
};

/** The representation, the issues or nothing, as the header Prefer asks for; the representation by default. */
export function answerOfWritten(
  deps: FhirDeps,
  { headers, caller }: FhirRequest,
  written: Written,
): FhirAnswer {
  const { outcome, type, id, versionId, lastUpdated, resource, issues } = written;
  const told = {
    ...versionHeaders(versionId, lastUpdated),
    ...(outcome === 'deleted' ? {} : { location: `${baseUrlOf(deps)}/${type}/${id}/_history/${versionId}` }),
  };
  const status = STATUS[outcome];
  if (headers.prefer.includes('return=operationoutcome'))
    return { status: status === 204 ? 200 : status, headers: told, resource: outcomeOfIssues(issues) };
  const shown = resource !== null && !headers.prefer.includes('return=minimal');
  return { status, headers: told, ...(shown && mayShow(caller, written) ? { resource } : {}) };
}

/** What was there before, and comes back with a patch or a condition, is for tokens that read; all else was just sent. */
function mayShow({ session }: FhirCaller, { outcome, type }: Written): boolean {
  const grant = grantOf(session, type, 'read');
  return outcome === 'created' || (grant.granted && grant.queries === null);
}

/** `POST Bundle`: a document or collection goes to whoever takes its kind. */
export async function receiveBundle(deps: FhirDeps, request: FhirRequest): Promise<FhirAnswer> {
  const { body, caller, original, headers } = request;
  requireInteraction(caller.session, 'Bundle', 'create');
  const bundle = requireBundle(body);
  const receiver = deps.receivers.find((one) => one.accepts(bundle));
  if (receiver === undefined) throw new AppError('FHIR_BUNDLE_UNACCEPTED', { type: knownType(bundle.type) });
  const { bundleId, outcome, versionId, lastUpdated, issues } = await receiver.receive(
    caller,
    bundle,
    original,
  );
  const status = outcome === 'created' ? 201 : outcome === 'waiting' ? 202 : 200;
  // A document is kept as such and can be read; of a collection there are its resources only.
  const isKept = outcome !== 'waiting' && ownerOf(deps.persons, 'Bundle', bundleId) !== null;
  const told = isKept
    ? {
        ...versionHeaders(versionId, lastUpdated),
        location: `${baseUrlOf(deps)}/Bundle/${bundleId}/_history/${versionId}`,
      }
    : {};
  if (headers.prefer.includes('return=minimal')) return { status, headers: told };
  const result = outcomeOfIssues(issues);
  const number = notice('RECEIVED', 'The number under which this was received.', `id=${bundleId}`);
  return { status, headers: told, resource: { ...result, issue: [...result.issue, number] } };
}

const BUNDLE_TYPES = [
  'document',
  'message',
  'transaction',
  'transaction-response',
  'batch',
  'batch-response',
  'history',
  'searchset',
  'collection',
];
const knownType = (type: string): string => (BUNDLE_TYPES.includes(type) ? type : 'unknown');

export function requireBundle(body: unknown): FhirBundle {
  if (!isObject(body) || body.resourceType !== 'Bundle')
    throw new AppError('FHIR_BODY_UNEXPECTED', { expression: 'resourceType', expected: 'Bundle' });
  const { type } = body;
  if (typeof type !== 'string') throw new AppError('FHIR_BODY_UNEXPECTED', { expression: 'Bundle.type' });
  return { ...body, resourceType: 'Bundle', type };
}
