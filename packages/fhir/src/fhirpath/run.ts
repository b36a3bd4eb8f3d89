import { plain, Stop } from './values.ts';

/** The place at which an invariant is evaluated. */
export interface InvariantPlace {
  /** Type of the element: `HumanName`, `dateTime`, the resource's type at its root. */
  readonly typeName: string;
  /** Path that defines the element's children where its type does not: `Observation.component`. */
  readonly path?: string;
  /** The resource that holds the element; contained ones stand for themselves. */
  readonly resource: unknown;
  readonly rootResource: unknown;
  resolve(reference: string): unknown;
  /** Undefined where it cannot be said. */
  memberOf?(valueSet: string, coding: unknown): boolean | undefined;
  conformsTo?(resource: unknown, profile: string): boolean | undefined;
}

/** What one evaluation knows. Its fields are scratch space of the closures below, so that none has to allocate. */
export interface Run {
  at: InvariantPlace;
  /** `%context` */
  context: unknown;
  /** `$this` */
  self: unknown;
  /** `$this` of the expression around a projection. */
  outer: unknown;
  found: unknown;
  count: number;
  out: unknown[];
  steps: number;
  /** A comparison could not be decided, since a date is too coarse. */
  unsure: boolean;
  /** Type of the element that a walk over typed descendants stands at. */
  itemType: string | null;
  /** What depends on the resource alone, once per evaluation. */
  memo: (Members | undefined)[];
}

/** A collection that is asked again and again whether it holds something. */
export interface Members {
  readonly keys: ReadonlySet<unknown>;
  /** Those that no key tells apart. */
  readonly rest: readonly unknown[];
}

/** Takes one item; true ends the walk. */
export type Step = (value: unknown, run: Run) => boolean;
/** At most one value, undefined for none. */
export type Scalar = (self: unknown, run: Run) => unknown;
export type Truth = (self: unknown, run: Run) => boolean | undefined;

/**
 * A compiled expression. `some` is given what happens with each item and yields what walks over all of them until
 * something is found; everything is bound when compiling, so that nothing is collected at run time unless an operator
 * needs the whole collection.
 */
export interface Code {
  some(next: Step): Step;
  readonly scalar: Scalar | null;
}

/** The expression is beyond this compiler; the library may know it. */
export class Unsupported extends Error {}

const MOST_STEPS = 2_000_000;

export function countStep(run: Run): void {
  if (++run.steps > MOST_STEPS) throw new Stop('too many steps', false);
}

export const MANY: unique symbol = Symbol('many');

export function scalarCode(scalar: Scalar): Code {
  return {
    scalar,
    some: (next) => (self, run) => {
      const value = scalar(self, run);
      return value !== undefined && next(value, run);
    },
  };
}

export function listCode(list: (self: unknown, run: Run) => readonly unknown[]): Code {
  return {
    scalar: null,
    some: (next) => (self, run) => {
      for (const value of list(self, run)) if (next(value, run)) return true;
      return false;
    },
  };
}

const countItem: Step = (value, run) => {
  if (run.count++ === 0) {
    run.found = value;
    return false;
  }
  return true;
};

/** The one item, undefined for none, MANY for more. */
export function oneOrMany(code: Code): Scalar {
  if (code.scalar !== null) return code.scalar;
  const walk = code.some(countItem);
  return (self, run) => {
    const { count, found } = run;
    run.count = 0;
    run.found = undefined;
    walk(self, run);
    const result = run.count > 1 ? MANY : run.found;
    run.count = count;
    run.found = found;
    return result;
  };
}

/** The one item. More than one stop the evaluation, as the language has it. */
export function oneOf(code: Code): Scalar {
  if (code.scalar !== null) return code.scalar;
  const one = oneOrMany(code);
  return (self, run) => {
    const value = one(self, run);
    if (value === MANY) throw new Stop('one value expected', false);
    return value;
  };
}

/** As a condition: a single value that is no boolean counts as true. */
export function truthOf(code: Code): Truth {
  const one = oneOf(code);
  return (self, run) => {
    const value = one(self, run);
    if (value === true || value === false || value === undefined) return value;
    const bare = plain(value);
    if (bare === undefined || bare === null) return undefined;
    return typeof bare === 'boolean' ? bare : true;
  };
}

const always: Step = () => true;

export function existsOf(code: Code): (self: unknown, run: Run) => boolean {
  return code.some(always);
}

const count: Step = (_value, run) => {
  run.count++;
  return false;
};

export function countOf(code: Code): (self: unknown, run: Run) => number {
  const walk = code.some(count);
  return (self, run) => {
    const before = run.count;
    run.count = 0;
    walk(self, run);
    const counted = run.count;
    run.count = before;
    return counted;
  };
}

const keep: Step = (value, run) => {
  run.out.push(value);
  return false;
};

export function listOf(code: Code): (self: unknown, run: Run) => unknown[] {
  const walk = code.some(keep);
  return (self, run) => {
    const before = run.out;
    const mine: unknown[] = [];
    run.out = mine;
    walk(self, run);
    run.out = before;
    return mine;
  };
}

const takeFirst: Step = (value, run) => {
  run.found = value;
  return true;
};

export function firstOf(code: Code): Scalar {
  const walk = code.some(takeFirst);
  return (self, run) => {
    const before = run.found;
    run.found = undefined;
    walk(self, run);
    const first = run.found;
    run.found = before;
    return first;
  };
}

/** What a condition says of an item, with the item as `$this`. */
export function conditionOf(code: Code): Truth {
  const truth = truthOf(code);
  return (value, run) => {
    const before = run.self;
    run.self = value;
    const result = truth(value, run);
    run.self = before;
    return result;
  };
}
