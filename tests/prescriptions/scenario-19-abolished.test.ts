import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { type AddedDrug, importDrugMaster } from './institution-desk.ts';
import { createDesk, type Desk, drug, group, NO_DRAFT, PHYSICIAN } from './pharmacy-desk.ts';

/** The day of abolition is the last usable one. @spec prescriptions.md §11 19, §4 */
const GONE = { code: '690999991', name: 'ハイシズミ錠１ｍｇ', abolishedOn: '20261121' };
const LAST_DAY = { code: '690999992', name: 'サイシュウビ錠１ｍｇ', abolishedOn: '20261122' };

let desk: Desk;
beforeAll(async () => {
  desk = await createDesk();
  await importDrugMaster(desk, '20261101', [GONE, LAST_DAY]);
}, 120_000);
afterAll(() => desk.close());

test('abolished before the day of issue: stopped, with the drug named; on its last day it is not', async () => {
  const physician = await desk.staff(PHYSICIAN);
  const of = ({ code, name }: AddedDrug) => drug({ code, name });
  const issue = (drugs: ReturnType<typeof drug>[], issuedOn: string) =>
    physician.call('POST', `/api/persons/${desk.personId}/prescriptions`, {
      draft: { ...NO_DRAFT, issuedOn, groups: [group({ drugs })] },
      issueType: 'electronic',
      decisions: [],
    });
  const stopped = await issue([of(LAST_DAY), of(GONE)], '2026-11-22');
  expect(outcomeOf(stopped)).toBe('422 RX_DRUG_ABOLISHED');
  expect(stopped.json().error.findings).toMatchObject([
    { rule: 'RX_DRUG_ABOLISHED', rp: 1, drug: 2, code: GONE.code },
  ]);
  expect(outcomeOf(await issue([of(LAST_DAY)], '2026-11-22'))).toBe('200 ok');
  expect(outcomeOf(await issue([of(GONE)], '2026-11-21'))).toBe('200 ok');
});
