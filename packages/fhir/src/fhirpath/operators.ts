import type { BinaryOperator, Node } from './ast.ts';
import { distinct } from './collections.ts';
import {
  type Code,
  listCode,
  listOf,
  MANY,
  type Members,
  oneOf,
  oneOrMany,
  type Run,
  type Scalar,
  scalarCode,
  type Truth,
  truthOf,
  Unsupported,
} from './run.ts';
import type { Scope } from './scope.ts';
import { compare, equal, keyOf, numberOf, plain, Stop, textOf } from './values.ts';

type Binary = Extract<Node, { kind: 'binary' }>;

export function compileBinary(node: Binary, scope: Scope): Code {
  const left = scope.compile(node.left, scope);
  if (node.op === 'in') return membership(left, node.right, scope);
  const right = scope.compile(node.right, scope);
  if (node.op === 'contains') return membership(right, node.left, scope);
  const logic = LOGIC[node.op];
  if (logic !== undefined) return scalarCode(logic(truthOf(left), truthOf(right)));
  switch (node.op) {
    case '=':
      return scalarCode(equality(left, right));
    case '!=': {
      const same = equality(left, right);
      return scalarCode((self, run) => {
        const result = same(self, run);
        return result === undefined ? undefined : !result;
      });
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return scalarCode(order(node.op, oneOf(left), oneOf(right)));
    case '|':
      return union(left, right);
    default:
      return scalarCode(arithmetic(node.op, oneOf(left), oneOf(right)));
  }
}

/** Three-valued; the right side is not asked where the left one decides. */
const LOGIC: Partial<Record<BinaryOperator, (left: Truth, right: Truth) => Truth>> = {
  and: (left, right) => (self, run) => {
    const first = left(self, run);
    if (first === false) return false;
    const second = right(self, run);
    if (second === false) return false;
    return first === undefined ? undefined : second;
  },
  or: (left, right) => (self, run) => {
    const first = left(self, run);
    if (first === true) return true;
    const second = right(self, run);
    if (second === true) return true;
    return first === undefined ? undefined : second;
  },
  xor: (left, right) => (self, run) => {
    const first = left(self, run);
    const second = right(self, run);
    return first === undefined || second === undefined ? undefined : first !== second;
  },
  implies: (left, right) => (self, run) => {
    const first = left(self, run);
    if (first === false) return true;
    const second = right(self, run);
    return first === true || second === true ? second : undefined;
  },
};

function equality(left: Code, right: Code): Truth {
  const first = oneOrMany(left);
  const second = oneOrMany(right);
  const lefts = listOf(left);
  const rights = listOf(right);
  return (self, run) => {
    const a = first(self, run);
    if (a === undefined) return undefined;
    const b = second(self, run);
    if (b === undefined) return undefined;
    if (a !== MANY && b !== MANY) return equal(a, b);
    if (a !== b) return false;
    const all = lefts(self, run);
    const others = rights(self, run);
    return all.length === others.length && all.every((item, index) => equal(item, others[index]) === true);
  };
}

function order(op: '<' | '<=' | '>' | '>=', left: Scalar, right: Scalar): Truth {
  return (self, run) => {
    const a = left(self, run);
    const b = right(self, run);
    if (a === undefined || b === undefined) return undefined;
    const result = compare(a, b);
    if (result === undefined) {
      run.unsure = true;
      return undefined;
    }
    if (op === '<') return result < 0;
    if (op === '<=') return result <= 0;
    return op === '>' ? result > 0 : result >= 0;
  };
}

function union(left: Code, right: Code): Code {
  const lefts = listOf(left);
  const rights = listOf(right);
  return listCode((self, run) => distinct([...lefts(self, run), ...rights(self, run)]));
}

function arithmetic(op: BinaryOperator, left: Scalar, right: Scalar): Scalar {
  if (op === '&') return (self, run) => `${text(left(self, run)) ?? ''}${text(right(self, run)) ?? ''}`;
  return (self, run) => {
    const a = plain(left(self, run));
    const b = plain(right(self, run));
    if (a === undefined || b === undefined) return undefined;
    if (op === '+' && typeof a === 'string' && typeof b === 'string') return a + b;
    const first = numberOf(a);
    const second = numberOf(b);
    if (first === null || second === null) throw new Stop('numbers expected', true);
    return calculate(op, first, second);
  };
}

function calculate(op: BinaryOperator, a: number, b: number): number | undefined {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case 'div':
      return b === 0 ? undefined : Math.trunc(a / b);
    case 'mod':
      return b === 0 ? undefined : a % b;
    default:
      throw new Unsupported(`operator ${op}`);
  }
}

const text = (value: unknown): string | undefined => textOf(plain(value));

/** `item in collection`. A collection that is the same for all items is gathered once per evaluation. */
function membership(item: Code, collection: Node, scope: Scope): Code {
  const one = oneOf(item);
  const list = listOf(scope.compile(collection, scope));
  const members = isFixed(collection) ? kept(list, scope.slot()) : gathered(list);
  return scalarCode((self, run) => {
    const value = one(self, run);
    if (value === undefined) return undefined;
    const { keys, rest } = members(self, run);
    const key = keyOf(value);
    return (key !== undefined && keys.has(key)) || rest.some((other) => equal(other, value) === true);
  });
}

type Gather = (self: unknown, run: Run) => Members;

function gathered(list: (self: unknown, run: Run) => unknown[]): Gather {
  return (self, run) => {
    const items = list(self, run);
    return {
      keys: new Set(items.map(keyOf).filter((key) => key !== undefined)),
      rest: items.filter((item) => keyOf(item) === undefined),
    };
  };
}

function kept(list: (self: unknown, run: Run) => unknown[], slot: number): Gather {
  const gather = gathered(list);
  return (self, run) => {
    const known = run.memo[slot];
    if (known !== undefined) return known;
    const members = gather(self, run);
    run.memo[slot] = members;
    return members;
  };
}

const TAKES_TYPE = new Set(['is', 'as', 'ofType']);

/** Whether the expression is the same for every `$this`. */
function isFixed(node: Node): boolean {
  switch (node.kind) {
    case 'literal':
    case 'nothing':
    case 'moment':
    case 'quantity':
    case 'variable':
      return true;
    case 'this':
    case 'special':
      return false;
    case 'member':
      return node.target !== null && isFixed(node.target);
    case 'call':
      return (
        node.target !== null &&
        isFixed(node.target) &&
        (TAKES_TYPE.has(node.name) || node.args.every(isFixed))
      );
    case 'index':
      return isFixed(node.target) && isFixed(node.at);
    case 'type-test':
      return isFixed(node.target);
    case 'sign':
      return isFixed(node.of);
    case 'binary':
      return isFixed(node.left) && isFixed(node.right);
  }
}
