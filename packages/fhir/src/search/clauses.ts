import type { Definitions } from '../definitions/types.ts';
import { isObject } from '../model/element-model.ts';
import { compileDate } from './date-values.ts';
import { compileNumber, compileQuantity } from './number-values.ts';
import { type ParameterModel, parametersOf } from './parameters.ts';
import { resourceNode, type TypedNode } from './path-compiler.ts';
import { SearchProblem } from './problem.ts';
import { splitUnescaped } from './query-text.ts';
import { compileReference, literalOf, localReference } from './reference-values.ts';
import { containedResource, parseReference } from './references-text.ts';
import type { SearchResource, Surroundings } from './resource.ts';
import { compileString } from './string-values.ts';
import { compileId, compileToken } from './token-values.ts';
import { compileUri } from './uri-values.ts';
import {
  malformed,
  unsupportedModifier,
  type ValueCompiler,
  type ValueContext,
  type ValueTest,
} from './value-test.ts';

/** One `name=value` of a search, compiled. */
export type Clause = (node: TypedNode, surroundings: Surroundings) => boolean;

/** What compiling clauses needs; `otherTypes` gathers the types that chains and `_has` will look at. */
export interface ClauseContext extends Pick<ValueContext, 'definitions' | 'terminology' | 'now' | 'baseUrl'> {
  readonly otherTypes: Set<string>;
}

const MOST_VALUES = 500;
const MOST_LINKS = 3;

/**
 * @param type that is searched
 * @throws SearchProblem
 */
export function compileClause(
  context: ClauseContext,
  type: string,
  name: string,
  value: string,
  links = 0,
): Clause {
  if (links > MOST_LINKS) throw new SearchProblem('parameter-unsupported', name, 'too many links in a row');
  if (name.startsWith('_has:')) return compileHas(context, type, name, value, links);
  const dot = name.indexOf('.');
  if (dot > 0) return compileChain(context, type, name, value, links);
  const [code = '', modifier = null, ...more] = name.split(':');
  if (more.length > 0) throw new SearchProblem('modifier-unsupported', name, 'more than one modifier');
  return compileValues(findParameter(context, type, code, name), modifier, value, {
    ...context,
    parameter: name,
  });
}

export function findParameter(
  { definitions }: { readonly definitions: Definitions },
  type: string,
  code: string,
  name: string,
): ParameterModel {
  const parameter = parametersOf(definitions, type).get(code);
  if (parameter === undefined) {
    throw new SearchProblem('parameter-unknown', name, `${type} has no such search parameter`);
  }
  return parameter;
}

type NamedContext = ClauseContext & Pick<ValueContext, 'parameter'>;

function compileValues(
  parameter: ParameterModel,
  modifier: string | null,
  value: string,
  context: NamedContext,
): Clause {
  const { extract } = parameter;
  if (extract === null) throw unsupported(context.parameter);
  const values: ValueContext = { ...context, modifier };
  if (value === '') throw malformed(values, 'expected a value');
  if (modifier === 'missing') {
    if (value !== 'true' && value !== 'false') throw malformed(values, 'expected true or false');
    return (node) => (extract([node], node).length === 0) === (value === 'true');
  }
  const alternatives = splitUnescaped(value, ',');
  if (alternatives.length > MOST_VALUES) {
    throw new SearchProblem('too-many-values', context.parameter, `at most ${MOST_VALUES} values`);
  }
  if (alternatives.includes('')) throw malformed(values, 'expected a value on both sides of the comma');
  const compile = valueCompiler(parameter, values);
  const tests = alternatives.map((each) => compile(each, values));
  const wanted = !isNegative(parameter, modifier);
  return (node) => {
    for (const found of extract([node], node)) {
      for (const test of tests) if (test(found, node)) return wanted;
    }
    return !wanted;
  };
}

function isNegative({ kind }: ParameterModel, modifier: string | null): boolean {
  return kind === 'token' && (modifier === 'not' || modifier === 'not-in');
}

function unsupported(name: string): SearchProblem {
  return new SearchProblem('parameter-unsupported', name, 'this parameter is not supported here');
}

const COMPILERS: Readonly<Record<string, ValueCompiler>> = {
  token: compileToken,
  string: compileString,
  date: compileDate,
  number: compileNumber,
  quantity: compileQuantity,
  uri: compileUri,
};

function valueCompiler(parameter: ParameterModel, context: ValueContext): ValueCompiler {
  const { code, kind } = parameter;
  if (code === '_id') return compileId;
  if (kind === 'reference') {
    const { modifier, definitions } = context;
    if (modifier === null || modifier === 'identifier' || definitions.resourceTypes.has(modifier)) {
      return compileReference;
    }
    throw unsupportedModifier(context);
  }
  if (kind === 'composite') return (value, within) => compileComposite(parameter, value, within);
  const compile = COMPILERS[kind];
  if (compile === undefined) throw unsupported(context.parameter);
  return compile;
}

/** `code$value`: all parts have to be found in the same element. */
function compileComposite({ components }: ParameterModel, value: string, context: ValueContext): ValueTest {
  if (context.modifier !== null) throw unsupportedModifier(context);
  const parts = splitUnescaped(value, '$');
  if (parts.length !== components.length || parts.includes('')) {
    throw malformed(context, `expected ${components.length} values with $ between them`);
  }
  const tests = components.map(({ kind, extract }, at) => {
    const compile = kind === 'reference' ? compileReference : COMPILERS[kind];
    if (compile === undefined) throw unsupported(context.parameter);
    return { extract, test: compile(parts[at] ?? '', context) };
  });
  return (node, root) =>
    tests.every(({ extract, test }) => extract([node], root).some((found) => test(found, root)));
}

/** `subject:Patient.name=…`: looks at the resource that is pointed to. */
function compileChain(
  context: ClauseContext,
  type: string,
  name: string,
  value: string,
  links: number,
): Clause {
  const dot = name.indexOf('.');
  const [code = '', modifier = null] = name.slice(0, dot).split(':');
  const rest = name.slice(dot + 1);
  const { kind, extract, targets } = findParameter(context, type, code, name);
  if (kind !== 'reference') {
    throw new SearchProblem('parameter-unknown', name, 'only references can be followed');
  }
  if (extract === null) throw unsupported(name);
  if (modifier !== null && !context.definitions.resourceTypes.has(modifier)) {
    throw new SearchProblem('modifier-unsupported', name, 'expected a type of resource');
  }
  const clauses = new Map<string, Clause>();
  let problem: SearchProblem | null = null;
  for (const target of modifier === null ? targets : [modifier]) {
    try {
      clauses.set(target, compileClause(context, target, rest, value, links + 1));
    } catch (error) {
      if (!(error instanceof SearchProblem)) throw error;
      // Whatever may be pointed to need not know the parameter, as long as something does.
      if (error.code !== 'parameter-unknown' && error.code !== 'modifier-unsupported') throw error;
      problem ??= new SearchProblem(error.code, name, error.reason);
    }
  }
  if (clauses.size === 0) throw problem ?? unsupported(name);
  for (const target of clauses.keys()) context.otherTypes.add(target);
  return (node, surroundings) =>
    extract([node], node).some((reference) => {
      const target = follow(reference, node, surroundings, context.baseUrl);
      if (target === undefined) return false;
      return clauses.get(target.resourceType)?.(resourceNode(target), surroundings) ?? false;
    });
}

function follow(
  reference: TypedNode,
  root: TypedNode,
  { resolve }: Surroundings,
  baseUrl: string,
): SearchResource | undefined {
  if (isResource(reference.value)) return reference.value;
  const literal = literalOf(reference);
  if (literal === null) return undefined;
  if (literal.startsWith('#')) {
    const contained = containedResource(literal, root.value);
    return isResource(contained) ? contained : undefined;
  }
  const local = localReference(literal, baseUrl);
  const { type, id, base } = parseReference(local);
  return resolve(base === '' ? `${type}/${id}` : local);
}

function isResource(value: unknown): value is SearchResource {
  return isObject(value) && typeof value.resourceType === 'string';
}

/** `_has:Observation:patient:code=…`: looks at the resources that point here. */
function compileHas(
  context: ClauseContext,
  type: string,
  name: string,
  value: string,
  links: number,
): Clause {
  const [, source = '', code = '', ...rest] = name.split(':');
  const inner = rest.join(':');
  if (inner === '' || !context.definitions.resourceTypes.has(source)) {
    throw new SearchProblem('parameter-unknown', name, 'expected _has:Type:reference:parameter');
  }
  const { kind, extract, targets } = findParameter(context, source, code, name);
  if (kind !== 'reference' || extract === null || !targets.includes(type)) {
    throw new SearchProblem('parameter-unknown', name, `no reference to ${type}`);
  }
  const clause = compileClause(context, source, inner, value, links + 1);
  context.otherTypes.add(source);
  return (node, surroundings) => {
    const { id } = isResource(node.value) ? node.value : {};
    if (id === undefined) return false;
    const isThis = compileReference(`${type}/${id}`, { ...context, parameter: name, modifier: null });
    for (const pointing of surroundings.ofType(source)) {
      const from = resourceNode(pointing);
      if (extract([from], from).some((reference) => isThis(reference, from)) && clause(from, surroundings)) {
        return true;
      }
    }
    return false;
  };
}
