import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { disclosuresDuring } from '../../apps/server/src/testing/disclosures.ts';
import { CLINIC, HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import { type Caller, outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { createRegion, DAY, EVERYTHING, pass, type Region, SECOND, somePeople, viewAs } from './region.ts';
import { openMode } from './support.ts';

/** @spec eligibility.md §4.1, §4.3; phr.md §3 (persistent always with an end) */
let server: Region;
let patient: Caller;
beforeAll(async () => {
  server = await createRegion(somePeople(2));
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow(TEST_NOW);
  await server.asOwner('DELETE FROM access.consent');
  patient = await server.signIn('patient-1');
});

interface Consent {
  readonly state: string;
  readonly category: string;
  readonly validUntil: string | null;
  readonly givenAt: string;
}
const give = (body: object) =>
  patient.post('/api/me/consents', {
    facilityCode: HOSPITAL.code,
    categories: ['medication'],
    basis: 'persistent',
    ...body,
  });
const withdraw = (body: object = {}) =>
  patient.post('/api/me/consents/withdraw', { facilityCode: HOSPITAL.code, ...body });
const first = (answer: Awaited<ReturnType<typeof give>>) =>
  answer.json<{ consents: Consent[] }>().consents[0];
/** The last moment of a day in Japan, so many days after today there. */
const dayIn = (days: number) =>
  new Date(Date.parse('2026-11-22T00:00:00Z') + days * DAY).toISOString().slice(0, 10);

test('persistent: a year when nothing is said; a named day counts to its end in Japan', async () => {
  expect(first(await give({}))).toMatchObject({ validUntil: '2027-11-22T01:02:03.000Z', state: 'given' });
  pass(server, SECOND);
  expect(first(await give({ until: '2026-11-22' }))).toMatchObject({
    validUntil: '2026-11-22T15:00:00.000Z',
  });
  server.setNow('2026-11-22T14:59:59.999Z');
  patient = await server.signIn('patient-1');
  const states = async () =>
    (await patient.get('/api/me/consents')).json().consents.map((one: Consent) => one.state);
  expect(await states()).toEqual(['given', 'given']);
  server.setNow('2026-11-22T15:00:00.000Z');
  expect(await states()).toEqual(['expired', 'given']);
});

test('an end too far ahead, past, or on no day at all is refused with nothing stored', async () => {
  for (const [until, outcome] of [
    [dayIn(1095), '200 ok'],
    [dayIn(1096), '422 CONSENT_PERIOD'],
    [dayIn(-1), '422 CONSENT_PERIOD'],
    ['9999-12-31', '422 CONSENT_PERIOD'],
    ['2027-02-30', '400 INPUT_INVALID'],
    ['2027-13-01', '400 INPUT_INVALID'],
    ['0000-01-01', '400 INPUT_INVALID'],
  ] as const) {
    await server.asOwner('DELETE FROM access.consent');
    expect([until, outcomeOf(await give({ until }))]).toEqual([until, outcome]);
    const stored = await server.asOwner('SELECT FROM access.consent');
    expect(stored.length).toBe(outcome === '200 ok' ? 1 : 0);
  }
  expect(outcomeOf(await give({ facilityCode: '1310000001' }))).toBe('404 INSTITUTION_UNKNOWN');
  // Only these three are the patient's to give.
  for (const basis of ['visit-24h', 'oral', 'emergency'])
    expect(outcomeOf(await give({ basis }))).toBe('400 INPUT_INVALID');
});

test('visiting and online care: no end until revoked, whatever end was named', async () => {
  for (const basis of ['visiting', 'online']) {
    pass(server, SECOND);
    expect(first(await give({ basis, until: '2026-11-23' }))).toMatchObject({ basis, validUntil: null });
  }
  server.setNow('2036-11-22T00:00:00Z');
  expect(await viewAs(await server.signIn('hospital-physician'), server.ref(1))).toBe('200 ok');
});

test('withdrawn by category and as a whole, on every basis, at one institution only; the institution can revoke too', async () => {
  const desk = await server.signIn('hospital-desk');
  const physician = await server.signIn('hospital-physician');
  await desk.post(`/api/persons/${server.ref(1)}/consents`, { categories: EVERYTHING, method: 'written' });
  await give({ facilityCode: CLINIC.code, categories: EVERYTHING });
  pass(server, SECOND);
  await give({ categories: EVERYTHING, basis: 'visiting' });
  await withdraw({ categories: ['treatment', 'surgery'] });
  const shown = async () =>
    (await physician.get(`/api/persons/${server.ref(1)}/record`))
      .json()
      .categories.map((one: { shown: boolean }) => one.shown);
  expect(await shown()).toEqual([true, false, false]);
  await desk.delete(`/api/persons/${server.ref(1)}/consents/medication`);
  expect(await viewAs(physician, server.ref(1))).toBe('403 CONSENT_REQUIRED');
  expect(await viewAs(await server.signIn('clinic-physician'), server.ref(1))).toBe('200 ok');
  await withdraw({ facilityCode: CLINIC.code });
  expect(await viewAs(await server.signIn('clinic-physician'), server.ref(1))).toBe('403 CONSENT_REQUIRED');
});

test('two withdrawals at once: both are entered, one instant counts', async () => {
  await give({ categories: EVERYTHING });
  const { value, entries } = await disclosuresDuring(server, () =>
    Promise.all(Array.from({ length: 6 }, () => withdraw())),
  );
  expect(new Set(value.map(outcomeOf))).toEqual(new Set(['200 ok']));
  expect(entries.map(({ purpose, outcome }) => `${purpose} ${outcome}`)).toEqual(
    Array.from({ length: 6 }, () => 'self-consent done'),
  );
  const [instants] = await server.asOwner<{ count: number; left: number }>(
    `SELECT count(DISTINCT withdrawn_at)::int AS count, count(*) FILTER (WHERE withdrawn_at IS NULL)::int AS left
     FROM access.consent`,
  );
  expect(instants).toEqual({ count: 1, left: 0 });
});

test('withdrawn while many views are under way: whoever asks afterwards is refused, every view has its entry', async () => {
  await give({ categories: EVERYTHING });
  const physician = await server.signIn('hospital-physician');
  const { value, entries } = await disclosuresDuring(server, async () => {
    const views: Promise<string>[] = [];
    for (let i = 0; i < 12; i++) views.push(viewAs(physician, server.ref(1)));
    const withdrawal = withdraw();
    for (let i = 0; i < 12; i++) views.push(viewAs(physician, server.ref(1)));
    await withdrawal;
    // From here on the withdrawal has been answered.
    const after = await Promise.all(Array.from({ length: 6 }, () => viewAs(physician, server.ref(1))));
    return { during: await Promise.all(views), after };
  });
  expect(new Set(value.after)).toEqual(new Set(['403 CONSENT_REQUIRED']));
  for (const outcome of value.during) expect(['200 ok', '403 CONSENT_REQUIRED']).toContain(outcome);
  const care = entries.filter(({ purpose }) => purpose === 'care');
  expect(care.filter(({ outcome }) => outcome === 'shown').length).toBe(
    value.during.filter((outcome) => outcome === '200 ok').length,
  );
  expect(care.length).toBe(30);
});

test('spoken consent: only while a mode is open here, with a note, for 24 hours; nothing for unknown people', async () => {
  const desk = await server.signIn('hospital-desk');
  const oral = (ref: string, changed: object = {}) =>
    desk.post(`/api/persons/${ref}/oral-consent`, {
      categories: ['medication'],
      chartNote: '口頭で同意',
      ...changed,
    });
  const before = await disclosuresDuring(server, () => oral(server.ref(2)));
  expect(outcomeOf(before.value)).toBe('403 MODE_NOT_OPEN');
  expect(before.entries).toEqual([expect.objectContaining({ refusal_code: 'MODE_NOT_OPEN' })]);
  const mode = await openMode(server);
  expect(outcomeOf(await oral(server.ref(2), { chartNote: '' }))).toBe('400 INPUT_INVALID');
  expect((await oral(server.ref(2))).json().consents[0]).toMatchObject({ basis: 'oral', state: 'given' });
  const unknown = '12345678-1234-4234-8234-123456789012';
  expect(outcomeOf(await oral(unknown))).toBe('404 PERSON_UNKNOWN');
  expect(await server.asOwner('SELECT FROM access.consent WHERE person_id = $1', [unknown])).toEqual([]);
  expect(await viewAs(await server.signIn('hospital-physician'), server.ref(2))).toBe('200 ok');
  pass(server, DAY);
  expect(await viewAs(await server.signIn('hospital-physician'), server.ref(2))).toBe('403 CONSENT_EXPIRED');
  await server.asOwner('DELETE FROM access.disaster_mode WHERE mode_id = $1', [mode]);
});

test('each change is an entry with its institution; staff and other patients give nobody’s consent', async () => {
  const { entries } = await disclosuresDuring(server, async () => {
    await give({});
    await withdraw();
  });
  expect(
    entries.map(({ purpose, ground, categories }) => `${purpose} ${ground} ${categories.length}`).toSorted(),
  ).toEqual(['self-consent self 1', 'self-consent self 7']);
  const details = await server.asOwner<{ detail: object }>(
    `SELECT detail FROM audit.entry WHERE event IN ('consent-given', 'consent-withdrawn') AND purpose = 'self-consent'
     ORDER BY seq DESC LIMIT 2`,
  );
  for (const { detail } of details) expect(detail).toMatchObject({ facilityCode: HOSPITAL.code });
  const body = { facilityCode: HOSPITAL.code, categories: ['medication'], basis: 'persistent' };
  for (const account of ['hospital-physician', 'hospital-manager', 'administrator']) {
    const caller = await server.signIn(account);
    expect(outcomeOf(await caller.post('/api/me/consents', body))).toBe('403 ROLE_NOT_ALLOWED');
  }
  const other = await server.signIn('patient-2');
  expect(outcomeOf(await other.post(`/api/principals/${server.ref(1)}/consents`, body))).toBe(
    '403 ROLE_NOT_ALLOWED',
  );
});
