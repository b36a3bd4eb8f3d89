import type { CareDay, Prescription } from '../care/care.ts';
import type { Facility } from '../facilities.ts';
import type { Coverage, Person } from '../population.ts';

/** Who pays for a claim. */
export interface Payer {
  readonly coverage: Coverage;
  /** 受給者番号 of the child subsidy, or null. */
  readonly beneficiary: string | null;
}

/** A deliberate deviation, documented in the README. */
export type SpecialCase = 'resubmitted' | 'day-sum' | 'unknown-drug' | 'unknown-person';

/** What one 医科 claim is printed from: one person, institution, month, 入院 or 入院外, payer. */
export interface MedicalDraft {
  readonly kind: 'medical';
  readonly facility: Facility;
  readonly person: Person;
  readonly payer: Payer;
  /** 診療年月 as `YYYY-MM`. */
  readonly month: string;
  readonly inpatient: boolean;
  readonly days: CareDay[];
  special: SpecialCase | null;
}

/** One prescription sheet brought to a pharmacy. */
export interface Reception {
  readonly prescribedOn: string;
  readonly dispensedOn: string;
  readonly prescriptions: readonly Prescription[];
}

/** What one 調剤 claim is printed from: one person, pharmacy, prescribing institution, month, payer. */
export interface PharmacyDraft {
  readonly kind: 'pharmacy';
  readonly facility: Facility;
  readonly prescriber: Facility;
  readonly person: Person;
  readonly payer: Payer;
  readonly month: string;
  readonly receptions: Reception[];
  special: SpecialCase | null;
}

export type Draft = MedicalDraft | PharmacyDraft;

/** Records of one claim as byte strings without line ends, and what GO adds up. @spec claims.md §4.4 */
export interface RenderedClaim {
  readonly records: readonly string[];
  /** Number of HO and KO records. */
  readonly payers: number;
  /** HO5. */
  readonly points: number;
}
