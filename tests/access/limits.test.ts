import { afterAll, beforeAll, expect, test } from 'vitest';
import { disclosuresDuring } from '../../apps/server/src/testing/disclosures.ts';
import { flatRecord } from '../../apps/server/src/testing/packed-record.ts';
import { CLINIC, HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { type Caller, outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { createRegion, EVERYTHING, ownLog, pass, type Region, SECOND, somePeople, viewAs } from './region.ts';
import { designate, openMode } from './support.ts';

/** @spec phr.md §3 A5, A6; eligibility.md §11.4 */
let server: Region;
let physician: Caller;
let elsewhere: Caller;
beforeAll(async () => {
  // Names are for everybody here, so that it is the flag that suppresses them.
  server = await createRegion(somePeople(5), { institutionNames: 'all' });
  await designate(server);
  physician = await server.signIn('hospital-physician');
  elsewhere = await server.signIn('clinic-physician');
});
afterAll(() => server.close());

/** The patient, with consent given to both institutions. */
async function prepared(ordinal: number): Promise<Caller> {
  const patient = await server.signIn(`patient-${ordinal}`);
  for (const { code } of [HOSPITAL, CLINIC])
    await patient.post('/api/me/consents', {
      facilityCode: code,
      categories: EVERYTHING,
      basis: 'persistent',
    });
  return patient;
}
const set = (patient: Caller, path: string, body: object) =>
  patient.post(`/api/me/restrictions/${path}`, body);

test('an institution is denied in one category, then wholly, then allowed again; others see on', async () => {
  const ref = server.ref(1);
  const patient = await prepared(1);
  const shown = async () => {
    const answer = await physician.get(`/api/persons/${ref}/record`);
    if (answer.statusCode !== 200) return outcomeOf(answer);
    return answer
      .json()
      .categories.map((one: { shown: boolean; refusalCode: string }) => (one.shown ? '+' : one.refusalCode))
      .join(' ');
  };
  expect(await shown()).toBe('+ + +');
  const one = { facilityCode: HOSPITAL.code, category: 'treatment' };
  await set(patient, 'denied', one);
  expect(await shown()).toBe('+ DENIED_BY_PATIENT +');
  pass(server, SECOND);
  const limits = (await set(patient, 'denied', { ...one, category: null })).json();
  expect(limits.denied).toMatchObject([
    { facilityCode: HOSPITAL.code, facilityName: HOSPITAL.name, category: null },
    { category: 'treatment' },
  ]);
  expect(await shown()).toBe('403 DENIED_BY_PATIENT');
  expect(await viewAs(elsewhere, ref)).toBe('200 ok');
  const url = `/api/me/restrictions/denied/${HOSPITAL.code}`;
  await patient.delete(url);
  expect(await shown()).toBe('+ DENIED_BY_PATIENT +');
  expect((await patient.delete(`${url}?category=treatment`)).json().denied).toEqual([]);
  expect(await shown()).toBe('+ + +');
  expect(outcomeOf(await set(patient, 'denied', { facilityCode: '1310000001', category: null }))).toBe(
    '404 INSTITUTION_UNKNOWN',
  );
});

test('sharing stopped: nobody sees anything, a new consent changes nothing, the patient does; an emergency beats it', async () => {
  const ref = server.ref(2);
  const patient = await prepared(2);
  expect((await set(patient, 'stop-sharing', { on: true })).json().stopSharing).toEqual({
    since: server.clock().toISOString(),
  });
  const desk = await server.signIn('hospital-desk');
  await desk.post(`/api/persons/${ref}/consents`, { categories: EVERYTHING, method: 'card-reader' });
  expect([await viewAs(physician, ref), await viewAs(elsewhere, ref)]).toEqual([
    '403 SHARING_STOPPED',
    '403 SHARING_STOPPED',
  ]);
  expect(outcomeOf(await patient.get('/api/me/record'))).toBe('200 ok');
  const emergency = await server.signIn('hospital-emergency');
  await emergency.post(`/api/persons/${ref}/emergency`, {
    lifeThreatening: true,
    ableToConsent: false,
    reason: '意識なし',
    confirmed: true,
  });
  expect(await viewAs(emergency, ref)).toBe('200 ok');
  expect((await set(patient, 'stop-sharing', { on: false })).json().stopSharing).toBeNull();
  expect(await viewAs(elsewhere, ref)).toBe('200 ok');
  // The same instant: what is switched on again is on.
  await set(patient, 'stop-sharing', { on: true });
  expect(await viewAs(elsewhere, ref)).toBe('403 SHARING_STOPPED');
});

test('withheld: refused in the words of stopped sharing, and inside a mode no names though names are for all', async () => {
  const ref = server.ref(3);
  const patient = await prepared(3);
  const before = flatRecord(await physician.get(`/api/persons/${ref}/record`));
  expect(before.drugs[0]?.institution).toMatchObject({ name: HOSPITAL.name });
  await set(patient, 'withheld', { on: true });
  expect(await viewAs(physician, ref)).toBe('403 SHARING_STOPPED');
  const mode = await openMode(server);
  await server.asOwner(`UPDATE registry.person SET address = '試験県試験市1-1' WHERE person_id = $1`, [ref]);
  const desk = await server.signIn('clinic-physician');
  const { name, birthDate, insured } = (await patient.get('/api/me/record')).json().person;
  const found = await desk.post('/api/disaster/search', {
    name,
    birthDate,
    sex: 'male',
    insurer: insured.insurerNumber,
    consent: 'unconscious',
    chartNote: '試験',
  });
  expect(found.json().result).toBe('found');
  const seen = await elsewhere.get(`/api/persons/${ref}/record`);
  expect(flatRecord(seen).drugs).toMatchObject([
    { institution: null, prescriber: null, file: { fileName: null } },
  ]);
  for (const body of [found.body, seen.body])
    expect(body).not.toMatch(new RegExp(`${HOSPITAL.name}|${HOSPITAL.code}|試験市|RECEIPTC`));
  // The patient themselves see their institutions.
  expect((await patient.get('/api/me/record')).body).toContain(HOSPITAL.name);
  await server.asOwner('UPDATE access.disaster_mode SET closed_at = now() WHERE mode_id = $1', [mode]);
});

test('each change is an entry of the patient’s log, whoever only looks changes nothing', async () => {
  const patient = await server.signIn('patient-4');
  const changes: [string, () => Promise<unknown>][] = [
    ['stop-sharing', () => set(patient, 'stop-sharing', { on: true })],
    ['stop-sharing', () => set(patient, 'stop-sharing', { on: false })],
    ['withheld', () => set(patient, 'withheld', { on: true })],
    ['withheld', () => set(patient, 'withheld', { on: false })],
    ['denied', () => set(patient, 'denied', { facilityCode: HOSPITAL.code, category: 'surgery' })],
    ['denied', () => patient.delete(`/api/me/restrictions/denied/${HOSPITAL.code}?category=surgery`)],
    ['hidden', () => set(patient, 'hidden', { key: 'e1319991011-2026-09-03-1', label: '試験' })],
    ['hidden', () => patient.delete('/api/me/restrictions/hidden/e1319991011-2026-09-03-1')],
  ];
  for (const [, change] of changes) {
    pass(server, SECOND);
    await change();
  }
  await patient.get('/api/me/restrictions');
  const entries = await server.asOwner<{ detail: { kind: string; on: boolean }; outcome: string }>(
    `SELECT detail, outcome FROM audit.entry WHERE event = 'restriction-changed' AND person_id = $1 ORDER BY seq`,
    [server.ref(4)],
  );
  expect(entries.map(({ detail, outcome }) => [detail.kind, detail.on, outcome])).toEqual([
    ['sharing-stopped', true, 'done'],
    ['sharing-stopped', false, 'done'],
    ['withheld', true, 'done'],
    ['withheld', false, 'done'],
    ['denied', true, 'done'],
    ['denied', false, 'done'],
    ['hidden', true, 'done'],
    ['hidden', false, 'done'],
  ]);
  const own = (await ownLog(patient)).filter(({ event }) => event === 'restriction-changed');
  expect(own).toHaveLength(changes.length);
});

test('staff, systems and other patients reach nobody’s limits; what is no key or institution is refused', async () => {
  for (const account of ['hospital-physician', 'hospital-manager', 'administrator', 'ministry-officer']) {
    const caller = await server.signIn(account);
    expect(outcomeOf(await caller.get('/api/me/restrictions'))).toBe('403 ROLE_NOT_ALLOWED');
    expect(outcomeOf(await set(caller, 'stop-sharing', { on: true }))).toBe('403 ROLE_NOT_ALLOWED');
  }
  const patient = await server.signIn('patient-4');
  for (const [path, body] of [
    ['hidden', { key: '', label: 'x' }],
    ['hidden', { key: "e1';DROP--x", label: 'x' }],
    ['hidden', { key: 'e1319991011', label: '' }],
    ['denied', { facilityCode: '131', category: null }],
    ['denied', { facilityCode: HOSPITAL.code, category: 'everything' }],
    ['stop-sharing', { on: 'yes' }],
  ] as const)
    expect([path, outcomeOf(await set(patient, path, body))]).toEqual([path, '400 INPUT_INVALID']);
});

test('the same limit set many times at once stands once, and one removal ends it', async () => {
  const ref = server.ref(5);
  const patient = await prepared(5);
  const { entries } = await disclosuresDuring(server, () =>
    Promise.all(Array.from({ length: 8 }, () => set(patient, 'stop-sharing', { on: true }))),
  );
  expect(entries).toHaveLength(8);
  const standing = () =>
    server.asOwner('SELECT since FROM access.limitation WHERE person_id = $1 AND ended_at IS NULL', [ref]);
  expect(await standing()).toHaveLength(1);
  await set(patient, 'stop-sharing', { on: false });
  expect(await standing()).toEqual([]);
});
