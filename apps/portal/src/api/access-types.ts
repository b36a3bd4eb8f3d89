import type { Category, ConsentBasis, Instant, LocalDate, PersonBanner } from './types.ts';

/** The answers of the module `access`, and of the notices of `phr`. */

export interface OpenedEmergency {
  readonly id: string;
  /** Exclusive. */
  readonly validUntil: Instant;
}

export interface EmergencyInput {
  readonly lifeThreatening: boolean;
  readonly ableToConsent: boolean;
  readonly reason: string;
}

/** An entry of the log as the patient sees it: the institution and the role, never the member of staff. */
export interface Disclosure {
  readonly id: string;
  readonly at: Instant;
  readonly event: string;
  readonly facilityName: string | null;
  /** Several are joined by commas. */
  readonly role: string | null;
  readonly purpose: string | null;
  readonly ground: string | null;
  readonly categories: readonly string[];
  readonly outcome: 'shown' | 'refused' | 'done';
  readonly refusalCode: string | null;
  readonly itemCount: number | null;
  readonly method: string | null;
  readonly actingFor: boolean;
  /** Seen in an emergency or disaster. */
  readonly highlighted: boolean;
  readonly question: { readonly state: 'asked' | 'answered'; readonly answer: string | null } | null;
}

export interface DisclosurePage {
  readonly entries: readonly Disclosure[];
  readonly next: string | null;
}

export interface OwnConsent {
  readonly facilityCode: string;
  readonly facilityName: string;
  readonly category: Category;
  readonly basis: ConsentBasis;
  readonly state: 'given' | 'expired' | 'withdrawn';
  readonly givenAt: Instant;
  /** Exclusive; null = until withdrawn. */
  readonly validUntil: Instant | null;
  readonly method: string;
  readonly givenBy: 'self' | 'proxy' | 'desk';
}
export type OwnConsents = { readonly consents: readonly OwnConsent[] };

/** What a patient can give without a visit; only `persistent` has an end. */
export const HOME_BASES = ['persistent', 'visiting', 'online'] as const;
export type HomeBasis = (typeof HOME_BASES)[number];

export interface NewConsent {
  readonly facilityCode: string;
  readonly categories: readonly Category[];
  readonly basis: HomeBasis;
  /** The last day of a persistent consent. */
  readonly until?: LocalDate;
}

export interface Restrictions {
  readonly stopSharing: { readonly since: Instant } | null;
  readonly withheld: boolean;
  readonly denied: readonly DeniedInstitution[];
  readonly hidden: readonly HiddenEntry[];
}

export interface DeniedInstitution {
  readonly facilityCode: string;
  readonly facilityName: string;
  /** Null: all of them. */
  readonly category: Category | null;
  readonly since: Instant;
}

export interface HiddenEntry {
  readonly key: string;
  readonly label: string;
  readonly since: Instant;
}

export type ProxyScope = 'view' | 'consent' | 'share';
export type ProxySide = 'principal' | 'proxy';

export interface ProxyGrant {
  readonly id: string;
  readonly otherName: string;
  readonly scopes: readonly ProxyScope[];
  readonly from: Instant;
  /** Exclusive; null = until ended. */
  readonly until: Instant | null;
  readonly state: 'waiting-for-me' | 'waiting-for-other' | 'active' | 'ended';
  /** Which of the two the reader is. */
  readonly side: ProxySide;
  /** The principal to act for; null unless the reader may. */
  readonly ref: string | null;
}
export type Proxies = { readonly proxies: readonly ProxyGrant[] };

export interface ProxyOffer {
  readonly otherCode: string;
  readonly as: ProxySide;
  readonly scopes: readonly ProxyScope[];
  readonly to: LocalDate | null;
}

export interface PatientNotice {
  readonly id: string;
  readonly at: Instant;
  readonly kind: string;
  readonly facilityName: string;
  readonly categories: readonly string[];
  readonly readAt: Instant | null;
  readonly entryId: string;
}

/** An entry of the log as the manager of the institution sees it. */
export interface ViewLogEntry {
  readonly id: string;
  readonly at: Instant;
  readonly event: string;
  readonly account: string | null;
  readonly displayName: string;
  readonly role: string | null;
  readonly personRef: string;
  readonly personName: string;
  readonly categories: readonly string[];
  readonly purpose: string | null;
  readonly ground: string | null;
  readonly outcome: 'shown' | 'refused' | 'done';
  readonly refusalCode: string | null;
  readonly method: string | null;
  readonly itemCount: number | null;
  readonly requestId: string | null;
}

export interface ViewLogPage {
  readonly entries: readonly ViewLogEntry[];
  readonly next: string | null;
}

export interface ViewLogFilter {
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
  readonly account?: string | undefined;
  /** Emergency and disaster only. */
  readonly emergency?: string | undefined;
}

export const EXPORT_FORMATS = ['csv', 'xlsx', 'fhir'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const REVIEW_OUTCOMES = ['appropriate', 'unclear', 'inappropriate'] as const;
export type ReviewOutcome = (typeof REVIEW_OUTCOMES)[number];

export interface EmergencyAccess {
  readonly id: string;
  readonly mode: 'emergency' | 'disaster';
  readonly at: Instant;
  readonly account: string;
  readonly displayName: string;
  readonly personName: string;
  readonly reason: string;
  readonly lifeThreatening: boolean | null;
  readonly ableToConsent: boolean;
  readonly validUntil: Instant;
  readonly views: number;
  readonly review: {
    readonly at: Instant;
    readonly by: string;
    readonly outcome: ReviewOutcome;
    readonly note: string;
  } | null;
}

export interface FacilityQuestion {
  readonly id: string;
  readonly askedAt: Instant;
  readonly dueAt: Instant;
  readonly text: string;
  readonly personName: string;
  readonly answer: string | null;
  readonly answeredAt: Instant | null;
  readonly entry: {
    readonly at: Instant;
    readonly account: string | null;
    readonly displayName: string;
    readonly purpose: string | null;
    readonly categories: readonly string[];
  };
}

export interface DisasterMode {
  readonly id: string;
  readonly name: string;
  /** Codes of prefectures, 01 to 47. */
  readonly areas: readonly string[];
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
  /** Null for everybody but the ministry. */
  readonly openedBy: string | null;
  readonly reference: string;
  readonly closedAt: Instant | null;
  readonly uses: number;
}

export interface DisasterModes {
  readonly modes: readonly DisasterMode[];
  readonly openHere: DisasterMode | null;
}

export interface NewDisasterMode {
  readonly name: string;
  readonly areas: readonly string[];
  readonly from: Instant;
  readonly to: Instant;
  readonly reference: string;
}

export interface DisasterSearch {
  readonly name: string;
  readonly birthDate: LocalDate;
  readonly sex: 'male' | 'female' | 'unknown';
  readonly address?: string;
  readonly insurer?: string;
  readonly consent: 'oral' | 'unconscious';
  readonly chartNote: string;
}

export interface UnusualAccess {
  readonly id: string;
  readonly kind: string;
  readonly facilityCode: string;
  readonly facilityName: string;
  readonly account: string | null;
  readonly day: LocalDate;
  readonly count: number;
  readonly expected: number;
  readonly state: 'open' | 'closed';
  readonly note: string | null;
}

/** At most one person. */
export type DisasterFind =
  | { readonly result: 'found'; readonly person: PersonBanner }
  | { readonly result: 'not-found' }
  | { readonly result: 'more-items-needed' };
