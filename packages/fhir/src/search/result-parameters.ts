import type { Definitions } from '../definitions/types.ts';
import { parametersOf } from './parameters.ts';
import { SearchProblem } from './problem.ts';
import type { SortKey } from './sorting.ts';

export type Summary = 'true' | 'text' | 'data' | 'count' | 'false';
export type Total = 'none' | 'estimate' | 'accurate';

/** `Type:parameter:target` of _include and _revinclude. */
export interface IncludeRule {
  /** Type of the resource that holds the reference. */
  readonly source: string;
  /** Search parameter, or `*` for every reference. */
  readonly parameter: string;
  /** Null: whatever is pointed to. */
  readonly target: string | null;
  /** Also for what was included. */
  readonly iterate: boolean;
}

/** How the answer is to look. */
export interface ResultParameters {
  readonly sort: readonly SortKey[];
  readonly count: number | null;
  readonly summary: Summary;
  readonly elements: readonly string[];
  readonly total: Total;
  readonly include: readonly IncludeRule[];
  readonly revinclude: readonly IncludeRule[];
  readonly cursor: string | null;
}

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface ResultContext {
  readonly definitions: Definitions;
  readonly type: string;
  /** Told of what cannot be done; returns when the search goes on without it. */
  readonly leaveOut: (problem: SearchProblem) => void;
}

export function defaultResults(): Mutable<ResultParameters> {
  return {
    sort: [],
    count: null,
    summary: 'false',
    elements: [],
    total: 'accurate',
    include: [],
    revinclude: [],
    cursor: null,
  };
}

type Take = (results: Mutable<ResultParameters>, value: string, name: string, context: ResultContext) => void;

const SUMMARIES: readonly Summary[] = ['true', 'text', 'data', 'count', 'false'];
const TOTALS: readonly Total[] = ['none', 'estimate', 'accurate'];

const malformed = (name: string, reason: string): SearchProblem =>
  new SearchProblem('value-malformed', name, reason);

function oneOf<T extends string>(values: readonly T[], value: string, name: string): T {
  const found = values.find((each) => each === value);
  if (found === undefined) throw malformed(name, `expected one of ${values.join(', ')}`);
  return found;
}

const include =
  (list: 'include' | 'revinclude'): Take =>
  (results, value, name, context) => {
    const rule = includeRule(list, value, name, context);
    if (rule !== null) results[list] = [...results[list], rule];
  };

const nothing: Take = () => {};

const TAKES: Readonly<Record<string, Take>> = {
  _sort: (results, value, name, context) => {
    results.sort = [...results.sort, ...sortKeys(value, name, context)];
  },
  _count: (results, value, name) => {
    if (!/^\d{1,9}$/.test(value)) throw malformed(name, 'expected a number of results');
    results.count = Number(value);
  },
  _summary: (results, value, name) => {
    results.summary = oneOf(SUMMARIES, value, name);
  },
  _elements: (results, value, name, { type }) => {
    const names = value.split(',').map((each) => each.trim());
    if (!names.every((each) => /^[A-Za-z][A-Za-z0-9.]*$/.test(each))) {
      throw malformed(name, 'expected names of elements with commas between them');
    }
    // Only the first level is chosen from.
    const own = names.map((each) => (each.startsWith(`${type}.`) ? each.slice(type.length + 1) : each));
    results.elements = [
      ...new Set([...results.elements, ...own.map((each) => each.split('.', 1)[0] ?? each)]),
    ];
  },
  _total: (results, value, name) => {
    results.total = oneOf(TOTALS, value, name);
  },
  _cursor: (results, value) => {
    results.cursor = value;
  },
  _contained: (_results, value, name, { leaveOut }) => {
    if (value !== 'false')
      leaveOut(new SearchProblem('parameter-unsupported', name, 'only false is supported'));
  },
  _include: include('include'),
  _revinclude: include('revinclude'),
  _format: nothing,
  _pretty: nothing,
};

const REPEATABLE = new Set(['_include', '_revinclude', '_elements', '_sort', '_format', '_pretty']);

/**
 * Takes a parameter that says how the answer looks; false when it is none of these.
 * @throws SearchProblem
 */
export function takeResultParameter(
  results: Mutable<ResultParameters>,
  name: string,
  value: string,
  context: ResultContext & { readonly seen: Set<string> },
): boolean {
  const base = name.split(':', 1)[0] ?? name;
  const take = Object.hasOwn(TAKES, base) ? TAKES[base] : undefined;
  if (take === undefined) return false;
  const isInclude = base === '_include' || base === '_revinclude';
  if (base !== name && !(isInclude && ITERATE.has(name.slice(base.length + 1)))) {
    throw new SearchProblem('modifier-unsupported', name, 'this modifier is not supported here');
  }
  if (context.seen.has(base) && !REPEATABLE.has(base)) {
    throw new SearchProblem('parameter-repeated', name, 'may be given once');
  }
  context.seen.add(base);
  take(results, value, name, context);
  return true;
}

/** `recurse` is the older name. */
const ITERATE = new Set(['iterate', 'recurse']);

function sortKeys(value: string, name: string, { definitions, type, leaveOut }: ResultContext): SortKey[] {
  return value.split(',').flatMap((each): SortKey[] => {
    const descending = each.startsWith('-');
    const code = descending ? each.slice(1) : each;
    const parameter = parametersOf(definitions, type).get(code);
    if (parameter === undefined || parameter.extract === null || parameter.kind === 'composite') {
      leaveOut(new SearchProblem('parameter-unknown', name, 'cannot sort by this parameter'));
      return [];
    }
    return [{ parameter, descending }];
  });
}

function includeRule(
  list: 'include' | 'revinclude',
  value: string,
  name: string,
  { definitions, type, leaveOut }: ResultContext,
): IncludeRule | null {
  const iterate = name.includes(':');
  const [source = '', parameter = '*', target = null, ...more] = value.split(':');
  if (source === '*' && parameter === '*' && list === 'include') {
    return { source: type, parameter, target: null, iterate };
  }
  const known = definitions.resourceTypes;
  if (more.length > 0 || !known.has(source) || (target !== null && !known.has(target))) {
    throw malformed(name, 'expected Type:parameter or Type:parameter:Type');
  }
  if (parameter === '*') return { source, parameter, target, iterate };
  const found = parametersOf(definitions, source).get(parameter);
  if (found === undefined || found.kind !== 'reference' || found.extract === null) {
    leaveOut(new SearchProblem('parameter-unknown', name, `${source} has no such reference`));
    return null;
  }
  // Without :iterate only the resources found are looked at, and nothing of another type is among them.
  if (list === 'include' && !iterate && source !== type) return null;
  if (list === 'revinclude' && !iterate && !found.targets.includes(target ?? type)) return null;
  return { source, parameter, target, iterate };
}
