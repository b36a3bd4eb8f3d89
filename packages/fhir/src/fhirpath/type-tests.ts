import type { Node } from './ast.ts';
import { resourceTypeOf, toMember, toProperty } from './navigate.ts';
import { choicesOf, isResourceType, isSubtype, typeNamed } from './r4-types.ts';
import { type Code, MANY, oneOrMany, type Run, type Step, scalarCode, Unsupported } from './run.ts';
import type { Scope } from './scope.ts';
import { Stop } from './values.ts';

/**
 * `is`, `as` and `ofType`. JSON does not say what type an element has, except of resources and of choices; where
 * nothing else says it, the expression is left to the library.
 */
export function compileTypeTest(op: 'is' | 'as', target: Node | null, typeName: string, scope: Scope): Code {
  const type = typeNamed(typeName);
  if (type === 'Element') throw new Unsupported(`type ${typeName}`);
  const start = scope.compile(target ?? { kind: 'this' }, scope);
  // Types of later releases: nothing in R4 is of them.
  if (type === null) return byTest(op, start, () => false);
  if (isResourceType(type)) return byTest(op, start, (value) => isOfResourceType(value, type));
  if (isStart(target)) return byTest(op, start, testAtStart(type, scope));
  if (target.kind === 'call' && target.name === 'descendants')
    return byTest(op, start, (_value, run) => run.itemType !== null && isSubtype(run.itemType, type));
  if (target.kind === 'member' && choicesOf(target.name).size > 0)
    return byChoice(op, target.target, target.name, type, scope);
  throw new Unsupported(`type ${typeName} of an element whose type is not written`);
}

function isStart(target: Node | null): target is null | Extract<Node, { kind: 'this' }> {
  return target === null || target.kind === 'this';
}

function isOfResourceType(value: unknown, type: string): boolean {
  const own = resourceTypeOf(value);
  return own !== null && isSubtype(own, type);
}

function testAtStart(type: string, scope: Scope): Step {
  if (scope.items === 'typed') return (_value, run) => run.itemType !== null && isSubtype(run.itemType, type);
  if (scope.items === 'root')
    return (value, run) => isSubtype(resourceTypeOf(value) ?? run.at.typeName, type);
  throw new Unsupported(`type ${type} of an item`);
}

function byTest(op: 'is' | 'as', start: Code, test: Step): Code {
  if (op === 'as')
    return { scalar: null, some: (next) => start.some((value, run) => test(value, run) && next(value, run)) };
  const one = oneOrMany(start);
  return scalarCode((self, run) => {
    const value = one(self, run);
    if (value === MANY) throw new Stop('one value expected', false);
    return value === undefined ? undefined : test(value, run);
  });
}

/** Of `value[x]`: the name of the property says the type. */
function byChoice(op: 'is' | 'as', parent: Node | null, name: string, type: string, scope: Scope): Code {
  const from = scope.compile(parent ?? { kind: 'this' }, scope);
  const wanted = [...choicesOf(name).values()].filter((choice) => isSubtype(choice.type, type));
  const filtered: Code = {
    scalar: null,
    some: (next) => {
      const steps = wanted.map(({ property }) => toProperty(property, next));
      return from.some((value, run) => {
        refusePlain(value, name);
        return steps.some((step) => step(value, run));
      });
    },
  };
  if (op === 'as') return filtered;
  const whole = oneOrMany({ scalar: null, some: (next) => from.some(toMember(name, next)) });
  const match = filtered.some(() => true);
  return scalarCode((self: unknown, run: Run) => {
    const value = whole(self, run);
    if (value === MANY) throw new Stop('one value expected', false);
    return value === undefined ? undefined : match(self, run);
  });
}

/** An element that is no choice here keeps its type to itself. */
function refusePlain(value: unknown, name: string): void {
  if (typeof value === 'object' && value !== null && name in value)
    throw new Stop('type of a plain element', true);
}
