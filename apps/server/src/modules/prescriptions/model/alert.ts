import type { DrugCode, RouteClass } from './knowledge.ts';

/** A drug that is to be given, or was: one line of a prescription, a result, a claim or a notebook. */
export interface CheckedDrug extends DrugCode {
  readonly name: string;
  /** 剤形区分 of its group (`1` oral …); null where the source has none. */
  readonly form: string | null;
  /** 調剤数量: days for oral drugs; null = not known. */
  readonly quantity: number | null;
  /** Daily or whole amount, decimal string. */
  readonly amount: string | null;
}

/** Where a drug is known from; decides how much of it may be shown. */
export type DrugSource =
  | 'prescription'
  | 'dispensing'
  | 'in-house'
  | 'claim'
  | 'submission'
  | 'notebook'
  | 'file';

/** A drug in the list of one person. */
export interface ActiveDrug extends CheckedDrug {
  readonly source: DrugSource;
  /** Names the line for ever: `prescription:<id>:<rp>:<drug>` and so on. */
  readonly key: string;
  /** First and last day, both inclusive. */
  readonly from: string;
  readonly to: string;
  /** 10 digits; null = the patient's own note. */
  readonly facilityCode: string | null;
  /** Of the pharmacy, where it was dispensed. */
  readonly pharmacyCode: string | null;
  /** By which the patient hides it from other institutions. */
  readonly hideKey: string | null;
  readonly knownAt: string;
}

export interface Allergy {
  readonly text: string;
  readonly system: string | null;
  readonly code: string | null;
  readonly source: 'submission' | 'notebook' | 'file';
  readonly facilityCode: string | null;
  readonly recordedOn: string | null;
  readonly hideKey: string | null;
}

export type AlertKind = 'duplicate' | 'component' | 'contraindication' | 'allergy';

/** @spec prescriptions.md §5.4, §5.6 */
export interface Alert {
  readonly kind: AlertKind;
  /** 1 contraindicated: stop; 2 duplicate elsewhere; 3 expected overlap; 4 caution, never blocks. */
  readonly tier: 1 | 2 | 3 | 4;
  /** Position in the list of what is to be given, from 0. */
  readonly at: number;
  readonly target: AlertDrug;
  /** Null: only the fact may be told. */
  readonly with: AlertOther | null;
  /** What a doctor reads in three seconds. */
  readonly reason: { readonly ja: string; readonly en: string };
  /** The two drugs, in a form that does not depend on their order; by which an alert is suppressed. */
  readonly pair: string;
  /** `ERX-CHK-APPROX` where an ingredient was found by nine or seven characters only. */
  readonly findings: readonly string[];
}

export interface AlertDrug {
  readonly code: string | null;
  readonly name: string;
  readonly ingredients: readonly string[];
  readonly route: RouteClass;
}

export interface AlertOther extends AlertDrug {
  readonly source: DrugSource | 'same-prescription' | 'allergy';
  readonly from: string | null;
  readonly to: string | null;
  readonly facilityCode: string | null;
  /** Days between what is known and today. */
  readonly ageDays: number | null;
}

export interface NotChecked {
  readonly at: number;
  readonly code: string | null;
  readonly name: string;
  readonly reason: 'unknown-code' | 'no-ingredient' | 'not-prescribable' | 'code-system' | 'free-text';
}

export interface CheckOutcome {
  readonly alerts: readonly Alert[];
  readonly notChecked: readonly NotChecked[];
}
