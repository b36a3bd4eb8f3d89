import type { Category } from '../../access/index.ts';
import types from './types.json' with { type: 'json' };

/** Resource types with the consents that what they hold may need; those with none are about the person, not about care. */
const CATEGORIES = new Map<string, readonly string[]>([
  ...Object.entries(types.rendered),
  ...Object.entries(types.stored),
]);

/** All types that the record gives, in the order of their names. */
export const RECORD_TYPES: readonly string[] = [...CATEGORIES.keys()].sort();

const ORDER = ['medication', 'treatment', 'surgery', 'checkup'] as const satisfies readonly Category[];

/** The consents to ask for; empty where nothing of the types is about care. */
export function categoriesOf(asked: readonly string[]): Category[] {
  const needed = new Set(asked.flatMap((type) => CATEGORIES.get(type) ?? []));
  return ORDER.filter((one) => needed.has(one));
}
