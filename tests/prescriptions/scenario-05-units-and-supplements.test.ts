import { readDispensing } from '@tsunagu/jahis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDocument } from '../../apps/server/src/modules/prescriptions/signing/document.ts';
import {
  asPrescribed,
  createDesk,
  type Desk,
  drug,
  group,
  NO_DRAFT,
  NOTHING_ELSE,
  ok,
  PHARMACIST,
} from './pharmacy-desk.ts';

const GROUP = group({
  supplements: [
    { kind: '2', text: '一包化', usageCode: null, siteCode: null },
    { kind: '8', text: '体調に合わせて', usageCode: 'I1100000', siteCode: null },
  ],
  drugs: [
    drug({
      amount: '0.5',
      unit: '包',
      conversion: '2.5',
      perDose: { amount: '0.5', timesPerDay: 1 },
      supplements: [{ kind: '3', text: '後発品変更不可', usageCode: null }],
    }),
  ],
});

/** @spec prescriptions.md §11 5 */
let desk: Desk;
beforeAll(async () => {
  desk = await createDesk(5);
}, 120_000);
afterAll(() => desk.close());

test('unit conversion and supplements of usage and drug are in what is received, dispensed and registered', async () => {
  const pharmacist = await desk.staff(PHARMACIST);
  const { prescriptionId } = await desk.issue({ ...NO_DRAFT, groups: [GROUP] });
  const view = await desk.received(prescriptionId, pharmacist);
  const [received] = view.document.groups;
  expect(received?.supplements).toEqual(GROUP.supplements);
  expect(received?.drugs[0]).toEqual(GROUP.drugs[0]);

  const { dispensingId } = ok(
    await pharmacist.call('POST', '/api/dispensings', {
      prescriptionIds: [prescriptionId],
      draft: { dispensedOn: '2026-11-22', groups: asPrescribed(view), ...NOTHING_ELSE },
      sign: 'service',
    }),
  ).json();
  const result = ok(await pharmacist.call('GET', `/api/dispensings/${dispensingId}`)).json();
  const [registered] = result.document.groups;
  expect(registered.supplements).toEqual(GROUP.supplements);
  expect(registered.drugs[0]).toEqual({
    ...GROUP.drugs[0],
    answers: { prescription: 1, rp: 1, drug: 1 },
    changeReason: null,
  });

  // The signed and timestamped file says the same.
  const file = ok(await pharmacist.call('GET', `/api/dispensings/${dispensingId}/document`)).body;
  const { csv } = readDocument(file);
  expect(csv).toContain('\n211,1,1,2.5\n');
  expect(csv).toMatch(/\n181,1,2,8,体調に合わせて,I1100000,\n/);
  expect(readDispensing(csv, { mode: 'strict' }).dispensing).toEqual(result.document);
});
