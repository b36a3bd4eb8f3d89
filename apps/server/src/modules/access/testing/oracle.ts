/**
 * What the rules say, written down from the specification as tables of situations and not from the code: tests compare
 * the decision function and the server with it.
 * @spec eligibility.md §4.1, §4.3, §11.1, §11.2, §11.4; phr.md §3 A4–A7; prescriptions.md §3.1, §5.1
 */
import type { Purpose } from '../model/decide.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

/** One consent in one situation; ages in ms before the present, negative = in the future. */
export interface ConsentSituation {
  readonly basis: 'visit-24h' | 'persistent' | 'visiting' | 'online' | 'oral';
  readonly age: number;
  /** How long after it was given it ends; null = until revoked. */
  readonly lasts: number | null;
  readonly withdrawnAge?: number;
}

export interface Situation<T> {
  readonly facts: readonly T[];
  /** `+ground`, or the code of the refusal. */
  readonly says: string;
}

const visit = (age: number, withdrawnAge?: number): ConsentSituation => ({
  basis: 'visit-24h',
  age,
  lasts: DAY,
  ...(withdrawnAge === undefined ? {} : { withdrawnAge }),
});

/** What was consented to at the institution that asks, in one category. */
export const CONSENTS: Readonly<Record<string, Situation<ConsentSituation>>> = {
  none: { facts: [], says: 'CONSENT_REQUIRED' },
  'visit, this instant': { facts: [visit(0)], says: '+consent-24h' },
  'visit, 23:59:59 ago': { facts: [visit(DAY - SECOND)], says: '+consent-24h' },
  'visit, 24:00:00 ago': { facts: [visit(DAY)], says: 'CONSENT_EXPIRED' },
  'visit, three days ago': { facts: [visit(3 * DAY)], says: 'CONSENT_EXPIRED' },
  'visit, withdrawn': { facts: [visit(2 * HOUR, HOUR)], says: 'CONSENT_REQUIRED' },
  'visit, withdrawn and given again': {
    facts: [visit(3 * HOUR, 2 * HOUR), visit(HOUR)],
    says: '+consent-24h',
  },
  'visit, run out and given again': { facts: [visit(30 * HOUR), visit(HOUR)], says: '+consent-24h' },
  'visit, in the future': { facts: [visit(-SECOND)], says: 'CONSENT_REQUIRED' },
  persistent: {
    facts: [{ basis: 'persistent', age: 100 * DAY, lasts: 365 * DAY }],
    says: '+consent-persistent',
  },
  'persistent, run out this instant': {
    facts: [{ basis: 'persistent', age: 365 * DAY, lasts: 365 * DAY }],
    says: 'CONSENT_EXPIRED',
  },
  'persistent, revoked this instant': {
    facts: [{ basis: 'persistent', age: 100 * DAY, lasts: 365 * DAY, withdrawnAge: 0 }],
    says: 'CONSENT_REQUIRED',
  },
  'persistent, and a visit': {
    facts: [{ basis: 'persistent', age: 100 * DAY, lasts: 365 * DAY }, visit(HOUR)],
    says: '+consent-persistent',
  },
  'visiting care': {
    facts: [{ basis: 'visiting', age: 900 * DAY, lasts: null }],
    says: '+consent-visiting',
  },
  'visiting care, revoked': {
    facts: [{ basis: 'visiting', age: 900 * DAY, lasts: null, withdrawnAge: SECOND }],
    says: 'CONSENT_REQUIRED',
  },
  'online care': { facts: [{ basis: 'online', age: DAY, lasts: null }], says: '+consent-online' },
  spoken: { facts: [{ basis: 'oral', age: HOUR, lasts: DAY }], says: '+consent-oral' },
};

/** What the patient has ruled out. `category`: the one that is asked for. */
export const LIMITS: Readonly<
  Record<string, Situation<'withheld' | 'stopped' | 'category' | 'other' | 'all'>>
> = {
  none: { facts: [], says: '' },
  'another category denied': { facts: ['other'], says: '' },
  'this category denied': { facts: ['category'], says: 'DENIED_BY_PATIENT' },
  'institution denied': { facts: ['all'], says: 'DENIED_BY_PATIENT' },
  'sharing stopped': { facts: ['stopped'], says: 'SHARING_STOPPED' },
  withheld: { facts: ['withheld'], says: 'SHARING_STOPPED' },
  'denied and stopped': { facts: ['all', 'stopped'], says: 'SHARING_STOPPED' },
};

export interface OpenedSituation {
  readonly mode: 'emergency' | 'disaster';
  readonly age: number;
  readonly lasts: number;
}

/** Views that were opened for whoever asks. */
export const OPENED: Readonly<Record<string, Situation<OpenedSituation>>> = {
  none: { facts: [], says: '' },
  emergency: { facts: [{ mode: 'emergency', age: HOUR / 2, lasts: HOUR }], says: '+emergency' },
  'emergency, run out this instant': { facts: [{ mode: 'emergency', age: HOUR, lasts: HOUR }], says: '' },
  disaster: { facts: [{ mode: 'disaster', age: HOUR, lasts: DAY }], says: '+disaster' },
};

/** Limits beat consents, an opened mode beats limits, and where consent suffices nobody needs a mode. */
export function expectedInCare(consent: string, limit: string, opened: string): string {
  const says = {
    consent: CONSENTS[consent]?.says ?? '',
    limit: LIMITS[limit]?.says ?? '',
    opened: OPENED[opened]?.says ?? '',
  };
  if (says.limit !== '') return says.opened || says.limit;
  if (says.consent.startsWith('+')) return says.consent;
  return says.opened || says.consent;
}

export type ActorName =
  | 'physician'
  | 'pharmacist'
  | 'nurse'
  | 'designated physician'
  | 'receptionist'
  | 'nurse at the desk'
  | 'manager'
  | 'system of the institution'
  | 'system of the insurer'
  | 'system without a scope'
  | 'system that reads FHIR'
  | 'system that reads observations'
  | 'system that writes FHIR'
  | 'app of a physician'
  | 'system of the insurer that exports'
  | 'system of the insurer without a scope'
  | 'physician without institution'
  | 'receptionist without institution'
  | 'designated physician without institution'
  | 'insurer clerk'
  | 'insurer clerk without insurer'
  | 'ministry'
  | 'intake operator'
  | 'administrator'
  | 'staff without role'
  | 'the patient'
  | 'another patient'
  | 'proxy who may look'
  | 'proxy who may look and consent'
  | 'proxy whom the other side has not confirmed'
  | 'proxy whose time is over'
  | 'proxy who was ended'
  | 'proxy of a minor who may only look by now'
  | 'pharmacist at a pharmacy'
  | 'physician at a pharmacy'
  | 'system that prescribes'
  | 'system of a pharmacy that dispenses'
  | 'operator';

const NO = 'ROLE_NOT_ALLOWED';
const NOWHERE = 'INSTITUTION_REQUIRED';
const UNTRAINED = 'ROLE_NOT_CLINICAL';
const UNSCOPED = 'SCOPE_NOT_GRANTED';
const UNNAMED = 'EMERGENCY_NOT_DESIGNATED';
/** By consents, limits and modes. */
const ASK = '?';
/** Only while a disaster mode is open in the area. */
const MODE = 'm';
/** Unless the person stopped sharing or is withheld, everywhere; no consent and no mode changes that. */
const EXPORT = 'x';

type Row = readonly [
  identification: string,
  consent: string,
  eligibility: string,
  emergency: string,
  disaster: string,
  care: string,
  review: string,
  insurance: string,
  self: string,
  selfConsent: string,
  selfSettings: string,
  operation: string,
  submission: string,
  bulkExport: string,
];

const ID = '+identification';
const OWN = '+own-patient';
const clinical: Row = [ID, ID, '+eligibility', UNNAMED, MODE, ASK, NO, NO, NO, NO, NO, NO, OWN, NO];
const homeless: Row = [
  NOWHERE,
  NOWHERE,
  NOWHERE,
  NOWHERE,
  NOWHERE,
  NOWHERE,
  NO,
  NO,
  NO,
  NO,
  NO,
  NO,
  NOWHERE,
  NO,
];
const nothing: Row = [NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO];
const own: Row = [NO, NO, NO, NO, NO, NO, NO, NO, '+self', '+self', '+self', NO, NO, NO];

const systemAt = (
  identification: string,
  consent: string,
  eligibility: string,
  disaster: string,
  care: string,
  submission: string,
): Row => [
  identification,
  consent,
  eligibility,
  UNTRAINED,
  disaster,
  care,
  NO,
  'INSURER_REQUIRED',
  NO,
  NO,
  NO,
  NO,
  submission,
  'INSURER_REQUIRED',
];
const systemOfInsurer = (insurance: string, bulkExport: string): Row => [
  ...([NOWHERE, NOWHERE, NOWHERE, NOWHERE, NOWHERE, NOWHERE] as const),
  NO,
  insurance,
  NO,
  NO,
  NO,
  NO,
  NOWHERE,
  bulkExport,
];

/** One row for each actor, one column for each purpose in the order of `Row`. */
export const TABLE: Readonly<Record<ActorName, Row>> = {
  physician: clinical,
  pharmacist: clinical,
  nurse: clinical,
  'designated physician': [ID, ID, '+eligibility', '+emergency', MODE, ASK, NO, NO, NO, NO, NO, NO, OWN, NO],
  receptionist: [ID, ID, '+eligibility', UNTRAINED, MODE, UNTRAINED, NO, NO, NO, NO, NO, NO, UNTRAINED, NO],
  'nurse at the desk': clinical,
  manager: [NO, NO, NO, NO, NO, NO, '+review', NO, NO, NO, NO, NO, NO, NO],
  'system of the institution': systemAt(ID, ID, '+eligibility', MODE, ASK, UNSCOPED),
  'system without a scope': systemAt(UNSCOPED, UNSCOPED, UNSCOPED, UNSCOPED, UNSCOPED, UNSCOPED),
  'system that reads FHIR': systemAt(ID, UNSCOPED, '+eligibility', UNSCOPED, ASK, UNSCOPED),
  'system that reads observations': systemAt(UNSCOPED, UNSCOPED, UNSCOPED, UNSCOPED, ASK, UNSCOPED),
  'system that writes FHIR': systemAt(UNSCOPED, UNSCOPED, UNSCOPED, UNSCOPED, UNSCOPED, OWN),
  'app of a physician': [
    ID,
    UNSCOPED,
    UNSCOPED,
    UNNAMED,
    UNSCOPED,
    ASK,
    NO,
    NO,
    NO,
    NO,
    NO,
    NO,
    UNSCOPED,
    NO,
  ],
  'system of the insurer without a scope': systemOfInsurer(UNSCOPED, UNSCOPED),
  'system of the insurer': systemOfInsurer('+insurer', UNSCOPED),
  'system of the insurer that exports': systemOfInsurer(UNSCOPED, EXPORT),
  'physician without institution': homeless,
  'receptionist without institution': homeless,
  'designated physician without institution': homeless,
  'insurer clerk': [NO, NO, NO, NO, NO, NO, NO, '+insurer', NO, NO, NO, NO, NO, NO],
  'insurer clerk without insurer': [NO, NO, NO, NO, NO, NO, NO, 'INSURER_REQUIRED', NO, NO, NO, NO, NO, NO],
  ministry: nothing,
  'intake operator': nothing,
  administrator: nothing,
  'staff without role': nothing,
  'the patient': own,
  'another patient': nothing,
  'proxy who may look': [NO, NO, NO, NO, NO, NO, NO, NO, '+proxy', NO, NO, NO, NO, NO],
  'proxy who may look and consent': [NO, NO, NO, NO, NO, NO, NO, NO, '+proxy', '+proxy', NO, NO, NO, NO],
  'proxy whom the other side has not confirmed': nothing,
  'proxy whose time is over': nothing,
  'proxy who was ended': nothing,
  'proxy of a minor who may only look by now': [NO, NO, NO, NO, NO, NO, NO, NO, '+proxy', NO, NO, NO, NO, NO],
  'pharmacist at a pharmacy': clinical,
  'physician at a pharmacy': clinical,
  'system that prescribes': systemAt(UNSCOPED, UNSCOPED, UNSCOPED, UNSCOPED, UNSCOPED, UNSCOPED),
  'system of a pharmacy that dispenses': systemAt(UNSCOPED, UNSCOPED, UNSCOPED, UNSCOPED, UNSCOPED, UNSCOPED),
  operator: ['+operator', NO, '+operator', NO, NO, NO, NO, NO, NO, NO, NO, '+operator', NO, NO],
};

type PrescriptionRow = readonly [prescribing: string, dispensing: string, drugCheck: string];

/** Allowed whatever the person consented to; each category as in care, which says whether details may be told. */
const CHECK = 'c';
const PLACE = 'RX_PLACE_WRONG';
const prescriber: PrescriptionRow = [OWN, NO, CHECK];
const unscoped: PrescriptionRow = [UNSCOPED, UNSCOPED, UNSCOPED];
const nowhere: PrescriptionRow = [NOWHERE, NOWHERE, NOWHERE];

/** Who may deal with prescriptions; everybody else may not. @spec prescriptions.md §3.1, §5.1 */
const PRESCRIPTIONS: Readonly<Partial<Record<ActorName, PrescriptionRow>>> = {
  physician: prescriber,
  'designated physician': prescriber,
  'physician at a pharmacy': [PLACE, NO, CHECK],
  pharmacist: [NO, PLACE, CHECK],
  'pharmacist at a pharmacy': [NO, '+prescription', CHECK],
  'system that prescribes': [OWN, PLACE, CHECK],
  'system of a pharmacy that dispenses': [PLACE, '+prescription', CHECK],
  'system of the institution': unscoped,
  'system without a scope': unscoped,
  'system that reads FHIR': unscoped,
  'system that reads observations': unscoped,
  'system that writes FHIR': unscoped,
  'app of a physician': [UNSCOPED, NO, UNSCOPED],
  'system of the insurer': nowhere,
  'system of the insurer that exports': nowhere,
  'system of the insurer without a scope': nowhere,
  'physician without institution': [NOWHERE, NO, NOWHERE],
  'designated physician without institution': [NOWHERE, NO, NOWHERE],
};

export const COLUMNS: readonly Purpose[] = [
  'identification',
  'consent',
  'eligibility',
  'emergency',
  'disaster',
  'care',
  'review',
  'insurance',
  'self',
  'self-consent',
  'self-settings',
  'operation',
  'submission',
  'export',
  'prescribing',
  'dispensing',
  'drug-check',
];

export interface OracleInput {
  readonly actor: ActorName;
  readonly purpose: Purpose;
  readonly consent: string;
  readonly limit: string;
  readonly opened: string;
  readonly disasterModeOpen: boolean;
}

/** What one category is answered with: `+ground`, or the code of the refusal. */
export function expectedAnswer({
  actor,
  purpose,
  consent,
  limit,
  opened,
  disasterModeOpen,
}: OracleInput): string {
  const rule = ruleOf(actor, purpose);
  if (rule === MODE) return disasterModeOpen ? '+disaster' : 'MODE_NOT_OPEN';
  if (rule === EXPORT)
    return LIMITS[limit]?.says === 'SHARING_STOPPED' ? 'SHARING_STOPPED' : '+insurer-export';
  return rule === ASK || rule === CHECK ? expectedInCare(consent, limit, opened) : rule;
}

/** What the whole is answered with, where one category was asked for. */
export const expectedWhole = (input: OracleInput): string =>
  ruleOf(input.actor, input.purpose) === CHECK ? '+drug-check' : expectedAnswer(input);

const ruleOf = (actor: ActorName, purpose: Purpose): string =>
  [...TABLE[actor], ...(PRESCRIPTIONS[actor] ?? [NO, NO, NO])][COLUMNS.indexOf(purpose)] ?? '';
