import { ExactDecimal } from '../json/exact-decimal.ts';
import { compile } from './compile.ts';
import { compileByLibrary } from './library.ts';
import { type InvariantPlace, type Run, type Truth, truthOf } from './run.ts';
import { Stop } from './values.ts';

export type Verdict = boolean | 'not-evaluated';

export interface CompiledInvariant {
  /** Compiled to closures of our own; false where the library evaluates it. */
  readonly native: boolean;
  /**
   * Whether the constraint holds. Never throws. What evaluates to nothing does not hold, unless dates were too coarse
   * to be compared: then nothing is shown to be wrong.
   *
   * @param element JSON; a primitive with a `_` sibling as PrimitiveElement
   */
  check(element: unknown, at: InvariantPlace): Verdict;
}

export interface InvariantOptions {
  /** False: what our own compiler does not know is never evaluated. */
  readonly library?: boolean;
}

/** Compiles the expression of a constraint. Never throws: what cannot be read is never evaluated. */
export function compileInvariant(expression: string, options: InvariantOptions = {}): CompiledInvariant {
  const fallback = options.library === false ? () => 'not-evaluated' as const : byLibrary(expression);
  try {
    const { code, slots } = compile(expression);
    return { native: true, check: nativeCheck(truthOf(code), slots, fallback) };
  } catch {
    return { native: false, check: fallback };
  }
}

type Check = CompiledInvariant['check'];

function nativeCheck(truth: Truth, slots: number, fallback: Check): Check {
  let spare: Run | null = null;
  return (element, at) => {
    // An invariant may be asked again while it is being asked, by way of conformsTo.
    const run = spare ?? newRun(at);
    spare = null;
    reset(run, element, at, slots);
    let verdict: Verdict;
    try {
      verdict = truth(element, run) ?? run.unsure;
    } catch (error) {
      verdict = error instanceof Stop && error.elsewhere ? fallback(element, at) : 'not-evaluated';
    }
    run.at = NOWHERE;
    run.context = undefined;
    run.self = undefined;
    run.found = undefined;
    spare = run;
    return verdict;
  };
}

const NOWHERE: InvariantPlace = {
  typeName: '',
  resource: undefined,
  rootResource: undefined,
  resolve: () => undefined,
};

function newRun(at: InvariantPlace): Run {
  return {
    at,
    context: undefined,
    self: undefined,
    outer: undefined,
    found: undefined,
    count: 0,
    out: [],
    steps: 0,
    unsure: false,
    itemType: null,
    memo: [],
  };
}

function reset(run: Run, element: unknown, at: InvariantPlace, slots: number): void {
  run.at = at;
  run.context = element;
  run.self = element;
  run.outer = undefined;
  run.found = undefined;
  run.count = 0;
  run.steps = 0;
  run.unsure = false;
  run.itemType = null;
  if (run.out.length > 0) run.out = [];
  if (slots > 0) run.memo = [];
}

function byLibrary(expression: string): Check {
  const evaluate = compileByLibrary(expression);
  return (element, at) => {
    try {
      return verdictOf(evaluate(withPlainNumbers(element), at));
    } catch {
      return 'not-evaluated';
    }
  };
}

function verdictOf(result: unknown): Verdict {
  if (!Array.isArray(result) || result.length > 1) return 'not-evaluated';
  const [only] = result;
  if (only === undefined) return false;
  return typeof only === 'boolean' ? only : true;
}

/** The library knows no numbers in exact form, and marks what it is given. */
function withPlainNumbers(value: unknown): unknown {
  if (value instanceof ExactDecimal) return value.toNumber();
  if (Array.isArray(value)) return value.map(withPlainNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withPlainNumbers(child)]));
}
