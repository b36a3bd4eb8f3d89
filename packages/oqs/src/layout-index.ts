import { aliasesOf } from './aliases.ts';
import { elementName, type FieldSpec, type Shape } from './schema.ts';

/** What a local name means inside a record. */
export interface Entry {
  readonly property: string;
  readonly spec: FieldSpec;
  /** The element is an item of the list, not the element around the items. */
  readonly isItem: boolean;
  readonly isAlias: boolean;
}

/** A shape prepared for reading. */
export interface LayoutIndex {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Properties whose absence is an error or a finding, and lists that are always arrays. */
  readonly wanted: readonly (readonly [property: string, element: string, spec: FieldSpec])[];
}

const prepared = new WeakMap<Shape, LayoutIndex>();

/** The names of a shape with their other spellings; made once for each shape. */
export function layoutIndex(shape: Shape): LayoutIndex {
  let index = prepared.get(shape);
  if (index === undefined) {
    index = prepare(shape);
    prepared.set(shape, index);
  }
  return index;
}

function prepare(shape: Shape): LayoutIndex {
  const entries = new Map<string, Entry>();
  const fields = Object.entries(shape);
  for (const [property, spec] of fields) {
    for (const name of writtenNames(property, spec))
      entries.set(name, {
        property,
        spec,
        isItem: spec.kind === 'list' && name === spec.item,
        isAlias: false,
      });
  }
  for (const entry of [...entries]) addAliases(entries, ...entry);
  const wanted = fields
    .filter(([, spec]) => spec.presence !== 'optional')
    .map(([property, spec]) => [property, elementName(property, spec), spec] as const);
  return { entries, wanted };
}

function writtenNames(property: string, spec: FieldSpec): readonly string[] {
  const names = spec.kind === 'list' ? [spec.element, spec.item] : [elementName(property, spec)];
  return names.filter((name) => name !== null && name !== '') as string[];
}

/** A spelling that is another field's own name in the same record stays that field's. */
function addAliases(entries: Map<string, Entry>, name: string, entry: Entry): void {
  for (const alias of aliasesOf(name))
    if (!entries.has(alias)) entries.set(alias, { ...entry, isAlias: true });
}
