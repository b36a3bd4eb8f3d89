import { afterAll, beforeAll, expect, test } from 'vitest';
import { noteSetting } from '../../apps/server/src/kernel/settings/settings.ts';
import { disclosuresDuring } from '../../apps/server/src/testing/disclosures.ts';
import { HOSPITAL, testPerson } from '../../apps/server/src/testing/people.ts';
import {
  type Caller,
  createTestServer,
  outcomeOf,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import { coverageOf } from './insurers.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

/** Signed in anew: sessions end while days pass. */
const desk = (): Promise<Caller> => server.signIn('hospital-desk');
const clerk = (): Promise<Caller> => server.signIn('insurer-clerk');

const NOW = Date.parse('2026-11-22T01:02:03Z');
const later = (days: number) => server.setNow(new Date(NOW + days * 86_400_000).toISOString());
const numbersOf = (ordinal: number) => {
  const { insurerNumber, symbol, number, branch } = testPerson(ordinal);
  return { insurerNumber, symbol, number, branch };
};
const take = async (ordinal: number, more: object = {}) => {
  const { name, birthDate } = testPerson(ordinal);
  const body = { name, birthDate, reason: 'not-found', numbers: numbersOf(ordinal), ...more };
  return (await (await desk()).post('/api/eligibility/provisional', body)).json().provisional;
};
const list = async (state: string) =>
  (await (await desk()).get(`/api/eligibility/provisional?state=${state}`)).json().items as Record<
    string,
    unknown
  >[];
const work = async () => {
  server.server.eligibility.poke();
  await server.server.eligibility.idle();
};
const events = (id: string) =>
  server.asOwner(
    'SELECT event, found, by FROM eligibility.provisional_event WHERE provisional_id = $1 ORDER BY event_no',
    [id],
  );

/** @spec eligibility.md §14.10 */
test('not found, taken in provisionally, asked again, found: resolved with the difference, every step entered', async () => {
  const asked = await (await desk()).post('/api/eligibility/look-up', {
    ...numbersOf(41),
    birthDate: testPerson(41).birthDate,
    limitConsent: false,
  });
  expect(asked.json()).toMatchObject({ state: 'not-found', code: '4' });
  const provisional = await take(41, { totalYen: 12_340, declaredRatioPercent: 20 });
  expect(provisional).toMatchObject({ ratioPercent: 20, ratioSource: 'declared', state: 'open', checks: 0 });
  expect(provisional.nextCheckAt).toBe('2026-11-23T01:02:03.000Z');

  await work();
  expect((await list('open')).map(({ id, checks }) => [id, checks])).toEqual([[provisional.id, 0]]);
  later(1);
  await work();
  expect(await list('open')).toMatchObject([{ checks: 1, nextCheckAt: '2026-11-25T01:02:03.000Z' }]);

  later(2);
  await (await clerk()).post('/api/insurer/coverages', coverageOf(testPerson(41)));
  later(3);
  const { entries } = await disclosuresDuring(server, work);
  expect(entries).toMatchObject([
    { account: 'hospital-desk', actor_role: 'system', facility_code: HOSPITAL.code, purpose: 'eligibility' },
  ]);
  expect(await list('open')).toEqual([]);
  expect(await list('resolved')).toMatchObject([
    {
      id: provisional.id,
      checks: 2,
      differencePercent: 10,
      differenceYen: 3_700 - 2_470,
      resolvedTo: { insurerNumber: testPerson(41).insurerNumber },
    },
  ]);
  expect(await events(provisional.id)).toEqual([
    { event: 'created', found: null, by: 'hospital-desk' },
    { event: 'checked', found: 'not-found', by: 'recheck' },
    { event: 'resolved', found: 'valid', by: 'recheck' },
  ]);
});

test('a coverage that begins after the visit resolves nothing', async () => {
  server.setNow('2026-11-22T01:02:03Z');
  const { id } = await take(42);
  await (await clerk()).post('/api/insurer/coverages', {
    ...coverageOf(testPerson(42)),
    validFrom: '2026-11-23',
  });
  later(1);
  await work();
  expect((await list('open')).find((one) => one.id === id)).toMatchObject({ checks: 1, state: 'open' });
});

test('without a result staff have to see to it, and close it with a note; by age nobody pays everything', async () => {
  server.setNow('2026-11-22T01:02:03Z');
  await noteSetting(server.db, 'eligibility.recheck-days', '1,2');
  const provisional = await take(33);
  expect(provisional).toMatchObject({ ratioPercent: 30, ratioSource: 'age-class' });
  for (const days of [1, 2, 3]) {
    later(days);
    await work();
  }
  const waiting = (await list('staff')).find(({ id }) => id === provisional.id);
  expect(waiting).toMatchObject({ id: provisional.id, checks: 2, nextCheckAt: null });
  expect((await events(provisional.id)).map(({ event }) => event)).toEqual([
    'created',
    'checked',
    'checked',
    'handed-to-staff',
  ]);
  const physician = await server.signIn('clinic-physician');
  const url = `/api/eligibility/provisional/${provisional.id}`;
  expect(outcomeOf(await physician.post(`${url}/close`, { note: '試験' }))).toBe('404 PROVISIONAL_UNKNOWN');
  const closed = await (await desk()).post(`${url}/close`, { note: '保険証を確認した' });
  expect(closed.json().provisional).toMatchObject({ state: 'closed', closedNote: '保険証を確認した' });
  expect((await list('staff')).map(({ id }) => id)).not.toContain(provisional.id);
});
