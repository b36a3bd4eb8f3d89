import type { Node } from './ast.ts';
import type { Code } from './run.ts';

/** What is known, when compiling, of the items that an expression is asked about. */
export interface Scope {
  /** `root`: the element of the invariant; `typed`: descendants whose types are known; `plain`: whatever. */
  readonly items: 'root' | 'typed' | 'plain';
  compile(node: Node, scope: Scope): Code;
  /** A place for something that stays the same during one evaluation. */
  slot(): number;
}
