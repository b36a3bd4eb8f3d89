import { parseJson, printJson } from '@tsunagu/fhir';
import { AppError } from '../../../apps/server/src/kernel/errors/app-error.ts';
import type {
  FhirResource,
  ResourceWriter,
  WriteRequest,
  Written,
} from '../../../apps/server/src/kernel/fhir/ports.ts';
import { ResourceRefused } from '../../../apps/server/src/kernel/fhir/resource-refused.ts';
import { type MemoryStore, personOfId, type Version } from './memory-store.ts';

type Content = { readonly [element: string]: unknown };

export const WRITTEN_TYPES = ['Observation', 'Condition', 'MedicationRequest', 'AllergyIntolerance'];

/** A writer with the rules of the real one, in memory: versions, conditions, all or nothing. */
export function memoryWriter(store: MemoryStore, calls: WriteRequest[][] = []): ResourceWriter {
  return {
    types: WRITTEN_TYPES,
    async write(_caller, requests) {
      calls.push([...requests]);
      const before = new Map(store.versions);
      const names = new Map<string, string>();
      const written: Written[] = [];
      // Ids first: entries may point to later ones.
      const planned = requests.map((request, entry) => atEntry(entry, () => plan(store, request, names)));
      for (const [entry, request] of requests.entries()) {
        try {
          written.push(atEntry(entry, () => perform(store, request, planned[entry] ?? null, names)));
        } catch (error) {
          store.versions.clear();
          for (const [key, versions] of before) store.versions.set(key, versions);
          throw error;
        }
      }
      return written;
    },
    async byIdentifier(_caller, type, identifier) {
      return store
        .all()
        .filter((one) => one.resourceType === type && carries(one, identifier))
        .map(({ id }) => id);
    },
    history: async (_caller, type, id) =>
      (store.versions.get(`${type}/${id}`) ?? []).map(({ versionId, lastUpdated, resource }) => ({
        versionId,
        lastUpdated,
        deleted: resource === null,
        resource,
      })),
  };
}

/** A refusal says which request it is about. */
function atEntry<T>(entry: number, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ResourceRefused)
      throw new ResourceRefused(error.code, error.issues, { ...error.fields, entry });
    throw error instanceof AppError ? new AppError(error.code, { ...error.fields, entry }) : error;
  }
}

function carries(resource: FhirResource, wanted: { system: string | null; value: string }): boolean {
  const { identifier } = resource as { identifier?: readonly { system?: string; value?: string }[] };
  return (identifier ?? []).some(
    ({ system, value }) => value === wanted.value && (wanted.system === null || system === wanted.system),
  );
}

/** Resources that `identifier=system|value` finds. */
function found(store: MemoryStore, type: string, query: string): FhirResource[] {
  const [system, value = ''] = (new URLSearchParams(query).get('identifier') ?? '').split('|');
  if (value === '') throw new AppError('FHIR_PARAMETER_INVALID', { parameter: 'identifier' });
  const identifier = { system: system ?? null, value };
  return store.all().filter((one) => one.resourceType === type && carries(one, identifier));
}

/** The id that a request will write to. */
function plan(store: MemoryStore, request: WriteRequest, names: Map<string, string>): string | null {
  if (request.kind !== 'create' && request.kind !== 'conditional-update') return null;
  const query = request.kind === 'create' ? request.ifNoneExist : request.query;
  const [match] = query === null ? [] : found(store, request.type, query);
  const id = match?.id ?? store.newId(personOfBody(request.body));
  if (request.fullUrl !== undefined) names.set(request.fullUrl, `${request.type}/${id}`);
  return id;
}

function personOfBody(body: unknown): string {
  const { subject, patient } = body as {
    subject?: { reference?: unknown };
    patient?: { reference?: unknown };
  };
  const reference = String(subject?.reference ?? patient?.reference ?? '');
  const person = personOfId('Patient', reference.replace('Patient/', ''));
  if (person === null)
    throw new ResourceRefused('FHIR_BODY_UNEXPECTED', [
      {
        severity: 'error',
        code: 'required',
        rule: 'cardinality',
        expression: 'subject',
        message: 'A subject is needed.',
      },
    ]);
  return person;
}

function perform(
  store: MemoryStore,
  request: WriteRequest,
  planned: string | null,
  names: ReadonlyMap<string, string>,
): Written {
  const { type } = request;
  switch (request.kind) {
    case 'create': {
      const known = planned === null ? null : store.current(type, planned);
      if (request.ifNoneExist !== null && found(store, type, request.ifNoneExist).length > 1)
        throw severalMatches();
      if (known !== null) return told(store, 'unchanged', type, known.id);
      return put(store, 'created', type, planned ?? '', request.body, names);
    }
    case 'update':
      requireVersion(store, type, request.id, request.ifMatch);
      return put(store, 'updated', type, request.id, request.body, names);
    case 'conditional-update': {
      const matches = found(store, type, request.query);
      if (matches.length > 1) throw severalMatches();
      return put(
        store,
        matches.length === 0 ? 'created' : 'updated',
        type,
        planned ?? '',
        request.body,
        names,
      );
    }
    case 'patch':
      return patch(store, type, request.id, request);
    case 'conditional-patch':
      return patch(store, type, theOne(store, type, request.query), request);
    case 'delete':
      requireVersion(store, type, request.id, request.ifMatch);
      store.remove(type, request.id);
      return told(store, 'deleted', type, request.id);
    case 'conditional-delete': {
      const matches = found(store, type, request.query);
      if (matches.length > 1) throw severalMatches();
      const [match] = matches;
      if (match === undefined) throw new AppError('FHIR_RESOURCE_UNKNOWN');
      store.remove(type, match.id);
      return told(store, 'deleted', type, match.id);
    }
  }
}

const severalMatches = (): AppError => new AppError('COVERAGE_CHANGED');

function theOne(store: MemoryStore, type: string, query: string): string {
  const [match, ...others] = found(store, type, query);
  if (others.length > 0) throw severalMatches();
  if (match === undefined) throw new AppError('FHIR_RESOURCE_UNKNOWN');
  return match.id;
}

function requireVersion(store: MemoryStore, type: string, id: string, ifMatch: string | null): Version {
  const [newest] = store.versions.get(`${type}/${id}`) ?? [];
  if (newest?.resource == null) throw new AppError('FHIR_RESOURCE_UNKNOWN');
  if (ifMatch !== null && newest.versionId !== ifMatch) throw new AppError('PROOF_NOT_YET');
  return newest;
}

type Patch = { readonly operations: unknown; readonly ifMatch: string | null };
function patch(store: MemoryStore, type: string, id: string, { operations, ifMatch }: Patch): Written {
  const { resource } = requireVersion(store, type, id, ifMatch);
  try {
    return put(store, 'updated', type, id, patched(resource, operations), new Map());
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('FHIR_BODY_UNEXPECTED', { reason: 'patch' });
  }
}

/** As much of JSON Patch as the tests need: top-level elements. Throws where an operation cannot be done. */
function patched(resource: FhirResource | null, operations: unknown): Content {
  const result: Record<string, unknown> = { ...resource };
  for (const { op, path, value } of operations as { op: string; path: string; value: unknown }[]) {
    const [, element] = /^\/([a-zA-Z]+)$/.exec(path) ?? [];
    if (element === undefined || element === 'id' || element === 'resourceType') throw new Error(path);
    const exists = Object.hasOwn(result, element);
    if (op === 'test' && result[element] !== value) throw new Error('other value');
    if (op === 'remove' && exists) delete result[element];
    else if (op === 'add' || (op === 'replace' && exists)) result[element] = value;
    else if (op !== 'test') throw new Error(op);
  }
  return result;
}

function put(
  store: MemoryStore,
  outcome: Written['outcome'],
  type: string,
  id: string,
  body: unknown,
  names: ReadonlyMap<string, string>,
): Written {
  if (personOfBody(body) !== personOfId(type, id)) throw new AppError('FHIR_BODY_UNEXPECTED');
  let text = printJson(body);
  for (const [name, key] of names) text = text.replaceAll(JSON.stringify(name), JSON.stringify(key));
  store.put(type, id, parseJson(text) as Content);
  return told(store, outcome, type, id);
}

function told(store: MemoryStore, outcome: Written['outcome'], type: string, id: string): Written {
  const [newest] = store.versions.get(`${type}/${id}`) ?? [];
  if (newest === undefined) throw new Error('nothing was written');
  const { versionId, lastUpdated, resource } = newest;
  return { outcome, resource, type, id, versionId, lastUpdated, issues: [] };
}
