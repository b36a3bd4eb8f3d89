import type { CardHolder } from '../../../kernel/pki/card-holder.ts';
import type { Person } from '../../registry/index.ts';

/** Stand in registers for a character that the register's machine did not have. */
const UNREADABLE = new Set(['●', '■']);
/** They choose the shape of a kanji, and do not reach every register. */
const VARIATION_SELECTORS = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

const characters = (name: string): string[] => [
  ...name.replace(VARIATION_SELECTORS, '').normalize('NFKC').replace(/\s+/gu, ''),
];

/** Whether two writings are one name: width and spaces do not count, and ● agrees with any one character. */
function namesAgree(one: string, other: string): boolean {
  const [left, right] = [characters(one), characters(other)];
  return (
    left.length > 0 &&
    left.length === right.length &&
    left.every((char, index) => {
      const opposite = right[index] ?? '';
      return char === opposite || UNREADABLE.has(char) || UNREADABLE.has(opposite);
    })
  );
}

/** What of the card's holder differs from the person; null when they are the same. */
export function differenceOf(
  holder: CardHolder,
  person: Pick<Person, 'birthDate' | 'sex' | 'name'>,
): 'birthDate' | 'sex' | 'name' | null {
  if (holder.birthDate !== person.birthDate) return 'birthDate';
  if (holder.sex !== person.sex) return 'sex';
  return namesAgree(holder.name, person.name) ? null : 'name';
}
