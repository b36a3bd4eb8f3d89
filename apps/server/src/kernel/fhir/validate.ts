import { toOperationOutcome } from '@tsunagu/fhir';
import { AppError } from '../errors/app-error.ts';
import { type DefinitionSet, SET_NAMES, type SetName } from './definition-sets.ts';
import { type FhirAnswer, type FhirDeps, type FhirRequest, lastOf } from './exchange.ts';
import { parametersOfBody } from './operate.ts';
import { notice } from './operation-outcome.ts';
import { currentOf } from './read.ts';

const MODES = ['create', 'update', 'delete', 'profile'];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * `[type]/$validate` and `[type]/[id]/$validate`: what the validator finds, with status 200 also where it finds errors.
 * Without a body the stored resource is looked at. The set of definitions follows from the profiles, or from the
 * parameter `set`.
 * @spec https://hl7.org/fhir/R4/resource-operation-validate.html
 */
export async function validate(
  deps: FhirDeps,
  request: FhirRequest,
  type: string,
  id: string | null,
): Promise<FhirAnswer> {
  const parameters = [...request.parameters, ...parametersOfBody(request.body)];
  const profile = lastOf(parameters, 'profile');
  const mode = lastOf(parameters, 'mode');
  if (mode !== null && !MODES.includes(mode))
    throw new AppError('FHIR_PARAMETER_INVALID', { parameter: 'mode' });
  const resource = await resourceOf(deps, request, type, id);
  requireFit(resource, type, mode === 'update' ? id : null);
  const wanted = lastOf(parameters, 'set');
  const set = wanted === null ? await setFor(deps, resource, profile) : await namedSet(deps, wanted);
  const issues = set.validator.validate(resource, profile === null ? {} : { profiles: [profile] });
  const outcome = toOperationOutcome(issues);
  const used = notice(
    'VALIDATED',
    'The definitions that were used.',
    `set=${set.name}; loaded=${set.loaded}`,
  );
  return { status: 200, resource: { ...outcome, issue: [...outcome.issue, used] } };
}

/** What is to be looked at: the body, the `resource` of `Parameters`, or what is stored. */
async function resourceOf(
  deps: FhirDeps,
  request: FhirRequest,
  type: string,
  id: string | null,
): Promise<unknown> {
  const { body } = request;
  const wrapped = isObject(body) && body.resourceType === 'Parameters' && type !== 'Parameters';
  const given = wrapped ? resourceIn(body.parameter) : body;
  if (given !== null && given !== undefined) return given;
  if (id === null) throw new AppError('FHIR_BODY_UNEXPECTED', { reason: 'a resource is needed' });
  const stored = await currentOf(deps, request, type, id);
  if (stored === null) throw new AppError('FHIR_RESOURCE_UNKNOWN');
  return stored;
}

const resourceIn = (parameter: unknown): unknown =>
  Array.isArray(parameter)
    ? parameter.filter(isObject).find(({ name }) => name === 'resource')?.resource
    : undefined;

function requireFit(resource: unknown, type: string, id: string | null): void {
  if (!isObject(resource) || resource.resourceType !== type)
    throw new AppError('FHIR_BODY_UNEXPECTED', { expression: 'resourceType', expected: type });
  if (id !== null && resource.id !== id)
    throw new AppError('FHIR_BODY_UNEXPECTED', {
      expression: `${type}.id`,
      expected: 'the id of the address',
    });
}

const isSetName = (text: string): text is SetName => SET_NAMES.some((name) => name === text);

function namedSet({ sets }: FhirDeps, name: string): Promise<DefinitionSet> {
  if (!isSetName(name)) throw new AppError('FHIR_PARAMETER_INVALID', { parameter: 'set' });
  return sets.get(name);
}

/**
 * The first set that knows a profile that is asked for or claimed; JP Core where none does. The same canonical stands in
 * several sets: whoever means a certain one names it.
 * @spec fhir-jp-core.md §1
 */
async function setFor({ sets }: FhirDeps, resource: unknown, profile: string | null): Promise<DefinitionSet> {
  const profiles = profile === null ? claimedBy(resource) : [profile];
  for (const name of profiles.length === 0 ? [] : SET_NAMES) {
    const set = await sets.get(name);
    if (profiles.some((one) => set.definitions.structure(one) !== undefined)) return set;
  }
  return sets.get('core');
}

function claimedBy(resource: unknown): string[] {
  const meta = isObject(resource) ? resource.meta : null;
  const profile = isObject(meta) ? meta.profile : null;
  return Array.isArray(profile) ? profile.filter((one) => typeof one === 'string') : [];
}
