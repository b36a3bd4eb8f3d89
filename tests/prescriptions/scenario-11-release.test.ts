import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import {
  asPrescribed,
  createDesk,
  type Desk,
  NOTHING_ELSE,
  OTHER_PHARMACIST,
  ok,
  PHARMACIST,
} from './pharmacy-desk.ts';

/** @spec prescriptions.md §11 11, §3.1 */
let desk: Desk;
beforeAll(async () => {
  desk = await createDesk(11);
}, 120_000);
afterAll(() => desk.close());

test('a reception is given back before a result, never after one, also when the result was cancelled', async () => {
  const pharmacist = await desk.staff(PHARMACIST);
  const { prescriptionId } = await desk.issue();
  const release = (by = pharmacist) => by.call('POST', `/api/prescriptions/${prescriptionId}/release`);
  expect(outcomeOf(await release())).toBe('409 RX_STATE');
  await desk.received(prescriptionId, pharmacist);
  expect(outcomeOf(await release(await desk.staff(OTHER_PHARMACIST)))).toBe('409 RX_RECEIVED_ELSEWHERE');
  expect(ok(await release()).json()).toMatchObject({ state: 'open', pharmacy: null });

  const other = await desk.staff(OTHER_PHARMACIST);
  const view = await desk.received(prescriptionId, other);
  const { dispensingId } = ok(
    await other.call('POST', '/api/dispensings', {
      prescriptionIds: [prescriptionId],
      draft: { ...NOTHING_ELSE, dispensedOn: '2026-11-22', groups: asPrescribed(view) },
      sign: 'service',
    }),
  ).json();
  expect(outcomeOf(await release(other))).toBe('409 RX_STATE');
  ok(await other.call('POST', `/api/dispensings/${dispensingId}/cancel`));
  expect(ok(await other.call('GET', `/api/prescriptions/${prescriptionId}`)).json().state).toBe(
    'in-dispensing',
  );
  expect(outcomeOf(await release(other))).toBe('409 RX_RELEASE_REFUSED');
  // It can still be dispensed, or refused.
  expect(
    ok(
      await other.call('POST', `/api/prescriptions/${prescriptionId}/refuse`, { reason: '患者が辞退' }),
    ).json(),
  ).toMatchObject({ state: 'refused' });
});
