import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ActorName,
  COLUMNS,
  CONSENTS,
  type ConsentSituation,
  expectedAnswer,
  expectedInCare,
  expectedWhole,
  LIMITS,
  OPENED,
  TABLE,
} from '../testing/oracle.ts';
import type { Actor, StaffActor, StaffRole } from './actor.ts';
import { decide, PURPOSES, type Purpose } from './decide.ts';
import {
  CATEGORIES,
  type Category,
  type Consent,
  NOTHING_STANDS,
  type ProxyGrant,
  type Standing,
} from './standing.ts';

const HERE = '1319991012';
const PERSON = '00000000-0000-8000-8000-000000000001';
const OTHER = '00000000-0000-8000-8000-000000000002';
const NOW = Date.parse('2026-11-22T01:02:03.000Z');
const HOUR = 3600 * 1000;

const staff = (changed: Partial<StaffActor>, ...roles: StaffRole[]): Actor => ({
  kind: 'staff',
  account: 'a',
  roles,
  facilityCode: HERE,
  insurerNumber: null,
  organisation: null,
  emergencyDesignated: false,
  scopes: null,
  ...changed,
});
const NOWHERE = { facilityCode: null };
const PHARMACY = { facilityCode: '1349991035' };
const INSURER = { facilityCode: null, insurerNumber: '06999902' };
const other: Actor = { kind: 'patient', account: 'a', personId: OTHER };

const grant = (changed: Partial<ProxyGrant>): ProxyGrant => ({
  principalId: PERSON,
  proxyId: OTHER,
  scopes: ['view'],
  from: new Date(NOW - HOUR),
  until: null,
  viewOnlyFrom: null,
  confirmedByPrincipalAt: new Date(NOW - HOUR),
  confirmedByProxyAt: new Date(NOW - HOUR),
  endedAt: null,
  ...changed,
});
const BOTH = { scopes: ['view', 'consent'] as const };

const ACTORS: Readonly<Record<ActorName, readonly [Actor, ProxyGrant?]>> = {
  physician: [staff({}, 'physician')],
  pharmacist: [staff({}, 'pharmacist')],
  nurse: [staff({}, 'nurse')],
  'designated physician': [staff({ emergencyDesignated: true }, 'physician')],
  receptionist: [staff({}, 'receptionist')],
  'nurse at the desk': [staff({}, 'receptionist', 'nurse')],
  manager: [staff({}, 'manager')],
  'system of the institution': [staff({ scopes: ['eligibility', 'records'] }, 'system')],
  'system of the insurer': [staff({ ...INSURER, scopes: ['insurer'] }, 'system')],
  'system that reads FHIR': [staff({ scopes: ['system/*.rs'] }, 'system')],
  'system that reads observations': [staff({ scopes: ['system/Observation.r'] }, 'system')],
  'system that writes FHIR': [staff({ scopes: ['system/Bundle.c'] }, 'system')],
  'app of a physician': [staff({ scopes: ['launch', 'user/Patient.r'] }, 'physician')],
  'system of the insurer that exports': [staff({ ...INSURER, scopes: ['bulk-export'] }, 'system')],
  'system without a scope': [staff({ scopes: ['bulk'] }, 'system')],
  'system of the insurer without a scope': [staff({ ...INSURER, scopes: ['bulk'] }, 'system')],
  'physician without institution': [staff(NOWHERE, 'physician')],
  'receptionist without institution': [staff(NOWHERE, 'receptionist')],
  'designated physician without institution': [staff({ ...NOWHERE, emergencyDesignated: true }, 'physician')],
  'insurer clerk': [staff(INSURER, 'insurer-clerk')],
  'insurer clerk without insurer': [staff(NOWHERE, 'insurer-clerk')],
  ministry: [staff(NOWHERE, 'ministry')],
  'intake operator': [staff({}, 'intake-operator')],
  administrator: [staff({}, 'administrator')],
  'staff without role': [staff({})],
  'the patient': [{ kind: 'patient', account: 'a', personId: PERSON }],
  'another patient': [other],
  'proxy who may look': [other, grant({})],
  'proxy who may look and consent': [other, grant(BOTH)],
  'proxy whom the other side has not confirmed': [other, grant({ ...BOTH, confirmedByPrincipalAt: null })],
  'proxy whose time is over': [other, grant({ ...BOTH, until: new Date(NOW) })],
  'proxy who was ended': [other, grant({ ...BOTH, endedAt: new Date(NOW) })],
  'proxy of a minor who may only look by now': [other, grant({ ...BOTH, viewOnlyFrom: new Date(NOW) })],
  'pharmacist at a pharmacy': [staff(PHARMACY, 'pharmacist')],
  'physician at a pharmacy': [staff(PHARMACY, 'physician')],
  'system that prescribes': [staff({ scopes: ['prescriptions'] }, 'system')],
  'system of a pharmacy that dispenses': [staff({ ...PHARMACY, scopes: ['prescriptions'] }, 'system')],
  operator: [{ kind: 'operator', account: 'a' }],
};

const consentsIn = (category: Category, name: string): Consent[] =>
  (CONSENTS[name]?.facts ?? []).map(({ basis, age, lasts, withdrawnAge }: ConsentSituation) => ({
    category,
    basis,
    givenAt: new Date(NOW - age),
    validUntil: lasts === null ? null : new Date(NOW - age + lasts),
    withdrawnAt: withdrawnAge === undefined ? null : new Date(NOW - withdrawnAge),
  }));

function standingOf(actor: ActorName, category: Category, names: Names): Standing {
  const limits = LIMITS[names.limit]?.facts ?? [];
  const elsewhere = CATEGORIES.find((one) => one !== category) ?? category;
  const [, proxy] = ACTORS[actor];
  return {
    consents: consentsIn(category, names.consent),
    limits: {
      withheld: limits.includes('withheld'),
      sharingStopped: limits.includes('stopped'),
      denied: limits.flatMap((one): (Category | 'all')[] =>
        one === 'all' ? ['all'] : one === 'category' ? [category] : one === 'other' ? [elsewhere] : [],
      ),
    },
    opened: (OPENED[names.opened]?.facts ?? []).map(({ mode, age, lasts }) => ({
      mode,
      from: new Date(NOW - age),
      until: new Date(NOW - age + lasts),
    })),
    disasterModeOpen: names.disasterModeOpen,
    proxies: proxy === undefined ? [] : [proxy],
  };
}

interface Names {
  readonly consent: string;
  readonly limit: string;
  readonly opened: string;
  readonly disasterModeOpen: boolean;
}

function* situations(): Generator<Names> {
  for (const consent of Object.keys(CONSENTS)) {
    for (const limit of Object.keys(LIMITS)) {
      for (const opened of Object.keys(OPENED)) {
        for (const disasterModeOpen of [false, true]) yield { consent, limit, opened, disasterModeOpen };
      }
    }
  }
}

function ask(actor: Actor, purpose: Purpose, standing: Standing, categories: readonly Category[]) {
  const input = { actor, personId: PERSON, purpose, categories, standing, now: new Date(NOW) };
  const decision = decide(input);
  return {
    whole: decision.allowed ? `+${decision.ground}` : decision.refusalCode,
    each: decision.categories.map((one) => (one.shown ? `+${one.ground}` : one.refusalCode)),
  };
}

test('the oracle has a row for every actor and a column for every purpose', () => {
  expect(Object.keys(ACTORS).sort()).toEqual(Object.keys(TABLE).sort());
  expect([...COLUMNS].sort()).toEqual([...PURPOSES].sort());
});

describe.each(Object.keys(ACTORS) as ActorName[])('%s', (name) => {
  test.each(PURPOSES)('%s, in every situation and category, as the oracle says', (purpose) => {
    const [actor] = ACTORS[name];
    const wrong: unknown[] = [];
    for (const category of CATEGORIES) {
      for (const names of situations()) {
        const expected = expectedAnswer({ actor: name, purpose, ...names });
        const { whole, each } = ask(actor, purpose, standingOf(name, category, names), [category]);
        if (whole !== expectedWhole({ actor: name, purpose, ...names }) || each[0] !== expected)
          wrong.push({ ...names, category, expected, whole, each });
      }
    }
    expect(wrong).toEqual([]);
  });
});

const nameOf = (table: Readonly<Record<string, unknown>>) => fc.constantFrom(...Object.keys(table));

test('several categories: each for itself; the whole names a mode before a consent, and the weightiest refusal', () => {
  const [actor] = ACTORS.nurse;
  const each = fc.tuple(nameOf(CONSENTS), nameOf(CONSENTS), nameOf(CONSENTS));
  fc.assert(
    fc.property(each, nameOf(OPENED), fc.boolean(), (names, opened, stopped) => {
      const categories = ['medication', 'treatment', 'surgery'] as const;
      const standing: Standing = {
        ...standingOf('nurse', 'medication', {
          consent: 'none',
          limit: 'none',
          opened,
          disasterModeOpen: false,
        }),
        consents: categories.flatMap((category, i) => consentsIn(category, names[i] ?? '')),
        limits: { withheld: false, sharingStopped: stopped, denied: [] },
      };
      const expected = names.map((name) =>
        expectedInCare(name, stopped ? 'sharing stopped' : 'none', opened),
      );
      const shown = expected.filter((one) => one.startsWith('+'));
      const whole =
        shown.find((one) => one === '+emergency' || one === '+disaster') ??
        shown[0] ??
        ['SHARING_STOPPED', 'CONSENT_EXPIRED', 'CONSENT_REQUIRED'].find((code) => expected.includes(code));
      expect(ask(actor, 'care', standing, categories)).toEqual({ whole, each: expected });
    }),
    { numRuns: 3000 },
  );
});

test('a visit’s consent holds exactly while fewer than 24 hours have passed', () => {
  const [actor] = ACTORS.nurse;
  const DAY = 24 * HOUR;
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: -DAY, max: 2 * DAY }), fc.constantFrom(-1, 0, DAY - 1, DAY, DAY + 1)),
      (age) => {
        const givenAt = new Date(NOW - age);
        const consent: Consent = {
          category: 'surgery',
          basis: 'visit-24h',
          givenAt,
          validUntil: new Date(givenAt.getTime() + DAY),
          withdrawnAt: null,
        };
        const { whole } = ask(actor, 'care', { ...NOTHING_STANDS, consents: [consent] }, ['surgery']);
        expect(whole === '+consent-24h').toBe(age >= 0 && age < DAY);
      },
    ),
    { numRuns: 2000 },
  );
});

test.each(PURPOSES)('an app that was started for one person gets nobody else’s data: %s', (purpose) => {
  const standing = { ...NOTHING_STANDS, consents: consentsIn('medication', 'persistent') };
  const answers = [PERSON, OTHER].map((onlyPerson) => [
    ask(staff({ onlyPerson, scopes: ['user/*.cruds'] }, 'physician'), purpose, standing, ['medication'])
      .whole,
    ask({ kind: 'patient', account: 'a', personId: PERSON, onlyPerson }, purpose, standing, ['medication'])
      .whole,
  ]);
  expect(answers[1]).toEqual(['SCOPE_NOT_GRANTED', 'SCOPE_NOT_GRANTED']);
  expect(answers[0]).not.toEqual(answers[1]);
});
