/**
 * The answers of the server as the portal reads them (prefix `/api`, JSON, camelCase).
 * `Instant` is UTC ISO 8601 with milliseconds; `LocalDate` is `YYYY-MM-DD`; `Month` is `YYYY-MM`.
 */
export type Instant = string;
export type LocalDate = string;
export type Month = string;

export type Role =
  | 'physician'
  | 'pharmacist'
  | 'nurse'
  | 'receptionist'
  | 'manager'
  | 'insurer-clerk'
  | 'ministry'
  | 'intake-operator'
  | 'administrator'
  | 'system'
  | 'patient';

/** What a record consists of: 薬剤 / 診療（手術を除く） / 手術; check-ups join them with their source. */
export const RECORD_CATEGORIES = ['medication', 'treatment', 'surgery'] as const;

/** What consent is asked for separately: 診療情報, then 資格の証. @spec eligibility.md §4.1 */
export const CATEGORIES = [
  ...RECORD_CATEGORIES,
  'checkup',
  'limit-certificate',
  'specific-disease',
  'medical-subsidy',
] as const;
export type Category = (typeof CATEGORIES)[number];

export type OrganisationKind = 'hospital' | 'clinic' | 'pharmacy' | 'insurer' | 'ministry' | 'operator';

/** What a session still lacks before it may do anything else. */
export type SessionStage = 'password-change' | 'enrolment' | 'second-factor' | 'locked' | 'complete';

export interface Session {
  readonly sessionId: string;
  readonly kind: 'staff' | 'patient' | 'system';
  readonly account: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly organisation: {
    readonly organisationId: string;
    readonly facilityCode: string | null;
    readonly insurerNumber: string | null;
    readonly name: string;
    readonly kind: OrganisationKind;
    readonly emergencyDesignated: boolean;
  } | null;
  readonly emergencyDesignated: boolean;
  readonly stage: SessionStage;
  /** When a factor was given last. */
  readonly confirmedAt: Instant | null;
  readonly expiresAt: Instant;
}

export interface DemoAccount {
  readonly account: string;
  readonly password: string;
  readonly displayName: string;
  readonly role: Role;
  readonly organisationName: string | null;
  readonly hint: string;
  /** The code of its authenticator at this moment; null where it has none. */
  readonly totpCode: string | null;
}

/** A file that stands in for the My Number card of an invented person. */
export interface DemoCard {
  readonly key: string;
  readonly displayName: string;
  readonly hint: string;
}

export interface SessionAnswer {
  readonly session: Session | null;
  readonly demo: { readonly accounts: readonly DemoAccount[]; readonly cards: readonly DemoCard[] } | null;
}

export interface Insured {
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  readonly branch: string;
}

export interface PersonBanner {
  readonly ref: string;
  readonly name: string;
  readonly kana: string;
  readonly sex: 'male' | 'female' | 'unknown';
  readonly birthDate: LocalDate;
  readonly age: number;
  readonly insured: Insured | null;
}

export interface FindInput {
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  readonly branch?: string;
  readonly birthDate: LocalDate;
}

export type FindResult =
  | { readonly result: 'found'; readonly person: PersonBanner }
  | { readonly result: 'not-found' }
  | { readonly result: 'ambiguous'; readonly needs: readonly 'branch'[] };

export type ConsentStateName = 'none' | 'given' | 'expired' | 'withdrawn';
export type ConsentMethod = 'card-reader' | 'written' | 'spoken';

/** `visit-24h` at the desk; `persistent`, `visiting`, `online` given by the patient; `oral` in a disaster. */
export type ConsentBasis = 'visit-24h' | 'persistent' | 'visiting' | 'online' | 'oral';

export interface ConsentState {
  readonly category: Category;
  readonly state: ConsentStateName;
  readonly basis: ConsentBasis | null;
  readonly givenAt: Instant | null;
  readonly validUntil: Instant | null;
  readonly recordedBy: string | null;
}

export interface Institution {
  readonly code: string;
  readonly name: string;
}

export interface Provenance {
  /** Prescriptions: results of dispensing and drugs given in house, known before any claim. */
  readonly source: 'claims' | 'prescriptions';
  readonly file: string;
  /** Null = not shown to this audience: senders' names of files often hold the institution's code. */
  readonly fileName: string | null;
  readonly claim: number;
  readonly line: number;
  readonly masterEdition: string | null;
  readonly masterStatus: 'in-force' | 'not-in-force' | 'unknown';
  readonly receivedAt: Instant;
}

export type Setting = 'inpatient' | 'outpatient' | 'pharmacy';
export type DrugForm = 'oral' | 'as-needed' | 'external' | 'injection' | 'other';

/**
 * One supply of a drug. `amount` is per day for oral, per dose for as-needed, the whole supply for external,
 * per injection for injection. The period covered by an oral drug is `date` + `days`.
 */
export interface DrugLine {
  readonly id: string;
  readonly date: LocalDate;
  readonly prescribedOn: LocalDate | null;
  readonly month: Month;
  readonly code: string;
  readonly name: string;
  readonly known: boolean;
  readonly generalName: string | null;
  /** First four digits of the price-list code. */
  readonly therapeuticClass: string | null;
  /** False: the rules let nobody hide it, such as narcotics. */
  readonly hideable: boolean;
  readonly amount: string | null;
  readonly unit: string | null;
  readonly days: number | null;
  readonly times: number | null;
  readonly form: DrugForm;
  readonly usage: string | null;
  readonly setting: Setting;
  /** Null = not shown to this audience. */
  readonly institution: Institution | null;
  readonly prescriber: Institution | null;
  readonly provenance: Provenance;
}

export type TreatmentCategory =
  | 'surgery'
  | 'radiotherapy'
  | 'imaging'
  | 'pathology'
  | 'medical-management'
  | 'home-care-guidance'
  | 'haemodialysis'
  | 'haemofiltration'
  | 'peritoneal-dialysis'
  | 'short-stay-surgery'
  | 'unknown';

export interface TreatmentLine {
  readonly id: string;
  readonly date: LocalDate;
  readonly month: Month;
  readonly category: TreatmentCategory;
  readonly categoryName: string;
  readonly subKind: string | null;
  readonly code: string;
  readonly name: string;
  readonly known: boolean;
  readonly count: number;
  readonly quantity: string | null;
  readonly unit: string | null;
  readonly setting: Setting;
  readonly institution: Institution | null;
  readonly provenance: Provenance;
}

export interface Visit {
  readonly date: LocalDate;
  readonly month: Month;
  readonly setting: Setting;
  readonly institution: Institution | null;
}

export interface CategoryGround {
  readonly category: Category;
  readonly shown: boolean;
  readonly ground: string | null;
  readonly validUntil: Instant | null;
  readonly refusalCode: string | null;
}

export interface PatientRecord {
  readonly view: 'institution' | 'patient';
  readonly person: PersonBanner;
  readonly generatedAt: Instant;
  readonly period: {
    readonly from: Month;
    readonly to: Month;
    readonly rule: {
      readonly id: string;
      readonly months: number;
      readonly citation: string;
      readonly status: 'confirmed' | 'unverified';
    };
  };
  readonly categories: readonly CategoryGround[];
  readonly freshness: { readonly newestMonth: Month | null; readonly newestReceivedAt: Instant | null };
  readonly drugs: readonly DrugLine[];
  readonly treatments: readonly TreatmentLine[];
  readonly visits: readonly Visit[];
}

export type Severity = 'file' | 'claim' | 'warn' | 'info';

export interface FindingCount {
  readonly code: string;
  readonly severity: Severity;
  readonly count: number;
}

export interface IntakeFile {
  readonly sha256: string;
  readonly name: string;
  readonly bytes: number;
  readonly bytesRead: number;
  readonly kind: 'medical' | 'pharmacy' | null;
  readonly state: 'received' | 'reading' | 'taken' | 'refused';
  readonly receivedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly records: number;
  readonly claims: number;
  readonly stored: number;
  readonly quarantined: number;
  readonly replaced: number;
  readonly recordsByType: Readonly<Record<string, number>>;
  readonly findingCounts: readonly FindingCount[];
  readonly actsByCategory: Readonly<Record<string, number>>;
  readonly refusal: { readonly code: string } | null;
}

export interface UploadAnswer {
  readonly file: IntakeFile;
  readonly duplicate: boolean;
}

export interface FilePage {
  readonly files: readonly IntakeFile[];
  readonly next: string | null;
}

export interface FindingRow {
  readonly code: string;
  readonly severity: Severity;
  readonly record: number;
  readonly type: string;
  readonly column: number | null;
  readonly claim: number | null;
}

export interface FindingPage {
  readonly findings: readonly FindingRow[];
  readonly next: string | null;
}

export type WorkKind = 'person-unresolved' | 'code-unknown' | 'claim-broken';
export type WorkState = 'open' | 'resolved';

export interface WorkItem {
  readonly id: string;
  readonly kind: WorkKind;
  readonly state: WorkState;
  readonly file: string;
  readonly fileName: string;
  readonly claim: number;
  readonly record: number | null;
  readonly column: number | null;
  readonly reason: string;
  readonly detail: string | null;
  readonly occurrences: number;
  readonly createdAt: Instant;
  readonly resolvedAt: Instant | null;
}

export interface WorkPage {
  readonly items: readonly WorkItem[];
  readonly total: number;
  readonly next: string | null;
}

export interface RetryAnswer {
  readonly retried: number;
  readonly resolved: number;
  readonly stillOpen: number;
}
