import type { ElementDefinition } from '@tsunagu/fhir';
import { isRecord, type JsonPath, valueAt } from '../json.ts';

interface Segment {
  readonly name: string;
  readonly slice: string | null;
}

/** Element ids are cut at `.` and the first `:`; names of slices hold `/` and more. */
function segmentsOf(id: string): Segment[] {
  return id.split('.').map((part) => {
    const colon = part.indexOf(':');
    return colon < 0
      ? { name: part, slice: null }
      : { name: part.slice(0, colon), slice: part.slice(colon + 1) };
  });
}

/** A property of an object that an element definition speaks of, with those of its items that are meant. */
export interface Located {
  readonly object: JsonPath;
  readonly property: string;
  /** Paths of the items; of the value itself where it is no array. Empty where nothing is there. */
  readonly items: readonly JsonPath[];
}

/** Elements of one structure by their ids. */
export class Snapshot {
  readonly elements: readonly ElementDefinition[];
  readonly #byId: ReadonlyMap<string, ElementDefinition>;

  constructor(elements: readonly ElementDefinition[]) {
    this.elements = elements;
    this.#byId = new Map(elements.map((element) => [element.id ?? element.path, element]));
  }

  /** Where an element stands in a value; null where a slice on the way cannot be told from its siblings. */
  locate(root: unknown, at: JsonPath, id: string): Located[] | null {
    const segments = segmentsOf(id).slice(1);
    let objects: JsonPath[] = [at];
    let found: Located[] = [];
    let walked = id.split('.')[0] ?? '';
    for (const segment of segments) {
      walked += `.${segment.name}`;
      const base = walked;
      if (segment.slice !== null) walked += `:${segment.slice}`;
      found = [];
      for (const object of objects) {
        const located = this.#step(root, object, segment, base, walked);
        if (located === null) return null;
        found.push(...located);
      }
      objects = found.flatMap(({ items }) => items);
    }
    return found;
  }

  #step(root: unknown, object: JsonPath, segment: Segment, base: string, sliced: string): Located[] | null {
    const holder = valueAt(root, object);
    if (!isRecord(holder)) return [];
    const properties = segment.name.endsWith('[x]') ? choicesIn(holder, segment) : [segment.name];
    const located: Located[] = [];
    for (const property of properties) {
      const items = itemsAt(root, [...object, property]);
      if (segment.slice === null || segment.name.endsWith('[x]')) {
        located.push({ object, property, items });
        continue;
      }
      const mine: JsonPath[] = [];
      for (const item of items) {
        const matches = this.#isOfSlice(valueAt(root, item), base, sliced);
        if (matches === null) return null;
        if (matches) mine.push(item);
      }
      located.push({ object, property, items: mine });
    }
    return located;
  }

  /** By the discriminators of values; null where the slice says nothing that JSON could be held against. */
  #isOfSlice(item: unknown, base: string, sliced: string): boolean | null {
    const slicing = this.#byId.get(base)?.slicing;
    const discriminators = slicing?.discriminator ?? [];
    if (discriminators.length === 0) return null;
    for (const { type, path } of discriminators) {
      if (type !== 'value' && type !== 'pattern') return null;
      const wanted = this.#wanted(sliced, path);
      if (wanted === undefined) return null;
      const actual = path === '$this' ? [item] : deepValues(item, path.split('.'));
      if (!actual.some((value) => holdsPattern(value, wanted))) return false;
    }
    return true;
  }

  #wanted(sliced: string, path: string): unknown {
    const id = path === '$this' ? sliced : `${sliced}.${path}`;
    const element = this.#byId.get(id);
    const own = element === undefined ? undefined : fixedOf(element);
    if (own !== undefined) return own.value;
    if (path === 'url') return this.#byId.get(sliced)?.type?.[0]?.profile?.[0];
    // The pattern may stand above: `code` for the discriminator `code.coding.code`.
    const cut = path.lastIndexOf('.');
    if (path === '$this') return undefined;
    const above = this.#byId.get(cut < 0 ? sliced : `${sliced}.${path.slice(0, cut)}`);
    const pattern = above === undefined ? undefined : fixedOf(above)?.value;
    const [value] = deepValues(pattern, [path.slice(cut + 1)]);
    return value;
  }

  /** Whether a slice is told from others by this element. */
  discriminates(id: string): boolean {
    const colon = id.lastIndexOf(':');
    if (colon < 0) return false;
    const sliceEnd = id.indexOf('.', colon);
    const base = id.slice(0, colon);
    const inside = sliceEnd < 0 ? '$this' : id.slice(sliceEnd + 1);
    const paths = (this.#byId.get(base)?.slicing?.discriminator ?? []).map(({ path }) => path);
    return paths.some(
      (path) => path === inside || path.startsWith(`${inside}.`) || inside.startsWith(`${path}.`),
    );
  }

  /** The slice in which an element stands, innermost. */
  sliceAround(id: string): ElementDefinition | undefined {
    const colon = id.lastIndexOf(':');
    if (colon < 0) return undefined;
    const end = id.indexOf('.', colon);
    return this.#byId.get(end < 0 ? id : id.slice(0, end));
  }
}

function choicesIn(holder: Readonly<Record<string, unknown>>, segment: Segment): string[] {
  const name = segment.name.slice(0, -3);
  return Object.keys(holder).filter((property) =>
    segment.slice === null
      ? /^[A-Z]/.test(property.slice(name.length)) && property.startsWith(name)
      : property === segment.slice,
  );
}

function itemsAt(root: unknown, path: JsonPath): JsonPath[] {
  const value = valueAt(root, path);
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map((_item, at) => [...path, at]) : [path];
}

export function deepValues(value: unknown, names: readonly string[]): unknown[] {
  return names.reduce<unknown[]>(
    (values, name) =>
      values.flatMap((at) => (isRecord(at) && at[name] !== undefined ? [at[name]].flat() : [])),
    [value],
  );
}

/** `fixed[x]` or `pattern[x]` of an element. */
export function fixedOf(element: ElementDefinition): { readonly value: unknown } | undefined {
  for (const [name, value] of Object.entries(element))
    if (/^(?:fixed|pattern)[A-Z]/.test(name)) return { value };
  return undefined;
}

/** Whether a value holds everything that a pattern says. */
export function holdsPattern(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return pattern.every((wanted) => items.some((item) => holdsPattern(item, wanted)));
  }
  if (isRecord(pattern))
    return (
      isRecord(value) && Object.entries(pattern).every(([name, wanted]) => holdsPattern(value[name], wanted))
    );
  return value === pattern;
}
