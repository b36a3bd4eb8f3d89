import type { ErrorCode } from '../../../kernel/errors/app-error.ts';
import type { Actor, StaffActor, StaffRole } from './actor.ts';
import { readsAny, writesAny } from './fhir-scope.ts';
import {
  allows,
  type Category,
  type Consent,
  type ProxyGrant,
  type ProxyScope,
  type Standing,
} from './standing.ts';

/** What somebody wants with a person's data. The first five are asked for at an institution, by its staff. */
export const PURPOSES = [
  /** Whose numbers are these? */
  'identification',
  /** Recording what the patient said at the desk. */
  'consent',
  /** Whether and how the person is insured. */
  'eligibility',
  /** Opening the emergency view, 救急時医療情報閲覧. */
  'emergency',
  /** The search by four items, 災害時医療情報閲覧. */
  'disaster',
  /** Reading the record to treat the person. */
  'care',
  /** A manager looks at what was done at the institution: its log, its emergency views. */
  'review',
  /** An insurer keeps its register. */
  'insurance',
  /** An institution hands in, corrects or takes back what it knows of its own patient, and reads that again. */
  'submission',
  /** A prescriber issues, changes, cancels and follows up the prescriptions of the own institution. */
  'prescribing',
  /** A pharmacy receives a prescription, dispenses it and says what it handed out. */
  'dispensing',
  /** Drugs that are to be given are compared with those that the person takes; details only where care would show them. */
  'drug-check',
  /** An insurer's program takes out the data of the people it insures, as files. */
  'export',
  /** Patients look at what is theirs. */
  'self',
  /** Patients give and withdraw consent. */
  'self-consent',
  /** Patients set limits, name proxies, ask questions. */
  'self-settings',
  /** A command at the shell of the server. */
  'operation',
] as const;
export type Purpose = (typeof PURPOSES)[number];

export type Ground =
  | 'consent-24h'
  | 'consent-persistent'
  | 'consent-visiting'
  | 'consent-online'
  | 'consent-oral'
  | 'emergency'
  | 'disaster'
  | 'self'
  | 'proxy'
  | 'identification'
  | 'eligibility'
  | 'own-patient'
  | 'prescription'
  | 'drug-check'
  | 'insurer'
  | 'insurer-export'
  | 'review'
  | 'operator';

export interface Question {
  readonly actor: Actor;
  readonly personId: string;
  readonly purpose: Purpose;
  readonly categories: readonly Category[];
  readonly standing: Standing;
  readonly now: Date;
}

export type CategoryDecision =
  | {
      readonly category: Category;
      readonly shown: true;
      readonly ground: Ground;
      /** Exclusive; null = until somebody ends it. */
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

/** One step of a rule: null lets the question pass on, a code refuses it. */
type Check = (question: Question, actor: StaffActor) => ErrorCode | null;

const CLINICAL: readonly StaffRole[] = ['physician', 'pharmacist', 'nurse'];
const DESK: readonly StaffRole[] = [...CLINICAL, 'receptionist', 'system'];

const holds = (roles: readonly StaffRole[], code: ErrorCode = 'ROLE_NOT_ALLOWED'): Check => {
  const allowed = new Set(roles);
  return (_, actor) => (actor.roles.some((role) => allowed.has(role)) ? null : code);
};
const atInstitution: Check = (_, actor) => (actor.facilityCode === null ? 'INSTITUTION_REQUIRED' : null);
/** The third digit of an institution's number is its 点数表; 4 is 調剤. @spec prescriptions.md §6.5 */
const isPharmacy = ({ facilityCode }: StaffActor): boolean => facilityCode?.[2] === '4';
const atPharmacy: Check = (_, actor) => (isPharmacy(actor) ? null : 'RX_PLACE_WRONG');
const whereDrugsArePrescribed: Check = (_, actor) => (isPharmacy(actor) ? 'RX_PLACE_WRONG' : null);
const atInsurer: Check = (_, actor) => (actor.insurerNumber === null ? 'INSURER_REQUIRED' : null);
const designated: Check = (_, actor) => (actor.emergencyDesignated ? null : 'EMERGENCY_NOT_DESIGNATED');
/** People are limited by their roles alone. `instead`: a scope of the FHIR interface that is as good. */
const scope =
  (name: string | null, instead: (scope: string) => boolean = () => false): Check =>
  (_, { scopes }) =>
    scopes === null || scopes.some((one) => one === name || instead(one)) ? null : 'SCOPE_NOT_GRANTED';
/** Of one person, by the limits that the person or an authority set: no consent stands against them here. */
const notLimited: Check = ({ standing: { limits } }) =>
  limits.withheld || limits.sharingStopped ? 'SHARING_STOPPED' : null;
const modeOpenHere: Check = ({ standing }) => (standing.disasterModeOpen ? null : 'MODE_NOT_OPEN');

/**
 * What staff and systems must fulfil, in this order, and the ground on which they then stand. `by-category`: consents
 * and modes decide for each category. A purpose without a row is not for them.
 * @spec eligibility.md §4.1 (licensed staff only), §11.2
 */
const STAFF_RULES: Readonly<
  Partial<
    Record<
      Purpose,
      {
        readonly checks: readonly Check[];
        readonly ground: Ground | 'by-category';
        /** The whole is allowed on the ground; what consents and modes say of each category goes with it. */
        readonly categoriesApart?: true;
      }
    >
  >
> = {
  identification: {
    checks: [holds(DESK), atInstitution, scope('eligibility', readsAny('Patient'))],
    ground: 'identification',
  },
  consent: { checks: [holds(DESK), atInstitution, scope('eligibility')], ground: 'identification' },
  eligibility: {
    checks: [holds(DESK), atInstitution, scope('eligibility', readsAny('Coverage'))],
    ground: 'eligibility',
  },
  emergency: {
    checks: [holds(DESK), atInstitution, holds(CLINICAL, 'ROLE_NOT_CLINICAL'), designated],
    ground: 'emergency',
  },
  disaster: { checks: [holds(DESK), atInstitution, scope('records'), modeOpenHere], ground: 'disaster' },
  care: {
    checks: [
      holds(DESK),
      atInstitution,
      holds([...CLINICAL, 'system'], 'ROLE_NOT_CLINICAL'),
      scope('records', readsAny()),
    ],
    ground: 'by-category',
  },
  submission: {
    checks: [
      holds(DESK),
      atInstitution,
      holds([...CLINICAL, 'system'], 'ROLE_NOT_CLINICAL'),
      scope(null, writesAny),
    ],
    ground: 'own-patient',
  },
  prescribing: {
    checks: [holds(['physician', 'system']), atInstitution, scope('prescriptions'), whereDrugsArePrescribed],
    ground: 'own-patient',
  },
  dispensing: {
    checks: [holds(['pharmacist', 'system']), atInstitution, scope('prescriptions'), atPharmacy],
    ground: 'prescription',
  },
  'drug-check': {
    checks: [holds(['physician', 'pharmacist', 'system']), atInstitution, scope('prescriptions')],
    ground: 'drug-check',
    categoriesApart: true,
  },
  review: { checks: [holds(['manager']), atInstitution], ground: 'review' },
  insurance: { checks: [holds(['insurer-clerk', 'system']), atInsurer, scope('insurer')], ground: 'insurer' },
  export: {
    checks: [holds(['system']), atInsurer, scope('bulk-export'), notLimited],
    ground: 'insurer-export',
  },
};

/** Which scope a proxy needs; a purpose without one is for the person alone. @spec phr.md §3 A7 */
const PROXY_SCOPES: Readonly<Partial<Record<Purpose, ProxyScope>>> = {
  self: 'view',
  'self-consent': 'consent',
};
const OWN: readonly Purpose[] = ['self', 'self-consent', 'self-settings'];
const OPERATOR: readonly Purpose[] = ['identification', 'operation', 'eligibility'];

/**
 * The one decision about a person's data: who, for what, on which ground, at what time. No I/O.
 * @spec eligibility.md §4.3, §11.2; phr.md §3 A4–A7
 */
export function decide(question: Question): Decision {
  const { actor, purpose, personId, categories } = question;
  // An app sees the person for whom it was started, whatever its user may see besides.
  if (actor.kind !== 'operator' && (actor.onlyPerson ?? personId) !== personId)
    return refuse('SCOPE_NOT_GRANTED', categories);
  switch (actor.kind) {
    case 'patient':
      return decideForPatient(question, actor.personId);
    case 'operator':
      return OPERATOR.includes(purpose)
        ? allowAll('operator', categories)
        : refuse('ROLE_NOT_ALLOWED', categories);
    case 'staff': {
      const rule = STAFF_RULES[purpose];
      if (rule === undefined) return refuse('ROLE_NOT_ALLOWED', categories);
      for (const check of rule.checks) {
        const refusal = check(question, actor);
        if (refusal !== null) return refuse(refusal, categories);
      }
      if (rule.ground === 'by-category') return decideByCategory(question);
      const allowed = allowAll(rule.ground, categories);
      // Without consent only the fact of an overlap is told. @spec prescriptions.md §5.1
      return rule.categoriesApart
        ? { ...allowed, categories: decideByCategory(question).categories }
        : allowed;
    }
  }
}

function decideForPatient(
  { purpose, personId, categories, standing, now }: Question,
  self: string,
): Decision {
  if (personId === self)
    return OWN.includes(purpose) ? allowAll('self', categories) : refuse('ROLE_NOT_ALLOWED', categories);
  const scope = PROXY_SCOPES[purpose];
  const acts = (proxy: ProxyGrant) =>
    scope !== undefined &&
    proxy.proxyId === self &&
    proxy.principalId === personId &&
    allows(proxy, scope, now);
  return standing.proxies.some(acts) ? allowAll('proxy', categories) : refuse('ROLE_NOT_ALLOWED', categories);
}

/** Grounds outside the ordinary; an entry that rests on one of them names it, whatever else it rests on. */
const EXCEPTIONAL: readonly Ground[] = ['emergency', 'disaster'];

function decideByCategory({ categories, standing, now }: Question): Decision {
  const decisions = categories.map((category) => decideCategory(category, standing, now));
  const grounds = decisions.flatMap((decision) => (decision.shown ? [decision.ground] : []));
  const ground = grounds.find((one) => EXCEPTIONAL.includes(one)) ?? grounds[0];
  if (ground !== undefined) return { allowed: true, ground, categories: decisions };
  const codes = decisions.flatMap((decision) => (decision.shown ? [] : [decision.refusalCode]));
  const refusalCode = REFUSALS_BY_WEIGHT.find((code) => codes.includes(code)) ?? 'CONSENT_REQUIRED';
  return { allowed: false, refusalCode, categories: decisions };
}

/** Which refusal names the whole when every category is refused, the first that occurs. */
const REFUSALS_BY_WEIGHT: readonly ErrorCode[] = ['SHARING_STOPPED', 'DENIED_BY_PATIENT', 'CONSENT_EXPIRED'];

/** What a consent of each basis is called as a ground. */
const GROUND_OF_BASIS: Readonly<Record<Consent['basis'], Ground>> = {
  'visit-24h': 'consent-24h',
  persistent: 'consent-persistent',
  visiting: 'consent-visiting',
  online: 'consent-online',
  oral: 'consent-oral',
};

/**
 * The patient's limits beat every consent, and an opened mode beats the limits.
 * @spec eligibility.md §4.3; phr.md §3 A5 (deny beats every consent except emergency and disaster), A6
 */
function decideCategory(category: Category, standing: Standing, now: Date): CategoryDecision {
  const limited = limitOn(category, standing);
  const given = standing.consents.filter((one) => one.category === category && one.givenAt <= now);
  const unrevoked = given.filter((one) => one.withdrawnAt === null || one.withdrawnAt > now);
  const valid = longest(unrevoked.filter((one) => one.validUntil === null || now < one.validUntil));
  if (limited === null && valid !== undefined)
    return { category, shown: true, ground: GROUND_OF_BASIS[valid.basis], validUntil: valid.validUntil };
  const opened = standing.opened.find((one) => one.from <= now && now < one.until);
  if (opened !== undefined) return { category, shown: true, ground: opened.mode, validUntil: opened.until };
  const refusalCode = limited ?? (unrevoked.length > 0 ? 'CONSENT_EXPIRED' : 'CONSENT_REQUIRED');
  return { category, shown: false, refusalCode };
}

/** A withheld person's data are refused with the same words as those of one who stopped sharing. */
function limitOn(category: Category, { limits }: Standing): ErrorCode | null {
  if (limits.withheld || limits.sharingStopped) return 'SHARING_STOPPED';
  return limits.denied.some((one) => one === 'all' || one === category) ? 'DENIED_BY_PATIENT' : null;
}

const longest = (consents: readonly Consent[]): Consent | undefined =>
  consents.toSorted(
    (a, b) => (b.validUntil?.getTime() ?? Infinity) - (a.validUntil?.getTime() ?? Infinity),
  )[0];

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
