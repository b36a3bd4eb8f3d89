import { AppError } from '../errors/app-error.ts';
import type { FhirDeps, FhirRequest, Parameter } from './exchange.ts';
import { tokensOf } from './find-patients.ts';
import type { SearchPlan } from './plan-search.ts';
import { ownerOf } from './read.ts';
import { requirePatientOfLaunch } from './scopes.ts';

/** Each is a reading of its own, with its own entry in the log. */
const MOST_PERSONS = 10;

/**
 * Whose resources are searched: those of the compartment, those that the search names, or the one person whom the
 * caller may see anyway. Throws FHIR_PERSON_REQUIRED, since a search without a person would ask for everybody's.
 */
export async function personsOfSearch(
  deps: FhirDeps,
  request: FhirRequest,
  plan: SearchPlan,
  compartment: string | null,
): Promise<readonly string[]> {
  const { session } = request.caller;
  const named = plan.nobody ? [] : await namedPersons(deps, request, plan);
  const own = session.app?.patient ?? session.personId;
  const persons =
    compartment === null
      ? (named ?? (own === null ? null : [own]))
      : restrict(personOfCompartment(deps, compartment), named);
  if (persons === null) throw new AppError('FHIR_PERSON_REQUIRED', { parameter: personParameter(plan) });
  if (persons.length > MOST_PERSONS)
    throw new AppError('FHIR_PERSONS_TOO_MANY', { named: persons.length, most: MOST_PERSONS });
  for (const person of persons) requirePatientOfLaunch(session, person);
  return persons;
}

function personOfCompartment({ persons }: FhirDeps, id: string): string {
  const owner = ownerOf(persons, 'Patient', id);
  if (owner === null) throw new AppError('FHIR_RESOURCE_UNKNOWN');
  return owner.personId;
}

const restrict = (compartment: string, named: readonly string[] | null): readonly string[] =>
  named === null || named.includes(compartment) ? [compartment] : [];

/** Null: the search names nobody. */
async function namedPersons(
  deps: FhirDeps,
  { caller }: FhirRequest,
  { type, compiled, parameters }: SearchPlan,
): Promise<readonly string[] | null> {
  const personOf = (ofType: string, id: string) => ownerOf(deps.persons, ofType, id)?.personId ?? [];
  if (compiled.persons !== null) return unique(compiled.persons.flatMap((id) => personOf('Patient', id)));
  // Ids of resources hold their persons.
  const ids = firstOf(parameters, '_id');
  if (ids !== null) return unique(ids.split(',').flatMap((id) => personOf(type, id)));
  const identifier = firstOf(parameters, 'identifier');
  if (identifier === null || deps.writer?.byIdentifier === undefined || !deps.writer.types.includes(type))
    return null;
  const found: string[] = [];
  for (const token of tokensOf(identifier))
    found.push(...(await deps.writer.byIdentifier(caller, type, token)));
  return unique(found.flatMap((id) => personOf(type, id)));
}

/** Of the first parameter of this name; the others limit what is found. */
const firstOf = (parameters: readonly Parameter[], name: string): string | null =>
  parameters.find(([one]) => one === name)?.[1] ?? null;

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** The parameter by which a search of this type names its person. */
function personParameter({ type, definitions }: SearchPlan): string {
  if (type === 'Patient') return '_id';
  const known = new Set(definitions.searchParameters(type).map(({ code }) => code));
  return ['patient', 'subject', 'beneficiary'].find((name) => known.has(name)) ?? 'patient';
}
