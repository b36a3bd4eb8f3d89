import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode, drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { disclosuresDuring } from '../../apps/server/src/testing/disclosures.ts';
import { flatRecord } from '../../apps/server/src/testing/packed-record.ts';
import { HOSPITAL, testPerson } from '../../apps/server/src/testing/people.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import {
  type Caller,
  createTestServer,
  outcomeOf,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';

const person = testPerson(1);
let server: TestServer;
let ref: string;
let physician: Caller;
let desk: Caller;
let patient: Caller;

beforeAll(async () => {
  server = await createTestServer();
  await server.take(
    medicalFile({
      claims: [
        {
          person,
          lines: [
            { type: 'SI', category: '13', code: actCode('chronic-management'), days: { 3: 1 } },
            { type: 'IY', category: '21', code: drugCode('amlodipine-5'), amount: '1', days: { 3: 14 } },
            { type: 'SI', category: '50', code: actCode('cataract-surgery'), days: { 5: 1 } },
          ],
        },
      ],
    }),
  );
  ref = await server.personIdOf(person);
  await server.addPatient('patient-1', await server.personIdOf(person));
  physician = await server.signIn('hospital-physician');
  desk = await server.signIn('hospital-desk');
  patient = await server.signIn('patient-1');
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow(TEST_NOW);
  await server.asOwner('DELETE FROM access.consent');
});

const numbersOf = {
  insurerNumber: person.insurerNumber,
  symbol: person.symbol,
  number: person.number,
  birthDate: person.birthDate,
};
const consentTo = (...categories: string[]) =>
  desk.post(`/api/persons/${ref}/consents`, { categories, method: 'card-reader' });
const viewed = (more: object) => ({ person_id: ref, outcome: 'shown', refusal_code: null, ...more });

test('each view is entered, and committed before its answer arrives', async () => {
  await consentTo('medication');
  const { value, entries } = await disclosuresDuring(server, () =>
    physician.get(`/api/persons/${ref}/record`),
  );
  expect(outcomeOf(value)).toBe('200 ok');
  expect(entries).toEqual([
    expect.objectContaining(
      viewed({
        account: 'hospital-physician',
        actor_role: 'physician',
        facility_code: HOSPITAL.code,
        purpose: 'care',
        ground: 'consent-24h',
        categories: ['medication'],
        item_count: 1,
      }),
    ),
  ]);
});

test('consent at the desk opens exactly the categories that were named, for exactly 24 hours', async () => {
  const seen = async () => {
    const answer = await physician.get(`/api/persons/${ref}/record`);
    if (answer.statusCode !== 200) return outcomeOf(answer);
    const { drugs, treatments } = flatRecord(answer);
    return [...drugs, ...treatments].map((line) => line.code).sort();
  };
  expect(await seen()).toBe('403 CONSENT_REQUIRED');
  await consentTo('treatment');
  expect(await seen()).toEqual([actCode('chronic-management')]);
  await consentTo('medication', 'surgery');
  expect(await seen()).toEqual(
    [drugCode('amlodipine-5'), actCode('chronic-management'), actCode('cataract-surgery')].sort(),
  );
  await desk.delete(`/api/persons/${ref}/consents/surgery`);
  expect(await seen()).toEqual([drugCode('amlodipine-5'), actCode('chronic-management')].sort());
  const opened = Date.parse(TEST_NOW);
  server.setNow(new Date(opened + 24 * 3600_000 - 1000).toISOString());
  physician = await server.signIn('hospital-physician');
  expect(await seen()).toEqual([drugCode('amlodipine-5'), actCode('chronic-management')].sort());
  server.setNow(new Date(opened + 24 * 3600_000).toISOString());
  expect(await seen()).toBe('403 CONSENT_EXPIRED');
});

test('the consents of a person are one row for each of seven categories, at the own institution only', async () => {
  desk = await server.signIn('hospital-desk');
  await consentTo('medication', 'treatment', 'medication');
  await desk.delete(`/api/persons/${ref}/consents/treatment`);
  expect((await desk.get(`/api/persons/${ref}/consents`)).json().consents).toHaveLength(7);
  const states = (caller: Caller) =>
    caller.get(`/api/persons/${ref}/consents`).then((answer) =>
      answer
        .json()
        .consents.slice(0, 3)
        .map((one: { category: string; state: string }) => `${one.category} ${one.state}`),
    );
  expect(await states(desk)).toEqual(['medication given', 'treatment withdrawn', 'surgery none']);
  expect(await states(await server.signIn('clinic-physician'))).toEqual([
    'medication none',
    'treatment none',
    'surgery none',
  ]);
  server.setNow('2026-11-23T01:02:03.000Z');
  desk = await server.signIn('hospital-desk');
  expect(await states(desk)).toEqual(['medication expired', 'treatment withdrawn', 'surgery none']);
});

test('looking a person up is entered too, whether or not somebody is found', async () => {
  desk = await server.signIn('hospital-desk');
  const found = await disclosuresDuring(server, () =>
    desk.post('/api/reception/find', { ...numbersOf, branch: '01' }),
  );
  expect(found.value.json()).toMatchObject({
    result: 'found',
    person: { ref, birthDate: person.birthDate, sex: 'male' },
  });
  expect(found.entries).toEqual([
    expect.objectContaining(viewed({ purpose: 'identification', ground: 'identification', item_count: 1 })),
  ]);
  const lost = await disclosuresDuring(server, () =>
    desk.post('/api/reception/find', { ...numbersOf, number: '1' }),
  );
  expect(lost.value.json()).toEqual({ result: 'not-found' });
  expect(lost.entries).toEqual([
    expect.objectContaining({ person_id: '00000000-0000-0000-0000-000000000000', item_count: 0 }),
  ]);
});

test('numbers are found as a card or a letter may write them', async () => {
  desk = await server.signIn('hospital-desk');
  for (const changed of [
    { insurerNumber: `　${person.insurerNumber.replace(/^0/, '')}` },
    { symbol: '99' },
    { number: '７０００００１' },
    { number: '7000-001' },
    { branch: '1' },
    { branch: '' },
  ]) {
    const answer = await desk.post('/api/reception/find', { ...numbersOf, ...changed });
    expect([changed, answer.json().result]).toEqual([changed, 'found']);
  }
  for (const changed of [
    { birthDate: '1950-01-01' },
    { branch: '02' },
    { symbol: '98' },
    { number: '07000001' },
  ]) {
    const answer = await desk.post('/api/reception/find', { ...numbersOf, ...changed });
    expect([changed, answer.json().result]).toEqual([changed, 'not-found']);
  }
});

test('a patient sees who looked: institution, role, categories, ground and refusals, never the account', async () => {
  await server.asOwner('DELETE FROM audit.entry');
  desk = await server.signIn('hospital-desk');
  physician = await server.signIn('hospital-physician');
  const clinic = await server.signIn('clinic-physician');
  const step = async (second: number, run: () => Promise<unknown>) => {
    server.setNow(`2026-11-22T01:03:0${second}.000Z`);
    await run();
  };
  await step(1, () => desk.post('/api/reception/find', numbersOf));
  await step(2, () => consentTo('medication', 'surgery'));
  await step(3, () => physician.get(`/api/persons/${ref}/record`));
  await step(4, () => clinic.get(`/api/persons/${ref}/record`));
  patient = await server.signIn('patient-1');
  await step(5, () => patient.get('/api/me/record'));
  const answer = await patient.get('/api/me/disclosures');
  const entries = answer.json().entries.filter((one: { purpose: string | null }) => one.purpose !== null);
  const common = { refusalCode: null, outcome: 'shown', facilityName: HOSPITAL.name };
  expect(entries).toMatchObject([
    {
      ...common,
      at: '2026-11-22T01:03:05.000Z',
      role: 'patient',
      purpose: 'self',
      ground: 'self',
      facilityName: null,
      itemCount: 3,
    },
    {
      outcome: 'refused',
      refusalCode: 'CONSENT_REQUIRED',
      facilityName: '試験医院',
      role: 'physician',
      purpose: 'care',
      ground: null,
      itemCount: 0,
    },
    {
      ...common,
      role: 'physician',
      purpose: 'care',
      ground: 'consent-24h',
      categories: ['medication', 'surgery'],
      itemCount: 2,
    },
    { ...common, outcome: 'done', role: 'receptionist', purpose: 'consent', ground: 'identification' },
    { ...common, role: 'receptionist', purpose: 'identification', ground: 'identification', itemCount: 1 },
  ]);
  expect(Object.keys(entries[0])).not.toContain('account');
  expect(answer.body).not.toMatch(/hospital-physician|hospital-desk|clinic-physician|requestId/);
});

test('a long list of entries comes in pages without gap or repetition; a foreign cursor is refused', async () => {
  await server.asOwner('DELETE FROM audit.entry');
  physician = await server.signIn('hospital-physician');
  patient = await server.signIn('patient-1');
  // Many within the same instant: the order must still be total.
  for (let i = 0; i < 120; i++) await physician.get(`/api/persons/${ref}/record`);
  const ids: string[] = [];
  let next: string | null = null;
  do {
    const answer = await patient.get(
      `/api/me/disclosures${next === null ? '' : `?cursor=${encodeURIComponent(next)}`}`,
    );
    const page = answer.json();
    ids.push(
      ...page.entries
        .filter(
          (entry: { role: string; purpose: string }) =>
            entry.role === 'physician' && entry.purpose === 'care',
        )
        .map((entry: { id: string }) => entry.id),
    );
    next = page.next;
  } while (next !== null);
  expect(ids.length).toBe(120);
  expect(new Set(ids).size).toBe(120);
  expect(outcomeOf(await patient.get('/api/me/disclosures?cursor=1%3BDROP'))).toBe('400 INPUT_INVALID');
});
