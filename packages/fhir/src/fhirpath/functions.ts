import { narrativeFault } from '../validate/narrative.ts';
import type { Node } from './ast.ts';
import { distinct, holds } from './collections.ts';
import { childrenOf, descendantsOf, toMember } from './navigate.ts';
import {
  type Code,
  conditionOf,
  countOf,
  countStep,
  existsOf,
  firstOf,
  listCode,
  listOf,
  MANY,
  oneOf,
  oneOrMany,
  scalarCode,
  truthOf,
  Unsupported,
} from './run.ts';
import type { Scope } from './scope.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';
import { compileTypeTest } from './type-tests.ts';
import { isFields, isPrimitive, plain, Stop } from './values.ts';

type Call = Extract<Node, { kind: 'call' }>;

/** What a function is compiled from. */
interface Parts {
  readonly target: Code;
  readonly node: Call;
  readonly scope: Scope;
  /** An argument that is asked of the items of the target. */
  perItem(at: number): Code;
  /** An argument that is asked of `$this`. */
  value(at: number): Code;
}

type Compile = (parts: Parts) => Code;

export function compileCall(node: Call, scope: Scope): Code {
  if (TYPE_FUNCTIONS.has(node.name)) return typeFunction(node, scope);
  const text = TEXT_FUNCTIONS[node.name];
  const target = scope.compile(node.target ?? { kind: 'this' }, scope);
  if (text !== undefined)
    return text(
      target,
      node.args.map((arg) => scope.compile(arg, scope)),
    );
  const compile = FUNCTIONS[node.name];
  if (compile === undefined) throw new Unsupported(`function ${node.name}`);
  const inner: Scope = { ...scope, items: itemsOf(node.target) };
  return compile({
    target,
    node,
    scope,
    perItem: (at) => scope.compile(argument(node, at), inner),
    value: (at) => scope.compile(argument(node, at), scope),
  });
}

const TYPE_FUNCTIONS = new Set(['is', 'as', 'ofType']);

function itemsOf(target: Node | null): Scope['items'] {
  return target?.kind === 'call' && target.name === 'descendants' ? 'typed' : 'plain';
}

function argument(node: Call, at: number): Node {
  const arg = node.args[at];
  if (arg === undefined) throw new Unsupported(`${node.name} without argument`);
  return arg;
}

function typeFunction(node: Call, scope: Scope): Code {
  const op = node.name === 'is' ? 'is' : 'as';
  return compileTypeTest(op, node.target, typeName(argument(node, 0)), scope);
}

function typeName(node: Node): string {
  if (node.kind !== 'member') throw new Unsupported('type expected');
  return node.target === null ? node.name : `${typeName(node.target)}.${node.name}`;
}

const filter = ({ target, perItem }: Parts): Code => {
  const passes = conditionOf(perItem(0));
  return {
    scalar: null,
    some: (next) => target.some((value, run) => passes(value, run) === true && next(value, run)),
  };
};

const exists = (
  parts: Parts,
): ((self: unknown, run: Parameters<ReturnType<typeof existsOf>>[1]) => boolean) => {
  const { node } = parts;
  if (node.args.length > 0) return existsOf(filter(parts));
  const of = node.target;
  // Whether a union holds something does not depend on what it holds twice.
  if (of?.kind === 'binary' && of.op === '|') {
    const left = existsOf(parts.scope.compile(of.left, parts.scope));
    const right = existsOf(parts.scope.compile(of.right, parts.scope));
    return (self, run) => left(self, run) || right(self, run);
  }
  return existsOf(parts.target);
};

const project = ({ target, perItem }: Parts): Code => {
  const each = perItem(0);
  return {
    scalar: null,
    some: (next) => {
      const inner = each.some((value, run) => {
        const { self, outer } = run;
        run.self = outer;
        const found = next(value, run);
        run.self = self;
        run.outer = outer;
        return found;
      });
      return target.some((value, run) => {
        const { self, outer } = run;
        run.outer = self;
        run.self = value;
        const found = inner(value, run);
        run.self = self;
        run.outer = outer;
        return found;
      });
    },
  };
};

const all = (parts: Parts, passes: (value: unknown) => boolean): Code => {
  const failing = parts.target.some((value) => !passes(plain(value)));
  return scalarCode((self, run) => !failing(self, run));
};

const sliced = ({ target }: Parts, from: number, to?: number): Code => {
  const list = listOf(target);
  return listCode((self, run) => list(self, run).slice(from, to));
};

const compareSets = (
  { target, value }: Parts,
  result: (own: unknown[], other: unknown[]) => unknown,
): ((self: unknown, run: Parameters<ReturnType<typeof listOf>>[1]) => unknown) => {
  const own = listOf(target);
  const other = listOf(value(0));
  return (self, run) => {
    const left = own(self, run);
    const right = other(self, run);
    run.steps += left.length * right.length;
    countStep(run);
    return result(left, right);
  };
};

const combine = (parts: Parts, result: (own: unknown[], other: unknown[]) => unknown[]): Code => {
  const both = compareSets(parts, result);
  return listCode((self, run) => {
    const combined = both(self, run);
    return Array.isArray(combined) ? combined : [];
  });
};

const iif = ({ node, scope, target }: Parts): Code => {
  const inner: Scope = node.target === null ? scope : { ...scope, items: 'plain' };
  const condition = truthOf(scope.compile(argument(node, 0), inner));
  const yes = listOf(scope.compile(argument(node, 1), inner));
  const otherwise = node.args[2] === undefined ? null : listOf(scope.compile(node.args[2], inner));
  const input = node.target === null ? null : listOf(target);
  return listCode((self, run) => {
    const before = run.self;
    const items = input?.(self, run);
    const focus = items === undefined ? self : items.length === 1 ? items[0] : items;
    run.self = focus;
    const chosen = condition(focus, run) === true ? yes : otherwise;
    const result = chosen === null ? [] : chosen(focus, run);
    run.self = before;
    return result;
  });
};

const resolve: Compile = ({ target }) => ({
  scalar: null,
  some: (next) =>
    target.some((value, run) => {
      const bare = plain(value);
      const reference = isFields(bare) ? plain(bare.reference) : bare;
      if (typeof reference !== 'string') return false;
      const found = run.at.resolve(reference);
      return found !== undefined && found !== null && next(found, run);
    }),
});

const judged = (
  parts: Parts,
  judge: (run: Parameters<ReturnType<typeof oneOf>>[1], subject: unknown, url: string) => boolean | undefined,
): Code => {
  const one = oneOf(parts.target);
  const named = oneOf(parts.value(0));
  return scalarCode((self, run) => {
    const value = one(self, run);
    const url = plain(named(self, run));
    if (value === undefined || typeof url !== 'string') return undefined;
    const verdict = judge(run, plain(value), url);
    if (verdict === undefined) throw new Stop('cannot be judged here', false);
    return verdict;
  });
};

const FUNCTIONS: Readonly<Record<string, Compile>> = {
  exists: (parts) => scalarCode(exists(parts)),
  empty: (parts) => {
    const some = exists(parts);
    return scalarCode((self, run) => !some(self, run));
  },
  not: ({ target }) => {
    const truth = truthOf(target);
    return scalarCode((self, run) => {
      const value = truth(self, run);
      return value === undefined ? undefined : !value;
    });
  },
  where: filter,
  select: project,
  all: ({ target, perItem }) => {
    const passes = conditionOf(perItem(0));
    const failing = target.some((value, run) => passes(value, run) !== true);
    return scalarCode((self, run) => !failing(self, run));
  },
  allTrue: (parts) => all(parts, (value) => value === true),
  allFalse: (parts) => all(parts, (value) => value === false),
  anyTrue: ({ target }) => scalarCode(target.some((value) => plain(value) === true)),
  anyFalse: ({ target }) => scalarCode(target.some((value) => plain(value) === false)),
  count: ({ target }) => scalarCode(countOf(target)),
  hasValue: ({ target }) => {
    const one = oneOrMany(target);
    return scalarCode((self, run) => {
      const value = one(self, run);
      return value !== MANY && value !== undefined && isPrimitive(plain(value)) && plain(value) !== undefined;
    });
  },
  getValue: ({ target }) => {
    const one = oneOf(target);
    return scalarCode((self, run) => plain(one(self, run)));
  },
  first: ({ target }) => scalarCode(firstOf(target)),
  single: ({ target }) => scalarCode(oneOf(target)),
  last: (parts) => sliced(parts, -1),
  tail: (parts) => sliced(parts, 1),
  distinct: ({ target }) => {
    const list = listOf(target);
    return listCode((self, run) => distinct(list(self, run)));
  },
  isDistinct: ({ target }) => {
    const list = listOf(target);
    return scalarCode((self, run) => {
      const items = list(self, run);
      return distinct(items).length === items.length;
    });
  },
  combine: (parts) => combine(parts, (own, other) => [...own, ...other]),
  union: (parts) => combine(parts, (own, other) => distinct([...own, ...other])),
  intersect: (parts) => combine(parts, (own, other) => distinct(own.filter((item) => holds(other, item)))),
  exclude: (parts) => combine(parts, (own, other) => own.filter((item) => !holds(other, item))),
  subsetOf: (parts) =>
    scalarCode(compareSets(parts, (own, other) => own.every((item) => holds(other, item)))),
  supersetOf: (parts) =>
    scalarCode(compareSets(parts, (own, other) => other.every((item) => holds(own, item)))),
  children: ({ target }) => childrenOf(target),
  descendants: ({ target }) => descendantsOf(target),
  trace: ({ target }) => target,
  iif,
  resolve,
  extension: ({ target, value }) => {
    const url = oneOf(value(0));
    return {
      scalar: null,
      some: (next) =>
        target.some(
          toMember(
            'extension',
            (extension, run) =>
              isFields(extension) && extension.url === plain(url(run.self, run)) && next(extension, run),
          ),
        ),
    };
  },
  memberOf: (parts) => judged(parts, (run, value, url) => run.at.memberOf?.(url, value)),
  conformsTo: (parts) => judged(parts, (run, value, url) => run.at.conformsTo?.(value, url)),
  htmlChecks: ({ target }) => {
    const one = oneOf(target);
    return scalarCode((self, run) => {
      const text = plain(one(self, run));
      return typeof text === 'string' ? narrativeFault(text) === null : undefined;
    });
  },
};
