import { isObject } from '../model/element-model.ts';
import { elementTime } from './dates.ts';
import { compareDecimals, type Decimal } from './decimals.ts';
import { codeKey, textKey } from './fold.ts';
import { sortNumber } from './number-values.ts';
import type { ParameterModel } from './parameters.ts';
import { resourceNode, type TypedNode } from './path-compiler.ts';
import { literalOf } from './reference-values.ts';
import type { SearchResource } from './resource.ts';
import { stringsOf } from './string-values.ts';

export interface SortKey {
  readonly parameter: ParameterModel;
  readonly descending: boolean;
}

type Key = string | number | Decimal | null;
export type Compare = (a: SearchResource, b: SearchResource) => number;

/**
 * A total order: the keys, and where they are equal type and id. Of several values the first in the asked direction
 * counts; resources without a value come last in both directions.
 */
export function compileOrder(keys: readonly SortKey[]): Compare {
  const extracted = new WeakMap<SearchResource, readonly Key[]>();
  const keysOf = (resource: SearchResource): readonly Key[] => {
    let found = extracted.get(resource);
    if (found === undefined) {
      const node = resourceNode(resource);
      found = keys.map((key) => keyOf(key, node));
      extracted.set(resource, found);
    }
    return found;
  };
  return (a, b) => {
    if (keys.length > 0) {
      const first = keysOf(a);
      const second = keysOf(b);
      for (const [at, { descending }] of keys.entries()) {
        const order = compareKeys(first[at] ?? null, second[at] ?? null, descending);
        if (order !== 0) return order;
      }
    }
    return compareTexts(a.resourceType, b.resourceType) || compareTexts(a.id ?? '', b.id ?? '');
  };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareKeys(a: Key, b: Key, descending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return descending ? -compareValues(a, b) : compareValues(a, b);
}

function compareValues(a: NonNullable<Key>, b: NonNullable<Key>): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'object' && typeof b === 'object') return compareDecimals(a, b);
  return 0;
}

function keyOf({ parameter, descending }: SortKey, node: TypedNode): Key {
  let best: Key = null;
  for (const each of parameter.extract?.([node], node) ?? []) {
    for (const key of valuesOf(parameter.kind, each, descending)) {
      if (key !== null && (best === null || compareKeys(key, best, descending) < 0)) best = key;
    }
  }
  return best;
}

function valuesOf(kind: ParameterModel['kind'], node: TypedNode, descending: boolean): readonly Key[] {
  const { type, value } = node;
  switch (kind) {
    case 'date': {
      const time = elementTime(type, value);
      return [time === null ? null : descending ? time.to : time.from];
    }
    case 'number':
    case 'quantity':
      return [sortNumber(type, value)];
    case 'token':
      return codesOf(value).map((code) => codeKey(code));
    case 'reference':
    case 'uri':
      return [literalOf(node)];
    default:
      return sortTexts(type, value).map(textKey);
  }
}

function sortTexts(type: string, value: unknown): string[] {
  // A given name that comes before the family name in the alphabet must not decide.
  if (type === 'HumanName' && isObject(value)) {
    const { text, family } = value;
    if (typeof family === 'string') return [family];
    if (typeof text === 'string') return [text];
  }
  return stringsOf(type, value);
}

function codesOf(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'boolean') return [String(value)];
  if (!isObject(value)) return [];
  const { coding, code, value: plain } = value;
  const all = Array.isArray(coding) ? coding.filter(isObject).map((each) => each.code) : [code ?? plain];
  return all.filter((each) => typeof each === 'string');
}
