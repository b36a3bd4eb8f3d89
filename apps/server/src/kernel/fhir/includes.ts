import { type CompiledSearch, type Definitions, referencesOf } from '@tsunagu/fhir';
import type { FhirDeps } from './exchange.ts';
import type { FhirCaller, FhirResource } from './ports.ts';
import { mayInteract } from './scopes.ts';

type Includes = Pick<CompiledSearch, 'include' | 'revinclude'>;
type Rule = CompiledSearch['include'][number];

const MOST_ROUNDS = 5;
const MOST_INCLUDED = 1_000;
/** All reference parameters of a type. */
const ANY = '*';

/** Types beside the searched one that a search has to read. */
export function typesToInclude(definitions: Definitions, { include, revinclude }: Includes): string[] {
  const forward = include.flatMap((rule) =>
    rule.target === null
      ? parametersOf(definitions, rule).flatMap(({ target = [] }) => target as readonly string[])
      : [rule.target],
  );
  const chained = include.filter(({ iterate }) => iterate).map(({ source }) => source);
  return [...new Set([...forward, ...chained, ...revinclude.map(({ source }) => source)])];
}

const parametersOf = (definitions: Definitions, { source, parameter }: Rule) =>
  definitions
    .searchParameters(source)
    .filter(({ type, code }) => type === 'reference' && (parameter === ANY || code === parameter));

export interface IncludeInput {
  readonly deps: Pick<FhirDeps, 'directories'>;
  readonly caller: FhirCaller;
  readonly definitions: Definitions;
  readonly rules: Includes;
  readonly matches: readonly FhirResource[];
  /** What the readers gave of the persons searched for: nothing else about persons is ever included. */
  readonly pool: readonly FhirResource[];
  readonly baseUrl: string;
}

const keyOf = ({ resourceType, id }: Pick<FhirResource, 'resourceType' | 'id'>) => `${resourceType}/${id}`;

/** Resources that the matches point to, and those that point to the matches; none twice, none that matched. */
export async function includedOf(input: IncludeInput): Promise<FhirResource[]> {
  const { rules, matches } = input;
  if (rules.include.length === 0 && rules.revinclude.length === 0) return [];
  const known = new Map(input.pool.map((one) => [keyOf(one), one]));
  const taken = new Set(matches.map(keyOf));
  const included: FhirResource[] = [];
  let frontier = matches;
  for (let round = 0; round < MOST_ROUNDS && frontier.length > 0; round++) {
    const applies = ({ iterate }: Rule) => round === 0 || iterate;
    const found = [
      ...(await pointedTo(input, known, frontier, rules.include.filter(applies))),
      ...pointingTo(input, frontier, rules.revinclude.filter(applies)),
    ];
    const fresh: FhirResource[] = [];
    for (const one of found) {
      if (taken.has(keyOf(one)) || included.length + fresh.length >= MOST_INCLUDED) continue;
      taken.add(keyOf(one));
      fresh.push(one);
    }
    included.push(...fresh);
    frontier = fresh;
  }
  return included;
}

const mayRead = ({ caller }: IncludeInput, type: string): boolean =>
  mayInteract(caller.session, type, 'read');

async function pointedTo(
  input: IncludeInput,
  known: ReadonlyMap<string, FhirResource>,
  from: readonly FhirResource[],
  rules: readonly Rule[],
): Promise<FhirResource[]> {
  const found: FhirResource[] = [];
  const asked = new Set<string>();
  for (const resource of from) {
    for (const key of rules.flatMap((rule) => targetsOf(input, resource, rule))) {
      if (asked.has(key)) continue;
      asked.add(key);
      const one = known.get(key) ?? (await fromDirectory(input, key));
      if (one !== null) found.push(one);
    }
  }
  return found;
}

/** `Type/id` of what a resource points to by a rule. */
function targetsOf(input: IncludeInput, resource: FhirResource, rule: Rule): string[] {
  if (rule.source !== resource.resourceType) return [];
  return parametersOf(input.definitions, rule)
    .flatMap(({ code }) => referencesOf(input.definitions, resource, code))
    .map((reference) => localKey(reference, input.baseUrl))
    .filter((key) => key !== null)
    .filter((key) => rule.target === null || key.startsWith(`${rule.target}/`));
}

/** `Type/id` of a reference to this server; null for contained, outside and logical ones. */
function localKey(reference: string, baseUrl: string): string | null {
  const relative = reference.startsWith(`${baseUrl}/`) ? reference.slice(baseUrl.length + 1) : reference;
  return /^([A-Z][A-Za-z]*\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/.*)?$/.exec(relative)?.[1] ?? null;
}

async function fromDirectory(input: IncludeInput, key: string): Promise<FhirResource | null> {
  const [type = '', id = ''] = key.split('/');
  const directory = input.deps.directories.find(({ types }) => types.includes(type));
  if (directory === undefined || !mayRead(input, type)) return null;
  return directory.read(input.caller, type, id);
}

function pointingTo(
  input: IncludeInput,
  to: readonly FhirResource[],
  rules: readonly Rule[],
): FhirResource[] {
  const targets = new Set(to.map(keyOf));
  return rules.flatMap((rule) =>
    input.pool.filter(
      (resource) =>
        resource.resourceType === rule.source &&
        targetsOf(input, resource, rule).some((key) => targets.has(key)),
    ),
  );
}
