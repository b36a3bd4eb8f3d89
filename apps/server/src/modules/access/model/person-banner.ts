import { ageOn, type LocalDate } from '@tsunagu/ids';
import type { InsuredNumber, Person, Sex } from '../../registry/index.ts';

/** The person as the top of a page names them. */
export interface PersonBanner {
  readonly ref: string;
  readonly name: string;
  readonly kana: string;
  readonly sex: 'male' | 'female' | 'unknown';
  readonly birthDate: string;
  /** Completed years. */
  readonly age: number;
  readonly insured: InsuredNumber | null;
}

const SEXES: Readonly<Record<Sex, PersonBanner['sex']>> = { 1: 'male', 2: 'female', 3: 'unknown' };

export const personBanner = (person: Person, today: string): PersonBanner => ({
  ref: person.personId,
  name: person.name,
  kana: person.kana,
  sex: SEXES[person.sex],
  birthDate: person.birthDate,
  age: ageOn(person.birthDate as LocalDate, today as LocalDate),
  insured: person.insured,
});
