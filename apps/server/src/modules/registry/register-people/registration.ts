import type { Newcomer } from '../identity.ts';
import type { InsuredNumber } from '../person.ts';
import type { PersonId } from '../person-id.ts';

/** A person as an insurer registers them. */
export interface Registration extends Newcomer {
  readonly address: string;
  readonly postNumber: string;
  /** Numbers under which the person was insured before, where the insurer knows them. */
  readonly previous: InsuredNumber | null;
}

/**
 * `previous-unknown`: nobody carries the previous numbers. `previous-is-another-person`: they and the present numbers
 * already belong to two people. `previous-ambiguous`: several people carry them. `previous-differs`: whoever carries
 * them has another birth date or sex. `name-degraded`: the name holds ● or ■.
 */
export type RegistrationFinding =
  | 'previous-unknown'
  | 'previous-is-another-person'
  | 'previous-ambiguous'
  | 'previous-differs'
  | 'name-degraded';

/**
 * `known`: the numbers were the person's already; `joined`: they continue the chain of a person known by the previous
 * numbers; `created`: a person nobody knew. Refused: several people could be meant, or the numbers belong to a person
 * with another birth date or sex. People are never merged here.
 */
export type RegistrationOutcome =
  | {
      readonly kind: 'known' | 'joined' | 'created';
      readonly personId: PersonId;
      readonly findings: readonly RegistrationFinding[];
    }
  | { readonly kind: 'refused'; readonly reason: 'several-candidates' | 'identity-differs' };

/** Marks that senders put in place of characters they cannot write. @spec eligibility.md §8.2 */
export const isDegraded = (name: string): boolean => /[●■]/u.test(name);
