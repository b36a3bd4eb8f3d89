import type { ErrorCode } from '../../../kernel/errors/app-error.ts';

/** What consent is asked for separately. `treatment` leaves surgery out. @spec eligibility.md §4.1 */
export const CATEGORIES = ['medication', 'treatment', 'surgery'] as const;
export type Category = (typeof CATEGORIES)[number];

const CLINICAL_ROLES = ['physician', 'pharmacist', 'nurse'] as const;
export type StaffRole =
  | (typeof CLINICAL_ROLES)[number]
  | 'receptionist'
  | 'intake-operator'
  | 'administrator';

/** Who asks. An operator works at the shell of the server, where the data could be read anyway. */
export type Actor =
  | {
      readonly kind: 'staff';
      readonly account: string;
      readonly roles: readonly StaffRole[];
      readonly facilityCode: string | null;
      /** Its name, for the entry that the patient reads. */
      readonly organisation: string | null;
    }
  | { readonly kind: 'patient'; readonly account: string; readonly personId: string }
  | { readonly kind: 'operator'; readonly account: string };

/** `identification`: whose numbers are these; `consent`: recording it; `care`, `self`, `operation`: reading the record. */
export type Purpose = 'identification' | 'consent' | 'care' | 'self' | 'operation';

export type Ground = 'consent-24h' | 'self' | 'identification' | 'operator';

/** A consent as it stands; times are instants. */
export interface Consent {
  readonly category: Category;
  readonly facilityCode: string;
  readonly givenAt: Date;
  /** Exclusive. */
  readonly validUntil: Date;
  readonly withdrawnAt: Date | null;
}

export interface Question {
  readonly actor: Actor;
  readonly personId: string;
  readonly purpose: Purpose;
  readonly categories: readonly Category[];
  readonly consents: readonly Consent[];
  readonly now: Date;
}

export type CategoryDecision =
  | {
      readonly category: Category;
      readonly shown: true;
      readonly ground: Ground;
      readonly validUntil: Date | null;
    }
  | { readonly category: Category; readonly shown: false; readonly refusalCode: ErrorCode };

/** `allowed` is false when nothing at all may be shown; then `refusalCode` says why. */
export type Decision =
  | { readonly allowed: true; readonly ground: Ground; readonly categories: readonly CategoryDecision[] }
  | {
      readonly allowed: false;
      readonly refusalCode: ErrorCode;
      readonly categories: readonly CategoryDecision[];
    };

const refuse = (refusalCode: ErrorCode, categories: readonly Category[]): Decision => ({
  allowed: false,
  refusalCode,
  categories: categories.map((category) => ({ category, shown: false, refusalCode })),
});

const allowAll = (ground: Ground, categories: readonly Category[]): Decision => ({
  allowed: true,
  ground,
  categories: categories.map((category) => ({ category, shown: true, ground, validUntil: null })),
});

/**
 * The one decision about a person's data: who, for what, with which consent, at what time. No I/O.
 * @spec eligibility.md §4.3 (a visit's consent holds while now < givenAt + 24 h, at that institution)
 */
export function decide(question: Question): Decision {
  const { actor, purpose, categories } = question;
  switch (actor.kind) {
    case 'patient':
      return purpose === 'self' && actor.personId === question.personId
        ? allowAll('self', categories)
        : refuse('ROLE_NOT_ALLOWED', categories);
    case 'operator':
      return purpose === 'operation' || purpose === 'identification'
        ? allowAll('operator', categories)
        : refuse('ROLE_NOT_ALLOWED', categories);
    case 'staff':
      return decideForStaff(question, actor);
  }
}

function decideForStaff(question: Question, actor: Actor & { kind: 'staff' }): Decision {
  const { purpose, categories } = question;
  const clinical = actor.roles.some((role) => (CLINICAL_ROLES as readonly StaffRole[]).includes(role));
  const atTheDesk = clinical || actor.roles.includes('receptionist');
  if (purpose === 'self' || purpose === 'operation' || !atTheDesk)
    return refuse('ROLE_NOT_ALLOWED', categories);
  if (actor.facilityCode === null) return refuse('INSTITUTION_REQUIRED', categories);
  if (purpose !== 'care') return allowAll('identification', categories);
  if (!clinical) return refuse('ROLE_NOT_CLINICAL', categories);
  return decideByConsent(question, actor.facilityCode);
}

function decideByConsent({ categories, consents, now }: Question, facilityCode: string): Decision {
  const here = consents.filter((consent) => consent.facilityCode === facilityCode);
  const decisions = categories.map((category) => decideCategory(category, here, now));
  const ground = decisions.find((decision) => decision.shown)?.ground;
  if (ground !== undefined) return { allowed: true, ground, categories: decisions };
  const expired = decisions.some((decision) => !decision.shown && decision.refusalCode === 'CONSENT_EXPIRED');
  return {
    allowed: false,
    refusalCode: expired ? 'CONSENT_EXPIRED' : 'CONSENT_REQUIRED',
    categories: decisions,
  };
}

function decideCategory(category: Category, consents: readonly Consent[], now: Date): CategoryDecision {
  const given = consents.filter((consent) => consent.category === category && consent.givenAt <= now);
  const standing = given.filter((consent) => consent.withdrawnAt === null || consent.withdrawnAt > now);
  const valid = standing.find((consent) => now < consent.validUntil);
  if (valid !== undefined) {
    return { category, shown: true, ground: 'consent-24h', validUntil: valid.validUntil };
  }
  return {
    category,
    shown: false,
    refusalCode: standing.length > 0 ? 'CONSENT_EXPIRED' : 'CONSENT_REQUIRED',
  };
}
