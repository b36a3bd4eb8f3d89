import { randomUUID } from 'node:crypto';
import { writePrescription } from '@tsunagu/jahis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckAnswer } from '../../apps/server/src/modules/prescriptions/check/check-for-person.ts';
import { CLINIC } from '../../apps/server/src/testing/people.ts';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { base64, recordsOf, signedDocument, vendorsPrescription } from './institution-desk.ts';
import {
  AMLODIPINE,
  asPrescribed,
  createDesk,
  type Desk,
  drug,
  group,
  NO_DRAFT,
  NOTHING_ELSE,
  OTHER_PHARMACIST,
  ok,
  PHARMACIST,
  PHYSICIAN,
  type Staff,
  TELMISARTAN,
} from './pharmacy-desk.ts';

/** Ways around a check, a state or a lock. @spec prescriptions.md §3.1, §5.4, §5.5, §5.6, §9 */
const CLARITHROMYCIN = { code: '690000771', name: 'クラリスロマイシン錠２００ｍｇ「デモ」' };
const SUVOREXANT = { code: '690100007', name: 'スボレキサント錠１５ｍｇ「デモ」' };

let desk: Desk;
let physician: Staff;
let pharmacist: Staff;
let other: Staff;
beforeAll(async () => {
  desk = await createDesk(31);
  physician = await desk.staff(PHYSICIAN);
  pharmacist = await desk.staff(PHARMACIST);
  other = await desk.staff(OTHER_PHARMACIST);
}, 120_000);
afterAll(() => desk.close());

const draftOf = (quantity: number, ...drugs: readonly Parameters<typeof drug>[0][]) => ({
  ...NO_DRAFT,
  groups: [group({ quantity, drugs: drugs.map(drug) })],
});
const register = (draft: object, key?: string) =>
  physician.call(
    'POST',
    `/api/persons/${desk.personId}/prescriptions`,
    { draft, issueType: 'electronic', decisions: [] },
    key,
  );
const post = (by: Staff, id: string, step: string, payload?: object, key?: string) =>
  by.call('POST', `/api/prescriptions/${id}/${step}`, payload, key);
const scanned = (by: Staff, text: string) => by.call('POST', '/api/pharmacy/paper', { text, qr: true });

test('the symbol of a prescription that was dispensed or cancelled is no new paper', async () => {
  const issued = ok(await register(draftOf(4, AMLODIPINE), randomUUID())).json();
  const { text } = ok(await physician.call('GET', `/api/prescriptions/${issued.prescriptionId}/qr`)).json();
  expect(text).toContain(`82,1,${issued.accessCode}`);
  const view = await desk.received(issued.prescriptionId, pharmacist);
  ok(
    await pharmacist.call('POST', '/api/dispensings', {
      prescriptionIds: [issued.prescriptionId],
      draft: { ...NOTHING_ELSE, dispensedOn: '2026-11-22', groups: asPrescribed(view) },
      sign: 'service',
    }),
  );
  expect(outcomeOf(await scanned(other, text))).toBe('409 RX_STATE');

  const paper = await desk.issue(draftOf(5, AMLODIPINE), 'paper');
  const printed = ok(await physician.call('GET', `/api/prescriptions/${paper.prescriptionId}/qr`)).json()
    .text;
  ok(await post(physician, paper.prescriptionId, 'cancel'));
  expect(outcomeOf(await scanned(other, printed))).toBe('409 RX_STATE');
  const taken = await desk.asOwner(`SELECT 1 FROM prescriptions.prescription WHERE origin = 'paper'`);
  expect(taken).toEqual([]);
});

test('access codes are not tried by made-up papers either', async () => {
  const { prescriptionId } = await desk.issue(draftOf(6, AMLODIPINE), 'paper');
  const [row] = await desk.asOwner<{ document: Parameters<typeof writePrescription>[0] }>(
    'SELECT document FROM prescriptions.prescription WHERE prescription_id = $1',
    [prescriptionId],
  );
  if (row === undefined) throw new Error('not registered');
  const attempt = (code: number) =>
    scanned(other, writePrescription({ ...row.document, accessCode: String(1e7 + code) }, 'qr').text);
  const outcomes: string[] = [];
  for (let code = 0; code < 6; code++) outcomes.push(outcomeOf(await attempt(code)));
  expect(outcomes.at(-1)).toBe('429 RX_TOO_MANY_ATTEMPTS');
});

test.each([
  ['a drug’s code', { ...TELMISARTAN, category: '2' }],
  ['a price-list code', { category: '2', codeKind: '4', code: '2171901F1901', name: '衛生材料' }],
  ['the dummy', { category: '2', codeKind: '2', code: '777770000', name: '衛生材料' }],
])('what is called a material has no %s', async (_what, changed) => {
  const answer = await register(draftOf(7, AMLODIPINE, changed), randomUUID());
  expect(outcomeOf(answer)).toBe('422 RX_DRUG_UNKNOWN');
  expect(answer.json().error.fields).toMatchObject({ rp: 1, drug: 2 });
});

test('thousands of drugs at once are refused, not compared', async () => {
  const drugs = Array.from({ length: 99 }, () => drug());
  const groups = Array.from({ length: 20 }, () => group({ drugs }));
  const url = `/api/persons/${desk.personId}/prescriptions`;
  const check = await physician.call('POST', `${url}/check`, { draft: { ...NO_DRAFT, groups } });
  expect(outcomeOf(check)).toBe('400 INPUT_INVALID');
  expect(outcomeOf(await register({ ...NO_DRAFT, groups }, randomUUID()))).toBe('400 INPUT_INVALID');
});

test('without a key: what was cancelled is issued anew, and a change that was undone is made anew', async () => {
  const draft = draftOf(8, AMLODIPINE);
  const first = ok(await register(draft)).json();
  expect(ok(await register(draft)).json()).toEqual(first);
  ok(await post(physician, first.prescriptionId, 'cancel'));
  const second = ok(await register(draft)).json();
  expect(second.prescriptionId).not.toBe(first.prescriptionId);
  expect(ok(await register(draft)).json()).toEqual(second);

  const payload = { draft: draftOf(9, AMLODIPINE), issueType: 'electronic', decisions: [] };
  const change = () => post(physician, second.prescriptionId, 'change', payload);
  const changed = ok(await change()).json();
  ok(await post(physician, second.prescriptionId, 'undo-change'));
  const again = ok(await change()).json();
  expect(again.prescriptionId).not.toBe(changed.prescriptionId);
  const [row] = await desk.asOwner<{ state: string }>(
    'SELECT state FROM prescriptions.prescription WHERE prescription_id = $1',
    [again.prescriptionId],
  );
  expect(row?.state).toBe('open');
});

test('without a key: what was given in house and cancelled is given anew', async () => {
  const give = () =>
    physician.call('POST', `/api/persons/${desk.personId}/in-house`, { draft: draftOf(3, TELMISARTAN) });
  const first = ok(await give()).json();
  expect(ok(await give()).json()).toEqual(first);
  ok(await physician.call('POST', `/api/in-house/${first.inHouseId}/cancel`));
  const second = ok(await give()).json();
  expect(second).toMatchObject({ state: 'registered' });
  expect(second.inHouseId).not.toBe(first.inHouseId);
});

test('the same question after its answer is asked once more', async () => {
  const { prescriptionId } = await desk.issue(draftOf(10, AMLODIPINE));
  await desk.received(prescriptionId, pharmacist);
  const ask = async () =>
    ok(await post(pharmacist, prescriptionId, 'inquiries', { question: '用量は？' })).json();
  const first = await ask();
  expect(await ask()).toEqual(first);
  ok(await post(physician, prescriptionId, `inquiries/${first.inquiryId}/answer`, { answer: 'このまま' }));
  expect((await ask()).inquiryId).not.toBe(first.inquiryId);
});

test('two registrations at once see each other: what must not be combined is stopped', async () => {
  for (let round = 0; round < 3; round++) {
    const both = await Promise.all([
      register(draftOf(11 + round, CLARITHROMYCIN), randomUUID()),
      register(draftOf(11 + round, SUVOREXANT), randomUUID()),
    ]);
    expect(both.map(outcomeOf).toSorted()).toEqual(['200 ok', '422 RX_CONTRAINDICATED']);
    for (const answer of both)
      if (answer.statusCode === 200) ok(await post(physician, answer.json().prescriptionId, 'cancel'));
  }
});

test('a pair that was told as a fact is not found by guessing', async () => {
  await desk.issue(draftOf(2, CLARITHROMYCIN));
  const clinic = await desk.signIn('clinic-physician');
  const url = `/api/persons/${desk.personId}`;
  const { alerts } = ok(
    await clinic.post(`${url}/prescriptions/check`, { draft: draftOf(2, SUVOREXANT) }),
  ).json<CheckAnswer>();
  expect(alerts).toMatchObject([{ tier: 1, with: null }]);
  const [stored] = await desk.asOwner<{ pair: string }>(
    'SELECT pair FROM prescriptions.alert WHERE facility_code = $1',
    [CLINIC.code],
  );
  const guess = (pair: string | undefined) =>
    clinic.post(`${url}/suppressions`, { pair, reason: 'bridging', days: 7 });
  expect(outcomeOf(await guess(stored?.pair))).toBe('404 RX_ALERT_UNKNOWN');
  expect(outcomeOf(await guess(alerts[0]?.pair))).toBe('422 RX_SUPPRESSION_REFUSED');
});

test('the same signature in other white space is the same prescription', async () => {
  const xml = await signedDocument(
    desk,
    recordsOf(vendorsPrescription(desk, { groups: [group({ quantity: 12 })] })),
  );
  const send = (document: string) =>
    physician.call('POST', '/api/prescriptions', { document: base64(document), issueType: 'electronic' });
  const first = ok(await send(xml)).json();
  expect(ok(await send(`${xml}\n`)).json()).toEqual(first);
});

test('whoever asks for a check of what is not theirs is refused with an entry', async () => {
  const { prescriptionId } = await desk.issue(draftOf(13, AMLODIPINE));
  const before = await refusals();
  expect(outcomeOf(await post(other, prescriptionId, 'check', {}))).toBe('404 RX_UNKNOWN');
  const clinic = await desk.signIn('clinic-physician');
  const changing = await clinic.post(`/api/persons/${desk.personId}/prescriptions/check`, {
    draft: NO_DRAFT,
    changing: prescriptionId,
  });
  expect(outcomeOf(changing)).toBe('404 RX_UNKNOWN');
  expect(await refusals()).toBe(before + 2);
});

const refusals = async () => {
  const [row] = await desk.asOwner<{ count: number }>(
    `SELECT count(*)::int FROM audit.entry WHERE refusal_code = 'RX_UNKNOWN' AND person_id = $1`,
    [desk.personId],
  );
  return row?.count ?? 0;
};

test.each([
  ['form', { form: '3' }, {}],
  ['potency', {}, { potency: '2' }],
])('another %s than prescribed says why', async (differs, ofGroup, ofDrug) => {
  const { prescriptionId } = await desk.issue(draftOf(14, AMLODIPINE));
  const view = await desk.received(prescriptionId, pharmacist);
  const groups = asPrescribed(view).map((one) => ({
    ...one,
    ...ofGroup,
    drugs: one.drugs.map((given) => ({ ...given, ...ofDrug })),
  }));
  const answer = await pharmacist.call('POST', '/api/dispensings', {
    prescriptionIds: [prescriptionId],
    draft: { ...NOTHING_ELSE, dispensedOn: '2026-11-22', groups },
    sign: 'service',
  });
  expect(outcomeOf(answer)).toBe('422 RX_CHANGE_REASON');
  expect(answer.json().error.fields).toMatchObject({ differs });
});

test('a repeated release shows nothing of what another pharmacy has by now', async () => {
  const { prescriptionId } = await desk.issue(draftOf(15, AMLODIPINE));
  await desk.received(prescriptionId, pharmacist);
  const key = randomUUID();
  ok(await post(pharmacist, prescriptionId, 'release', undefined, key));
  await desk.received(prescriptionId, other);
  expect(outcomeOf(await post(pharmacist, prescriptionId, 'release', undefined, key))).toBe(
    '409 RX_RECEIVED_ELSEWHERE',
  );
});

test('what writing a draft loses is told', async () => {
  const remarks = [{ kind: '3', text: '分割' }];
  const { findings } = ok(await register({ ...draftOf(16, AMLODIPINE), remarks }, randomUUID())).json();
  expect(findings.map(({ rule }: { rule: string }) => rule)).toContain('LOST_IN_DIALECT');
});

test('a check says whether it knows what must not be combined', async () => {
  const url = `/api/persons/${desk.personId}/prescriptions/check`;
  const { knowledge } = ok(await physician.call('POST', url, { draft: NO_DRAFT })).json<CheckAnswer>();
  expect(knowledge).toMatchObject({ contraindications: true });
});
