import type { DispensedGroup, Dispensing, Finding, Prescription, RpGroup } from '@tsunagu/jahis';
import type { Instant, LocalDate } from './types.ts';

/** The answers of the module `prescriptions`. What a prescription says stands in the types of `@tsunagu/jahis`. */
export type { DispensedGroup, Dispensing, Finding, Prescription, RpGroup };

/** @spec prescriptions.md §3.1 */
export const PRESCRIPTION_STATES = ['open', 'in-dispensing', 'dispensed', 'refused', 'cancelled'] as const;
export type PrescriptionState = (typeof PRESCRIPTION_STATES)[number];

/** Paper: the paper is the original. */
export type IssueType = 'electronic' | 'paper';

export interface FacilityName {
  readonly code: string;
  readonly name: string;
}

export interface DrugSummary {
  readonly name: string;
  readonly amount: string;
  readonly unit: string;
  /** 剤形区分 of its group. */
  readonly form: string;
  readonly quantity: number;
  readonly usage: string;
}

export interface PrescriptionSummary {
  readonly prescriptionId: string;
  readonly version: number;
  readonly personId: string;
  readonly personName: string;
  readonly state: PrescriptionState;
  /** Open, and its days are over. */
  readonly expired: boolean;
  readonly issueType: IssueType;
  /** `paper`: a pharmacy read it from paper. */
  readonly origin: 'service' | 'paper';
  readonly issuedOn: LocalDate;
  /** Last day of the first use. */
  readonly usableUntil: LocalDate;
  readonly totalUses: number;
  readonly currentUse: number;
  /** 次回調剤予定日 of the current use; null for the first. */
  readonly dueOn: LocalDate | null;
  /** In which the current use may be taken; both inclusive. */
  readonly window: { readonly from: LocalDate; readonly to: LocalDate } | null;
  readonly institution: FacilityName;
  readonly pharmacy: FacilityName | null;
  /** 引換番号; null = not for this reader, or none any more. */
  readonly accessCode: string | null;
  readonly drugs: readonly DrugSummary[];
  readonly narcotic: boolean;
  readonly split: { readonly count: number; readonly part: number } | null;
  readonly openInquiries: number;
  /** Of the pharmacy to the prescriber. */
  readonly message: string | null;
}

export interface VerificationView {
  readonly status: 'valid' | 'invalid' | 'unsigned';
  readonly reasons: readonly {
    readonly key: string;
    readonly message: { readonly ja: string; readonly en: string };
  }[];
  readonly signedAt: Instant | null;
  readonly signer: {
    readonly name: string;
    /** As in hcRole: `Medical Doctor`, `Dentist`, `Pharmacist`. */
    readonly role: string | null;
    readonly certificateSha256: string;
    readonly serial: string;
    readonly expiresAt: Instant;
    readonly revokedAt: Instant | null;
  } | null;
  readonly timestampedAt: Instant | null;
}

export interface InquiryView {
  readonly inquiryId: string;
  readonly question: string;
  readonly askedAt: Instant;
  readonly pharmacy: FacilityName;
  readonly answer: string | null;
  readonly answeredAt: Instant | null;
  readonly through: 'portal' | 'telephone' | null;
}

export interface DispensingView {
  readonly dispensingId: string;
  readonly version: number;
  readonly state: 'registered' | 'cancelled';
  readonly prescriptionIds: readonly string[];
  readonly use: number;
  readonly dispensedOn: LocalDate;
  readonly pharmacy: FacilityName;
  readonly document: Dispensing;
  readonly signature: VerificationView | null;
  readonly storedUntil: LocalDate | null;
}

export interface StepView {
  readonly event: string;
  readonly to: PrescriptionState;
  readonly at: Instant;
  readonly facility: FacilityName;
  /** Why the pharmacy refused (回収); null with every other step. */
  readonly reason: string | null;
}

export interface PrescriptionView extends PrescriptionSummary {
  readonly document: Prescription;
  readonly steps: readonly StepView[];
  readonly signature: VerificationView | null;
  readonly dispensings: readonly DispensingView[];
  readonly inquiries: readonly InquiryView[];
}

/** What the prescriber writes; institution, doctor, patient and insurance come from the server. */
export interface PrescriptionDraft {
  readonly issuedOn?: LocalDate;
  readonly usableUntil?: LocalDate | null;
  readonly refillUses?: number | null;
  readonly split?: Prescription['split'];
  readonly narcotic?: Prescription['narcotic'];
  readonly leftovers?: string | null;
  readonly department?: Prescription['department'];
  readonly remarks: Prescription['remarks'];
  readonly groups: readonly RpGroup[];
  readonly providedInformation: Prescription['providedInformation'];
  readonly testValues: readonly string[];
}

/** @spec prescriptions.md §5.6 */
export const OVERRIDE_REASONS = [
  'dose-change',
  'planned-switch',
  'bridging',
  'lost',
  'intended-combination',
  'other',
] as const;
export type OverrideReason = (typeof OVERRIDE_REASONS)[number];

export interface AlertDrug {
  readonly code: string | null;
  readonly name: string;
  readonly ingredients: readonly string[];
  readonly route: string;
}

export interface ShownAlert {
  readonly alertId: string;
  readonly kind: 'duplicate' | 'component' | 'contraindication' | 'allergy';
  /** 1 contraindicated: stop; 2 duplicate elsewhere; 3 expected overlap; 4 caution, never blocks. */
  readonly tier: 1 | 2 | 3 | 4;
  /** Position in the list of what is to be given, from 0. */
  readonly at: number;
  readonly target: AlertDrug;
  /** Null: only the fact may be told. */
  readonly with:
    | (AlertDrug & {
        readonly source: string;
        readonly from: LocalDate | null;
        readonly to: LocalDate | null;
        readonly facilityCode: string | null;
        readonly facilityName?: string | null;
        readonly ageDays: number | null;
      })
    | null;
  readonly reason: { readonly ja: string; readonly en: string };
  readonly pair: string;
  readonly findings: readonly string[];
  /** Put aside by this prescriber, for at most 90 days. */
  readonly suppressed: boolean;
}

export interface NotChecked {
  readonly at: number;
  readonly code: string | null;
  readonly name: string;
  readonly reason: 'unknown-code' | 'no-ingredient' | 'not-prescribable' | 'code-system' | 'free-text';
}

export interface CheckAnswer {
  readonly checkedOn: LocalDate;
  readonly knowledge: {
    readonly version: string;
    readonly demo: boolean;
    /** False: nobody imported what must not be combined, so that nothing of it is found. */
    readonly contraindications: boolean;
  };
  readonly consent: 'full' | 'oral' | 'fact-only';
  readonly alerts: readonly ShownAlert[];
  readonly notChecked: readonly NotChecked[];
  /** Drugs that the person takes and that could not be compared with. */
  readonly othersNotChecked: number;
  /** How old the list of the other drugs is; null = nothing is known. */
  readonly listAsOf: Instant | null;
}

export interface AlertDecision {
  readonly alertId: string;
  readonly decision: 'overridden';
  readonly reason: OverrideReason;
  readonly comment?: string;
}

export interface Registered {
  readonly prescriptionId: string;
  readonly accessCode: string | null;
  readonly version: number;
  readonly state: PrescriptionState;
  readonly signature: VerificationView | null;
  readonly findings: readonly Finding[];
}

/** A drug of the type-ahead list. */
export interface FoundDrug {
  readonly drug: {
    /** レセ電 code; null for general names. */
    readonly receiptCode: string | null;
    readonly yj: string;
    readonly name: string;
    readonly kana: string | null;
    readonly generalName: string | null;
    readonly generalNameCode: string | null;
    readonly unit: string | null;
    readonly ingredientName: string | null;
    readonly route: string;
    /** 1 oral, 3 other, 4 injection, 6 external, 8 dental. */
    readonly dosageForm: number;
    /** 1 narcotic, 2 poison, 3 stimulant precursor, 5 psychotropic, 0 none. */
    readonly controlledKind: number;
    readonly isGeneric: boolean;
    readonly abolishedOn: LocalDate | null;
  };
  readonly matched: 'code' | 'name' | 'kana' | 'general-name' | 'ingredient';
}

export interface UsageEntry {
  readonly code: string;
  readonly name: string;
  readonly kana: string | null;
  readonly kind: 'standard' | 'extended' | 'dummy';
  readonly timesPerDay: number | null;
  /** The name holds the placeholder ○: a supplement has to fill it in. */
  readonly needsSupplement: boolean;
}

export interface SigningCertificate {
  readonly name: string;
  readonly role: string;
  readonly expiresAt: Instant;
  readonly sha256: string;
}

export interface PastAlert {
  readonly alertId: string;
  readonly personId: string;
  readonly personName: string;
  readonly shownAt: Instant;
  readonly tier: 1 | 2 | 3 | 4;
  readonly kind: ShownAlert['kind'];
  readonly pair: string;
  readonly prescriptionId: string | null;
  readonly decision: 'accepted' | 'overridden' | null;
  readonly reason: OverrideReason | null;
  readonly comment: string | null;
}

export interface AlertOverview {
  readonly alerts: readonly PastAlert[];
  readonly counts: readonly {
    readonly tier: 1 | 2 | 3 | 4;
    readonly shown: number;
    readonly accepted: number;
    readonly overridden: number;
  }[];
}
