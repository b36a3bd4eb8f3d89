import type { Definitions } from '@tsunagu/fhir';
import { compile } from './compile.ts';
import type { FhirDeps, Parameter } from './exchange.ts';
import type { FhirResource } from './ports.ts';
import type { Grant } from './scopes.ts';

export type Filter = (resource: FhirResource) => boolean;

const ALL: Filter = () => true;
const NONE: Filter = () => false;

/** Which resources of a type a token covers: scopes may carry searches, one of which must find the resource. */
export function grantedFilterIn(
  deps: Pick<FhirDeps, 'clock' | 'publicOrigin'>,
  definitions: Definitions,
  type: string,
  grant: Grant,
): Filter {
  if (!grant.granted) return NONE;
  if (grant.queries === null) return ALL;
  const searches = grant.queries.map((query) => {
    const parameters: Parameter[] = [...new URLSearchParams(query)];
    return compile(deps, definitions, { type, parameters, strict: true });
  });
  return (resource) => searches.some((search) => search.matches(resource));
}

/** The same, where no definitions are at hand yet: most tokens need none. */
export async function grantedFilter(
  deps: Pick<FhirDeps, 'sets' | 'clock' | 'publicOrigin'>,
  type: string,
  grant: Grant,
): Promise<Filter> {
  if (!grant.granted) return NONE;
  if (grant.queries === null) return ALL;
  const { definitions } = await deps.sets.get('core');
  return grantedFilterIn(deps, definitions, type, grant);
}
