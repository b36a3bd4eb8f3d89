import type { Node } from './ast.ts';
import { compileCall } from './functions.ts';
import { resourceTypeOf, toMember } from './navigate.ts';
import { compileBinary } from './operators.ts';
import { parse } from './parse.ts';
import { isSubtype } from './r4-types.ts';
import { type Code, listOf, oneOf, type Scalar, scalarCode, Unsupported } from './run.ts';
import type { Scope } from './scope.ts';
import { compileTypeTest } from './type-tests.ts';
import { numberOf, plain, Stop } from './values.ts';

export interface Compiled {
  readonly code: Code;
  /** Places that `Run.memo` has to have. */
  readonly slots: number;
}

/**
 * Compiles an expression to closures over plain JSON.
 *
 * @throws FhirPathSyntaxError
 * @throws Unsupported
 */
export function compile(expression: string): Compiled {
  let slots = 0;
  const scope: Scope = { items: 'root', compile: compileNode, slot: () => slots++ };
  const code = compileNode(parse(expression), scope);
  return { code, slots };
}

function compileNode(node: Node, scope: Scope): Code {
  switch (node.kind) {
    case 'literal': {
      const { value } = node;
      return scalarCode(() => value);
    }
    case 'nothing':
      return { scalar: null, some: () => () => false };
    case 'moment': {
      const { text } = node;
      if (text.startsWith('T')) throw new Unsupported('time of day');
      return scalarCode(() => text);
    }
    case 'this':
      return THIS;
    case 'variable':
      return variable(node.name);
    case 'member':
      return member(node, scope);
    case 'call':
      return compileCall(node, scope);
    case 'index':
      return indexed(node, scope);
    case 'type-test':
      return compileTypeTest(node.op, node.target, node.type, scope);
    case 'sign':
      return scalarCode(signed(node.op, oneOf(scope.compile(node.of, scope))));
    case 'binary':
      return compileBinary(node, scope);
    default:
      throw new Unsupported(node.kind);
  }
}

/** An array stands for a collection; it comes from `iif` alone, elements are handed in one by one. */
const THIS: Code = {
  scalar: null,
  some: (next) => (self, run) => {
    if (Array.isArray(self)) {
      for (const value of self) if (next(value, run)) return true;
      return false;
    }
    return self !== undefined && next(self, run);
  },
};

function member({ target, name }: Extract<Node, { kind: 'member' }>, scope: Scope): Code {
  if (target !== null) {
    const from = scope.compile(target, scope);
    return { scalar: null, some: (next) => from.some(toMember(name, next)) };
  }
  // `Appointment.status`: the name of the type stands for the element itself.
  const mayBeType = /^[A-Z]/.test(name);
  return {
    scalar: null,
    some: (next) => {
      const child = toMember(name, next);
      if (!mayBeType) return THIS.some(child);
      return THIS.some((value, run) => {
        const type = resourceTypeOf(value) ?? (value === run.context ? run.at.typeName : null);
        return type !== null && isSubtype(type, name) ? next(value, run) : child(value, run);
      });
    },
  };
}

function indexed(node: Extract<Node, { kind: 'index' }>, scope: Scope): Code {
  const list = listOf(scope.compile(node.target, scope));
  const at = oneOf(scope.compile(node.at, scope));
  return scalarCode((self, run) => {
    const index = numberOf(plain(at(self, run)));
    return index === null ? undefined : list(self, run)[index];
  });
}

function signed(op: '+' | '-', of: Scalar): Scalar {
  return (self, run) => {
    const value = of(self, run);
    if (value === undefined) return undefined;
    const number = numberOf(plain(value));
    if (number === null) throw new Stop('number expected', true);
    return op === '-' ? -number : number;
  };
}

const CONSTANTS: ReadonlyMap<string, string> = new Map([
  ['ucum', 'http://unitsofmeasure.org'],
  ['sct', 'http://snomed.info/sct'],
  ['loinc', 'http://loinc.org'],
]);

const VARIABLES: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ['resource', (_self, run) => run.at.resource],
  ['rootResource', (_self, run) => run.at.rootResource],
  ['context', (_self, run) => run.context],
]);

function variable(name: string): Code {
  const constant = CONSTANTS.get(name) ?? named(name);
  if (constant !== null) return scalarCode(() => constant);
  const read = VARIABLES.get(name);
  if (read === undefined) throw new Unsupported(`variable ${name}`);
  return scalarCode(read);
}

/** `%vs-name` and `%ext-name` stand for addresses of HL7. */
function named(name: string): string | null {
  if (name.startsWith('vs-')) return `http://hl7.org/fhir/ValueSet/${name.slice(3)}`;
  if (name.startsWith('ext-')) return `http://hl7.org/fhir/StructureDefinition/${name.slice(4)}`;
  return null;
}
