import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PHARMACY } from '../../apps/server/src/testing/people.ts';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import {
  createDesk,
  type Desk,
  OTHER_PHARMACY,
  ok,
  PHARMACIST,
  PHYSICIAN,
  type Staff,
} from './pharmacy-desk.ts';

/** @spec prescriptions.md §11 2 */
let desk: Desk;
let pharmacist: Staff;
beforeAll(async () => {
  desk = await createDesk(2);
  pharmacist = await desk.staff(PHARMACIST);
}, 120_000);
afterAll(() => desk.close());

const search = (prescriptionId: string) =>
  pharmacist.call('POST', '/api/pharmacy/search', { prescriptionId });

test('a prescription is found and received by its id of 36 characters', async () => {
  const { prescriptionId } = await desk.issue();
  expect(prescriptionId).toHaveLength(36);
  expect(ok(await search(prescriptionId)).json().prescriptions).toMatchObject([{ prescriptionId }]);
  expect(await desk.received(prescriptionId, pharmacist)).toMatchObject({
    state: 'in-dispensing',
    version: 2,
    steps: [
      { event: 'register', to: 'open' },
      { event: 'receive', to: 'in-dispensing' },
    ],
  });
});

test('an id that nobody has, and one that was cancelled, are refused', async () => {
  expect(outcomeOf(await search(randomUUID()))).toBe('404 RX_UNKNOWN');
  expect(outcomeOf(await pharmacist.call('POST', `/api/prescriptions/${randomUUID()}/receive`))).toBe(
    '404 RX_UNKNOWN',
  );
  const { prescriptionId, accessCode } = await desk.issue();
  const physician = await desk.staff(PHYSICIAN);
  ok(await physician.call('POST', `/api/prescriptions/${prescriptionId}/cancel`));
  expect(outcomeOf(await search(prescriptionId))).toBe('409 RX_STATE');
  expect(outcomeOf(await pharmacist.call('POST', `/api/prescriptions/${prescriptionId}/receive`))).toBe(
    '409 RX_STATE',
  );
  const byCode = await pharmacist.call('POST', '/api/pharmacy/search', { accessCode, ...desk.numbers() });
  expect(outcomeOf(byCode)).toBe('404 RX_CODE_WRONG');
});

test('physicians and nurses receive nothing, and the attempt is entered', async () => {
  const { prescriptionId } = await desk.issue();
  const physician = await desk.staff(PHYSICIAN);
  expect(outcomeOf(await physician.call('POST', `/api/prescriptions/${prescriptionId}/receive`))).toBe(
    '403 ROLE_NOT_ALLOWED',
  );
  const [entry] = await desk.asOwner(
    `SELECT 1 FROM audit.entry WHERE event = 'route-refused' AND detail->>'route' LIKE '%/receive'`,
  );
  expect(entry).toBeDefined();
});

test('a version that is no longer the newest is refused', async () => {
  const { prescriptionId } = await desk.issue();
  const receive = (version: number) =>
    pharmacist.call('POST', `/api/prescriptions/${prescriptionId}/receive`, { version });
  expect(outcomeOf(await receive(7))).toBe('409 RX_VERSION');
  expect(outcomeOf(await receive(1))).toBe('200 ok');
});

test('a refusal with its reason, taken back by the same pharmacy', async () => {
  const { prescriptionId } = await desk.issue();
  const step = (name: string, payload: object = {}) =>
    pharmacist.call('POST', `/api/prescriptions/${prescriptionId}/${name}`, payload);
  expect(outcomeOf(await step('refuse', { reason: '在庫がない' }))).toBe('409 RX_STATE');
  await desk.received(prescriptionId, pharmacist);
  expect(outcomeOf(await step('refuse', { reason: ' ' }))).toBe('400 INPUT_INVALID');
  expect(ok(await step('refuse', { reason: '在庫がない' })).json()).toMatchObject({ state: 'refused' });
  const [noted] = await desk.asOwner<{ detail: unknown }>(
    `SELECT detail FROM prescriptions.step WHERE prescription_id = $1 AND event = 'refuse'`,
    [prescriptionId],
  );
  expect(noted?.detail).toEqual({ reason: '在庫がない' });
  const prescriber = await desk.staff(PHYSICIAN);
  const seen = ok(await prescriber.call('GET', `/api/prescriptions/${prescriptionId}`)).json();
  const told = seen.steps.map((one: { event: string; reason: string | null }) => [one.event, one.reason]);
  expect(told).toEqual([
    ['register', null],
    ['receive', null],
    ['refuse', '在庫がない'],
  ]);
  expect(ok(await step('undo-refuse')).json()).toMatchObject({ state: 'in-dispensing' });
  expect(ok(await step('release')).json()).toMatchObject({ state: 'open', pharmacy: null });
});

test('what waits is shown to a pharmacy where the patient checked in today, also without any consent', async () => {
  const { prescriptionId } = await desk.issue();
  const waiting = () => pharmacist.call('GET', `/api/persons/${desk.personId}/prescriptions/waiting`);
  const checkIn = (facilityCode: string, at: string, completed: boolean) =>
    desk.asOwner(
      `INSERT INTO eligibility.check_in (facility_code, check_in_id, person_id, name, kana, birth_date, identification, at,
         expires_at, state, certificate_expires_soon, by, completed_at, consents)
       VALUES ($1, gen_random_uuid(), $2, '試験', 'ｼｹﾝ', '1980-01-01', 'face', $3, $3::timestamptz + interval '1 hour', 'found',
         false, 'reader', CASE WHEN $4 THEN $3::timestamptz END, '{}')`,
      [facilityCode, desk.personId, at, completed],
    );
  await checkIn(PHARMACY.code, '2026-11-21T14:59:59Z', true);
  await checkIn(PHARMACY.code, '2026-11-22T01:00:00Z', false);
  await checkIn(OTHER_PHARMACY.code, '2026-11-22T01:00:00Z', true);
  expect(outcomeOf(await waiting())).toBe('403 RX_CHECK_IN_MISSING');
  await checkIn(PHARMACY.code, '2026-11-21T15:00:00Z', true);
  const { prescriptions } = ok(await waiting()).json();
  expect(prescriptions.map((one: { prescriptionId: string }) => one.prescriptionId)).toContain(
    prescriptionId,
  );
  await desk.asOwner('DELETE FROM eligibility.check_in WHERE person_id = $1', [desk.personId]);
});

test('what waits is shown by card only to a pharmacy on whose reader it was put today', async () => {
  const { prescriptionId } = await desk.issue();
  const waiting = () => pharmacist.call('GET', `/api/persons/${desk.personId}/prescriptions/waiting`);
  expect(outcomeOf(await waiting())).toBe('403 RX_CHECK_IN_MISSING');
  const [before] = await desk.asOwner<{ organisation: string }>(
    `INSERT INTO access.consent (person_id, facility_code, category, basis, given_at, valid_until, method, recorded_by)
     SELECT $1, facility_code, 'medication', 'visit-24h', $2::timestamptz, $2::timestamptz + interval '1 day', 'card-reader', 'reader'
     FROM identity.organisation WHERE kind = 'pharmacy' ORDER BY facility_code LIMIT 1 RETURNING facility_code AS organisation`,
    [desk.personId, desk.clock()],
  );
  expect(before).toBeDefined();
  const { prescriptions } = ok(await waiting()).json();
  expect(prescriptions.map((one: { prescriptionId: string }) => one.prescriptionId)).toContain(
    prescriptionId,
  );
});
