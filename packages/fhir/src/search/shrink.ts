import type { Definitions } from '../definitions/types.ts';
import { type ElementField, type ElementModel, elementModel, isObject } from '../model/element-model.ts';
import type { SearchResource } from './resource.ts';
import type { Summary } from './result-parameters.ts';

export interface Shape {
  readonly summary: Summary;
  /** Names of the first level; empty: all. */
  readonly elements: readonly string[];
}

const SUBSETTED = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
  display: 'subsetted',
};
const ALWAYS = new Set(['id', 'meta']);

/**
 * The part of a resource that `_summary` or `_elements` asks for, tagged as SUBSETTED. Mandatory elements and those
 * that change the meaning of others are always kept. The resource itself where nothing is asked for.
 */
export function shrink<T extends SearchResource>(definitions: Definitions, resource: T, shape: Shape): T {
  const { summary, elements } = shape;
  const whole = summary === 'false' || summary === 'count';
  if (whole && elements.length === 0) return resource;
  const model = elementModel(definitions);
  const keeps = (field: ElementField): boolean => {
    if (ALWAYS.has(field.name)) return true;
    if (elements.length > 0) return elements.includes(field.name) || field.mandatory || field.modifier;
    if (summary === 'text') return field.name === 'text' || field.mandatory;
    return summary === 'data' ? field.name !== 'text' : field.summary || field.mandatory;
  };
  const deep = summary === 'true' && elements.length === 0;
  const kept = prune(model, resource.resourceType, resource, keeps, deep);
  const result = { ...resource };
  for (const key of Object.keys(result)) {
    if (Object.hasOwn(kept, key)) Reflect.set(result, key, kept[key]);
    else Reflect.deleteProperty(result, key);
  }
  Reflect.set(result, 'meta', tagged(resource.meta));
  return result;
}

const isBackbone = (type: string): boolean => type.includes('.');

function prune(
  model: ElementModel,
  type: string,
  value: Readonly<Record<string, unknown>>,
  keeps: (field: ElementField) => boolean,
  deep: boolean,
): Record<string, unknown> {
  const fields = model.type(type)?.byKey;
  const result: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    const field = fields?.get(key.startsWith('_') ? key.slice(1) : key);
    if (key === 'resourceType') result[key] = child;
    if (field === undefined || !keeps(field)) continue;
    const childType = field.types.get(key) ?? '';
    const within = (each: unknown): unknown =>
      isObject(each) ? prune(model, childType, each, keeps, deep) : each;
    result[key] =
      deep && isBackbone(childType) ? (Array.isArray(child) ? child.map(within) : within(child)) : child;
  }
  return result;
}

function tagged(meta: unknown): Record<string, unknown> {
  const own = isObject(meta) ? meta : {};
  const tags = Array.isArray(own.tag) ? own.tag.filter(isObject) : [];
  const others = tags.filter(({ system, code }) => system !== SUBSETTED.system || code !== SUBSETTED.code);
  return { ...own, tag: [...others, SUBSETTED] };
}
