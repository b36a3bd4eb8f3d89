import type { PersonId } from './person-id.ts';

/** 1 male, 2 female, 3 not set. @spec eligibility.md §7.3 */
export type Sex = 1 | 2 | 3;

export interface InsuredNumber {
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  /** Two digits, or '' when unknown. */
  readonly branch: string;
}

export interface Person {
  readonly personId: PersonId;
  readonly name: string;
  readonly kana: string;
  readonly sex: Sex;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  /** As the insurer registered it; '' when nobody has. */
  readonly address: string;
  /** The name holds a mark for a character that the sender could not write. */
  readonly nameDegraded: boolean;
  /** The number that is valid, as far as insurers said; see `readPerson`. */
  readonly insured: InsuredNumber | null;
}
