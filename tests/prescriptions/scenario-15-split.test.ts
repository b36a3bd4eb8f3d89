import { randomUUID } from 'node:crypto';
import { writeDispensing } from '@tsunagu/jahis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDocument, signDocument } from '../../apps/server/src/modules/prescriptions/signing/document.ts';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import {
  asPrescribed,
  cardOf,
  createDesk,
  type Desk,
  group,
  NO_DRAFT,
  NOTHING_ELSE,
  ok,
  PHARMACIST,
} from './pharmacy-desk.ts';

/** 42 days in three parts. @spec prescriptions.md §11 15, §4 */
let desk: Desk;
beforeAll(async () => {
  desk = await createDesk(15);
}, 120_000);
afterAll(() => desk.close());

test.each([1, 2, 3])(
  'part %i of three says 63, 102 and the total in 101, and is dispensed for its 14 days',
  async (part) => {
    const pharmacist = await desk.staff(PHARMACIST);
    const { prescriptionId } = await desk.issue({
      ...NO_DRAFT,
      split: { count: 3, part },
      groups: [group({ quantity: 42, splitQuantity: { perPart: 14, total: 42 } })],
    });
    const [stored] = await desk.asOwner<{ original: Buffer }>(
      'SELECT original FROM prescriptions.prescription WHERE prescription_id = $1',
      [prescriptionId],
    );
    const { csv } = readDocument(stored?.original.toString('utf8') ?? '');
    const lines = csv.split('\n');
    expect(lines).toEqual(expect.arrayContaining([`63,3,${part}`, '102,1,14,42', '101,1,1,,42']));

    const view = await desk.received(prescriptionId, pharmacist);
    expect(view).toMatchObject({ split: { count: 3, part }, document: { groups: [{ quantity: 42 }] } });
    const { dispensingId } = ok(
      await pharmacist.call('POST', '/api/dispensings', {
        prescriptionIds: [prescriptionId],
        draft: { ...NOTHING_ELSE, dispensedOn: '2026-11-22', groups: asPrescribed(view) },
        sign: 'service',
      }),
    ).json();
    const { document } = ok(await pharmacist.call('GET', `/api/dispensings/${dispensingId}`)).json();
    expect(document).toMatchObject({ split: { count: 3, part }, groups: [{ quantity: 14 }] });
    const after = ok(await pharmacist.call('GET', `/api/prescriptions/${prescriptionId}`)).json();
    expect(after).toMatchObject({ state: 'dispensed', split: { count: 3, part } });
  },
);

test('a document that a system of the pharmacy signed is taken with 63, and not with that of another part', async () => {
  const pharmacist = await desk.staff(PHARMACIST);
  const draft = {
    ...NO_DRAFT,
    split: { count: 3, part: 2 },
    groups: [group({ quantity: 42, splitQuantity: { perPart: 14, total: 42 } })],
  };
  const first = await desk.issue(draft);
  const view = await desk.received(first.prescriptionId, pharmacist);
  const register = (body: object) => pharmacist.call('POST', '/api/dispensings', body, randomUUID());
  const groups = asPrescribed(view);
  const made = ok(
    await register({
      prescriptionIds: [first.prescriptionId],
      draft: { ...NOTHING_ELSE, dispensedOn: '2026-11-22', groups },
      sign: 'service',
    }),
  ).json();
  const { document } = ok(await pharmacist.call('GET', `/api/dispensings/${made.dispensingId}`)).json();

  const second = await desk.issue(draft);
  await desk.received(second.prescriptionId, pharmacist);
  const card = await cardOf(desk, 'Pharmacist');
  const signed = async (part: number) => {
    const ids = [second.prescriptionId];
    const { text } = writeDispensing({ ...document, prescriptionIds: ids, split: { count: 3, part } });
    expect(text.split('\n')).toContain(`63,3,${part}`);
    const xml = await signDocument('dispensing', text, card, desk.clock());
    return { prescriptionIds: ids, document: Buffer.from(xml).toString('base64') };
  };
  expect(outcomeOf(await register(await signed(1)))).toBe('422 RX_TOGETHER');
  const { dispensingId } = ok(await register(await signed(2))).json();
  const taken = ok(await pharmacist.call('GET', `/api/dispensings/${dispensingId}`)).json();
  expect(taken).toMatchObject({ document: { split: { count: 3, part: 2 } }, signature: { status: 'valid' } });
});
