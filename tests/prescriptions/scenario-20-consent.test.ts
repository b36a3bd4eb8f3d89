import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckAnswer } from '../../apps/server/src/modules/prescriptions/check/check-for-person.ts';
import { CLINIC, HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import {
  AMLODIPINE,
  AMLODIPINE_OTHER_BRAND,
  createDesk,
  type Desk,
  drug,
  group,
  NO_DRAFT,
  ok,
} from './pharmacy-desk.ts';

/** @spec prescriptions.md §11 20, §5.1 (without consent, oral consent), §5.2 (hidden entries) */
const CLARITHROMYCIN = { code: '690000771', name: 'クラリスロマイシン錠２００ｍｇ「デモ」' };
const SUVOREXANT = { code: '690100007', name: 'スボレキサント錠１５ｍｇ「デモ」' };

let desk: Desk;
let clinic: Awaited<ReturnType<Desk['signIn']>>;
let patient: Awaited<ReturnType<Desk['signIn']>>;
beforeAll(async () => {
  desk = await createDesk();
  clinic = await desk.signIn('clinic-physician');
  await desk.addPatient('patient', desk.personId);
  patient = await desk.signIn('patient');
  await desk.issue({ ...NO_DRAFT, groups: [group({ drugs: [drug(AMLODIPINE), drug(CLARITHROMYCIN)] })] });
}, 120_000);
afterAll(() => desk.close());

const ask = (oralConsent?: object) =>
  clinic.post(`/api/persons/${desk.personId}/prescriptions/check`, {
    draft: { ...NO_DRAFT, groups: [group({ drugs: [drug(AMLODIPINE_OTHER_BRAND), drug(SUVOREXANT)] })] },
    ...(oralConsent === undefined ? {} : { oralConsent }),
  });
const entriesOf = (outcome: string) =>
  desk.asOwner<{
    method: string | null;
    categories: string[];
    refusal: string | null;
    detail: object | null;
  }>(
    `SELECT method, categories, refusal_code AS refusal, detail FROM audit.entry
     WHERE purpose = 'drug-check' AND facility_code = $1 AND outcome = $2`,
    [CLINIC.code, outcome],
  );
/** Everything of the other prescription that could give it away. */
const GIVEN_AWAY = [
  AMLODIPINE.code,
  AMLODIPINE.name,
  CLARITHROMYCIN.code,
  'クラリスロマイシン',
  HOSPITAL.code,
  HOSPITAL.name,
  '2026-12-05',
];
const told = (body: string) => GIVEN_AWAY.filter((word) => body.includes(word));
const FACTS = [
  ['contraindication', 1, 1, null],
  ['duplicate', 2, 0, null],
];
const factsOf = ({ alerts }: CheckAnswer) =>
  alerts.map(({ kind, tier, at, with: other }) => [kind, tier, at, other]);

test('no consent: the facts alone, whatever of the answer is looked at', async () => {
  const answer = ok(await ask());
  expect(told(answer.body)).toEqual([]);
  const { consent, alerts } = answer.json<CheckAnswer>();
  expect(consent).toBe('fact-only');
  expect(factsOf(answer.json())).toEqual(FACTS);
  for (const { reason, pair, alertId } of alerts) {
    expect(reason.ja).toContain('同意がないため');
    expect(pair).toBe(`alert:${alertId}`);
  }
  expect(await entriesOf('shown')).toEqual([{ method: null, categories: [], refusal: null, detail: null }]);
  // The list of alerts tells no more than they did.
  const list = ok(await clinic.get('/api/prescriptions/alerts?from=2026-11-22&to=2026-11-22'));
  expect(told(list.body)).toEqual([]);
  expect(list.json().alerts).toHaveLength(2);
});

test('a fact can be put aside without being known', async () => {
  const duplicate = ok(await ask())
    .json<CheckAnswer>()
    .alerts.find(({ tier }) => tier === 2);
  const put = await clinic.post(`/api/persons/${desk.personId}/suppressions`, {
    pair: duplicate?.pair,
    reason: 'bridging',
    days: 7,
  });
  expect(told(ok(put).body)).toEqual([]);
  expect(
    ok(await ask())
      .json<CheckAnswer>()
      .alerts.map(({ suppressed }) => suppressed),
  ).toEqual([false, true]);
});

test.each([{}, { chartNoteId: '' }, { chartNoteId: '  ' }])(
  'oral consent without its note is refused and entered: %o',
  async (oral) => {
    const before = (await entriesOf('refused')).length;
    const answer = await ask(oral);
    expect(outcomeOf(answer)).toBe('422 RX_CHART_NOTE_REQUIRED');
    expect(told(answer.body)).toEqual([]);
    expect((await entriesOf('refused')).slice(before).map(({ refusal }) => refusal)).toEqual([
      'RX_CHART_NOTE_REQUIRED',
    ]);
  },
);

test('oral consent with its note: the drugs and their days, not where they come from; the note is in the entry', async () => {
  const answer = ok(await ask({ chartNoteId: 'K-2026-0042' }));
  const { consent, alerts } = answer.json<CheckAnswer>();
  expect(consent).toBe('oral');
  expect(alerts.map(({ with: other }) => [other?.name, other?.from, other?.facilityCode])).toEqual([
    [CLARITHROMYCIN.name, '2026-11-22', null],
    [AMLODIPINE.name, '2026-11-22', null],
  ]);
  expect(told(answer.body)).not.toContain(HOSPITAL.code);
  expect(told(answer.body)).not.toContain(HOSPITAL.name);
  expect((await entriesOf('shown')).map(({ method, detail }) => [method, detail])).toContainEqual([
    'oral-consent',
    { chartNote: 'K-2026-0042' },
  ]);
});

test('who prescribed it sees it without any consent', async () => {
  const own = await desk.signIn('hospital-physician');
  const answer = ok(
    await own.post(`/api/persons/${desk.personId}/prescriptions/check`, {
      draft: { ...NO_DRAFT, groups: [group({ drugs: [drug(AMLODIPINE_OTHER_BRAND)] })] },
    }),
  ).json<CheckAnswer>();
  expect(answer.consent).toBe('fact-only');
  expect(answer.alerts).toMatchObject([
    { tier: 3, with: { name: AMLODIPINE.name, facilityCode: HOSPITAL.code } },
  ]);
});

test('a hidden entry: the fact only, with full consent too; the rest of the visit is told', async () => {
  ok(
    await patient.post('/api/me/consents', {
      facilityCode: CLINIC.code,
      categories: ['medication'],
      basis: 'persistent',
    }),
  );
  const key = `e${HOSPITAL.code}-2026-11-22-${AMLODIPINE.code}`;
  ok(await patient.post('/api/me/restrictions/hidden', { key, label: '試験' }));
  const answer = ok(await ask());
  const { consent, alerts } = answer.json<CheckAnswer>();
  expect(consent).toBe('full');
  expect(alerts.map(({ with: other }) => other?.name ?? null)).toEqual([CLARITHROMYCIN.name, null]);
  expect(told(answer.body)).not.toContain(AMLODIPINE.name);
  expect(told(answer.body)).not.toContain(AMLODIPINE.code);
  ok(
    await patient.post('/api/me/restrictions/hidden', { key: `v${HOSPITAL.code}-2026-11-22`, label: '試験' }),
  );
  expect(told(ok(await ask()).body)).toEqual([]);
});

test('sharing stopped: the facts only, and what is said at the desk changes nothing', async () => {
  ok(await patient.post('/api/me/restrictions/stop-sharing', { on: true }));
  const answer = ok(await ask({ chartNoteId: 'K-2026-0043' }));
  expect(answer.json<CheckAnswer>().consent).toBe('fact-only');
  expect(factsOf(answer.json())).toEqual(FACTS);
  expect(told(answer.body)).toEqual([]);
});

test('receptionists and patients do not check', async () => {
  const url = `/api/persons/${desk.personId}/prescriptions/check`;
  const body = { draft: NO_DRAFT };
  expect((await patient.post(url, body)).statusCode).toBe(403);
  expect((await (await desk.signIn('hospital-desk')).post(url, body)).statusCode).toBe(403);
});
