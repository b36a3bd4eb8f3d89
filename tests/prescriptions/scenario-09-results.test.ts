import { randomUUID } from 'node:crypto';
import { writeDispensing } from '@tsunagu/jahis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signDocument } from '../../apps/server/src/modules/prescriptions/signing/document.ts';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import {
  AMLODIPINE_OTHER_BRAND,
  asPrescribed,
  cardOf,
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

/** @spec prescriptions.md §11 9 */
describe('dispensing results', () => {
  let desk: Desk;
  let pharmacist: Staff;
  beforeAll(async () => {
    desk = await createDesk(9);
    pharmacist = await desk.staff(PHARMACIST);
  }, 120_000);
  afterAll(() => desk.close());

  /** A prescription in dispensing, and the request that registers its result as prescribed. */
  async function ready(draft: object = NO_DRAFT) {
    const { prescriptionId } = await desk.issue(draft);
    const view = await desk.received(prescriptionId, pharmacist);
    const body = {
      prescriptionIds: [prescriptionId],
      draft: { ...NOTHING_ELSE, dispensedOn: '2026-11-22', groups: asPrescribed(view) },
      sign: 'service',
    };
    return { prescriptionId, view, body };
  }
  const register = (body: object, key?: string) => pharmacist.call('POST', '/api/dispensings', body, key);
  const results = async (prescriptionId: string) =>
    ok(await pharmacist.call('GET', `/api/dispensings?prescriptionId=${prescriptionId}`)).json().dispensings;

  test('after a lost answer it is found by its prescription, and the same request gives the first answer', async () => {
    const { prescriptionId, body } = await ready();
    const key = randomUUID();
    const first = ok(await register(body, key)).json();
    expect(await results(prescriptionId)).toMatchObject([{ dispensingId: first.dispensingId, version: 1 }]);
    expect(ok(await register(body, key)).json()).toEqual(first);
    expect(await results(prescriptionId)).toHaveLength(1);
    expect(outcomeOf(await register({ ...body, sign: 'none' }, key))).toBe('409 RX_KEY_REUSED');
  });

  test('without a key the content is the key, and of many at once one is registered', async () => {
    const { prescriptionId, body } = await ready();
    const answers = await Promise.all(Array.from({ length: 5 }, () => register(body)));
    const bodies = answers.map((answer) => ok(answer).json());
    for (const one of bodies) expect(one).toEqual(bodies[0]);
    expect(await results(prescriptionId)).toHaveLength(1);
    expect(ok(await register(body)).json()).toEqual(bodies[0]);
  });

  test('a change is the next version under the same id; what stands already is not written again', async () => {
    const { prescriptionId, view, body } = await ready();
    const { dispensingId } = ok(await register(body)).json();
    const [first] = asPrescribed(view);
    const groups = [{ ...first, drugs: first?.drugs.map((one) => ({ ...one, ...AMLODIPINE_OTHER_BRAND })) }];
    const changed = { ...body, draft: { ...body.draft, groups, message: '銘柄を変更しました' } };
    const change = (version?: number) =>
      pharmacist.call('PUT', `/api/dispensings/${dispensingId}`, { ...changed, version });
    expect(outcomeOf(await change(7))).toBe('409 RX_VERSION');
    expect(ok(await change(1)).json()).toMatchObject({ dispensingId, version: 2, state: 'registered' });
    expect(ok(await change()).json()).toMatchObject({ dispensingId, version: 2 });
    expect(await results(prescriptionId)).toMatchObject([
      { dispensingId, version: 2, document: { message: '銘柄を変更しました' } },
    ]);
    const physician = await desk.staff(PHYSICIAN);
    const seen = ok(await physician.call('GET', `/api/prescriptions/${prescriptionId}`)).json();
    expect(seen).toMatchObject({ state: 'dispensed', message: '銘柄を変更しました' });
    expect(seen.steps.at(-1)).toMatchObject({ event: 'change-result', to: 'dispensed' });
  });

  test('a cancellation puts it back in dispensing; the same result may then be registered anew', async () => {
    const { prescriptionId, body } = await ready();
    const { dispensingId } = ok(await register(body)).json();
    const cancel = () => pharmacist.call('POST', `/api/dispensings/${dispensingId}/cancel`);
    expect(ok(await cancel()).json()).toMatchObject({ version: 2, state: 'cancelled' });
    expect(ok(await cancel()).json()).toMatchObject({ version: 2, state: 'cancelled' });
    const view = ok(await pharmacist.call('GET', `/api/prescriptions/${prescriptionId}`)).json();
    expect(view).toMatchObject({ state: 'in-dispensing', message: null });
    expect(outcomeOf(await pharmacist.call('PUT', `/api/dispensings/${dispensingId}`, body))).toBe(
      '409 RX_RESULT_STATE',
    );
    const again = ok(await register(body)).json();
    expect(again.dispensingId).not.toBe(dispensingId);
    expect(await results(prescriptionId)).toHaveLength(2);
  });

  test('what a person takes follows: prescribed, handed out, prescribed again', async () => {
    const own = async () => {
      const [row] = await desk.asOwner<{ own: { source: string; key: string }[] }>(
        'SELECT own FROM prescriptions.active_list WHERE person_id = $1',
        [desk.personId],
      );
      return (row?.own ?? []).map(({ source, key }) => `${source} ${key.split(':')[1]}`);
    };
    const { prescriptionId, body } = await ready();
    expect(await own()).toContain(`prescription ${prescriptionId}`);
    const { dispensingId } = ok(await register(body)).json();
    expect(await own()).toContain(`dispensing ${dispensingId}`);
    expect(await own()).not.toContain(`prescription ${prescriptionId}`);
    ok(await pharmacist.call('POST', `/api/dispensings/${dispensingId}/cancel`));
    expect(await own()).toContain(`prescription ${prescriptionId}`);
  });

  test('nobody else changes, cancels, stores or reads it', async () => {
    const { body } = await ready();
    const { dispensingId } = ok(await register(body)).json();
    const other = await desk.staff(OTHER_PHARMACIST);
    const path = `/api/dispensings/${dispensingId}`;
    for (const answer of [
      await other.call('PUT', path, body),
      await other.call('POST', `${path}/cancel`),
      await other.call('POST', `${path}/store`),
      await other.call('GET', path),
      await other.call('GET', `${path}/document`),
    ])
      expect(outcomeOf(answer)).toBe('404 RX_RESULT_UNKNOWN');
  });

  test('it is kept for five years at the wish of the pharmacy, also through a change', async () => {
    const { body } = await ready();
    const { dispensingId } = ok(await register(body)).json();
    const stored = ok(await pharmacist.call('POST', `/api/dispensings/${dispensingId}/store`)).json();
    expect(stored).toMatchObject({ dispensingId, storedUntil: '2031-11-22' });
    const changed = { ...body, draft: { ...body.draft, message: '追記' } };
    ok(await pharmacist.call('PUT', `/api/dispensings/${dispensingId}`, changed));
    const read = ok(await pharmacist.call('GET', `/api/dispensings/${dispensingId}`)).json();
    expect(read).toMatchObject({ version: 2, storedUntil: '2031-11-22' });
  });

  test('a doubt has to be settled first; question and answer stand in the result (511)', async () => {
    const { prescriptionId, body } = await ready();
    const ask = (question: string) =>
      pharmacist.call('POST', `/api/prescriptions/${prescriptionId}/inquiries`, { question });
    const one = ok(await ask('用量は1日1錠でよいですか')).json();
    desk.setNow('2026-11-22T01:02:04.000Z');
    const two = ok(await ask('残薬があります')).json();
    expect(outcomeOf(await register(body))).toBe('409 RX_INQUIRY_OPEN');
    const physician = await desk.staff(PHYSICIAN);
    const at = (inquiryId: string) => `/api/prescriptions/${prescriptionId}/inquiries/${inquiryId}`;
    const stranger = await desk.staff('clinic-physician');
    expect(outcomeOf(await stranger.call('POST', `${at(one.inquiryId)}/answer`, { answer: 'はい' }))).toBe(
      '404 RX_UNKNOWN',
    );
    expect(
      ok(await physician.call('POST', `${at(one.inquiryId)}/answer`, { answer: 'そのままで' })).json(),
    ).toMatchObject({ answer: 'そのままで', through: 'portal' });
    expect(outcomeOf(await physician.call('POST', `${at(one.inquiryId)}/answer`, { answer: '2錠で' }))).toBe(
      '409 RX_INQUIRY_ANSWERED',
    );
    ok(await pharmacist.call('POST', `${at(two.inquiryId)}/note`, { answer: '7日分に減らす' }));
    const { dispensingId } = ok(await register(body)).json();
    const { document } = ok(await pharmacist.call('GET', `/api/dispensings/${dispensingId}`)).json();
    expect(document.inquiries).toEqual([
      '照会：用量は1日1錠でよいですか　回答（処方医）：そのままで',
      '照会：残薬があります　回答（電話）：7日分に減らす',
    ]);
  });

  test('a long question with a long answer takes as many records as it needs, and loses nothing', async () => {
    const { prescriptionId, body } = await ready();
    const question = 'あ'.repeat(600);
    const path = `/api/prescriptions/${prescriptionId}/inquiries`;
    const { inquiryId } = ok(await pharmacist.call('POST', path, { question })).json();
    const answer = 'い'.repeat(600);
    ok(await pharmacist.call('POST', `${path}/${inquiryId}/note`, { answer }));
    const { dispensingId } = ok(await register(body)).json();
    const { document } = ok(await pharmacist.call('GET', `/api/dispensings/${dispensingId}`)).json();
    expect(document.inquiries.map((line: string) => line.length)).toEqual([600, 600, 11]);
    expect(document.inquiries.join('')).toBe(`照会：${question}　回答（電話）：${answer}`);
    expect(outcomeOf(await pharmacist.call('POST', path, { question: `${question}あ` }))).toBe(
      '400 INPUT_INVALID',
    );
  });

  test('what differs from the prescription needs its reason; another brand of the same general name does not', async () => {
    const { view, body } = await ready();
    const [first] = asPrescribed(view);
    const line = first?.drugs[0];
    const given = (changedGroup: object, changedDrug: object) => ({
      ...body,
      draft: { ...body.draft, groups: [{ ...first, ...changedGroup, drugs: [{ ...line, ...changedDrug }] }] },
    });
    const refused: readonly [string, object, object][] = [
      ['quantity', { quantity: 7 }, {}],
      ['amount', {}, { amount: '2' }],
      ['drug', {}, TELMISARTAN],
      ['added', {}, { answers: null }],
    ];
    for (const [differs, changedGroup, changedDrug] of refused) {
      const answer = await register(given(changedGroup, changedDrug));
      expect(outcomeOf(answer), differs).toBe('422 RX_CHANGE_REASON');
      expect(answer.json().error.fields).toEqual({ place: '1-1', differs });
    }
    const nowhere = await register(given({}, { answers: { prescription: 1, rp: 2, drug: 1 } }));
    expect(outcomeOf(nowhere)).toBe('422 RX_RESULT_REFERENCE');
    const dummy = await register(given({}, { code: '777770000', name: 'ダミー', changeReason: '在庫' }));
    expect(outcomeOf(dummy)).toBe('422 RX_DRUG_UNKNOWN');
    const tomorrow = { ...body, draft: { ...body.draft, dispensedOn: '2026-11-23' } };
    expect(outcomeOf(await register(tomorrow))).toBe('422 RX_RESULT_DATE');
    expect(outcomeOf(await register(given({ quantity: 7 }, { changeReason: '残薬調整' })))).toBe('200 ok');
    const brand = await ready();
    const other = {
      ...brand.body,
      draft: { ...brand.body.draft, groups: given({}, AMLODIPINE_OTHER_BRAND).draft.groups },
    };
    expect(outcomeOf(await register(other))).toBe('200 ok');
    const supplements = [{ kind: '3', text: '後発品変更不可', usageCode: null }];
    const forbidden = await ready({ ...NO_DRAFT, groups: [group({ drugs: [drug({ supplements })] })] });
    const groups = asPrescribed(forbidden.view).map((one) => ({
      ...one,
      drugs: one.drugs.map((each) => ({ ...each, ...AMLODIPINE_OTHER_BRAND })),
    }));
    const answer = await register({ ...forbidden.body, draft: { ...forbidden.body.draft, groups } });
    expect(answer.json().error.fields).toEqual({ place: '1-1', differs: 'forbidden' });
  });

  test('a document that a pharmacist signed elsewhere; not one of another role, and not one that was changed', async () => {
    const { prescriptionId, body } = await ready();
    const { dispensingId } = ok(await register(body)).json();
    const { document } = ok(await pharmacist.call('GET', `/api/dispensings/${dispensingId}`)).json();
    ok(await pharmacist.call('POST', `/api/dispensings/${dispensingId}/cancel`));
    const { text } = writeDispensing(document);
    const signedBy = async (role: 'Pharmacist' | 'Medical Doctor') =>
      signDocument('dispensing', text, await cardOf(desk, role), desk.clock());
    const send = (xml: string) =>
      register({ prescriptionIds: [prescriptionId], document: Buffer.from(xml).toString('base64') });
    expect(outcomeOf(await send(await signedBy('Medical Doctor')))).toBe('422 RX_SIGNATURE_INVALID');
    const xml = await signedBy('Pharmacist');
    const other = Buffer.from(text.replace('\n502,20261122', '\n502,20261121')).toString('base64');
    const tampered = xml.replace(Buffer.from(text).toString('base64'), other);
    expect(tampered).not.toBe(xml);
    expect(outcomeOf(await send(tampered))).toBe('422 RX_SIGNATURE_INVALID');
    expect(outcomeOf(await send(text))).toBe('422 RX_SIGNATURE_INVALID');
    expect(ok(await send(xml)).json()).toMatchObject({ state: 'registered', signature: { status: 'valid' } });
  });
});
