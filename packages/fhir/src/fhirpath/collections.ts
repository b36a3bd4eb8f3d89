import { equal, keyOf } from './values.ts';

/** Each value once, in the order of first appearance. */
export function distinct(items: readonly unknown[]): unknown[] {
  const keys = new Set<unknown>();
  const objects: unknown[] = [];
  return items.filter((item) => {
    const key = keyOf(item);
    if (key !== undefined) return keys.size !== keys.add(key).size;
    if (objects.some((other) => equal(other, item) === true)) return false;
    objects.push(item);
    return true;
  });
}

export function holds(items: readonly unknown[], wanted: unknown): boolean {
  return items.some((item) => equal(item, wanted) === true);
}
