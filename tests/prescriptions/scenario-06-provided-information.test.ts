import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDesk, type Desk, NO_DRAFT, ok, PHARMACIST } from './pharmacy-desk.ts';

/** @spec prescriptions.md §11 6; in print: the tests of the 控え */
let desk: Desk;
beforeAll(async () => {
  desk = await createDesk(6);
}, 120_000);
afterAll(() => desk.close());

test('what the institution says of drugs and test values (301, 302) is shown to the pharmacist', async () => {
  const pharmacist = await desk.staff(PHARMACIST);
  const providedInformation = [
    { drug: 'アムロジピン錠２．５ｍｇ「デモ」', comment: '血圧の経過をみて増量予定' },
  ];
  const testValues = ['eGFR 58.2', 'K 4.1'];
  const { prescriptionId } = await desk.issue({ ...NO_DRAFT, providedInformation, testValues });
  const view = await desk.received(prescriptionId, pharmacist);
  expect(view.document).toMatchObject({ providedInformation, testValues });
  const again = ok(await pharmacist.call('GET', `/api/prescriptions/${prescriptionId}`)).json();
  expect(again.document).toMatchObject({ providedInformation, testValues });
});
