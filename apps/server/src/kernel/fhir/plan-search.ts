import type { CompiledSearch, Definitions } from '@tsunagu/fhir';
import { AppError } from '../errors/app-error.ts';
import { compile } from './compile.ts';
import { CURSOR_PARAMETER, openCursor, type Position } from './cursor.ts';
import { type FhirDeps, type FhirRequest, lastOf, type Parameter } from './exchange.ts';
import { findPatients } from './find-patients.ts';
import { grantedFilterIn } from './granted-filter.ts';
import { countOf, DEFAULT_COUNT } from './page.ts';
import type { FhirResource } from './ports.ts';
import { requireInteraction } from './scopes.ts';

/** A search, understood: what is asked for, and what of it the token covers. */
export interface SearchPlan {
  readonly type: string;
  /** As sent, without the cursor; the next page is asked with the same. */
  readonly parameters: readonly Parameter[];
  readonly compiled: CompiledSearch;
  readonly definitions: Definitions;
  readonly granted: (resource: FhirResource) => boolean;
  /** Null: the first page. */
  readonly position: Position | null;
  readonly count: number;
  /** Nobody has the identifiers that were asked for. */
  readonly nobody: boolean;
}

const isLenient = ({ headers }: FhirRequest): boolean => headers.prefer.includes('handling=lenient');

/**
 * Unknown parameters are refused unless the caller asks for lenience: a search that silently finds more than was asked
 * for is a danger where the results are somebody's medication.
 */
export async function planSearch(deps: FhirDeps, request: FhirRequest, type: string): Promise<SearchPlan> {
  const grant = requireInteraction(request.caller.session, type, 'search');
  const { parameters, position } = askedOf(deps, request);
  const { definitions } = await deps.sets.get('core');
  const found = await findPatients(deps, request.caller, type, parameters);
  const compiled = compile(deps, definitions, {
    type,
    parameters: found.parameters,
    strict: !isLenient(request),
  });
  return {
    type,
    parameters,
    compiled,
    definitions,
    granted: grantedFilterIn(deps, definitions, type, grant),
    position,
    count: countOf(lastOf(parameters, '_count'), DEFAULT_COUNT),
    nobody: found.nobody,
  };
}

/** What is searched for: the parameters of the request, or those of the search whose page is asked for. */
export function askedOf(
  deps: Pick<FhirDeps, 'sealer' | 'clock'>,
  request: FhirRequest,
): Pick<SearchPlan, 'parameters' | 'position'> {
  const { parameters, path, caller } = request;
  const cursor = lastOf(parameters, CURSOR_PARAMETER);
  if (cursor === null) return { parameters, position: null };
  // The address holds the whole search; what stands beside it could only contradict.
  if (parameters.length > 1) throw new AppError('FHIR_CURSOR_INVALID');
  return openCursor(deps.sealer, caller.session, path.join('/'), cursor, deps.clock());
}
