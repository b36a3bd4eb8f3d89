import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { createDesk, type Desk, type Issued, PHARMACIST } from './pharmacy-desk.ts';

/** Issued on 1 April, usable on four days in Japan. @spec prescriptions.md §11 16, §4 */
let desk: Desk;
let issued: Issued;
beforeAll(async () => {
  desk = await createDesk();
  // 1 April, one minute past midnight in Japan: still March by the clock of the world.
  desk.setNow('2027-03-31T15:01:00.000Z');
  issued = await desk.issue();
}, 120_000);
afterAll(() => desk.close());

test('04-05 00:00 is too late, 04-04 23:59 is in time; being expired is shown and stored nowhere', async () => {
  const receive = async (now: string) => {
    desk.setNow(now);
    const pharmacist = await desk.staff(PHARMACIST);
    const view = await (await desk.staff('hospital-physician')).call(
      'GET',
      `/api/prescriptions/${issued.prescriptionId}`,
    );
    const { state, expired, issuedOn, usableUntil } = view.json();
    const outcome = outcomeOf(
      await pharmacist.call('POST', `/api/prescriptions/${issued.prescriptionId}/receive`),
    );
    return { outcome, state, expired, issuedOn, usableUntil };
  };
  const days = { issuedOn: '2027-04-01', usableUntil: '2027-04-04' };
  expect(await receive('2027-04-04T15:00:00.000Z')).toEqual({
    outcome: '409 RX_EXPIRED',
    state: 'open',
    expired: true,
    ...days,
  });
  expect(await receive('2027-04-04T14:59:59.000Z')).toEqual({
    outcome: '200 ok',
    state: 'open',
    expired: false,
    ...days,
  });
});
