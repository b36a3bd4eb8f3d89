import type { InsuredNumber } from './person.ts';

/** What a claim says about its patient. */
export interface Identity {
  /** Normalised insurer number, symbol and number; see `insuredKey` of @tsunagu/ids. */
  readonly numberKey: string;
  readonly birthDate: string;
  readonly sex: number;
  /** Two digits, or '' when unknown. */
  readonly branch: string;
}

/** What is written when a person is created from a claim. */
export interface Newcomer extends Identity, Omit<InsuredNumber, 'branch'> {
  readonly name: string;
  readonly kana: string;
}
