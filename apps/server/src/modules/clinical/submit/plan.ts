import { AppError } from '../../../kernel/errors/app-error.ts';
import type { FhirIssue, WriteRequest } from '../../../kernel/fhir/ports.ts';
import { ResourceRefused } from '../../../kernel/fhir/resource-refused.ts';
import { NOBODY, type PersonId } from '../../registry/index.ts';
import { check, hasErrors } from '../check.ts';
import type { ClinicalDeps } from '../deps.ts';
import { findBySubject } from '../find-person.ts';
import { CLINICAL_TYPES, identifiersOf, personElement } from '../model/facts.ts';
import { personOfId } from '../model/ids.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { findByIdentifier } from '../store.ts';

export interface Condition {
  /** Null: in any system. */
  readonly system: string | null;
  readonly value: string;
}

/** What one request will do, as far as can be told before the transaction. */
export interface Plan {
  readonly request: WriteRequest;
  readonly personId: PersonId;
  /** The resource as it was sent; null of patches and deletions. */
  readonly body: JsonObject | null;
  readonly condition: Condition | null;
  readonly issues: readonly FhirIssue[];
}

/**
 * Reads a request: whose it is, whether the resource is valid, what it is conditional on. Throws what refuses it.
 */
export async function planRequest(
  deps: ClinicalDeps,
  facilityCode: string,
  request: WriteRequest,
): Promise<Plan> {
  const { type, kind } = request;
  if (!CLINICAL_TYPES.includes(type)) throw new AppError('FHIR_INTERACTION_NOT_ALLOWED', { type });
  const condition = conditionOf(request);
  const empty = { request, condition, body: null, issues: [] };
  if (kind === 'delete' || kind === 'patch') return { ...empty, personId: requireOwner(request.id) };
  if (kind === 'conditional-delete' || kind === 'conditional-patch')
    return { ...empty, personId: await ownerOfCondition(deps, facilityCode, type, condition) };
  const body = request.body;
  if (!isObject(body)) throw new AppError('FHIR_BODY_UNEXPECTED', { expression: type });
  const issues = await check(deps.sets, body, facilityCode);
  if (hasErrors(issues)) throw new ResourceRefused('CLINICAL_RESOURCE_INVALID', issues);
  const personId = await personOf(deps, type, body);
  if (kind === 'update' && personId !== requireOwner(request.id))
    throw new AppError('CLINICAL_PERSON_CHANGED');
  return { request, condition, body, issues, personId };
}

function requireOwner(id: string): PersonId {
  const personId = personOfId(id);
  if (personId === null) throw new AppError('FHIR_RESOURCE_UNKNOWN');
  return personId;
}

async function ownerOfCondition(
  { db }: ClinicalDeps,
  facilityCode: string,
  type: string,
  condition: Condition | null,
): Promise<PersonId> {
  if (condition === null) throw new AppError('CLINICAL_CONDITION_UNSUPPORTED');
  const [first] = await findByIdentifier(db, { facilityCode, type, ...condition });
  return first?.personId ?? NOBODY;
}

/** The person of a resource. Throws CLINICAL_PERSON_UNRESOLVED. */
export async function personOf(
  { db, publicOrigin }: Pick<ClinicalDeps, 'db' | 'publicOrigin'>,
  type: string,
  body: JsonObject,
): Promise<PersonId> {
  const element = personElement(type) ?? 'subject';
  const found = await findBySubject(db, body[element], `${publicOrigin}/fhir/R4`);
  if (found.personId === null)
    throw new AppError('CLINICAL_PERSON_UNRESOLVED', {
      expression: `${type}.${element}`,
      reason: found.reason,
    });
  return found.personId;
}

function conditionOf(request: WriteRequest): Condition | null {
  const query = request.kind === 'create' ? request.ifNoneExist : 'query' in request ? request.query : null;
  if (query === null) return null;
  const [[name, token] = ['', ''], ...more] = [...new URLSearchParams(query.replace(/^\?/, ''))];
  if (name !== 'identifier' || more.length > 0 || token === '' || token.includes(','))
    throw new AppError('CLINICAL_CONDITION_UNSUPPORTED', { parameter: name.slice(0, 60) });
  const bar = token.indexOf('|');
  const value = token.slice(bar + 1);
  if (value === '') throw new AppError('CLINICAL_CONDITION_UNSUPPORTED', { parameter: name });
  return { system: bar < 0 ? null : token.slice(0, bar), value };
}

/** Whatever two requests could both touch. */
export function namesOf({ request, body, condition }: Plan, facilityCode: string): string[] {
  const { type } = request;
  const keys = body === null ? [] : identifiersOf(body).filter(({ isKey }) => isKey);
  return [
    ...keys.map(({ value }) => `${facilityCode}|${type}|${value}`),
    ...(condition === null ? [] : [`${facilityCode}|${type}|${condition.value}`]),
    ...('id' in request ? [`id ${request.id}`] : []),
  ];
}
