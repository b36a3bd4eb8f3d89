import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Actor,
  CATEGORIES,
  type Category,
  type Consent,
  decide,
  type Purpose,
  type StaffRole,
} from './decide.ts';

const HERE = '1319991012';
const ELSEWHERE = '1319991020';
const PERSON = '00000000-0000-8000-8000-000000000001';
const NOW = Date.parse('2026-11-22T01:02:03.000Z');
const SECOND = 1000;
const HOUR = 3600 * SECOND;

const staff = (facilityCode: string | null, ...roles: StaffRole[]): Actor => ({
  kind: 'staff',
  account: 'a',
  roles,
  facilityCode,
  organisation: null,
});
const ACTORS = {
  physician: staff(HERE, 'physician'),
  pharmacist: staff(HERE, 'pharmacist'),
  nurse: staff(HERE, 'nurse'),
  receptionist: staff(HERE, 'receptionist'),
  'nurse at the desk': staff(HERE, 'receptionist', 'nurse'),
  'physician without institution': staff(null, 'physician'),
  'receptionist without institution': staff(null, 'receptionist'),
  'intake operator': staff(HERE, 'intake-operator'),
  administrator: staff(HERE, 'administrator'),
  'intake operator and administrator': staff(null, 'intake-operator', 'administrator'),
  'staff without role': staff(HERE),
  'patient, own record': { kind: 'patient', account: 'a', personId: PERSON },
  'patient, another record': {
    kind: 'patient',
    account: 'a',
    personId: '00000000-0000-8000-8000-000000000002',
  },
  operator: { kind: 'operator', account: 'a' },
} as const satisfies Record<string, Actor>;
type ActorName = keyof typeof ACTORS;

const PURPOSES = [
  'identification',
  'consent',
  'care',
  'self',
  'operation',
] as const satisfies readonly Purpose[];

/**
 * The oracle, written from the rules and not from the code: what each actor gets for each purpose.
 * `+ground` = everything, `?` = what the consents allow, a code = refused.
 * @spec eligibility.md §4.1 (licensed staff only), §4.3
 */
const TABLE: Readonly<Record<ActorName, readonly [string, string, string, string, string]>> = {
  physician: ['+identification', '+identification', '?', 'ROLE_NOT_ALLOWED', 'ROLE_NOT_ALLOWED'],
  pharmacist: ['+identification', '+identification', '?', 'ROLE_NOT_ALLOWED', 'ROLE_NOT_ALLOWED'],
  nurse: ['+identification', '+identification', '?', 'ROLE_NOT_ALLOWED', 'ROLE_NOT_ALLOWED'],
  receptionist: [
    '+identification',
    '+identification',
    'ROLE_NOT_CLINICAL',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
  ],
  'nurse at the desk': ['+identification', '+identification', '?', 'ROLE_NOT_ALLOWED', 'ROLE_NOT_ALLOWED'],
  'physician without institution': [
    'INSTITUTION_REQUIRED',
    'INSTITUTION_REQUIRED',
    'INSTITUTION_REQUIRED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
  ],
  'receptionist without institution': [
    'INSTITUTION_REQUIRED',
    'INSTITUTION_REQUIRED',
    'INSTITUTION_REQUIRED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
  ],
  'intake operator': [
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
  ],
  administrator: [
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
  ],
  'intake operator and administrator': [
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
  ],
  'staff without role': [
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
  ],
  'patient, own record': [
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    '+self',
    'ROLE_NOT_ALLOWED',
  ],
  'patient, another record': [
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
  ],
  operator: ['+operator', 'ROLE_NOT_ALLOWED', 'ROLE_NOT_ALLOWED', 'ROLE_NOT_ALLOWED', '+operator'],
};

interface State {
  /** How long ago consent was given, in ms; negative = in the future. One entry for each consent. */
  readonly ages: readonly { readonly age: number; readonly withdrawnAge?: number; readonly at?: string }[];
  readonly expected: 'shown' | 'CONSENT_REQUIRED' | 'CONSENT_EXPIRED';
}

const STATES: Readonly<Record<string, State>> = {
  none: { ages: [], expected: 'CONSENT_REQUIRED' },
  'given this instant': { ages: [{ age: 0 }], expected: 'shown' },
  'given 23:59:59 ago': { ages: [{ age: 24 * HOUR - SECOND }], expected: 'shown' },
  'given 24:00:00 ago': { ages: [{ age: 24 * HOUR }], expected: 'CONSENT_EXPIRED' },
  'given days ago': { ages: [{ age: 72 * HOUR }], expected: 'CONSENT_EXPIRED' },
  withdrawn: { ages: [{ age: 2 * HOUR, withdrawnAge: HOUR }], expected: 'CONSENT_REQUIRED' },
  'withdrawn and given again': {
    ages: [{ age: 3 * HOUR, withdrawnAge: 2 * HOUR }, { age: HOUR }],
    expected: 'shown',
  },
  'expired and given again': { ages: [{ age: 30 * HOUR }, { age: HOUR }], expected: 'shown' },
  'at another institution': { ages: [{ age: HOUR, at: ELSEWHERE }], expected: 'CONSENT_REQUIRED' },
  'in the future': { ages: [{ age: -SECOND }], expected: 'CONSENT_REQUIRED' },
};
const STATE_NAMES = Object.keys(STATES);

const consentsIn = (category: Category, { ages }: State): Consent[] =>
  ages.map(({ age, withdrawnAge, at = HERE }) => ({
    category,
    facilityCode: at,
    givenAt: new Date(NOW - age),
    validUntil: new Date(NOW - age + 24 * HOUR),
    withdrawnAt: withdrawnAge === undefined ? null : new Date(NOW - withdrawnAge),
  }));

interface Answer {
  readonly allowed: boolean;
  readonly code: string;
  readonly categories: readonly string[];
}

/** A decision in a form that can be compared: for each category its ground or its refusal. */
function ask(
  actor: Actor,
  purpose: Purpose,
  consents: readonly Consent[],
  categories: readonly Category[] = CATEGORIES,
): Answer {
  const decision = decide({ actor, personId: PERSON, purpose, categories, consents, now: new Date(NOW) });
  return {
    allowed: decision.allowed,
    code: decision.allowed ? `+${decision.ground}` : decision.refusalCode,
    categories: decision.categories.map(
      (one) => `${one.category} ${one.shown ? `+${one.ground}` : one.refusalCode}`,
    ),
  };
}

function expectedOf(rule: string, states: readonly State[]): Answer {
  if (rule !== '?')
    return {
      allowed: rule.startsWith('+'),
      code: rule,
      categories: CATEGORIES.map((category) => `${category} ${rule}`),
    };
  const each = states.map(({ expected }) => expected);
  const code = each.includes('shown')
    ? '+consent-24h'
    : each.includes('CONSENT_EXPIRED')
      ? 'CONSENT_EXPIRED'
      : 'CONSENT_REQUIRED';
  return {
    allowed: each.includes('shown'),
    code,
    categories: CATEGORIES.map(
      (category, i) => `${category} ${each[i] === 'shown' ? '+consent-24h' : each[i]}`,
    ),
  };
}

describe.each(Object.keys(ACTORS) as ActorName[])('%s', (name) => {
  test.each(PURPOSES)('%s, under every combination of consents', (purpose) => {
    const rule = TABLE[name][PURPOSES.indexOf(purpose)] ?? '';
    for (const medication of STATE_NAMES) {
      for (const treatment of STATE_NAMES) {
        for (const surgery of STATE_NAMES) {
          const states = [medication, treatment, surgery].map((state) => STATES[state] as State);
          const consents = CATEGORIES.flatMap((category, i) => consentsIn(category, states[i] as State));
          expect(ask(ACTORS[name], purpose, consents), `${medication} / ${treatment} / ${surgery}`).toEqual(
            expectedOf(rule, states),
          );
        }
      }
    }
  });
});

const consentArbitrary = fc.record({
  category: fc.constantFrom(...CATEGORIES),
  facilityCode: fc.constantFrom(HERE, ELSEWHERE),
  age: fc.oneof(
    fc.integer({ min: -48 * HOUR, max: 48 * HOUR }),
    fc.constantFrom(24 * HOUR - 1, 24 * HOUR, 24 * HOUR + 1, 0, -1),
  ),
  withdrawnAfter: fc.option(fc.integer({ min: 0, max: 24 * HOUR })),
});

test('a category is shown exactly when one of its consents here is begun, not withdrawn and less than 24 hours old', () => {
  fc.assert(
    fc.property(fc.array(consentArbitrary, { maxLength: 6 }), (raw) => {
      const consents = raw.map(({ category, facilityCode, age, withdrawnAfter }) => ({
        category,
        facilityCode,
        givenAt: new Date(NOW - age),
        validUntil: new Date(NOW - age + 24 * HOUR),
        withdrawnAt: withdrawnAfter === null ? null : new Date(NOW - age + withdrawnAfter),
      }));
      const shown = CATEGORIES.filter((category) =>
        raw.some(
          (one) =>
            one.category === category &&
            one.facilityCode === HERE &&
            one.age >= 0 &&
            one.age < 24 * HOUR &&
            (one.withdrawnAfter === null || one.age < one.withdrawnAfter),
        ),
      );
      const answer = ask(ACTORS.physician, 'care', consents);
      expect(
        answer.categories.filter((text) => text.includes('+')).map((text) => text.split(' ')[0]),
      ).toEqual(shown);
      expect(answer.allowed).toBe(shown.length > 0);
    }),
    { numRuns: 2000 },
  );
});

test('asking for one category is answered for that one alone', () => {
  const consents = consentsIn('surgery', STATES['given this instant'] as State);
  expect(ask(ACTORS.nurse, 'care', consents, ['medication'])).toEqual({
    allowed: false,
    code: 'CONSENT_REQUIRED',
    categories: ['medication CONSENT_REQUIRED'],
  });
  expect(ask(ACTORS.nurse, 'care', consents, ['surgery']).allowed).toBe(true);
});
