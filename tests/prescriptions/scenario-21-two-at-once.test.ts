import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { createDesk, type Desk, OTHER_PHARMACIST, PHARMACIST } from './pharmacy-desk.ts';

/** @spec prescriptions.md §11 21 */
let desk: Desk;
beforeAll(async () => {
  desk = await createDesk(21);
}, 120_000);
afterAll(() => desk.close());

test('of two pharmacies that receive at once, twenty times over, exactly one wins', async () => {
  const { prescriptionId } = await desk.issue();
  const pharmacies = [await desk.staff(PHARMACIST), await desk.staff(OTHER_PHARMACIST)];
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, at) => {
      const by = at % 2;
      const answer = await pharmacies[by]?.call('POST', `/api/prescriptions/${prescriptionId}/receive`);
      return { by, outcome: answer === undefined ? 'none' : outcomeOf(answer) };
    }),
  );
  const winners = new Set(answers.filter(({ outcome }) => outcome === '200 ok').map(({ by }) => by));
  expect(winners.size).toBe(1);
  for (const { by, outcome } of answers)
    expect(outcome).toBe(winners.has(by) ? '200 ok' : '409 RX_RECEIVED_ELSEWHERE');
  const steps = await desk.asOwner<{ event: string }>(
    'SELECT event FROM prescriptions.step WHERE prescription_id = $1 ORDER BY version',
    [prescriptionId],
  );
  const events = steps.map(({ event }) => event);
  expect(events.slice(0, 2)).toEqual(['register', 'receive']);
  expect(events.slice(2)).toEqual(Array.from({ length: 9 }, () => 'receive-again'));
});
