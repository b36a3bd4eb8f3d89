import { expect, test } from 'vitest';
import type { Session } from '../auth/session.ts';
import {
  grantOf,
  mayInteract,
  parseFhirScope,
  requireInteraction,
  requirePatientOfLaunch,
} from './scopes.ts';

const PERSON = '00000000-0000-8000-8000-000000000001';
const OTHER = '00000000-0000-8000-8000-000000000002';

const session = (kind: Session['kind'], scopes: readonly string[] | null, patient: string | null = null) =>
  ({
    kind,
    scopes,
    personId: kind === 'patient' ? PERSON : null,
    app: patient === null ? null : { clientId: 'app', name: '試験アプリ', patient },
  }) as Session;

test.each([
  ['patient/Observation.rs', { level: 'patient', type: 'Observation', letters: 'rs', query: null }],
  ['system/*.cruds', { level: 'system', type: '*', letters: 'cruds', query: null }],
  ['user/*.read', { level: 'user', type: '*', letters: 'rs', query: null }],
  ['patient/Condition.write', { level: 'patient', type: 'Condition', letters: 'cud', query: null }],
  ['patient/*.*', { level: 'patient', type: '*', letters: 'cruds', query: null }],
  [
    'patient/Observation.s?category=a&code=b',
    { level: 'patient', type: 'Observation', letters: 's', query: 'category=a&code=b' },
  ],
  ['patient/Observation.sr', null],
  ['patient/Observation.', null],
  ['patient/.rs', null],
  ['root/Observation.rs', null],
  ['openid', null],
  ['launch/patient', null],
  ['records', null],
])('%s is read as %j', (text, scope) => {
  expect(parseFhirScope(text)).toEqual(scope);
});

test('people without scopes may ask for everything: the door decides', () => {
  expect(grantOf(session('staff', null), 'Observation', 'delete')).toEqual({ granted: true, queries: null });
});

test('a token without scopes for resources may do nothing', () => {
  expect(mayInteract(session('system', ['records']), 'Observation', 'read')).toBe(false);
  expect(mayInteract(session('system', []), 'Observation', 'read')).toBe(false);
});

test.each([
  ['read', 'r'],
  ['search', 's'],
  ['create', 'c'],
  ['update', 'u'],
  ['delete', 'd'],
] as const)('%s needs the letter %s and nothing else does', (interaction, letter) => {
  const all = ['c', 'r', 'u', 'd', 's'];
  const with_ = session('system', [`system/Observation.${letter}`]);
  const others = all.filter((one) => one !== letter).join('');
  const without = session('system', [`system/Observation.${others}`]);
  expect([
    mayInteract(with_, 'Observation', interaction),
    mayInteract(without, 'Observation', interaction),
  ]).toEqual([true, false]);
  expect(mayInteract(with_, 'Condition', interaction)).toBe(false);
});

test('a scope with a search limits what is read and lets nothing be written', () => {
  const limited = session('system', [
    'system/Observation.cruds?category=laboratory',
    'system/Observation.r?category=exam',
  ]);
  expect(grantOf(limited, 'Observation', 'read')).toEqual({
    granted: true,
    queries: ['category=laboratory', 'category=exam'],
  });
  expect(grantOf(limited, 'Observation', 'search')).toEqual({
    granted: true,
    queries: ['category=laboratory'],
  });
  expect(mayInteract(limited, 'Observation', 'create')).toBe(false);
});

test('the refusal says which scope is missing', () => {
  const ask = (one: Session) => {
    try {
      requireInteraction(one, 'Observation', 'search');
    } catch (error) {
      return error as { code: string; fields: object };
    }
    return null;
  };
  expect(ask(session('system', []))).toMatchObject({
    code: 'SCOPE_NOT_GRANTED',
    fields: { scope: 'system/Observation.s' },
  });
  expect(ask(session('patient', [], PERSON))).toMatchObject({ fields: { scope: 'patient/Observation.s' } });
  expect(ask(session('staff', []))).toMatchObject({ fields: { scope: 'user/Observation.s' } });
});

test('a scope for the patient says nothing without a patient, and one for systems nothing for people', () => {
  expect(mayInteract(session('staff', ['patient/*.rs']), 'Observation', 'read')).toBe(false);
  expect(mayInteract(session('staff', ['patient/*.rs'], PERSON), 'Observation', 'read')).toBe(true);
  expect(mayInteract(session('patient', ['system/*.rs'], PERSON), 'Observation', 'read')).toBe(false);
});

test('an app that was started for a patient asks for nobody else', () => {
  const app = session('staff', ['user/*.rs'], PERSON);
  expect(() => requirePatientOfLaunch(app, PERSON)).not.toThrow();
  expect(() => requirePatientOfLaunch(app, OTHER)).toThrow(
    expect.objectContaining({ code: 'FHIR_PATIENT_OUTSIDE_LAUNCH' }),
  );
  expect(() => requirePatientOfLaunch(session('staff', null), OTHER)).not.toThrow();
});
