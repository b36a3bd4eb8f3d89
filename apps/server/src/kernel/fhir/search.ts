import { shrink } from '@tsunagu/fhir';
import { AppError } from '../errors/app-error.ts';
import { baseUrlOf, type FhirAnswer, type FhirDeps, type FhirRequest } from './exchange.ts';
import { grantedFilterIn } from './granted-filter.ts';
import { includedOf, typesToInclude } from './includes.ts';
import { notice, type OutcomeIssue } from './operation-outcome.ts';
import { noticesOf, pageOf, searchset } from './page.ts';
import { personsOfSearch } from './persons-of-search.ts';
import { planSearch, type SearchPlan } from './plan-search.ts';
import type { FhirResource, PersonReader, PersonResources } from './ports.ts';
import { grantOf } from './scopes.ts';

/** `GET [type]?…`, `POST [type]/_search` and, with a compartment, `GET Patient/[id]/[type]?…`. */
export async function search(
  deps: FhirDeps,
  request: FhirRequest,
  type: string,
  compartment: string | null,
): Promise<FhirAnswer> {
  const plan = await planSearch(deps, request, type);
  const readers = deps.persons.filter(({ types }) => types.includes(type));
  if (readers.length === 0) return searchDirectory(deps, request, plan);
  const persons = await personsOfSearch(deps, request, plan, compartment);
  const types = await readableTypes(deps, request, plan);
  const readings = persons.flatMap((personId) =>
    deps.persons
      .filter((reader) => types.some((one) => reader.types.includes(one)))
      .map((reader) => ({ reader, personId })),
  );
  return readAll({ deps, request, plan, types, readings }, []);
}

/** The searched type, and those that includes, chains and `_has` reach and that the token lets the caller read. */
async function readableTypes(
  deps: FhirDeps,
  request: FhirRequest,
  plan: SearchPlan,
): Promise<readonly string[]> {
  const { type, compiled, definitions } = plan;
  const served = new Set(deps.persons.flatMap(({ types }) => types));
  const beside = [...typesToInclude(definitions, compiled), ...compiled.otherTypes].filter(
    (one) => one !== type && served.has(one) && grantOf(request.caller.session, one, 'read').granted,
  );
  return [type, ...new Set(beside)];
}

interface Readings {
  readonly deps: FhirDeps;
  readonly request: FhirRequest;
  readonly plan: SearchPlan;
  readonly types: readonly string[];
  readonly readings: readonly { readonly reader: PersonReader; readonly personId: string }[];
}

/**
 * Reads one person after another, each inside the reading of the one before, so that the answer is made while all doors
 * are open and every entry tells what was handed out about its person.
 */
async function readAll(input: Readings, found: readonly PersonResources[]): Promise<FhirAnswer> {
  const next = input.readings[found.length];
  if (next === undefined) return answerOf(input, found);
  const { request, plan, types } = input;
  const { reader, personId } = next;
  const { dates } = plan.compiled;
  return reader.read(
    {
      caller: request.caller,
      personId,
      types: types.filter((type) => reader.types.includes(type)),
      interaction: `search ${plan.type}`,
      ...(dates === null ? {} : { dates }),
    },
    async (one) => {
      const answer = await readAll(input, [...found, one]);
      return { answer, itemCount: handedOut(input, answer, one) };
    },
  );
}

/** How many resources of one reading are in the answer. */
function handedOut(
  { readings, types }: Readings,
  answer: FhirAnswer,
  { resources }: PersonResources,
): number {
  const entries = (answer.resource?.entry ?? []) as readonly { readonly resource: FhirResource }[];
  const ours = entries.filter(({ resource }) => types.includes(resource.resourceType));
  // With one reading there is nobody else whose they could be.
  if (readings.length === 1) return ours.length;
  const keys = new Set(resources.map(({ resourceType, id }) => `${resourceType}/${id}`));
  return ours.filter(({ resource }) => keys.has(`${resource.resourceType}/${resource.id}`)).length;
}

async function answerOf(input: Readings, found: readonly PersonResources[]): Promise<FhirAnswer> {
  const { deps, request, plan, types } = input;
  const { session } = request.caller;
  const filters = new Map<string, (resource: FhirResource) => boolean>([[plan.type, plan.granted]]);
  for (const type of types.slice(1))
    filters.set(type, grantedFilterIn(deps, plan.definitions, type, grantOf(session, type, 'read')));
  const pool = found
    .flatMap(({ resources }) => resources)
    .filter((resource) => filters.get(resource.resourceType)?.(resource) === true);
  const notices = noticesOf(found.flatMap(({ refused }) => refused));
  const beside = await chainedDirectories(deps, request, plan);
  return answerFrom(deps, request, plan, { pool, beside, notices });
}

/** Institutions and the like, where a chain asks what they are called. */
async function chainedDirectories(
  deps: FhirDeps,
  { caller }: FhirRequest,
  { compiled }: SearchPlan,
): Promise<readonly FhirResource[]> {
  const lists = compiled.otherTypes
    .filter((type) => grantOf(caller.session, type, 'read').granted)
    .flatMap((type) =>
      deps.directories.filter(({ types }) => types.includes(type)).map((one) => one.list(caller, type)),
    );
  return (await Promise.all(lists)).flat();
}

interface Pool {
  readonly pool: readonly FhirResource[];
  /** Only to be looked into by chains. */
  readonly beside: readonly FhirResource[];
  readonly notices: readonly OutcomeIssue[];
}

/** Chooses, sorts and cuts what matches, and takes in what is to be included. */
async function answerFrom(
  deps: FhirDeps,
  request: FhirRequest,
  plan: SearchPlan,
  { pool, beside, notices }: Pool,
): Promise<FhirAnswer> {
  const { compiled, definitions, parameters, position, count } = plan;
  const resolve = resolverOver(compiled.otherTypes.length === 0 ? [] : [...beside, ...pool]);
  const ofType = (type: string) => pool.filter(({ resourceType }) => resourceType === type);
  const matches = pool
    .filter((one) => one.resourceType === plan.type && compiled.matches(one, resolve, ofType))
    .sort(compiled.compare);
  const countOnly = compiled.summary === 'count' || count === 0;
  const page = countOnly
    ? { resources: [], next: null }
    : pageOf({ matches, sorted: compiled.sorted, count, position });
  const { caller } = request;
  const included = await includedOf({
    deps,
    caller,
    definitions,
    rules: compiled,
    matches: page.resources,
    pool,
    baseUrl: baseUrlOf(deps),
  });
  const slim = (resource: FhirResource): FhirResource => shrinkTo(plan, resource);
  const resource = searchset({
    deps,
    request,
    parameters,
    page: { ...page, resources: page.resources.map(slim) },
    included: included.map(slim),
    total: compiled.total === 'none' && !countOnly ? null : matches.length,
    notices: [...notices, ...compiled.ignored.map(ignoredNotice)],
  });
  return { status: 200, resource };
}

/** Finds what chains point to. */
function resolverOver(resources: readonly FhirResource[]): (reference: string) => FhirResource | undefined {
  const byKey = new Map(resources.map((one) => [`${one.resourceType}/${one.id}`, one]));
  return (reference) => byKey.get(reference.replace(/\/_history\/.*$/, ''));
}

const ignoredNotice = (parameter: string): OutcomeIssue =>
  notice('FHIR_PARAMETER_INVALID', 'A parameter was not looked at.', `parameter=${parameter}`);

function shrinkTo({ compiled, definitions }: SearchPlan, resource: FhirResource): FhirResource {
  const { summary, elements } = compiled;
  if (summary === 'false' && elements.length === 0) return resource;
  return shrink(definitions, resource, { summary, elements });
}

async function searchDirectory(deps: FhirDeps, request: FhirRequest, plan: SearchPlan): Promise<FhirAnswer> {
  const directories = deps.directories.filter(({ types }) => types.includes(plan.type));
  if (directories.length === 0) throw new AppError('FHIR_INTERACTION_NOT_ALLOWED', { type: plan.type });
  const lists = await Promise.all(directories.map((one) => one.list(request.caller, plan.type)));
  return answerFrom(deps, request, plan, {
    pool: lists.flat().filter(plan.granted),
    beside: [],
    notices: [],
  });
}
