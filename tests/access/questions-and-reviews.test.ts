import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CLINIC, HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import { type Caller, outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { addStaff, createRegion, type OwnEntry, ownLog, type Region, SECOND, somePeople } from './region.ts';
import { designate } from './support.ts';

/** @spec phr.md §3 A3; eligibility.md §11.2, §11.3 */
let server: Region;
let patient: Caller;
let manager: Caller;
let otherManager: Caller;
beforeAll(async () => {
  server = await createRegion(somePeople(2));
  await designate(server);
  patient = await server.signIn('patient-1');
  manager = await server.signIn('hospital-manager');
  otherManager = await server.signIn('clinic-manager');
});
afterAll(() => server.close());
beforeEach(() => server.setNow(TEST_NOW));

/** Each view later than the one before, so that it leads the first page of the log. */
let later = 0;
/** A refused view of the hospital, as the patient's log shows it. */
async function viewedEntry(account = 'hospital-physician'): Promise<OwnEntry> {
  later += SECOND;
  server.setNow(new Date(Date.parse(TEST_NOW) + later).toISOString());
  await (await server.signIn(account)).get(`/api/persons/${server.ref(1)}/record`);
  const entry = (await ownLog(patient)).find(
    ({ purpose, question }) => purpose === 'care' && question === null,
  );
  if (entry === undefined) throw new Error('the view has no entry');
  return entry;
}
const ask = (id: string, text = 'なぜ見ましたか', who = patient) =>
  who.post(`/api/me/disclosures/${id}/question`, { text });
const questions = async (who: Caller, state = 'open') =>
  (await who.get(`/api/facility/questions?state=${state}`)).json().questions as {
    id: string;
    personName: string;
    dueAt: string;
    entry: { account: string };
  }[];
const answer = (who: Caller, id: string, text = '診療のためです') =>
  who.post(`/api/facility/questions/${id}/answer`, { text });

test('asked once, seen and answered by the manager of that institution alone, read by the patient', async () => {
  const entry = await viewedEntry();
  expect((await ask(entry.id)).json()).toEqual({ dueAt: '2026-12-06T01:02:04.000Z' });
  expect(outcomeOf(await ask(entry.id))).toBe('409 QUESTION_ASKED_ALREADY');
  const [question] = await questions(manager);
  expect(question).toMatchObject({
    text: 'なぜ見ましたか',
    entry: { account: 'hospital-physician' },
    answer: null,
  });
  expect(await questions(otherManager)).toEqual([]);
  const id = question?.id ?? '';
  expect(outcomeOf(await answer(otherManager, id))).toBe('404 QUESTION_UNKNOWN');
  for (const account of ['hospital-physician', 'administrator', 'patient-1', 'insurer-clerk'])
    expect(outcomeOf(await answer(await server.signIn(account), id))).toBe('403 ROLE_NOT_ALLOWED');
  const twice = await Promise.all([answer(manager, id), answer(manager, id, '別の答え')]);
  expect(twice.map(outcomeOf).sort()).toEqual(['204 ok', '404 QUESTION_UNKNOWN']);
  const kept = twice[0]?.statusCode === 204 ? '診療のためです' : '別の答え';
  const mine = (await ownLog(patient)).find((one) => one.id === entry.id);
  expect(mine?.question).toEqual({ state: 'answered', answer: kept });
  expect([await questions(manager), (await questions(manager, 'answered')).length]).toEqual([[], 1]);
  const done = await server.asOwner(
    `SELECT event, count(*)::int FROM audit.entry WHERE event IN ('question-asked', 'question-answered')
     AND person_id = $1 AND outcome = 'done' GROUP BY 1 ORDER BY 1`,
    [server.ref(1)],
  );
  expect(done).toEqual([
    { event: 'question-answered', count: 1 },
    { event: 'question-asked', count: 1 },
  ]);
});

test('nobody asks about another’s entry, about no entry, or about what they did themselves', async () => {
  const entry = await viewedEntry('clinic-physician');
  const other = await server.signIn('patient-2');
  expect(outcomeOf(await ask(entry.id, 'x', other))).toBe('404 ENTRY_UNKNOWN');
  expect(outcomeOf(await ask('12345678-1234-4234-8234-123456789012'))).toBe('404 ENTRY_UNKNOWN');
  for (const id of ['-'.repeat(36), 'a'.repeat(36), '1'])
    expect([id, outcomeOf(await ask(id))]).toEqual([id, '400 INPUT_INVALID']);
  const own = (await ownLog(patient)).find(({ purpose }) => purpose === 'self');
  expect(outcomeOf(await ask(own?.id ?? ''))).toBe('404 ENTRY_UNKNOWN');
  expect(outcomeOf(await ask(entry.id, ''))).toBe('400 INPUT_INVALID');
  expect(outcomeOf(await ask(entry.id, 'x'.repeat(2001)))).toBe('400 INPUT_INVALID');
});

interface Access {
  readonly id: string;
  readonly account: string;
  readonly views: number;
  readonly reason: string;
  readonly review: { readonly outcome: string; readonly by: string } | null;
}
const accesses = async (who: Caller, state = 'open') =>
  (await who.get(`/api/emergency-accesses?state=${state}`)).json().accesses as Access[];
const review = (who: Caller, id: string) =>
  who.post(`/api/emergency-accesses/${id}/review`, { outcome: 'appropriate', note: '確認した' });

async function emergencyBy(caller: Caller): Promise<void> {
  const ref = server.ref(2);
  const body = { lifeThreatening: true, ableToConsent: false, reason: '意識なし', confirmed: true };
  expect(outcomeOf(await caller.post(`/api/persons/${ref}/emergency`, body))).toBe('200 ok');
  await caller.get(`/api/persons/${ref}/record`);
  await caller.get(`/api/persons/${ref}/record`);
}

test('an emergency view waits for the manager of that institution; reviewed once, by nobody who did it', async () => {
  await emergencyBy(await server.signIn('hospital-emergency'));
  const [access] = await accesses(manager);
  expect(access).toMatchObject({ account: 'hospital-emergency', reason: '意識なし', views: 2, review: null });
  expect(await accesses(otherManager)).toEqual([]);
  const id = access?.id ?? '';
  expect(outcomeOf(await review(otherManager, id))).toBe('404 EMERGENCY_ACCESS_UNKNOWN');
  for (const account of ['hospital-emergency', 'ministry-officer', 'patient-2'])
    expect(outcomeOf(await review(await server.signIn(account), id))).toBe('403 ROLE_NOT_ALLOWED');
  const second = await addStaff(server, 'second-manager', ['manager']);
  const outcomes = (await Promise.all([review(manager, id), review(second, id)])).map(outcomeOf);
  expect(outcomes.sort()).toEqual(['204 ok', '404 EMERGENCY_ACCESS_UNKNOWN']);
  expect(await accesses(manager)).toEqual([]);
  expect(await accesses(manager, 'reviewed')).toMatchObject([{ id, review: { outcome: 'appropriate' } }]);
  const done = await server.asOwner(
    `SELECT FROM audit.entry WHERE event = 'emergency-reviewed' AND person_id = $1 AND outcome = 'done'`,
    [server.ref(2)],
  );
  expect(done).toHaveLength(1);
});

test('a manager who is a physician too does not review their own view', async () => {
  const both = await addStaff(server, 'managing-physician', ['manager', 'physician']);
  await server.asOwner(
    `UPDATE identity.account SET emergency_designated = true WHERE account = 'managing-physician'`,
  );
  await emergencyBy(both);
  const access = (await accesses(both)).find(({ account }) => account === 'managing-physician');
  expect(outcomeOf(await review(both, access?.id ?? ''))).toBe('403 REVIEW_OWN_VIEW');
  expect(outcomeOf(await review(manager, access?.id ?? ''))).toBe('204 ok');
});

test('the patient sees the opening and each view of it highlighted, from the institution by name', async () => {
  const log = await ownLog(await server.signIn('patient-2'));
  const highlighted = log.filter((entry) => entry.highlighted);
  expect(highlighted.map(({ purpose, ground, facilityName }) => [purpose, ground, facilityName])).toEqual(
    expect.arrayContaining([
      ['emergency', 'emergency', HOSPITAL.name],
      ['care', 'emergency', HOSPITAL.name],
    ]),
  );
  expect(highlighted.some(({ facilityName }) => facilityName === CLINIC.name)).toBe(false);
});
