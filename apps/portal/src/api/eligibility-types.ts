import type { Instant, LocalDate, PersonBanner } from './types.ts';

/** Everything that a person is asked at the reader. @spec eligibility.md §4.1 */
export type ConsentCategory =
  | 'medication'
  | 'treatment'
  | 'surgery'
  | 'checkup'
  | 'limit-certificate'
  | 'specific-disease'
  | 'medical-subsidy';

/** @spec eligibility.md §7.4 */
export type EligibilityState =
  | 'valid'
  | 'lost'
  | 'superseded'
  | 'not-found'
  | 'ambiguous'
  | 'valid-unregistered'
  | 'unknown-code';

/** A certificate with the days for which it holds, both inclusive; null = not said. */
interface Certificate {
  readonly issuedOn: LocalDate | null;
  readonly validFrom: LocalDate | null;
  readonly validTo: LocalDate | null;
}

/** 限度額適用認定証; `flag` is a class of OQSCD012. */
export interface LimitCertificate extends Certificate {
  readonly classification: string;
  readonly flag: string | null;
  readonly longTermDate: LocalDate | null;
}

/** 特定疾病療養受療証; `disease` 1–3 of OQSCD013, `selfPayYen` a month. */
export interface SpecificDisease extends Certificate {
  readonly disease: string;
  readonly selfPayYen: number | null;
}

/** 高齢受給者証. */
export interface ElderlyCertificate extends Certificate {
  readonly ratioPercent: number | null;
}

/** What an insurer has registered about one person for one time. Ratios in percent, `30` = three tenths. */
export interface Coverage {
  readonly coverageId: string;
  readonly insurerNumber: string;
  readonly insurerName: string;
  readonly cardClass: string;
  readonly symbol: string;
  readonly number: string;
  readonly branch: string;
  readonly relation: 'insured' | 'family';
  readonly insuredName: string | null;
  readonly name: string;
  readonly kana: string;
  readonly sex: 'male' | 'female' | 'unknown';
  readonly birthDate: LocalDate;
  readonly address: string | null;
  readonly postNumber: string | null;
  readonly validFrom: LocalDate;
  /** 資格喪失日: the first day on which the coverage no longer holds. */
  readonly validTo: LocalDate | null;
  readonly reasonOfLoss: string | null;
  readonly ratioPercent: number | null;
  readonly preschool: boolean;
  readonly cardIssuedOn: LocalDate | null;
  readonly cardValidFrom: LocalDate | null;
  readonly cardValidTo: LocalDate | null;
  readonly registeredAt: Instant;
  readonly limitCertificate: LimitCertificate | null;
  readonly specificDiseases: readonly SpecificDisease[];
  readonly elderly: ElderlyCertificate | null;
}

export interface EligibilityAnswer {
  readonly checkedAt: Instant;
  readonly date: LocalDate;
  readonly mode: 'card' | 'numbers';
  readonly code: string;
  readonly state: EligibilityState;
  readonly personRef: string | null;
  readonly person: PersonBanner | null;
  readonly results: readonly Coverage[];
  readonly messages: readonly { readonly code: string; readonly text: string }[];
  readonly certificateExpiresSoon: boolean;
  readonly provisionalId: string | null;
}

export interface LookUpInput {
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  readonly branch?: string;
  readonly birthDate: LocalDate;
  readonly limitConsent: boolean;
  readonly date?: LocalDate;
}

export type Identification = 'face' | 'pin' | 'staff-look';
export type PrescriptionForm = 'electronic' | 'paper';

export interface Identified {
  readonly checkInId: string;
  readonly answer: EligibilityAnswer;
  readonly asks: readonly ConsentCategory[];
  readonly already: readonly ConsentCategory[];
  readonly expiresAt: Instant;
}

export interface CheckIn {
  readonly id: string;
  readonly at: Instant;
  readonly ref: string;
  readonly name: string;
  readonly kana: string;
  readonly birthDate: LocalDate;
  readonly identification: Identification;
  readonly state: EligibilityState;
  readonly ratioPercent: number | null;
  readonly consents: readonly ConsentCategory[];
  readonly prescription: PrescriptionForm | null;
  readonly referenceNumber: string | null;
  readonly provisionalId: string | null;
}

export type ProvisionalReason =
  | 'lost'
  | 'not-found'
  | 'ambiguous'
  | 'reader-failure'
  | 'certificate-expired'
  | 'outage';
export type ProvisionalState = 'open' | 'resolved' | 'staff' | 'closed';

export interface ProvisionalInput {
  readonly checkInId?: string;
  readonly ref?: string;
  readonly name: string;
  readonly birthDate: LocalDate;
  readonly declaredInsurer?: string;
  readonly declaredRatioPercent?: number;
  /** The whole price of the visit, of which the patient pays a share. */
  readonly totalYen?: number;
  readonly reason: ProvisionalReason;
  readonly numbers?: {
    readonly insurerNumber: string;
    readonly symbol: string;
    readonly number: string;
    readonly branch?: string;
  };
}

/** A visit taken in before its eligibility was clear. @spec eligibility.md §8.3 */
export interface Provisional {
  readonly id: string;
  readonly name: string;
  readonly birthDate: LocalDate;
  readonly dateOfService: LocalDate;
  readonly reason: ProvisionalReason;
  readonly declaredInsurer: string | null;
  readonly ratioPercent: number;
  readonly ratioSource: 'declared' | 'age-class';
  readonly nextCheckAt: Instant | null;
  readonly checks: number;
  readonly state: ProvisionalState;
  readonly resolvedTo: Coverage | null;
  /** Percent points, what is right less what was taken; null while open. */
  readonly differencePercent: number | null;
  readonly differenceYen: number | null;
  readonly closedNote: string | null;
}

export interface BulkJob {
  readonly receptionNumber: string;
  readonly name: string;
  readonly kind: string;
  readonly state: 'waiting' | 'working' | 'done' | 'refused';
  readonly total: number;
  readonly done: number;
  readonly normal: number;
  readonly errors: number;
  readonly receivedAt: Instant;
  readonly finishedAt: Instant | null;
  /** Stable code of the reason, where the list was refused whole. */
  readonly refusal: string | null;
}

/** One person of a list; `state` null = the entry itself was wrong and nobody was asked about. */
export interface BulkResult {
  readonly ordinal: number;
  readonly identifier: string | null;
  readonly name: string | null;
  readonly state: EligibilityState | null;
  readonly code: string;
  readonly message: string | null;
  readonly ratioPercent: number | null;
}
