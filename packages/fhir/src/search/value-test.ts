import type { Definitions } from '../definitions/types.ts';
import type { Terminology } from '../terminology/terminology.ts';
import type { TypedNode } from './path-compiler.ts';
import { SearchProblem } from './problem.ts';

/** Whether one extracted element is what a value of the search asks for. */
export type ValueTest = (node: TypedNode, root: TypedNode) => boolean;

/** What compiling a value needs to know. */
export interface ValueContext {
  /** As it was sent, for problems. */
  readonly parameter: string;
  /** Without the colon; null when there is none. */
  readonly modifier: string | null;
  readonly definitions: Definitions;
  readonly terminology: Terminology;
  readonly now: Date;
  /** Without a slash at the end. */
  readonly baseUrl: string;
}

export type ValueCompiler = (value: string, context: ValueContext) => ValueTest;

export function malformed({ parameter }: ValueContext, reason: string): SearchProblem {
  return new SearchProblem('value-malformed', parameter, reason);
}

export function unsupportedModifier({ parameter }: ValueContext): SearchProblem {
  return new SearchProblem('modifier-unsupported', parameter, 'this modifier is not supported here');
}

export type Prefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';
const PREFIXES: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap']);

function isPrefix(text: string): text is Prefix {
  return PREFIXES.has(text);
}

/** `ge2026` as ge and 2026; eq where no prefix is written. */
export function splitPrefix(value: string): { readonly prefix: Prefix; readonly rest: string } {
  const start = value.slice(0, 2);
  return isPrefix(start) ? { prefix: start, rest: value.slice(2) } : { prefix: 'eq', rest: value };
}
