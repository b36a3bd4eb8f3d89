import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findUnusualAccess } from '../../apps/server/src/modules/access/index.ts';
import thresholds from '../../apps/server/src/modules/access/unusual-access/thresholds.json' with {
  type: 'json',
};
import { CLINIC, HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { createTestServer, outcomeOf, type TestServer } from '../../apps/server/src/testing/test-server.ts';

/** @spec eligibility.md §11.3 (operator). The numbers are those of thresholds.json, whatever they are. */
let server: TestServer;
/** Noon in Japan. */
const NOON = '2026-11-20T03:00:00.000Z';
beforeAll(async () => {
  server = await createTestServer({ masters: false });
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow(NOON);
  await server.asOwner('DELETE FROM audit.entry');
  await server.asOwner('DELETE FROM access.unusual_access');
});

interface Logged {
  readonly count: number;
  readonly at?: string;
  readonly account?: string;
  readonly purpose?: string;
  readonly ground?: string | null;
  readonly outcome?: string;
  readonly facility?: string;
  /** Distinct people, or always the same one. Default: distinct. */
  readonly samePerson?: boolean;
}
let seq = 0;
/** Entries as the door writes them, in great numbers. */
async function logged({ count, samePerson = false, ...entry }: Logged): Promise<void> {
  const {
    at = NOON,
    account = 'watched',
    purpose = 'care',
    outcome = 'shown',
    facility = HOSPITAL.code,
  } = entry;
  const ground = entry.ground === undefined ? 'consent-24h' : entry.ground;
  await server.asOwner(
    `INSERT INTO audit.entry (person_id, at, entry_id, event, account, actor_role, facility_code, facility_name, purpose, ground,
       categories, outcome, refusal_code, writer_id, seq)
     SELECT ('00000000-0000-4000-8000-' || lpad((CASE WHEN $1 THEN 1 ELSE n END)::text, 12, '0'))::uuid, $2, gen_random_uuid(),
       'disclosure', $3, 'physician', $4, '試験機関', $5, $6, '{}', $7, CASE $7 WHEN 'refused' THEN 'CONSENT_REQUIRED' END,
       '00000000-0000-0000-0000-000000000000', $8::bigint + n
     FROM generate_series(1, $9::int) AS n`,
    [samePerson, at, account, facility, purpose, ground, outcome, seq, count],
  );
  seq += count;
}
/** Received at the desk shortly before, so that nothing is unusual about the place. */
const received = (count: number, at = NOON, facility = HOSPITAL.code) =>
  logged({ count, at, facility, account: 'desk', purpose: 'identification', ground: 'identification' });

interface Finding {
  readonly id: string;
  readonly kind: string;
  readonly account: string | null;
  readonly day: string;
  readonly count: number;
  readonly expected: number;
  readonly facilityName: string;
}
const list = async (state = 'open'): Promise<Finding[]> =>
  (await (await server.signIn('administrator')).get(`/api/operator/unusual-access?state=${state}`)).json()
    .findings;
const found = async () => {
  await findUnusualAccess(server);
  return (await list())
    .map(({ kind, account, day, count }) => `${kind} ${account} ${day} ${count}`)
    .toSorted();
};
const DAY = '2026-11-20';

test('volume: from so many views on, and only where that is far more than usual', async () => {
  const { atLeast, timesUsual, usualDays } = thresholds.volume;
  await received(atLeast);
  await logged({ count: atLeast - 1 });
  expect(await found()).toEqual([]);
  await logged({ count: 1, samePerson: true });
  expect(await found()).toEqual([`volume watched ${DAY} ${atLeast}`]);
  // Whoever sees as many on every day does nothing unusual.
  await server.asOwner('DELETE FROM access.unusual_access');
  const usual = Math.ceil((atLeast * usualDays) / timesUsual);
  await logged({ count: usual, at: '2026-11-10T03:00:00Z', samePerson: true });
  expect(await found()).toEqual([]);
});

test('no visit: people whom nobody else received at the institution in the days before', async () => {
  const { atLeast, daysBefore } = thresholds.noVisit;
  await logged({ count: atLeast - 1 });
  expect(await found()).toEqual([]);
  await logged({ count: atLeast });
  expect(await found()).toEqual([`no-visit watched ${DAY} ${atLeast}`]);
  const before = (days: number) => new Date(Date.parse(NOON) - days * 86_400_000).toISOString();
  await server.asOwner('DELETE FROM access.unusual_access');
  // Too long ago, elsewhere, refused, or by the viewer: none of these is a visit.
  await received(atLeast, before(daysBefore + 1));
  await received(atLeast, NOON, CLINIC.code);
  await logged({
    count: atLeast,
    purpose: 'identification',
    outcome: 'refused',
    account: 'desk',
    ground: null,
  });
  await logged({ count: atLeast, purpose: 'identification', ground: 'identification' });
  expect(await found()).toEqual([`no-visit watched ${DAY} ${atLeast}`]);
  await server.asOwner('DELETE FROM access.unusual_access');
  await received(1, before(daysBefore - 1));
  expect(await found()).toEqual([]);
});

test('out of hours by the clock of Japan, and at its edges; emergencies do not count', async () => {
  const { atLeast, fromHour, toHour } = thresholds.outOfHours;
  const hourOf = (hour: number, minute: string) => `${DAY}T${String(hour).padStart(2, '0')}:${minute}+09:00`;
  server.setNow(`${DAY}T14:59:00.000Z`);
  await received(atLeast, '2026-11-19T03:00:00Z');
  await logged({ count: atLeast, at: hourOf(toHour, '00:00') });
  await logged({ count: atLeast, at: hourOf(fromHour - 1, '59:59'), account: 'second' });
  await logged({ count: atLeast, at: hourOf(toHour - 1, '59:59'), account: 'third', ground: 'disaster' });
  expect(await found()).toEqual([]);
  await logged({ count: atLeast, at: hourOf(fromHour, '00:00') });
  await logged({ count: atLeast, at: hourOf(toHour - 1, '59:59'), account: 'second' });
  expect(await found()).toEqual([
    `out-of-hours second ${DAY} ${atLeast}`,
    `out-of-hours watched ${DAY} ${atLeast}`,
  ]);
});

test('refusals about many people, emergency views of many people by the institution', async () => {
  const { refusals, emergency } = thresholds;
  await logged({ count: refusals.atLeast - 1, outcome: 'refused', ground: null });
  await logged({ count: 20, outcome: 'refused', ground: null, samePerson: true });
  await received(emergency.atLeast);
  await logged({ count: emergency.atLeast - 1, ground: 'emergency', account: 'one' });
  await logged({ count: 9, ground: 'emergency', account: 'one', samePerson: true });
  expect(await found()).toEqual([]);
  await logged({ count: refusals.atLeast, outcome: 'refused', ground: null });
  await logged({ count: emergency.atLeast, ground: 'emergency', account: 'two' });
  expect(await found()).toEqual([
    `emergency null ${DAY} ${emergency.atLeast}`,
    `refusals watched ${DAY} ${refusals.atLeast}`,
  ]);
});

test('a day ends at midnight in Japan; yesterday is still looked through, the day before is not', async () => {
  const count = thresholds.refusals.atLeast;
  const refused = (at: string, account: string) =>
    logged({ count, at, account, outcome: 'refused', ground: null });
  await refused('2026-11-18T14:59:59.999Z', 'too-old');
  await refused('2026-11-18T15:00:00.000Z', 'yesterday');
  await refused('2026-11-19T14:59:59.999Z', 'late-yesterday');
  await refused('2026-11-19T15:00:00.000Z', 'today');
  expect(await found()).toEqual([
    `refusals late-yesterday 2026-11-19 ${count}`,
    `refusals today 2026-11-20 ${count}`,
    `refusals yesterday 2026-11-19 ${count}`,
  ]);
});

test('found once, counted on while open, closed with a note by the operator alone, and then left alone', async () => {
  const count = thresholds.refusals.atLeast;
  await logged({ count, outcome: 'refused', ground: null });
  expect([await findUnusualAccess(server), await findUnusualAccess(server)]).toEqual([1, 0]);
  await logged({ count: count + 2, outcome: 'refused', ground: null });
  // It grew: that is no new finding.
  expect(await findUnusualAccess(server)).toBe(0);
  const [finding] = await list();
  expect(finding).toMatchObject({ kind: 'refusals', count: count + 2, facilityName: '試験機関' });
  const url = `/api/operator/unusual-access/${finding?.id}/close`;
  for (const account of ['hospital-manager', 'ministry-officer', 'hospital-physician']) {
    const caller = await server.signIn(account);
    expect(outcomeOf(await caller.post(url, { note: '試験' }))).toBe('403 ROLE_NOT_ALLOWED');
    expect(outcomeOf(await caller.get('/api/operator/unusual-access?state=open'))).toBe(
      '403 ROLE_NOT_ALLOWED',
    );
  }
  const operator = await server.signIn('administrator');
  expect(outcomeOf(await operator.post(url, { note: '' }))).toBe('400 INPUT_INVALID');
  expect(outcomeOf(await operator.post(url, { note: '確認した' }))).toBe('204 ok');
  expect(outcomeOf(await operator.post(url, { note: '確認した' }))).toBe('404 FINDING_UNKNOWN');
  await logged({ count: count + 5, outcome: 'refused', ground: null });
  expect(await found()).toEqual([]);
  expect(await list('closed')).toMatchObject([{ count: count + 2, note: '確認した', state: 'closed' }]);
  const entries = await server.asOwner(
    `SELECT account FROM audit.entry WHERE event = 'unusual-access-closed'`,
  );
  expect(entries).toEqual([{ account: 'administrator' }]);
});

test('nothing of a patient is in the list, nor in its table', async () => {
  await logged({ count: thresholds.refusals.atLeast, outcome: 'refused', ground: null });
  await findUnusualAccess(server);
  const answer = await (await server.signIn('administrator')).get('/api/operator/unusual-access?state=open');
  expect(answer.json().findings).toHaveLength(1);
  expect(answer.body).not.toMatch(/00000000-0000-4000-8000|person|patient/i);
  const columns = await server.asOwner<{ column_name: string }>(
    `SELECT column_name FROM information_schema.columns WHERE table_schema = 'access' AND table_name = 'unusual_access'`,
  );
  expect(columns.some(({ column_name: name }) => /person|patient/.test(name))).toBe(false);
});
