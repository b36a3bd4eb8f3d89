import type { Random } from '../random.ts';
import { readTable } from '../table.ts';

/** An invented name. `kana` is full-width katakana, as in カタカナ氏名. */
export interface NamePart {
  readonly name: string;
  readonly kana: string;
}

export type Sex = '1' | '2';

const at = (fileName: string): URL => new URL(`./data/${fileName}`, import.meta.url);

/** Invented family names. */
export const FAMILY_NAMES: readonly NamePart[] = readTable(at('family-names.csv')).map((cell) => ({
  name: cell('name'),
  kana: cell('kana'),
}));

const GIVEN_NAMES = readTable(at('given-names.csv')).map((cell) => ({
  sex: cell('sex'),
  era: cell('era'),
  name: cell('name'),
  kana: cell('kana'),
}));

const eraOf = (birthYear: number): string => {
  if (birthYear < 1960) return 'old';
  return birthYear < 2000 ? 'middle' : 'young';
};

/** Invented given names that fit a sex and a year of birth. */
export function givenNames(sex: Sex, birthYear: number): readonly NamePart[] {
  return GIVEN_NAMES.filter((given) => given.sex === sex && given.era === eraOf(birthYear));
}

/** Draws a given name. */
export function drawGivenName(random: Random, sex: Sex, birthYear: number): NamePart {
  return random.pick(givenNames(sex, birthYear));
}
