import type { Definitions } from '../definitions/types.ts';
import { createTerminology, type Terminology } from '../terminology/terminology.ts';
import { type Clause, type ClauseContext, compileClause } from './clauses.ts';
import { type Narrowing, narrow } from './narrowing.ts';
import { resourceNode } from './path-compiler.ts';
import { SearchProblem } from './problem.ts';
import type { Resolve, SearchResource } from './resource.ts';
import { defaultResults, type ResultParameters, takeResultParameter } from './result-parameters.ts';
import { type Compare, compileOrder } from './sorting.ts';

export interface SearchOptions {
  /** For `ap`. */
  readonly now: Date;
  /** Whether unknown parameters are refused; otherwise the search goes on without them and tells so. */
  readonly strict: boolean;
  /** Of this server, `https://…/fhir/R4`: references that begin with it are its own. */
  readonly baseUrl: string;
}

/** A search that can be asked of any number of resources. */
export interface CompiledSearch extends Omit<ResultParameters, 'sort'>, Narrowing {
  /**
   * Whether a resource is found.
   * @param resolve gives what chains point to; without it they find nothing
   * @param ofType gives the resources of a type among which `_has` looks; without it that finds nothing
   */
  matches(
    resource: SearchResource,
    resolve?: Resolve,
    ofType?: (type: string) => Iterable<SearchResource>,
  ): boolean;
  /** A total order, by type and id where nothing else is asked for. */
  readonly compare: Compare;
  readonly sorted: boolean;
  /** Parameters that were not looked at, as sent; always empty in a strict search. */
  readonly ignored: readonly string[];
  /** Types that chains and `_has` look at besides the one searched. */
  readonly otherTypes: readonly string[];
}

const MOST_PARAMETERS = 100;
const terminologies = new WeakMap<Definitions, Terminology>();

/**
 * Compiles a search by the R4 search parameters and those of the packages. Values are compared after folding of width,
 * case and kana (texts) or width (identifiers); systems of Japan in either form of their names; dates without a zone
 * are Japan's.
 * @param parameters decoded, in their order; repetition means "and", a comma "or"
 * @throws SearchProblem
 * @spec fhir-jp-core.md §2, §3.1, §6
 */
export function compileSearch(
  definitions: Definitions,
  type: string,
  parameters: readonly (readonly [name: string, value: string])[],
  options: SearchOptions,
): CompiledSearch {
  if (parameters.length > MOST_PARAMETERS) {
    throw new SearchProblem('too-many-values', '*', `at most ${MOST_PARAMETERS} parameters`);
  }
  const { now, strict } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const otherTypes = new Set<string>();
  const context = { definitions, terminology: terminologyOf(definitions), now, baseUrl, otherTypes };
  const ignored: string[] = [];
  const leaveOut = (problem: SearchProblem): void => {
    if (strict) throw problem;
    ignored.push(problem.parameter);
  };
  const results = defaultResults();
  const seen = new Set<string>();
  const clauses: Clause[] = [];
  const understood: (readonly [string, string])[] = [];
  for (const [name, value] of parameters) {
    if (takeResultParameter(results, name, value, { definitions, type, leaveOut, seen })) continue;
    const clause = clauseOrProblem(context, type, name, value);
    if (clause instanceof SearchProblem) leaveOut(clause);
    else {
      clauses.push(clause);
      understood.push([name, value]);
    }
  }
  const { sort, ...rest } = results;
  return {
    ...rest,
    ...narrow(context, type, understood),
    matches: (resource, resolve = () => undefined, ofType = () => []) => {
      if (resource.resourceType !== type) return false;
      const node = resourceNode(resource);
      return clauses.every((clause) => clause(node, { resolve, ofType }));
    },
    compare: compileOrder(sort),
    sorted: sort.length > 0,
    ignored,
    otherTypes: [...otherTypes],
  };
}

/** Problems that a lenient search may pass over are returned, others thrown: a wrong value is never passed over. */
function clauseOrProblem(
  context: ClauseContext,
  type: string,
  name: string,
  value: string,
): Clause | SearchProblem {
  try {
    return compileClause(context, type, name, value);
  } catch (error) {
    if (!(error instanceof SearchProblem)) throw error;
    const mayBeLeftOut =
      error.code === 'parameter-unknown' || error.code === 'parameter-unsupported' || value === '';
    if (!mayBeLeftOut) throw error;
    return error;
  }
}

function terminologyOf(definitions: Definitions): Terminology {
  let terminology = terminologies.get(definitions);
  if (terminology === undefined) {
    terminology = createTerminology(definitions);
    terminologies.set(definitions, terminology);
  }
  return terminology;
}
