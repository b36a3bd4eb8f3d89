import { type ElementField, type ElementModel, isObject } from '../model/element-model.ts';
import { type BinaryOperator, type PathNode, PathUnsupported, parsePath } from './path-parser.ts';
import { referencedType } from './references-text.ts';

/** A value with the name of its type, e.g. `CodeableConcept`, `dateTime`, `Patient.contact`. */
export interface TypedNode {
  readonly type: string;
  readonly value: unknown;
  /** Of a primitive: its id and extensions. */
  readonly extra: unknown;
  /** The element that it is the value of; null for what is no element. */
  readonly field: ElementField | null;
}

export type Extractor = (nodes: readonly TypedNode[], root: TypedNode) => readonly TypedNode[];

const NOTHING: readonly TypedNode[] = [];
/** Types that count as the one that they specialise; `ofType(DateTime)` in R4's own parameters means dateTime. */
const KINDS_OF_QUANTITY = new Set(['Age', 'Count', 'Distance', 'Duration']);

/** Of expressions about other types of resources. */
const FINDS_NOTHING: Extractor = () => NOTHING;

interface Scope {
  readonly model: ElementModel;
  /** Type of the resource that extraction starts from; null where it starts from an element. */
  readonly type: string | null;
}

/**
 * Compiles the expression of a search parameter. Parts about other types than the given one are left out.
 * @throws PathUnsupported for what goes beyond paths, unions and simple conditions
 */
export function compilePath(expression: string, model: ElementModel, type: string | null): Extractor {
  return compile(parsePath(expression), { model, type });
}

/** The resource as the place where extraction starts. */
export function resourceNode(resource: Readonly<Record<string, unknown>>): TypedNode {
  return typed(String(resource.resourceType), resource);
}

function compile(node: PathNode, scope: Scope): Extractor {
  switch (node.kind) {
    case 'this':
      return (nodes) => nodes;
    case 'resource':
      return (_nodes, root) => [root];
    case 'literal': {
      const literal = [typed('literal', node.value)];
      return () => literal;
    }
    case 'field':
      return compileField(node, scope);
    case 'index': {
      const of = compile(node.of, scope);
      if (of === FINDS_NOTHING) return of;
      return (nodes, root) => of(nodes, root).slice(node.index, node.index + 1);
    }
    case 'call':
      return compileCall(node, scope);
    case 'binary':
      return compileBinary(node.operator, node.left, node.right, scope);
  }
}

function compileField(node: PathNode & { kind: 'field' }, scope: Scope): Extractor {
  const { name } = node;
  const { model } = scope;
  if (node.of.kind === 'this' && /^[A-Z]/.test(name)) {
    const isShared = name === 'Resource' || name === 'DomainResource';
    if (scope.type !== null && name !== scope.type && !isShared) return FINDS_NOTHING;
    return (nodes) =>
      nodes.filter(({ type }) => type === name || (isShared && model.type(type)?.kind === 'resource'));
  }
  const of = compile(node.of, scope);
  if (of === FINDS_NOTHING) return of;
  return (nodes, root) => {
    const from = of(nodes, root);
    if (from.length === 0) return NOTHING;
    const found: TypedNode[] = [];
    for (const each of from) pushChildren(each, name, model, found);
    return found;
  };
}

function pushChildren(parent: TypedNode, name: string, model: ElementModel, into: TypedNode[]): void {
  const { value } = parent;
  if (!isObject(value)) {
    // Below a primitive there are only its id and extensions.
    if (name === 'extension' && isObject(parent.extra)) {
      pushValue(null, 'Extension', parent.extra[name], undefined, into);
    }
    return;
  }
  const field = model.type(parent.type)?.byName.get(name);
  if (field === undefined) return;
  if (!field.choice) {
    for (const [key, type] of field.types) pushValue(field, type, value[key], value[`_${key}`], into);
    return;
  }
  for (const key in value) {
    const type = field.types.get(key);
    if (type !== undefined) pushValue(field, type, value[key], value[`_${key}`], into);
  }
}

function pushValue(
  field: ElementField | null,
  type: string,
  value: unknown,
  extra: unknown,
  into: TypedNode[],
): void {
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      pushValue(field, type, value[at], Array.isArray(extra) ? extra[at] : undefined, into);
    }
  } else if (value !== undefined && value !== null) {
    const actual = type === 'Resource' && isObject(value) ? String(value.resourceType) : type;
    into.push({ type: actual, value, extra, field });
  }
}

function typed(type: string, value: unknown): TypedNode {
  return { type, value, extra: undefined, field: null };
}

function compileCall(node: PathNode & { kind: 'call' }, scope: Scope): Extractor {
  const of = compile(node.of, scope);
  const { name, argument } = node;
  if (of === FINDS_NOTHING && name !== 'exists') return of;
  if (name === 'ofType' || name === 'as') {
    const wanted = typeName(argument);
    return (nodes, root) => of(nodes, root).filter(({ type }) => isType(type, wanted));
  }
  if (name === 'where' && argument !== null) {
    // Inside, paths begin at the element.
    const condition = compile(argument, { ...scope, type: null });
    return (nodes, root) => of(nodes, root).filter((each) => isTrue(condition([each], root)));
  }
  if (name === 'extension' && argument?.kind === 'literal') {
    const url = argument.value;
    return (nodes, root) => of(nodes, root).flatMap((each) => extensionsOf(each, url));
  }
  if (name === 'exists' && argument === null) {
    return (nodes, root) => bool(of(nodes, root).length > 0);
  }
  if (name === 'first' && argument === null) return (nodes, root) => of(nodes, root).slice(0, 1);
  if (name === 'resolve' && argument === null) {
    return (nodes, root) =>
      of(nodes, root).flatMap(({ value }) => {
        const type = referencedType(value, root.value);
        return type === null ? [] : [typed(type, null)];
      });
  }
  throw new PathUnsupported(name);
}

function extensionsOf(node: TypedNode, url: unknown): TypedNode[] {
  const holder = isObject(node.value) ? node.value : node.extra;
  if (!isObject(holder) || !Array.isArray(holder.extension)) return [];
  return holder.extension
    .filter((each) => isObject(each) && each.url === url)
    .map((value) => typed('Extension', value));
}

function compileBinary(
  operator: BinaryOperator,
  leftPath: PathNode,
  rightPath: PathNode,
  scope: Scope,
): Extractor {
  const left = compile(leftPath, scope);
  if (operator === 'is' || operator === 'as') {
    const wanted = typeName(rightPath);
    if (operator === 'as') {
      return (nodes, root) => left(nodes, root).filter(({ type }) => isType(type, wanted));
    }
    return (nodes, root) => {
      const [first] = left(nodes, root);
      return first === undefined ? NOTHING : bool(isType(first.type, wanted));
    };
  }
  const right = compile(rightPath, scope);
  switch (operator) {
    case '|':
      if (left === FINDS_NOTHING) return right;
      if (right === FINDS_NOTHING) return left;
      return (nodes, root) => {
        const first = left(nodes, root);
        const second = right(nodes, root);
        return first.length === 0 ? second : second.length === 0 ? first : [...first, ...second];
      };
    case 'and':
      return (nodes, root) => bool(isTrue(left(nodes, root)) && isTrue(right(nodes, root)));
    case 'or':
      return (nodes, root) => bool(isTrue(left(nodes, root)) || isTrue(right(nodes, root)));
    case '=':
    case '!=':
      return (nodes, root) => {
        const [a] = left(nodes, root);
        const [b] = right(nodes, root);
        if (a === undefined || b === undefined) return NOTHING;
        return bool((a.value === b.value) === (operator === '='));
      };
  }
}

const TRUE: readonly TypedNode[] = [typed('boolean', true)];
const FALSE: readonly TypedNode[] = [typed('boolean', false)];

function bool(value: boolean): readonly TypedNode[] {
  return value ? TRUE : FALSE;
}

function isTrue(nodes: readonly TypedNode[]): boolean {
  return nodes.length === 1 && nodes[0]?.value === true;
}

function typeName(node: PathNode | null): string {
  if (node?.kind !== 'field' || node.of.kind !== 'this') throw new PathUnsupported('type expected');
  return node.name === 'DateTime' ? 'dateTime' : node.name;
}

function isType(type: string, wanted: string): boolean {
  return type === wanted || (wanted === 'Quantity' && KINDS_OF_QUANTITY.has(type));
}
