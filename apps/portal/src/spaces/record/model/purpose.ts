import table from './purposes.json';

/** What a drug class is mostly for; derived from the class, never from a diagnosis. */
export interface Purpose {
  readonly id: string;
  readonly ja: string;
  readonly en: string;
  readonly plainJa: string;
  readonly plainEn: string;
}

export const PURPOSES: readonly Purpose[] = table.groups;
const CLASSES: Readonly<Record<string, string>> = table.classes;
const OTHER: Purpose = PURPOSES.find((purpose) => purpose.id === 'other') ?? {
  id: 'other',
  ja: 'その他',
  en: 'Other',
  plainJa: '',
  plainEn: '',
};

/** Purpose of a therapeutic class (leading digits of the price-list code), by its longest known prefix. */
export function purposeOf(therapeuticClass: string | null): Purpose {
  const digits = therapeuticClass ?? '';
  for (let length = Math.min(4, digits.length); length >= 2; length--) {
    const id = CLASSES[digits.slice(0, length)];
    if (id !== undefined) return PURPOSES.find((purpose) => purpose.id === id) ?? OTHER;
  }
  return OTHER;
}

/** Index of a purpose in the order of the screen. */
export function purposeRank(id: string): number {
  const index = PURPOSES.findIndex((purpose) => purpose.id === id);
  return index === -1 ? PURPOSES.length : index;
}
