import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode, drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { disclosuresDuring } from '../../apps/server/src/testing/disclosures.ts';
import { CLINIC, HOSPITAL, testPerson } from '../../apps/server/src/testing/people.ts';
import { createTestServer, outcomeOf, type TestServer } from '../../apps/server/src/testing/test-server.ts';

const NOBODY_KNOWN = '12345678-1234-4234-8234-123456789012';
let server: TestServer;
let ref: string;
let otherRef: string;

const givenAt = (
  instant: string,
  facility = HOSPITAL.code,
  categories = ['medication', 'treatment', 'surgery'],
  personId = ref,
) =>
  server.asOwner(
    `INSERT INTO access.consent (person_id, facility_code, category, given_at, valid_until, method, recorded_by)
     SELECT $1, $2, category, $3::timestamptz, $3::timestamptz + interval '24 hours', 'written', 'test' FROM unnest($4::text[]) AS category`,
    [personId, facility, instant, categories],
  );

beforeAll(async () => {
  server = await createTestServer();
  await server.take(
    medicalFile({
      claims: [1, 2].map((ordinal) => ({
        person: testPerson(ordinal),
        lines: [
          { type: 'SI', category: '13', code: actCode('chronic-management') },
          { type: 'IY', category: '21', code: drugCode('amlodipine-5'), amount: '1', days: { 3: 14 } },
        ],
      })),
    }),
  );
  ref = await server.personIdOf(testPerson(1));
  otherRef = await server.personIdOf(testPerson(2));
  await server.addPatient('patient-1', await server.personIdOf(testPerson(1)));
});
afterAll(() => server.close());
beforeEach(() => server.asOwner('DELETE FROM access.consent'));

interface Refusal {
  readonly who: string;
  readonly outcome: string;
  readonly prepare?: () => Promise<unknown>;
  readonly url?: () => string;
  readonly entry: Record<string, unknown>;
}

const record = () => `/api/persons/${ref}/record`;
const refused = (code: string, role: string, facility: string | null = HOSPITAL.code) => ({
  outcome: 'refused',
  refusal_code: code,
  purpose: 'care',
  ground: null,
  item_count: 0,
  actor_role: role,
  facility_code: facility,
});

const REFUSALS: Readonly<Record<string, Refusal>> = {
  'no consent was given': {
    who: 'hospital-physician',
    outcome: '403 CONSENT_REQUIRED',
    entry: refused('CONSENT_REQUIRED', 'physician'),
  },
  'consent was given at another institution only': {
    who: 'hospital-nurse',
    prepare: () => givenAt('2026-11-22T01:00:00Z', CLINIC.code),
    outcome: '403 CONSENT_REQUIRED',
    entry: refused('CONSENT_REQUIRED', 'nurse'),
  },
  'consent was given exactly 24 hours ago': {
    who: 'hospital-physician',
    prepare: () => givenAt('2026-11-21T01:02:03Z'),
    outcome: '403 CONSENT_EXPIRED',
    entry: refused('CONSENT_EXPIRED', 'physician'),
  },
  'consent was withdrawn': {
    who: 'hospital-physician',
    prepare: async () => {
      await givenAt('2026-11-22T00:00:00Z');
      const physician = await server.signIn('hospital-physician');
      for (const category of ['medication', 'treatment', 'surgery'])
        await physician.delete(`/api/persons/${ref}/consents/${category}`);
    },
    outcome: '403 CONSENT_REQUIRED',
    entry: refused('CONSENT_REQUIRED', 'physician'),
  },
  'consent begins in the future': {
    who: 'hospital-physician',
    prepare: () => givenAt('2026-11-22T01:02:04Z'),
    outcome: '403 CONSENT_REQUIRED',
    entry: refused('CONSENT_REQUIRED', 'physician'),
  },
  'a receptionist asks, with consent': {
    who: 'hospital-desk',
    prepare: () => givenAt('2026-11-22T01:00:00Z'),
    outcome: '403 ROLE_NOT_CLINICAL',
    entry: refused('ROLE_NOT_CLINICAL', 'receptionist'),
  },
  'an intake operator asks': {
    who: 'intake',
    outcome: '403 ROLE_NOT_ALLOWED',
    entry: refused('ROLE_NOT_ALLOWED', 'intake-operator', null),
  },
  'an administrator asks': {
    who: 'administrator',
    outcome: '403 ROLE_NOT_ALLOWED',
    entry: refused('ROLE_NOT_ALLOWED', 'administrator', null),
  },
  'a physician of no institution asks': {
    who: 'homeless-physician',
    outcome: '403 INSTITUTION_REQUIRED',
    entry: refused('INSTITUTION_REQUIRED', 'physician', null),
  },
  'an intake operator asks who a person is': {
    who: 'intake',
    url: () => `/api/persons/${ref}`,
    outcome: '403 ROLE_NOT_ALLOWED',
    entry: { ...refused('ROLE_NOT_ALLOWED', 'intake-operator', null), purpose: 'identification' },
  },
  'a patient asks for the consents of another person': {
    who: 'patient-1',
    url: () => `/api/persons/${otherRef}/consents`,
    outcome: '403 ROLE_NOT_ALLOWED',
    entry: { ...refused('ROLE_NOT_ALLOWED', 'patient', null), purpose: 'consent' },
  },
  'a patient asks for another person': {
    who: 'patient-1',
    url: () => `/api/persons/${otherRef}/record`,
    outcome: '403 ROLE_NOT_ALLOWED',
    entry: { ...refused('ROLE_NOT_ALLOWED', 'patient', null), account: 'patient-1' },
  },
  'a patient asks for their own record as if they were staff': {
    who: 'patient-1',
    outcome: '403 ROLE_NOT_ALLOWED',
    entry: refused('ROLE_NOT_ALLOWED', 'patient', null),
  },
  'nobody of that key exists': {
    who: 'hospital-physician',
    url: () => `/api/persons/${NOBODY_KNOWN}/record`,
    outcome: '403 CONSENT_REQUIRED',
    entry: { ...refused('CONSENT_REQUIRED', 'physician'), person_id: NOBODY_KNOWN },
  },
  'nobody of that key exists, and a consent stands there': {
    who: 'hospital-physician',
    prepare: () => givenAt('2026-11-22T01:00:00Z', HOSPITAL.code, ['medication'], NOBODY_KNOWN),
    url: () => `/api/persons/${NOBODY_KNOWN}/record`,
    outcome: '404 PERSON_UNKNOWN',
    entry: { ...refused('PERSON_UNKNOWN', 'physician'), person_id: NOBODY_KNOWN },
  },
};

test.each(Object.entries(REFUSALS))(
  '%s: refused, one entry, no data',
  async (_title, { who, outcome, prepare, url = record, entry }) => {
    await prepare?.();
    const caller = await server.signIn(who);
    const { value: answer, entries } = await disclosuresDuring(server, () => caller.get(url()));
    expect(outcomeOf(answer)).toBe(outcome);
    expect(entries).toEqual([
      expect.objectContaining({ person_id: url().split('/')[3], account: who, ...entry }),
    ]);
    expect(Object.keys(answer.json())).toEqual(['error']);
    expect(answer.body).not.toMatch(/試験|690000|195001/);
  },
);

test('nobody signed in: refused before any person is touched', async () => {
  for (const url of [
    record(),
    '/api/me/record',
    '/api/me/disclosures',
    `/api/persons/${ref}`,
    `/api/persons/${ref}/consents`,
  ]) {
    const { value: answer, entries } = await disclosuresDuring(server, () => server.nobody.get(url));
    expect([url, outcomeOf(answer), entries]).toEqual([url, '401 SESSION_REQUIRED', []]);
  }
});

test.each(['intake', 'administrator', 'patient-1'])(
  '%s neither identifies people nor touches consents',
  async (who) => {
    const caller = await server.signIn(who);
    const numbers = { insurerNumber: '1', symbol: '', number: '1', birthDate: '1950-01-01' };
    const answers = [
      await caller.get(`/api/persons/${ref}`),
      await caller.get(`/api/persons/${ref}/consents`),
      await caller.post(`/api/persons/${ref}/consents`, { categories: ['medication'], method: 'written' }),
      await caller.delete(`/api/persons/${ref}/consents/medication`),
      await caller.post('/api/reception/find', numbers),
    ];
    expect(answers.map(outcomeOf)).toEqual(answers.map(() => '403 ROLE_NOT_ALLOWED'));
  },
);

test('staff may not read the page that shows a patient who looked', async () => {
  for (const who of ['hospital-physician', 'hospital-desk', 'intake', 'administrator']) {
    const caller = await server.signIn(who);
    expect(outcomeOf(await caller.get('/api/me/record'))).toBe('403 ROLE_NOT_ALLOWED');
    expect(outcomeOf(await caller.get('/api/me/disclosures'))).toBe('403 ROLE_NOT_ALLOWED');
  }
});

test('no consent can be recorded for a person who does not exist', async () => {
  const desk = await server.signIn('hospital-desk');
  const { value, entries } = await disclosuresDuring(server, () =>
    desk.post(`/api/persons/${NOBODY_KNOWN}/consents`, { categories: ['medication'], method: 'written' }),
  );
  expect(outcomeOf(value)).toBe('404 PERSON_UNKNOWN');
  expect(entries).toEqual([expect.objectContaining({ purpose: 'consent', refusal_code: 'PERSON_UNKNOWN' })]);
  expect(await server.asOwner('SELECT FROM access.consent WHERE person_id = $1', [NOBODY_KNOWN])).toEqual([]);
});

test('a key that cannot be one is an unknown person', async () => {
  const physician = await server.signIn('hospital-physician');
  for (const key of ['1', 'not-a-key', `${ref.slice(0, -1)}g`]) {
    expect(outcomeOf(await physician.get(`/api/persons/${key}/record`))).toBe('404 PERSON_UNKNOWN');
    expect(outcomeOf(await physician.get(`/api/persons/${key}`))).toBe('404 PERSON_UNKNOWN');
  }
});
