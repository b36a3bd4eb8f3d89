import { AppError } from '../errors/app-error.ts';
import {
  CURSOR_PARAMETER,
  fingerprintOf,
  MOST_HANDED_OUT,
  type Position,
  pageAddress,
  sealCursor,
} from './cursor.ts';
import { baseUrlOf, type FhirDeps, type FhirRequest, type Parameter, queryString } from './exchange.ts';
import { notice, type OperationOutcome, type OutcomeIssue } from './operation-outcome.ts';
import type { FhirBundle, FhirResource, PersonResources } from './ports.ts';

export const DEFAULT_COUNT = 100;
export const MOST_COUNT = 1_000;

export interface PageInput {
  /** All that match, in their order. */
  readonly matches: readonly FhirResource[];
  /** Whether the order may change when a resource does. */
  readonly sorted: boolean;
  readonly count: number;
  /** Where the last page ended; null: at the beginning. */
  readonly position: Position | null;
}

export interface Page {
  readonly resources: readonly FhirResource[];
  /** Null: this is the last page. */
  readonly next: Position | null;
}

/** The next results behind a position. Throws FHIR_SEARCH_TOO_WIDE where an order could not be kept over the pages. */
export function pageOf({ matches, sorted, count, position }: PageInput): Page {
  const rest = matches.filter(isBehind(position));
  const resources = rest.slice(0, count);
  const last = resources.at(-1);
  if (rest.length <= count || last === undefined) return { resources, next: null };
  if (!sorted) return { resources, next: { kind: 'after', type: last.resourceType, id: last.id } };
  const before = position?.kind === 'besides' ? position.handedOut : new Set<number>();
  // Said on the first page rather than half-way.
  if (position === null && rest.length > MOST_HANDED_OUT + count)
    throw new AppError('FHIR_SEARCH_TOO_WIDE', { found: rest.length, most: MOST_HANDED_OUT + count });
  return {
    resources,
    next: { kind: 'besides', handedOut: new Set([...before, ...resources.map(fingerprintOf)]) },
  };
}

function isBehind(position: Position | null): (resource: FhirResource) => boolean {
  if (position === null) return () => true;
  if (position.kind === 'besides') return (resource) => !position.handedOut.has(fingerprintOf(resource));
  const last = { resourceType: position.type, id: position.id };
  return (resource) => byTypeAndId(resource, last) > 0;
}

type Named = Pick<FhirResource, 'resourceType' | 'id'>;

/** By type and id, which never change; the patient first. */
export const byTypeAndId = (a: Named, b: Named): number => compare(rank(a), rank(b)) || compare(a.id, b.id);

const rank = ({ resourceType }: Named): string => (resourceType === 'Patient' ? '' : resourceType);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface SearchsetInput {
  readonly deps: Pick<FhirDeps, 'publicOrigin' | 'sealer' | 'clock'>;
  readonly request: FhirRequest;
  /** Of the search, without the cursor. */
  readonly parameters: readonly Parameter[];
  readonly page: Page;
  readonly included: readonly FhirResource[];
  /** Null: not told. */
  readonly total: number | null;
  readonly notices: readonly OutcomeIssue[];
}

/** A page as a Bundle, with the address of the next one. */
export function searchset(input: SearchsetInput): FhirBundle {
  const { deps, request, parameters, page, included, total, notices } = input;
  const base = baseUrlOf(deps);
  const path = request.path.join('/');
  const own = request.parameters.some(([name]) => name === CURSOR_PARAMETER)
    ? request.parameters
    : parameters;
  const query = queryString(own);
  const link = [{ relation: 'self', url: `${base}/${path}${query === '' ? '' : `?${query}`}` }];
  if (page.next !== null) {
    const cursor = sealCursor(
      deps.sealer,
      request.caller.session,
      { path, parameters, position: page.next },
      deps.clock(),
    );
    link.push({ relation: 'next', url: pageAddress(deps.publicOrigin, path, cursor) });
  }
  const entry = [
    ...page.resources.map((resource) => entryOf(base, resource, 'match')),
    ...included.map((resource) => entryOf(base, resource, 'include')),
    ...(notices.length === 0 ? [] : [{ resource: outcomeOf(notices), search: { mode: 'outcome' } }]),
  ];
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(total === null ? {} : { total }),
    link,
    ...(entry.length === 0 ? {} : { entry }),
  };
}

const entryOf = (base: string, resource: FhirResource, mode: 'match' | 'include') => ({
  fullUrl: `${base}/${resource.resourceType}/${resource.id}`,
  resource,
  search: { mode },
});

const outcomeOf = (issue: readonly OutcomeIssue[]): OperationOutcome => ({
  resourceType: 'OperationOutcome',
  issue,
});

/** What was asked for and is not shown, with the code of the refusal. */
export function noticesOf(refused: PersonResources['refused']): OutcomeIssue[] {
  // Several readers may keep back the same.
  const kinds = new Map(refused.map((one) => [`${one.category} ${one.code}`, one]));
  return [...kinds.values()].map(({ category, code }) =>
    notice(code, 'Data of this kind were asked for and are not shown.', `category=${category}`),
  );
}

/** Throws FHIR_PARAMETER_INVALID unless the text is a number of results. */
export function countOf(text: string | null, otherwise: number): number {
  if (text === null) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw new AppError('FHIR_PARAMETER_INVALID', { parameter: '_count' });
  return Math.min(Number(text), MOST_COUNT);
}
