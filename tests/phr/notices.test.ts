import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeNotices } from '../../apps/server/src/modules/phr/index.ts';
import { CLINIC, HOSPITAL, testPerson } from '../../apps/server/src/testing/people.ts';
import { type Caller, outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { createRegion, EVERYTHING, pass, type Region, SECOND, somePeople } from '../access/region.ts';
import { designate, openMode } from '../access/support.ts';

/** @spec eligibility.md §11.3; phr.md §3 A8, A13. The worker of the server runs as it does in production. */
let server: Region;
beforeAll(async () => {
  server = await createRegion(somePeople(6));
  await designate(server);
});
afterAll(() => server.close());

interface Notice {
  readonly id: string;
  readonly kind: string;
  readonly facilityName: string;
  readonly categories: readonly string[];
  readonly readAt: string | null;
  readonly entryId: string;
}
const notices = async (patient: Caller): Promise<Notice[]> =>
  (await patient.get('/api/me/notices')).json().notices;

/** Waits for the server's own worker; resolves to the notices and the real seconds that it took. */
async function told(patient: Caller, count: number) {
  const from = performance.now();
  for (;;) {
    const got = await notices(patient);
    const seconds = (performance.now() - from) / 1000;
    if (got.length >= count || seconds > 25) return { got, seconds };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
const consentTo = async (ordinal: number, ...facilities: { readonly code: string }[]) => {
  const patient = await server.signIn(`patient-${ordinal}`);
  for (const { code } of facilities)
    await patient.post('/api/me/consents', {
      facilityCode: code,
      categories: EVERYTHING,
      basis: 'persistent',
    });
  return patient;
};
const EMERGENCY = { lifeThreatening: true, ableToConsent: false, reason: '意識なし', confirmed: true };

test('the first view by each institution and no later one; refused ones tell nothing', async () => {
  const patient = await consentTo(1, HOSPITAL, CLINIC);
  const url = `/api/persons/${server.ref(1)}/record`;
  await (await server.signIn('hospital-desk')).get(url);
  for (const account of ['hospital-physician', 'hospital-nurse', 'clinic-physician']) {
    pass(server, SECOND);
    await (await server.signIn(account)).get(url);
  }
  const { got, seconds } = await told(patient, 2);
  expect(seconds).toBeLessThan(20);
  expect(got.map(({ kind, facilityName, categories }) => [kind, facilityName, categories])).toEqual([
    ['first-view', CLINIC.name, EVERYTHING],
    ['first-view', HOSPITAL.name, EVERYTHING],
  ]);
  pass(server, SECOND);
  await (await server.signIn('hospital-physician')).get(url);
  while ((await makeNotices(server)) > 0);
  expect(await notices(patient)).toHaveLength(2);
});

test('every emergency view, within a minute by the real clock; and every view in a disaster', async () => {
  const patient = await server.signIn('patient-2');
  const emergency = await server.signIn('hospital-emergency');
  const url = `/api/persons/${server.ref(2)}/record`;
  await emergency.post(`/api/persons/${server.ref(2)}/emergency`, EMERGENCY);
  await emergency.get(url);
  const { got, seconds } = await told(patient, 1);
  expect(got.map(({ kind }) => kind)).toEqual(['emergency-view']);
  expect(seconds).toBeLessThan(20);
  pass(server, SECOND);
  await emergency.get(url);
  pass(server, SECOND);
  await openMode(server);
  const clinic = await server.signIn('clinic-physician');
  const person = testPerson(2);
  const items = {
    name: person.name,
    birthDate: person.birthDate,
    sex: 'female',
    insurer: person.insurerNumber,
  };
  await clinic.post('/api/disaster/search', { ...items, consent: 'unconscious', chartNote: '試験' });
  await clinic.get(url);
  pass(server, SECOND);
  await clinic.get(url);
  const all = await told(patient, 4);
  expect(all.got.map(({ kind, facilityName }) => `${kind} ${facilityName}`)).toEqual([
    `disaster-view ${CLINIC.name}`,
    `disaster-view ${CLINIC.name}`,
    `emergency-view ${HOSPITAL.name}`,
    `emergency-view ${HOSPITAL.name}`,
  ]);
});

test('many makers at once, and one that dies in between, tell everything once', async () => {
  const patient = await consentTo(3, HOSPITAL, CLINIC);
  for (const account of ['hospital-physician', 'clinic-physician'])
    await (await server.signIn(account)).get(`/api/persons/${server.ref(3)}/record`);
  const dying = {
    ...server,
    db: {
      ...server.db,
      transaction: <T>(run: Parameters<typeof server.db.transaction<T>>[0]) =>
        server.db.transaction((tx) =>
          run({
            ...tx,
            query: async (sql, values) => {
              if (sql.includes('INSERT INTO phr.notice_cursor')) throw new Error('killed');
              return tx.query(sql, values);
            },
          }),
        ),
    },
  };
  await makeNotices(dying).catch(() => {});
  await Promise.all(Array.from({ length: 6 }, () => makeNotices(server)));
  const { got } = await told(patient, 2);
  await Promise.all(Array.from({ length: 6 }, () => makeNotices(server)));
  expect(await notices(patient)).toHaveLength(2);
  expect(new Set(got.map(({ entryId }) => entryId)).size).toBe(2);
});

test('a notice points to its entry of the log, is read once, and is nobody else’s', async () => {
  const patient = await consentTo(4, HOSPITAL);
  await (await server.signIn('hospital-physician')).get(`/api/persons/${server.ref(4)}/record`);
  const [notice] = (await told(patient, 1)).got;
  const log = (await patient.get('/api/me/disclosures')).json().entries;
  expect(log.find(({ id }: { id: string }) => id === notice?.entryId)).toMatchObject({ purpose: 'care' });
  const unread = async (who: Caller) => (await who.get('/api/me/notices/unread')).json().unread;
  expect(await unread(patient)).toBe(1);
  const url = `/api/me/notices/${notice?.id}/read`;
  const other = await server.signIn('patient-5');
  expect(outcomeOf(await other.post(url, {}))).toBe('404 NOTICE_UNKNOWN');
  expect(outcomeOf(await patient.post(url, {}))).toBe('204 ok');
  const readAt = server.clock().toISOString();
  pass(server, SECOND);
  expect(outcomeOf(await patient.post(url, {}))).toBe('204 ok');
  expect((await notices(patient))[0]?.readAt).toBe(readAt);
  expect([await unread(patient), await unread(other)]).toEqual([0, 0]);
  for (const id of ['-'.repeat(36), 'x'])
    expect(outcomeOf(await patient.post(`/api/me/notices/${id}/read`, {}))).toBe('400 INPUT_INVALID');
  const manager = await server.signIn('hospital-manager');
  expect(outcomeOf(await manager.get('/api/me/notices'))).toBe('403 ROLE_NOT_ALLOWED');
});

test('a view after the server was killed is told by the next one', async () => {
  const patient = await consentTo(6, HOSPITAL);
  await (await server.signIn('hospital-physician')).get(`/api/persons/${server.ref(6)}/record`);
  // As if it had never come to it: nothing is remembered of this writer.
  await server.asOwner('DELETE FROM phr.notice_cursor');
  const { got } = await told(patient, 1);
  expect(got).toHaveLength(1);
  await makeNotices(server);
  expect(await notices(await server.signIn('patient-1'))).toHaveLength(2);
});
