import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckAnswer } from '../../apps/server/src/modules/prescriptions/check/check-for-person.ts';
import { CLINIC, HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import {
  AMLODIPINE_OTHER_BRAND,
  createDesk,
  type Desk,
  drug,
  group,
  NO_DRAFT,
  ok,
  PHARMACIST,
  PHYSICIAN,
  type Staff,
  TELMISARTAN,
} from './pharmacy-desk.ts';

/** @spec prescriptions.md §11 8, §5.6 */
const CLARITHROMYCIN = { code: '690000771', name: 'クラリスロマイシン錠２００ｍｇ「デモ」' };
const SUVOREXANT = { code: '690100007', name: 'スボレキサント錠１５ｍｇ「デモ」' };
const AMLODIPINE_ATORVASTATIN = { code: '690100023', name: 'アムロジピン・アトルバスタチン配合錠「デモ」' };
const TAPE = { code: '690100013', name: 'ニトログリセリンテープ２７ｍｇ「デモ」', unit: '枚' };

let desk: Desk;
let clinic: Awaited<ReturnType<Desk['signIn']>>;
let physician: Staff;
beforeAll(async () => {
  desk = await createDesk();
  clinic = await desk.signIn('clinic-physician');
  physician = await desk.staff(PHYSICIAN);
  await desk.addPatient('patient', desk.personId);
  const patient = await desk.signIn('patient');
  ok(
    await patient.post('/api/me/consents', {
      facilityCode: CLINIC.code,
      categories: ['medication'],
      basis: 'persistent',
    }),
  );
}, 120_000);
afterAll(() => desk.close());

const draftOf = (...names: { readonly code: string; readonly name: string }[]) => ({
  ...NO_DRAFT,
  groups: [group({ drugs: names.map((one) => drug(one)) })],
});
const check = async (...names: { readonly code: string; readonly name: string }[]) =>
  ok(
    await clinic.post(`/api/persons/${desk.personId}/prescriptions/check`, { draft: draftOf(...names) }),
  ).json<CheckAnswer>();
const register = (draft: object, decisions: object[] = []) =>
  physician.call(
    'POST',
    `/api/persons/${desk.personId}/prescriptions`,
    { draft, issueType: 'electronic', decisions, sign: 'service' },
    randomUUID(),
  );
const noted = () =>
  desk.asOwner<{ tier: number; decision: string | null; reason: string | null; comment: string | null }>(
    'SELECT tier, decision, reason, comment FROM prescriptions.alert WHERE facility_code = $1 ORDER BY shown_at, tier',
    [HOSPITAL.code],
  );

test('passed: nothing overlaps, everything was compared', async () => {
  await desk.issue(draftOf({ code: '690000011', name: 'アムロジピン錠２．５ｍｇ「デモ」' }, CLARITHROMYCIN));
  const answer = await check(TELMISARTAN);
  expect(answer).toMatchObject({
    checkedOn: '2026-11-22',
    consent: 'full',
    alerts: [],
    notChecked: [],
    othersNotChecked: 0,
    knowledge: { demo: true },
    listAsOf: '2026-11-22T01:02:03.000Z',
  });
});

test('what is taken and not known is counted; what is over is not taken any more', async () => {
  const listed = async () => {
    const [row] = await desk.asOwner<{ own: readonly Record<string, unknown>[] }>(
      'SELECT own FROM prescriptions.active_list WHERE person_id = $1',
      [desk.personId],
    );
    return row?.own ?? [];
  };
  const list = (own: readonly object[]) =>
    desk.asOwner('UPDATE prescriptions.active_list SET own = $2 WHERE person_id = $1', [
      desk.personId,
      JSON.stringify(own),
    ]);
  const before = await listed();
  const unknown = { ...before[0], source: 'in-house', key: 'test', code: '600000000', name: '試験' };
  await list([...before, unknown, { ...unknown, from: '2026-10-01', to: '2026-11-21', facilityCode: '1' }]);
  expect(await check(TELMISARTAN)).toMatchObject({ notChecked: [], othersNotChecked: 1 });
  await list(before);
});

test('warning: another brand and a combination, each at its place, with where it comes from', async () => {
  const { alerts } = await check(TELMISARTAN, AMLODIPINE_OTHER_BRAND, AMLODIPINE_ATORVASTATIN);
  const elsewhere = alerts.filter((one) => one.with?.source !== 'same-prescription');
  expect(elsewhere.map(({ kind, tier, at }) => [kind, tier, at])).toEqual([
    ['duplicate', 2, 1],
    ['component', 2, 2],
  ]);
  for (const { reason, with: other } of alerts) {
    expect(reason.ja.length).toBeGreaterThan(10);
    expect(reason.en.length).toBeGreaterThan(10);
    expect(other?.name).not.toBe('');
  }
  expect(elsewhere[0]?.with).toMatchObject({
    name: 'アムロジピン錠２．５ｍｇ「デモ」',
    source: 'prescription',
    from: '2026-11-22',
    to: '2026-12-05',
    facilityCode: HOSPITAL.code,
    facilityName: HOSPITAL.name,
    ageDays: 0,
  });
  // One drug twice in the same draft is an expected overlap.
  expect(alerts.filter((one) => one.with?.source === 'same-prescription').map(({ tier }) => tier)).toEqual([
    3,
  ]);
});

test('blocked: a contraindication stops a registration until it is decided with a reason and a comment', async () => {
  expect((await check(SUVOREXANT)).alerts.map(({ kind, tier }) => [kind, tier])).toEqual([
    ['contraindication', 1],
  ]);
  const draft = draftOf(SUVOREXANT);
  const own = ok(
    await physician.call('POST', `/api/persons/${desk.personId}/prescriptions/check`, { draft }),
  ).json<CheckAnswer>();
  const [alert] = own.alerts;
  expect(outcomeOf(await register(draft))).toBe('422 RX_CONTRAINDICATED');
  const decision = { alertId: alert?.alertId, decision: 'overridden', reason: 'intended-combination' };
  expect(outcomeOf(await register(draft, [decision]))).toBe('422 RX_DECISION_INCOMPLETE');
  ok(await register(draft, [{ ...decision, comment: '循環器科と協議済み' }]));
  expect(await noted()).toEqual([
    { tier: 1, decision: 'overridden', reason: 'intended-combination', comment: '循環器科と協議済み' },
  ]);
  const entries = await desk.asOwner<{ detail: object }>(
    `SELECT detail FROM audit.entry WHERE event = 'prescription-registered' AND outcome = 'done'`,
  );
  expect(entries.map(({ detail }) => detail)).toContainEqual(
    expect.objectContaining({ overridden: 'tier 1: intended-combination' }),
  );
});

test('an alert whose drug was taken out of the draft was accepted; the list counts per tier', async () => {
  const path = `/api/persons/${desk.personId}/prescriptions/check`;
  const shown = ok(
    await physician.call('POST', path, { draft: draftOf(AMLODIPINE_OTHER_BRAND, TELMISARTAN) }),
  ).json<CheckAnswer>();
  // The own prescription of the same day: expected.
  expect(shown.alerts.map(({ tier }) => tier)).toEqual([3]);
  // Looked up twice, shown once.
  const again = ok(
    await physician.call('POST', path, { draft: draftOf(AMLODIPINE_OTHER_BRAND) }),
  ).json<CheckAnswer>();
  expect(again.alerts[0]?.alertId).toBe(shown.alerts[0]?.alertId);
  ok(await register(draftOf(TELMISARTAN)));
  const list = ok(
    await physician.call('GET', '/api/prescriptions/alerts?from=2026-11-22&to=2026-11-22'),
  ).json();
  expect(list.counts).toEqual([
    { tier: 1, shown: 1, accepted: 0, overridden: 1 },
    { tier: 3, shown: 1, accepted: 1, overridden: 0 },
  ]);
  expect(list.alerts).toHaveLength(2);
  expect(list.alerts[0]).toMatchObject({ personId: desk.personId, personName: desk.person.name });
  const other = ok(
    await physician.call('GET', '/api/prescriptions/alerts?from=2026-11-23&to=2026-11-30'),
  ).json();
  expect(other).toEqual({ alerts: [], counts: [] });
});

test('put aside: for this prescriber, at most 90 days, never a contraindication, always in the log', async () => {
  const [duplicate] = (await check(AMLODIPINE_OTHER_BRAND)).alerts;
  const [stop] = (await check(SUVOREXANT)).alerts;
  const suppress = (pair: string | undefined, days: number) =>
    clinic.post(`/api/persons/${desk.personId}/suppressions`, { pair, reason: 'planned-switch', days });
  expect(outcomeOf(await suppress(stop?.pair, 30))).toBe('422 RX_SUPPRESSION_REFUSED');
  expect(outcomeOf(await suppress('overlap x / y', 30))).toBe('404 RX_ALERT_UNKNOWN');
  expect((await suppress(duplicate?.pair, 91)).statusCode).toBe(400);
  expect((await check(AMLODIPINE_OTHER_BRAND)).alerts[0]?.suppressed).toBe(false);
  ok(await suppress(duplicate?.pair, 90));
  expect((await check(AMLODIPINE_OTHER_BRAND)).alerts.map(({ suppressed }) => suppressed)).toEqual([true]);
  const entries = await desk.asOwner<{ outcome: string }>(
    `SELECT outcome FROM audit.entry WHERE event = 'alert-suppressed' ORDER BY at`,
  );
  expect(entries.map(({ outcome }) => outcome).sort()).toEqual(['done', 'refused', 'refused']);
  const others = ok(
    await physician.call('POST', `/api/persons/${desk.personId}/prescriptions/check`, {
      draft: draftOf(AMLODIPINE_OTHER_BRAND),
    }),
  ).json<CheckAnswer>();
  expect(others.alerts.every(({ suppressed }) => !suppressed)).toBe(true);
});

test('the pharmacy checks what it has, by exactly the id that it sent; nobody else does', async () => {
  const { prescriptionId } = await desk.issue(draftOf(TAPE, { ...AMLODIPINE_OTHER_BRAND }));
  const pharmacist = await desk.staff(PHARMACIST);
  const url = `/api/prescriptions/${prescriptionId}/check`;
  expect(outcomeOf(await pharmacist.call('POST', url, {}))).toBe('404 RX_UNKNOWN');
  await desk.received(prescriptionId, pharmacist);
  const answer = ok(await pharmacist.call('POST', url, {})).json<CheckAnswer>();
  expect(answer.prescriptionIds).toEqual([prescriptionId]);
  expect(answer.alerts.map(({ at, kind }) => [at, kind])).toEqual([[1, 'duplicate']]);
  expect(outcomeOf(await clinic.post(url, {}))).toBe('404 RX_UNKNOWN');
});

test('what cannot be compared is said, with its place', async () => {
  const { notChecked } = await check(TELMISARTAN, { code: '699999999', name: '知らない薬' });
  expect(notChecked).toEqual([{ at: 1, code: '699999999', name: '知らない薬', reason: 'unknown-code' }]);
});
