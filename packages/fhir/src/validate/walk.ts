import { PrimitiveElement } from '../fhirpath/index.ts';
import { isObject } from './equality.ts';
import { checkExtension } from './extension.ts';
import type { Demand, Node, Part, Shape, Slot } from './model.ts';
import type { Run } from './run.ts';
import { UNASSIGNED, UNDETERMINED } from './slicing.ts';
import {
  checkBinding,
  checkComplex,
  checkFixed,
  checkInvariants,
  checkNarrative,
  checkPrimitive,
} from './value.ts';

type Json = Readonly<Record<string, unknown>>;

const MOST_DEPTH = 100;

const holdsNothing = (value: Json): boolean => {
  for (const key in value) if (key !== 'id') return false;
  return true;
};

/** The properties of an object, and those that should have been there. */
export const checkObject = (run: Run, owner: Part, shape: Shape, value: Json): void => {
  if (run.depth > MOST_DEPTH) {
    run.error('too-costly', 'too-costly', `Nested deeper than ${MOST_DEPTH} elements.`, owner.node);
    return;
  }
  let chosen = 0;
  for (const key in value) {
    if (run.done) return;
    const given = shape.slots.get(key);
    const slot = given ?? siblingSlot(shape, value, key);
    if (slot === null) continue;
    if (slot === undefined) {
      reportUnknown(run, owner, shape, key);
      continue;
    }
    if (slot.choice >= 0) {
      const bit = 1 << slot.choice;
      if ((chosen & bit) !== 0)
        run.error('structure', 'type', 'Only one type of a choice may be given.', slot.node);
      chosen |= bit;
    }
    run.budget -= 1;
    run.enter(slot);
    checkSlot(run, owner, slot, given === undefined ? undefined : value[key], value[slot.siblingKey]);
    run.leave();
  }
  for (const demand of shape.demands) if (isMissing(demand, value)) reportMissing(run, demand);
};

/** For `_name`: the property it belongs to; null where that one is there and takes care of it. */
const siblingSlot = (shape: Shape, value: Json, key: string): Slot | null | undefined => {
  if (key.charCodeAt(0) !== 95) return undefined;
  const slot = shape.slots.get(key.slice(1));
  if (slot === undefined || slot.part?.kind !== 'primitive') return undefined;
  return value[slot.key] === undefined ? slot : null;
};

const reportUnknown = (run: Run, owner: Part, shape: Shape, key: string): void => {
  if (key === 'resourceType' && owner.kind === 'resource') return;
  const bare = key.startsWith('_') ? key.slice(1) : key;
  const choice = shape.choices.find(({ name }) => {
    const next = bare.charAt(name.length);
    return bare.startsWith(name) && next >= 'A' && next <= 'Z';
  });
  const type = choice === undefined ? '' : bare.slice(choice.name.length);
  const known = (code: string): boolean => run.tools.kindOf(code) !== 'unknown';
  if (choice !== undefined && (known(type) || known(type.charAt(0).toLowerCase() + type.slice(1)))) {
    const message = `${choice.name} may not be a ${type} here.`;
    run.error('structure', 'type', message, choice, key);
    return;
  }
  run.error('structure', 'unknown-element', 'There is no such element here.', owner.node, key);
};

const isMissing = ({ slots }: Demand, value: Json): boolean => {
  for (const slot of slots)
    if (value[slot.key] !== undefined || value[slot.siblingKey] !== undefined) return false;
  return true;
};

const reportMissing = (run: Run, { node }: Demand): void => {
  if (node.min > 0) run.error('required', 'cardinality', `${node.name} is required here.`, node);
  else checkSlices(run, node, [], []);
};

const checkSlot = (run: Run, owner: Part, slot: Slot, value: unknown, sibling: unknown): void => {
  const { node, part } = slot;
  if (part === null || node.max === 0) {
    run.error('structure', 'cardinality', `${node.name} is not allowed here.`, node);
    return;
  }
  if (part.isExtension) run.carrier = owner;
  const ofPrimitive = part.kind === 'primitive' ? sibling : undefined;
  if (slot.repeats) checkArray(run, owner, part, value, ofPrimitive);
  else checkSingle(run, part, value, ofPrimitive);
};

const checkSingle = (run: Run, part: Part, value: unknown, sibling: unknown): void => {
  const { node } = part;
  if (Array.isArray(value) || Array.isArray(sibling)) {
    run.error('structure', 'type', `${node.name} is not written as an array.`, node);
    return;
  }
  if (value === null || sibling === null) {
    run.error('structure', 'empty', 'null stands only in arrays of primitives.', node);
    return;
  }
  const [at = UNASSIGNED] = node.slicing === null ? [] : checkSlices(run, node, [value], [part.code]);
  checkItem(run, part, value, sibling, node.slicing?.slices[at]?.node ?? null);
};

const checkArray = (run: Run, owner: Part, part: Part, value: unknown, sibling: unknown): void => {
  const { node } = part;
  const items: unknown = value ?? [];
  const siblings: unknown = sibling ?? [];
  if (!Array.isArray(items) || !Array.isArray(siblings)) {
    run.error('structure', 'type', `${node.name} is written as an array.`, node);
    return;
  }
  const count = Math.max(items.length, siblings.length);
  if (count === 0 || (items.length === 0 && value !== undefined))
    run.error('structure', 'empty', 'An array may not be empty.', node);
  if (count > node.max) run.error('structure', 'cardinality', `At most ${node.max} allowed.`, node);
  if (count > 0 && count < node.min)
    run.error('required', 'cardinality', `At least ${node.min} are required.`, node);
  const { slicing } = node;
  const assigned =
    slicing === null ? [] : checkSlices(run, node, items, new Array(items.length).fill(part.code));
  for (let at = 0; at < count; at++) {
    if (run.done) return;
    run.budget -= 1;
    run.index(at);
    if (part.isExtension) run.carrier = owner;
    const slice = slicing?.slices[assigned[at] ?? UNASSIGNED]?.node ?? null;
    checkItem(run, part, items[at], siblings[at], slice);
  }
  run.index(-1);
};

/** Resources are all of the type Resource to the element that is divided; slices name the type that they want. */
const partOfSlice = (slice: Node, part: Part, value: unknown): Part | null => {
  if (part.kind !== 'resource') return slice.part(part.code);
  const type = isObject(value) ? value.resourceType : undefined;
  return slice.part(slice.codes.find((code) => code === type) ?? slice.codes[0] ?? part.code);
};

/** One value, as what its slice says of it, and as what the divided element says of all. */
const checkItem = (run: Run, part: Part, value: unknown, sibling: unknown, slice: Node | null): void => {
  const ofSlice = slice === null ? null : partOfSlice(slice, part, value);
  if (slice === null || ofSlice === null) {
    if (slice !== null) run.error('structure', 'type', `A ${part.code} is not allowed here.`, slice);
    checkPart(run, part, value, sibling, false);
    return;
  }
  if (slice.max > 0) checkPart(run, ofSlice, value, sibling, false);
  const further = slice.slicing;
  if (further !== null) {
    const [at = UNASSIGNED] = further.assign(run, [value], [part.code]);
    const innerSlice = further.slices[at]?.node ?? null;
    const inner = innerSlice === null ? null : partOfSlice(innerSlice, part, value);
    if (inner !== null) checkPart(run, inner, value, sibling, true);
  }
  if (part.hasOwnShape || part.fixed !== undefined || part.pattern !== undefined)
    checkPart(run, part, value, sibling, true);
};

/** @param light only what the element itself says, and not its type again */
const checkPart = (run: Run, part: Part, value: unknown, sibling: unknown, light: boolean): void => {
  if (part.kind === 'primitive') checkPrimitiveItem(run, part, value, sibling);
  else if (part.kind === 'narrative') checkNarrative(run, part, value);
  else if (part.kind === 'resource') run.walker.resource(run, part, value);
  else if (!isObject(value)) run.error('structure', 'type', 'This is written as a JSON object.', part.node);
  else if (light) {
    const { shape } = part;
    if (part.hasOwnShape && shape !== null) checkObject(run, part, shape, value);
    checkFixed(run, part, value);
    checkBinding(run, part, value);
  } else checkComplexItem(run, part, value);
};

const checkComplexItem = (run: Run, part: Part, value: Json): void => {
  if (holdsNothing(value)) run.error('invariant', 'empty', 'An element may not be empty.', part.node);
  if (part.isExtension) checkExtension(run, part, value);
  else {
    const { shape } = part;
    if (shape !== null) checkObject(run, part, shape, value);
  }
  checkComplex(run, part, value);
};

const checkPrimitiveItem = (run: Run, part: Part, value: unknown, sibling: unknown): void => {
  const given = value !== undefined && value !== null;
  const more = sibling !== undefined && sibling !== null;
  if (!given && !more) {
    run.error('structure', 'empty', 'A value may not be null.', part.node);
    return;
  }
  if (given && checkPrimitive(run, part, value)) {
    checkFixed(run, part, value);
    if (part.binding !== null) checkBinding(run, part, value);
    if (part.invariants.length > 0)
      checkInvariants(run, part, isObject(sibling) ? new PrimitiveElement(value, sibling) : value);
  } else if (!given) checkFixed(run, part, undefined);
  const shape = part.siblingShape;
  if (shape === null || (!more && shape.demands.length === 0)) return;
  if (more && !isObject(sibling)) {
    run.error('structure', 'type', 'Beside a primitive stands an object.', part.node);
    return;
  }
  if (isObject(sibling) && holdsNothing(sibling) && !given)
    run.error('invariant', 'empty', 'An element may not be empty.', part.node);
  checkObject(run, part, shape, isObject(sibling) ? sibling : {});
};

/** Which slices the items belong to, how many there are of each, and what is left over. */
const checkSlices = (run: Run, node: Node, items: readonly unknown[], codes: readonly string[]): number[] => {
  const { slicing } = node;
  if (slicing === null) return [];
  const assigned = slicing.assign(run, items, codes);
  const counts = new Array<number>(slicing.slices.length).fill(0);
  let last = UNASSIGNED;
  let leftOver = false;
  for (const [index, at] of assigned.entries()) {
    if (at >= 0) {
      counts[at] = (counts[at] ?? 0) + 1;
      if (slicing.ordered && at < last)
        run.error('structure', 'slice', 'The slices are not in the order of the profile.', node);
      if (slicing.rules === 'openAtEnd' && leftOver)
        run.error('structure', 'slice', 'What belongs to no slice stands at the end.', node);
      last = at;
      continue;
    }
    leftOver = true;
    if (node.repeats) run.index(index);
    reportLeftOver(run, node, at === UNDETERMINED, slicing.rules === 'closed');
    if (node.repeats) run.index(-1);
  }
  for (const [at, { node: slice, name }] of slicing.slices.entries()) {
    const count = counts[at] ?? 0;
    if (count < slice.min)
      run.error('required', 'slice', `${slice.path}: slice ${name} is required ${slice.min} times.`, slice);
    if (count > slice.max)
      run.error('structure', 'slice', `${slice.path}: slice ${name} is allowed ${slice.max} times.`, slice);
    if (count > 0 && slice.slicing !== null)
      checkSlices(
        run,
        slice,
        items.filter((_, index) => assigned[index] === at),
        codes.filter((_, index) => assigned[index] === at),
      );
  }
  return assigned;
};

const reportLeftOver = (run: Run, node: Node, undetermined: boolean, closed: boolean): void => {
  if (undetermined)
    run.report({
      severity: closed ? 'error' : 'warning',
      code: 'structure',
      rule: 'slice-undetermined',
      message: 'It cannot be told which slice this is: it conforms to no profile of one, or to several.',
      node,
    });
  else if (closed) run.error('structure', 'slice', 'This belongs to none of the slices.', node);
};
