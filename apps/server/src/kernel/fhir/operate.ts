import { AppError } from '../errors/app-error.ts';
import {
  baseUrlOf,
  type FhirAnswer,
  type FhirDeps,
  type FhirRequest,
  lastOf,
  type Parameter,
} from './exchange.ts';
import { grantedFilterIn } from './granted-filter.ts';
import { byTypeAndId, countOf, MOST_COUNT, noticesOf, pageOf, searchset } from './page.ts';
import { askedOf } from './plan-search.ts';
import type { Operation, OperationCall, OperationLevel } from './ports.ts';
import { ownerOf } from './read.ts';
import { grantOf, mayInteract, requireInteraction, requirePatientOfLaunch } from './scopes.ts';

export interface OperationAddress {
  readonly name: string;
  readonly level: OperationLevel;
  readonly type: string | null;
  readonly id: string | null;
}

function findOperation(
  operations: readonly Operation[],
  { name, level, type }: OperationAddress,
): Operation | null {
  const found = operations.find(
    (one) => one.name === name && one.level === level && (type === null || one.types.includes(type)),
  );
  return found ?? null;
}

/** Hands a call to its operation. Throws FHIR_OPERATION_UNKNOWN, FHIR_INTERACTION_NOT_ALLOWED. */
export async function operate(
  deps: FhirDeps,
  request: FhirRequest,
  address: OperationAddress,
): Promise<FhirAnswer> {
  const operation = findOperation(deps.operations, address);
  if (operation === null) throw new AppError('FHIR_OPERATION_UNKNOWN');
  const methods = methodsOf(operation);
  const { method } = request;
  if (!methods.includes(method))
    throw new AppError('FHIR_INTERACTION_NOT_ALLOWED', { allow: methods.join(', ') });
  const owner =
    address.type === null || address.id === null ? null : ownerOf(deps.persons, address.type, address.id);
  if (owner !== null) requirePatientOfLaunch(request.caller.session, owner.personId);
  const answer = await operation.handle(await callOf(deps, request, address));
  return { status: 200, ...answer };
}

const methodsOf = ({ changesState, deletable }: Operation): string[] => [
  ...(changesState ? [] : ['GET']),
  'POST',
  ...(deletable === true ? ['DELETE'] : []),
];

async function callOf(
  deps: FhirDeps,
  request: FhirRequest,
  { level, type, id }: OperationAddress,
): Promise<OperationCall> {
  const { caller, method, headers, body, path } = request;
  const { session } = caller;
  const { definitions } = await deps.sets.get('core');
  const asked = askedOf(deps, request);
  const parameters =
    asked.position === null ? [...asked.parameters, ...parametersOfBody(body)] : asked.parameters;
  return {
    caller,
    level,
    method: method === 'GET' || method === 'DELETE' ? method : 'POST',
    type,
    id,
    parameters,
    body,
    prefer: headers.prefer,
    accept: headers.accept,
    baseUrl: baseUrlOf(deps),
    path: path.join('/'),
    mayRead: (one) => mayInteract(session, one, 'read'),
    requireRead: (one) => {
      requireInteraction(session, one, 'read');
    },
    page(resources, refused = []) {
      const filters = new Map(
        [...new Set(resources.map(({ resourceType }) => resourceType))].map((one) => [
          one,
          grantedFilterIn(deps, definitions, one, grantOf(session, one, 'read')),
        ]),
      );
      const matches = resources
        .filter((resource) => filters.get(resource.resourceType)?.(resource) === true)
        .toSorted(byTypeAndId);
      const count = countOf(lastOf(parameters, '_count'), MOST_COUNT);
      const page = pageOf({ matches, sorted: false, count, position: asked.position });
      const resource = searchset({
        deps,
        request,
        parameters,
        page,
        included: [],
        total: matches.length,
        notices: noticesOf(refused),
      });
      return { answer: { resource }, itemCount: page.resources.length };
    },
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The primitive ones of a `Parameters` resource. */
export function parametersOfBody(body: unknown): Parameter[] {
  if (!isObject(body) || body.resourceType !== 'Parameters') return [];
  const { parameter } = body;
  if (!Array.isArray(parameter)) return [];
  return parameter.filter(isObject).flatMap(({ name, ...rest }) => {
    const [, value] = Object.entries(rest).find(([key]) => key.startsWith('value')) ?? [];
    const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return typeof name === 'string' && plain ? [[name, String(value)] as const] : [];
  });
}
