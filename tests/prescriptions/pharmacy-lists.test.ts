import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import {
  asPrescribed,
  createDesk,
  type Desk,
  type Issued,
  NOTHING_ELSE,
  OTHER_PHARMACIST,
  ok,
  PHARMACIST,
  PHYSICIAN,
  type Staff,
} from './pharmacy-desk.ts';

/** What pharmacies and institutions have before them. @spec prescriptions.md §9 */
let desk: Desk;
let pharmacist: Staff;
beforeAll(async () => {
  desk = await createDesk(50);
  pharmacist = await desk.staff(PHARMACIST);
}, 120_000);
afterAll(() => desk.close());

const idsIn = (list: readonly Issued[]) => list.map(({ prescriptionId }) => prescriptionId);

test('what is in dispensing and what was done today, of the own pharmacy alone, each with an entry', async () => {
  const [waiting, done] = [await desk.issue(), await desk.issue()];
  await desk.received(waiting.prescriptionId, pharmacist);
  const view = await desk.received(done.prescriptionId, pharmacist);
  const { dispensingId } = ok(
    await pharmacist.call('POST', '/api/dispensings', {
      prescriptionIds: [done.prescriptionId],
      draft: { ...NOTHING_ELSE, dispensedOn: '2026-11-22', groups: asPrescribed(view) },
      sign: 'service',
    }),
  ).json();
  const lists = ok(await pharmacist.call('GET', '/api/pharmacy/worklist')).json();
  expect(idsIn(lists.inDispensing)).toEqual([waiting.prescriptionId]);
  expect(idsIn(lists.today)).toEqual([done.prescriptionId]);
  expect(lists.overdueRefills).toEqual([]);
  const entries = await desk.asOwner(
    `SELECT 1 FROM audit.entry WHERE person_id = $1 AND detail->>'list' = 'worklist' AND item_count = 2`,
    [desk.personId],
  );
  expect(entries).toHaveLength(1);

  const other = await desk.staff(OTHER_PHARMACIST);
  expect(ok(await other.call('GET', '/api/pharmacy/worklist')).json()).toEqual({
    inDispensing: [],
    overdueRefills: [],
    today: [],
  });
  ok(await pharmacist.call('POST', `/api/dispensings/${dispensingId}/cancel`));
  const after = ok(await pharmacist.call('GET', '/api/pharmacy/worklist')).json();
  expect(after.today).toEqual([]);
  expect(idsIn(after.inDispensing).toSorted()).toEqual(
    [waiting.prescriptionId, done.prescriptionId].toSorted(),
  );
});

test('more results than fit into one answer come page by page, each once', async () => {
  await desk.asOwner(
    `INSERT INTO prescriptions.dispensing (person_id, dispensing_id, version, state, prescription_ids, use_no, pharmacy_code,
       dispensed_on, document, registered_at, account)
     SELECT person_id, gen_random_uuid(), 1, 'registered', prescription_ids, use_no, pharmacy_code,
       dispensed_on - (n % 3), document, registered_at, account
     FROM (SELECT * FROM prescriptions.dispensing ORDER BY version LIMIT 1) one, generate_series(1, 450) n`,
  );
  const physician = await desk.staff(PHYSICIAN);
  for (const [staff, path] of [
    [pharmacist, '/api/dispensings?from=2026-11-01'],
    [physician, '/api/prescriptions/results?from=2026-11-01'],
  ] as const) {
    const seen: { dispensingId: string; dispensedOn: string }[] = [];
    let pages = 0;
    for (let cursor: string | null = ''; cursor !== null; pages += 1) {
      const next: string = cursor === '' ? path : `${path}&cursor=${cursor}`;
      const page = ok(await staff.call('GET', next)).json();
      seen.push(...page.dispensings);
      cursor = page.next;
    }
    expect(pages).toBe(3);
    expect(seen).toHaveLength(451);
    expect(new Set(seen.map(({ dispensingId }) => dispensingId)).size).toBe(451);
    const days = seen.map(({ dispensedOn }) => dispensedOn);
    expect(days).toEqual(days.toSorted().toReversed());
  }
  expect(outcomeOf(await pharmacist.call('GET', '/api/dispensings?cursor=never'))).toBe('400 INPUT_INVALID');
});
