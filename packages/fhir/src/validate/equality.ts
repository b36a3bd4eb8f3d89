import { decimalText, ExactDecimal } from '../json/exact-decimal.ts';

type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactDecimal);

const sameScalar = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  const exact = a instanceof ExactDecimal || b instanceof ExactDecimal;
  return (
    exact &&
    (typeof a === 'number' || a instanceof ExactDecimal) &&
    (typeof b === 'number' || b instanceof ExactDecimal) &&
    decimalText(a) === decimalText(b)
  );
};

/** `fixed[x]`: the same value, nothing more. */
export const equals = (value: unknown, fixed: unknown): boolean => {
  if (Array.isArray(fixed))
    return (
      Array.isArray(value) &&
      value.length === fixed.length &&
      fixed.every((each, at) => equals(value[at], each))
    );
  if (!isObject(fixed)) return sameScalar(value, fixed);
  if (!isObject(value)) return false;
  const keys = Object.keys(fixed);
  return keys.length === Object.keys(value).length && keys.every((key) => equals(value[key], fixed[key]));
};

/** `pattern[x]`: at least what the pattern holds; every item of an array in it is met by some item. */
export const contains = (value: unknown, pattern: unknown): boolean => {
  if (Array.isArray(pattern))
    return Array.isArray(value) && pattern.every((each) => value.some((item) => contains(item, each)));
  if (!isObject(pattern)) return sameScalar(value, pattern);
  if (!isObject(value)) return false;
  for (const key in pattern) if (!contains(value[key], pattern[key])) return false;
  return true;
};
