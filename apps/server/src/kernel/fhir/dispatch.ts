import { AppError } from '../errors/app-error.ts';
import { processBundle } from './bundle.ts';
import { capabilityStatement } from './capability.ts';
import type { FhirAnswer, FhirDeps, FhirRequest } from './exchange.ts';
import { operate } from './operate.ts';
import { readHistory, readInstance, readVersion } from './read.ts';
import { search } from './search.ts';
import { methodsFor, servedTypes } from './served.ts';
import { validate } from './validate.ts';
import { receiveBundle, write } from './write.ts';

/** One interaction, whether it came by itself or in a batch. @spec https://hl7.org/fhir/R4/http.html */
export async function dispatch(deps: FhirDeps, request: FhirRequest): Promise<FhirAnswer> {
  const [type, ...rest] = request.path;
  if (type === undefined) return atBase(deps, request);
  if (type === 'metadata' && rest.length === 0) return describe(deps, request);
  if (type.startsWith('$') && rest.length === 0)
    return operate(deps, request, { name: type, level: 'system', type: null, id: null });
  if (type.startsWith('_')) throw new AppError('FHIR_INTERACTION_NOT_IMPLEMENTED');
  const { definitions } = await deps.sets.get('core');
  if (!definitions.resourceTypes.has(type)) throw new AppError('FHIR_TYPE_UNKNOWN');
  const [second, third, fourth] = rest;
  // Whatever R4 knows can be validated, whether it is held here or not.
  if (second === '$validate' && third === undefined) return validateByPost(deps, request, type, null);
  if (!servedTypes(deps).has(type)) throw new AppError('FHIR_TYPE_UNKNOWN');
  if (second === undefined) return atType(deps, request, type);
  if (third === undefined) return atInstance(deps, request, type, second);
  if (rest.length > 3) throw new AppError('ROUTE_UNKNOWN');
  return belowInstance(deps, request, [type, second, third, fourth]);
}

async function describe(deps: FhirDeps, { method }: FhirRequest): Promise<FhirAnswer> {
  if (method !== 'GET') throw new AppError('FHIR_INTERACTION_NOT_ALLOWED', { allow: 'GET' });
  return { status: 200, resource: await capabilityStatement(deps) };
}

async function atBase(deps: FhirDeps, request: FhirRequest): Promise<FhirAnswer> {
  if (request.method === 'POST') return processBundle(deps, request, dispatch);
  throw new AppError('FHIR_INTERACTION_NOT_IMPLEMENTED');
}

function refuse(deps: FhirDeps, type: string, level: 'type' | 'instance'): never {
  throw new AppError('FHIR_INTERACTION_NOT_ALLOWED', { allow: methodsFor(deps, type, level).join(', ') });
}

function atType(deps: FhirDeps, request: FhirRequest, type: string): Promise<FhirAnswer> {
  const { method } = request;
  if (method === 'POST' && type === 'Bundle' && deps.receivers.length > 0)
    return receiveBundle(deps, request);
  if (!methodsFor(deps, type, 'type').includes(method)) refuse(deps, type, 'type');
  return method === 'GET' ? search(deps, request, type, null) : write(deps, request);
}

function atInstance(deps: FhirDeps, request: FhirRequest, type: string, id: string): Promise<FhirAnswer> {
  const { method } = request;
  if (id.startsWith('$')) return operate(deps, request, { name: id, level: 'type', type, id: null });
  if (id === '_search') {
    if (!methodsFor(deps, type, 'type').includes('GET')) refuse(deps, type, 'type');
    if (method !== 'POST') throw new AppError('FHIR_INTERACTION_NOT_ALLOWED', { allow: 'POST' });
    return search(deps, request, type, null);
  }
  if (id.startsWith('_')) throw new AppError('FHIR_INTERACTION_NOT_IMPLEMENTED');
  if (!methodsFor(deps, type, 'instance').includes(method)) refuse(deps, type, 'instance');
  return method === 'GET' ? readInstance(deps, request, type, id) : write(deps, request);
}

type Below = readonly [type: string, id: string, third: string, fourth: string | undefined];

async function belowInstance(deps: FhirDeps, request: FhirRequest, below: Below): Promise<FhirAnswer> {
  const [type, id, third, fourth] = below;
  const { method } = request;
  if (third.startsWith('$') && fourth === undefined) {
    if (third === '$validate') return validateByPost(deps, request, type, id);
    return operate(deps, request, { name: third, level: 'instance', type, id });
  }
  const isRead = methodsFor(deps, type, 'instance').includes('GET');
  if (third === '_history' && method === 'GET' && isRead)
    return fourth === undefined
      ? readHistory(deps, request, type, id)
      : readVersion(deps, request, [type, id, fourth]);
  const searched = fourth === undefined ? method === 'GET' : fourth === '_search' && method === 'POST';
  if (type === 'Patient' && /^[A-Z]/.test(third)) {
    if (!searched) throw new AppError('FHIR_INTERACTION_NOT_ALLOWED', { allow: 'GET' });
    if (!deps.persons.some(({ types }) => types.includes(third))) throw new AppError('FHIR_TYPE_UNKNOWN');
    return search(deps, request, third, id);
  }
  throw new AppError(third === '_history' ? 'FHIR_INTERACTION_NOT_ALLOWED' : 'ROUTE_UNKNOWN', {
    ...(third === '_history' ? { allow: 'GET' } : {}),
  });
}

function validateByPost(
  deps: FhirDeps,
  request: FhirRequest,
  type: string,
  id: string | null,
): Promise<FhirAnswer> {
  const { method } = request;
  if (method === 'POST' || (method === 'GET' && id !== null)) return validate(deps, request, type, id);
  throw new AppError('FHIR_INTERACTION_NOT_ALLOWED', { allow: id === null ? 'POST' : 'GET, POST' });
}
