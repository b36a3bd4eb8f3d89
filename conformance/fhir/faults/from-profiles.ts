import type { Definitions, ElementDefinition, StructureDefinition } from '@tsunagu/fhir';
import { upperFirst } from '../element-index.ts';
import { changed, isRecord, type JsonPath, replaced, valueAt } from '../json.ts';
import { expressionOf, type Fault, type FaultRule } from './fault.ts';
import { sampleOf } from './from-types.ts';
import { fixedOf, type Located, Snapshot } from './locate.ts';
import type { Spot } from './spots.ts';

/** Whether every code of a value set can be decided. */
export interface KnownValueSets {
  isKnown(valueSet: string): boolean;
}

export interface ProfileDeps {
  readonly definitions: Definitions;
  readonly valueSets: KnownValueSets;
}

/** What breaks the profile that a resource claims, and the definitions of the types inside it. */
export function faultsFromProfiles(resource: unknown, spots: readonly Spot[], deps: ProfileDeps): Fault[] {
  const faults: Fault[] = [];
  const done = new Set<string>();
  const snapshots = new Map<StructureDefinition, Snapshot>();
  const root = spots[0]?.type ?? '';
  for (const spot of spots) {
    const structure = isRecord(spot.value) ? structureOf(spot, deps.definitions) : undefined;
    if (structure?.snapshot === undefined) continue;
    const snapshot = snapshots.get(structure) ?? new Snapshot(structure.snapshot.element);
    snapshots.set(structure, snapshot);
    for (const element of structure.snapshot.element) {
      const add: Add = (rule, note, broken, path) => {
        const key = `${rule}|${structure.url}|${element.id}|${note}`;
        if (done.has(key)) return;
        done.add(key);
        faults.push({ rule, note, place: expressionOf(root, path), resource: broken() });
      };
      if (element.path.includes('.')) breakElement({ resource, spot, snapshot, element, deps, add });
    }
  }
  return faults;
}

type Add = (rule: FaultRule, note: string, broken: () => Fault['resource'], path: JsonPath) => void;

interface Task {
  readonly resource: unknown;
  readonly spot: Spot;
  readonly snapshot: Snapshot;
  readonly element: ElementDefinition;
  readonly deps: ProfileDeps;
  readonly add: Add;
}

/** The profile that a resource or an extension names; the base definition of anything else. */
function structureOf(spot: Spot, definitions: Definitions): StructureDefinition | undefined {
  const value = isRecord(spot.value) ? spot.value : {};
  if (spot.elementPath === '') {
    const claimed: unknown = isRecord(value.meta) ? value.meta.profile : undefined;
    const urls: readonly unknown[] = Array.isArray(claimed) ? claimed : [];
    const known = urls
      .map((url) => (typeof url === 'string' ? definitions.structure(url) : undefined))
      .find((structure) => structure?.type === spot.type);
    return known ?? definitions.typeStructure(spot.type);
  }
  if (spot.type === 'BackboneElement' || spot.type === 'Element') return undefined;
  if (spot.type === 'Extension' && typeof value.url === 'string')
    return definitions.structure(value.url) ?? definitions.typeStructure('Extension');
  return definitions.typeStructure(spot.type);
}

function breakElement(task: Task): void {
  const { resource, spot, snapshot, element } = task;
  const id = element.id ?? element.path;
  const located = snapshot.locate(resource, spot.path, id);
  if (located === null) return;
  const there = located.find(({ items }) => items.length > 0);
  if (there !== undefined) {
    breakCount(task, there);
    breakContent(task, there);
    if (element.path.endsWith('[x]')) breakType(task, there);
  } else if (element.max === '0') addForbidden(task);
}

const isSlice = (element: ElementDefinition): boolean =>
  (element.id ?? '').split('.').at(-1)?.includes(':') === true;

function breakCount({ resource, element, add }: Task, there: Located): void {
  const whole = [...there.object, there.property];
  const slice = isSlice(element) && !element.path.endsWith('[x]');
  if ((element.min ?? 0) > 0) {
    add(
      slice ? 'slice-below-min' : 'required-removed',
      '',
      () => without(resource, there),
      slice ? there.object : whole,
    );
  }
  const max = Number(element.max);
  const value = valueAt(resource, whole);
  if (element.base?.max !== '*' || Number.isNaN(max) || max === 0 || !Array.isArray(value)) return;
  const [first] = there.items;
  const item = first === undefined ? undefined : valueAt(resource, first);
  const more = Array.from({ length: max + 1 - there.items.length }, () => item);
  if (more.length > 0) add('too-many', '', () => replaced(resource, whole, [...value, ...more]), whole);
}

/** The resource without the located items. */
function without(resource: unknown, { items }: Located): Fault['resource'] {
  return [...items].reverse().reduce<Fault['resource']>(
    (rest, item) => replaced(rest, item, undefined),
    changed(resource, [], () => undefined),
  );
}

function breakContent(task: Task, there: Located): void {
  const { resource, element, snapshot, add, deps } = task;
  const [item] = there.items;
  if (item === undefined) return;
  const value = valueAt(resource, item);
  const id = element.id ?? element.path;
  const fixed = fixedOf(element);
  if (fixed !== undefined) {
    const slice = snapshot.sliceAround(id);
    const discriminates = snapshot.discriminates(id);
    // Another value makes it another item, which only a slice that has to be there forbids.
    const missed = slice === undefined || (slice.min ?? 0) > 0;
    const altered = alter(value, fixed.value);
    if (altered !== undefined && (!discriminates || missed))
      add(
        discriminates ? 'slice-discriminator' : 'fixed-or-pattern',
        '',
        () => replaced(resource, item, altered),
        item,
      );
  }
  const { binding } = element;
  if (
    binding?.strength === 'required' &&
    binding.valueSet !== undefined &&
    deps.valueSets.isKnown(binding.valueSet)
  ) {
    const outside = otherCode(value);
    if (outside !== undefined && !inOptionalSlice(snapshot, id))
      add('code-outside-binding', '', () => replaced(resource, item, outside), item);
  }
  breakReference(task, item, value);
}

const inOptionalSlice = (snapshot: Snapshot, id: string): boolean => {
  const slice = snapshot.sliceAround(id);
  return slice !== undefined && (slice.min ?? 0) === 0;
};

/** Another value of the same shape that breaks what the pattern says. */
function alter(value: unknown, pattern: unknown): unknown {
  if (typeof value === 'string') return `x${value}`;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (Array.isArray(value) && Array.isArray(pattern))
    return value.map((item: unknown) => alter(item, pattern[0]));
  if (!isRecord(value) || !isRecord(pattern)) return undefined;
  const name = Object.keys(pattern).find((key) => value[key] !== undefined);
  return name === undefined ? undefined : { ...value, [name]: alter(value[name], pattern[name]) };
}

const OUTSIDE = 'no-code-of-this-set';

function otherCode(value: unknown): unknown {
  if (typeof value === 'string') return OUTSIDE;
  if (!isRecord(value)) return undefined;
  if (typeof value.code === 'string') return withoutDisplay(value);
  if (!Array.isArray(value.coding)) return undefined;
  return {
    ...value,
    coding: value.coding.map((coding: unknown) => (isRecord(coding) ? withoutDisplay(coding) : coding)),
  };
}

function withoutDisplay({ display: _display, ...coding }: Readonly<Record<string, unknown>>): unknown {
  return { ...coding, code: OUTSIDE };
}

function breakReference({ resource, element, deps, add }: Task, item: JsonPath, value: unknown): void {
  const targets = (element.type ?? []).find(({ code }) => code === 'Reference')?.targetProfile ?? [];
  if (targets.length === 0 || !isRecord(value) || typeof value.reference !== 'string') return;
  const types = targets.map((url) => deps.definitions.structure(url)?.type);
  // A target that is not at hand may be of any type.
  if (types.some((type) => type === undefined || type === 'Resource' || type === 'Basic')) return;
  const { type: _type, ...rest } = value;
  add('reference-target', '', () => replaced(resource, item, { ...rest, reference: 'Basic/1' }), item);
}

const TYPES = ['boolean', 'string', 'Address', 'Ratio', 'dateTime', 'Quantity', 'CodeableConcept', 'integer'];

function breakType({ resource, spot, element, snapshot, add }: Task, there: Located): void {
  if (element.max === '0' || isSlice(element)) return;
  const name = element.path.slice(element.path.lastIndexOf('.') + 1, -3);
  const base = snapshot.elements.find(({ id }) => id === element.id);
  const allowed = (base?.type ?? []).map(({ code }) => code);
  const outside = TYPES.find((type) => !allowed.includes(type));
  if (outside === undefined) return;
  const rule = spot.type === 'Extension' ? 'extension-value' : 'disallowed-choice';
  add(
    rule,
    'by the profile',
    () =>
      changed(resource, there.object, (object) => {
        delete object[there.property];
        delete object[`_${there.property}`];
        object[name + upperFirst(outside)] = sampleOf(outside);
      }),
    [...there.object, there.property],
  );
}

function addForbidden({ resource, spot, snapshot, element, add }: Task): void {
  const id = element.id ?? element.path;
  if (isSlice(element) || element.path.endsWith('[x]')) return;
  const parents = snapshot.locate(resource, spot.path, id.slice(0, id.lastIndexOf('.')));
  const object =
    id.split('.').length === 2 ? spot.path : parents?.find(({ items }) => items.length > 0)?.items[0];
  const sample = sampleOf(element.type?.[0]?.code ?? '');
  if (object === undefined || sample === undefined) return;
  const property = element.path.slice(element.path.lastIndexOf('.') + 1);
  const value = element.base?.max === '*' ? [sample] : sample;
  add(
    'forbidden-element',
    '',
    () =>
      changed(resource, object, (holder) => {
        holder[property] = value;
      }),
    [...object, property],
  );
}
