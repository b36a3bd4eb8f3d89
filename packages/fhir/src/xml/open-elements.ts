import type { Json } from '../json/parse-json.ts';
import type { ElementField, TypeModel } from '../model/element-model.ts';

/** An object that is being filled, with the arrays in it that can still grow. */
export interface Target {
  readonly json: Record<string, Json>;
  readonly lists: Map<string, Json[]>;
}

export interface OpenPrimitive {
  readonly kind: 'primitive';
  readonly parent: Target;
  readonly field: ElementField;
  readonly key: string;
  readonly value: Json;
  /** Its id and extensions. */
  readonly target: Target;
}

/** An element whose end has not been read. */
export type OpenElement =
  | { readonly kind: 'element'; readonly type: TypeModel; readonly target: Target }
  | OpenPrimitive
  | {
      /** `contained`, or `resource` of a Bundle's entry: has a resource as its one child. */
      readonly kind: 'holder';
      readonly target: Target;
      readonly field: ElementField;
      readonly key: string;
      filled: boolean;
    };

export function toTarget(): Target {
  return { json: {}, lists: new Map() };
}

/** False where the element may occur once and has. */
export function addValue(target: Target, field: ElementField, key: string, value: Json): boolean {
  if (field.many) {
    listOf(target, key).push(value);
    return true;
  }
  if (Object.hasOwn(target.json, key)) return false;
  target.json[key] = value;
  return true;
}

/** Of a primitive: the value and, in the parallel property, its id and extensions; null where there is none. */
export function addExtra(
  target: Target,
  field: ElementField,
  key: string,
  value: Json,
  extra: Json,
): boolean {
  const parallel = `_${key}`;
  if (!field.many) {
    if (Object.hasOwn(target.json, key) || Object.hasOwn(target.json, parallel)) return false;
    if (value !== null) target.json[key] = value;
    if (extra !== null) target.json[parallel] = extra;
    return true;
  }
  const values = target.lists.get(key) ?? [];
  const extras = target.lists.get(parallel) ?? [];
  values.push(value);
  extras.push(extra);
  target.lists.set(key, values);
  target.lists.set(parallel, extras);
  // Lists of nothing but nulls are left out.
  if (values.some((each) => each !== null)) target.json[key] = values;
  if (extras.some((each) => each !== null)) target.json[parallel] = extras;
  return true;
}

function listOf(target: Target, key: string): Json[] {
  let list = target.lists.get(key);
  if (list === undefined) {
    list = [];
    target.lists.set(key, list);
    target.json[key] = list;
  }
  return list;
}
