import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { createDesk, type Desk, OTHER_PHARMACIST, ok, PHARMACIST } from './pharmacy-desk.ts';

/** @spec prescriptions.md §11 12 */
let desk: Desk;
beforeAll(async () => {
  desk = await createDesk(12);
}, 120_000);
afterAll(() => desk.close());

test('after a lost answer the same pharmacy gets the same data, another one is refused', async () => {
  const pharmacist = await desk.staff(PHARMACIST);
  const { prescriptionId, accessCode } = await desk.issue();
  const first = await desk.received(prescriptionId, pharmacist);
  const again = await desk.received(prescriptionId, pharmacist);
  const { version: _v, steps: _s, ...same } = again;
  const { version: _w, steps: _t, ...data } = first;
  expect(same).toEqual(data);
  expect(again.steps.at(-1)).toMatchObject({ event: 'receive-again', to: 'in-dispensing' });
  // The pharmacy that has it finds it again; nobody else does.
  const search = { accessCode, ...desk.numbers() };
  expect(ok(await pharmacist.call('POST', '/api/pharmacy/search', search)).json().prescriptions).toHaveLength(
    1,
  );
  const other = await desk.staff(OTHER_PHARMACIST);
  for (const answer of [
    await other.call('POST', `/api/prescriptions/${prescriptionId}/receive`),
    await other.call('POST', '/api/pharmacy/search', search),
    await other.call('POST', '/api/pharmacy/search', { prescriptionId }),
  ])
    expect(outcomeOf(answer)).toBe('409 RX_RECEIVED_ELSEWHERE');
});

test('the same request with its key takes one step only', async () => {
  const pharmacist = await desk.staff(PHARMACIST);
  const { prescriptionId } = await desk.issue();
  const key = randomUUID();
  const receive = () => pharmacist.call('POST', `/api/prescriptions/${prescriptionId}/receive`, {}, key);
  const first = ok(await receive()).json();
  expect(ok(await receive()).json()).toEqual(first);
  expect(first.version).toBe(2);
  // Given back and received elsewhere since: the repeated request tells nothing any more.
  ok(await pharmacist.call('POST', `/api/prescriptions/${prescriptionId}/release`));
  await desk.received(prescriptionId, await desk.staff(OTHER_PHARMACIST));
  expect(outcomeOf(await receive())).toBe('409 RX_RECEIVED_ELSEWHERE');
});

test('a stored document that was tampered with is refused on receiving, and stays open', async () => {
  const pharmacist = await desk.staff(PHARMACIST);
  const { prescriptionId } = await desk.issue();
  await desk.asOwner(
    `UPDATE prescriptions.prescription SET original = convert_to(replace(convert_from(original, 'UTF8'), '<', ' <'), 'UTF8')
     WHERE prescription_id = $1`,
    [prescriptionId],
  );
  const refused = await pharmacist.call('POST', `/api/prescriptions/${prescriptionId}/receive`);
  expect(outcomeOf(refused)).toBe('422 RX_SIGNATURE_INVALID');
  const [row] = await desk.asOwner<{ state: string }>(
    'SELECT state FROM prescriptions.prescription WHERE prescription_id = $1',
    [prescriptionId],
  );
  expect(row?.state).toBe('open');
});
