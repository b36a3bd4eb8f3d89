import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import {
  createDesk,
  type Desk,
  drug,
  group,
  NO_DRAFT,
  OXYCODONE,
  PHARMACIST,
  PHYSICIAN,
} from './pharmacy-desk.ts';

const NARCOTIC = { licence: '99-1234', address: '東京都港区見本町１－１', phone: '03-0000-0000' };
const DRAFT = { ...NO_DRAFT, groups: [group({ drugs: [drug(OXYCODONE)] })] };

/** @spec prescriptions.md §11 7, §4 */
let desk: Desk;
beforeAll(async () => {
  desk = await createDesk(7);
}, 120_000);
afterAll(() => desk.close());

test('with the narcotic record it is registered and received, and marked in lists', async () => {
  const { prescriptionId } = await desk.issue({ ...DRAFT, narcotic: NARCOTIC });
  expect(await desk.received(prescriptionId)).toMatchObject({
    narcotic: true,
    state: 'in-dispensing',
    document: { narcotic: NARCOTIC },
  });
});

test('without it, it is stopped on registering', async () => {
  const physician = await desk.staff(PHYSICIAN);
  const payload = { draft: DRAFT, issueType: 'electronic', decisions: [], sign: 'service' };
  const answer = await physician.call(
    'POST',
    `/api/persons/${desk.personId}/prescriptions`,
    payload,
    randomUUID(),
  );
  expect(outcomeOf(answer)).toBe('422 RX_NARCOTIC_MISSING');
});

test('and on receiving, where it came in before: it stays open', async () => {
  const pharmacist = await desk.staff(PHARMACIST);
  const { prescriptionId } = await desk.issue({ ...DRAFT, narcotic: NARCOTIC });
  // As a service that does not look would have taken it in.
  await desk.asOwner(
    `UPDATE prescriptions.prescription SET document = jsonb_set(document, '{narcotic}', 'null') WHERE prescription_id = $1`,
    [prescriptionId],
  );
  const refused = await pharmacist.call('POST', `/api/prescriptions/${prescriptionId}/receive`);
  expect(outcomeOf(refused)).toBe('422 RX_NARCOTIC_MISSING');
  const [row] = await desk.asOwner<{ state: string }>(
    'SELECT state FROM prescriptions.prescription WHERE prescription_id = $1',
    [prescriptionId],
  );
  expect(row?.state).toBe('open');
});
