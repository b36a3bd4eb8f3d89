import { ExactDecimal } from '../json/exact-decimal.ts';
import { compareMoments, isMoment } from './moments.ts';

/**
 * A primitive together with its `_` sibling. Only where there is one: all other primitives are plain values.
 * `value` is undefined where only extensions stand in its place.
 */
export class PrimitiveElement {
  readonly value: unknown;
  /** `{ id?, extension? }` */
  readonly sibling: Fields | null;
  constructor(value: unknown, sibling: Fields | null) {
    this.value = value;
    this.sibling = sibling;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

/** What stops an evaluation; the invariant is then not evaluated natively. */
export class Stop extends Error {
  /** Whether the library may still know an answer. */
  readonly elsewhere: boolean;
  constructor(reason: string, elsewhere: boolean) {
    super(reason);
    this.elsewhere = elsewhere;
  }
}

/** Objects of JSON; no arrays, no numbers in exact form. */
export function isFields(value: unknown): value is Fields {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof PrimitiveElement) &&
    !(value instanceof ExactDecimal)
  );
}

export function plain(value: unknown): unknown {
  return value instanceof PrimitiveElement ? value.value : value;
}

export function isPrimitive(value: unknown): boolean {
  return (typeof value !== 'object' && value !== undefined) || value instanceof ExactDecimal;
}

/** Deep equality, order of properties apart. Undefined where it cannot be said: dates of different precision. */
export function equal(a: unknown, b: unknown): boolean | undefined {
  const left = plain(a);
  const right = plain(b);
  if (left === right) return true;
  if (typeof left === 'string' && typeof right === 'string') {
    // Only moments with a time of day can be equal though written differently.
    if (left[10] !== 'T' || right[10] !== 'T' || !isMoment(left) || !isMoment(right)) return false;
    return compareMoments(left, right) === 0;
  }
  if (left instanceof ExactDecimal || right instanceof ExactDecimal) {
    const first = numberOf(left);
    return first !== null && first === numberOf(right);
  }
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => equal(item, right[index]) === true);
  return isFields(left) && isFields(right) && sameFields(left, right);
}

function sameFields(left: Fields, right: Fields): boolean {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && equal(left[name], right[name]) === true)
  );
}

export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return value instanceof ExactDecimal ? value.toNumber() : null;
}

export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value instanceof ExactDecimal ? value.text : undefined;
}

/** A key by which values can be told apart in a Set; objects have none. */
export function keyOf(value: unknown): string | number | boolean | undefined {
  const bare = plain(value);
  if (typeof bare === 'string' || typeof bare === 'number' || typeof bare === 'boolean') return bare;
  return numberOf(bare) ?? undefined;
}

/**
 * Order of two values: negative, 0 or positive; undefined where it cannot be said.
 *
 * @throws Stop where the values cannot be compared, or only with knowledge of units
 */
export function compare(a: unknown, b: unknown): number | undefined {
  const left = plain(a);
  const right = plain(b);
  if (left === undefined || right === undefined) return undefined;
  if (typeof left === 'string' && typeof right === 'string') {
    if (isMoment(left) && isMoment(right)) return compareMoments(left, right);
    return left < right ? -1 : left > right ? 1 : 0;
  }
  const first = numberOf(left);
  const second = numberOf(right);
  if (first !== null && second !== null) return first - second;
  if (isFields(left) && isFields(right)) return compareQuantities(left, right);
  throw new Stop('values that cannot be compared', true);
}

function compareQuantities(left: Fields, right: Fields): number | undefined {
  const first = numberOf(left.value);
  const second = numberOf(right.value);
  if (first === null || second === null) return undefined;
  const sameUnit = left.system === right.system && (left.code ?? left.unit) === (right.code ?? right.unit);
  if (!sameUnit) throw new Stop('quantities of different units', true);
  return first - second;
}
