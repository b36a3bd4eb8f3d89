import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode } from '../../apps/server/src/testing/demo-codes.ts';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import {
  asPrescribed,
  createDesk,
  type Desk,
  type Issued,
  NOTHING_ELSE,
  ok,
  PHARMACIST,
  PHYSICIAN,
} from './pharmacy-desk.ts';

const LINE = { type: 'SI', category: '13', code: actCode('chronic-management'), days: { 3: 1 } } as const;

/** What patients and their proxies see, for 100 days. @spec prescriptions.md §2 */
describe('one’s own prescriptions', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await createDesk(30);
    await desk.addPatient('patient-30', desk.personId);
  }, 120_000);
  afterAll(() => desk.close());

  const listed = async () =>
    ok(await (await desk.signIn('patient-30')).get('/api/me/prescriptions')).json().prescriptions;

  test('with access code and its line while it can be used, with the result afterwards', async () => {
    const { prescriptionId, accessCode } = await desk.issue();
    const [open] = await listed();
    expect(open).toMatchObject({ prescriptionId, accessCode, state: 'open', dispensings: [] });
    expect(open.qrText.split(',')).toHaveLength(6);
    expect(open.qrText.endsWith(`,${accessCode}`)).toBe(true);
    expect(open.original).toBeUndefined();

    const pharmacist = await desk.staff(PHARMACIST);
    const view = await desk.received(prescriptionId, pharmacist);
    ok(
      await pharmacist.call('POST', '/api/dispensings', {
        prescriptionIds: [prescriptionId],
        draft: { ...NOTHING_ELSE, dispensedOn: '2026-11-22', groups: asPrescribed(view) },
        sign: 'service',
      }),
    );
    const [done] = await listed();
    expect(done).toMatchObject({ state: 'dispensed', accessCode: null, qrText: null });
    expect(done.dispensings).toMatchObject([{ state: 'registered', dispensedOn: '2026-11-22' }]);
  });

  test('a code that is over, or died with its prescription, is not shown', async () => {
    const { prescriptionId } = await desk.issue();
    const physician = await desk.staff(PHYSICIAN);
    ok(await physician.call('POST', `/api/prescriptions/${prescriptionId}/cancel`));
    const cancelled = (await listed()).find((one: Issued) => one.prescriptionId === prescriptionId);
    expect(cancelled).toMatchObject({ state: 'cancelled', accessCode: null, qrText: null });
  });

  test('that a pharmacy refused is shown; why, it said to the prescriber alone', async () => {
    const { prescriptionId } = await desk.issue();
    const pharmacist = await desk.staff(PHARMACIST);
    await desk.received(prescriptionId, pharmacist);
    const reason = '在庫がない';
    ok(await pharmacist.call('POST', `/api/prescriptions/${prescriptionId}/refuse`, { reason }));
    const refused = (await listed()).find((one: Issued) => one.prescriptionId === prescriptionId);
    expect(refused).toMatchObject({ state: 'refused' });
    expect(refused.steps.at(-1)).toMatchObject({ event: 'refuse', reason: null });
    expect(JSON.stringify(refused)).not.toContain(reason);
  });

  test('for 100 days, and no longer', async () => {
    desk.setNow('2027-03-02T01:02:02.000Z');
    expect((await listed()).length).toBeGreaterThan(0);
    desk.setNow('2027-03-02T01:02:04.000Z');
    expect(await listed()).toEqual([]);
    desk.setNow('2026-11-22T01:02:03.000Z');
  });

  test('nobody sees those of somebody else without acting for them, and every look is entered', async () => {
    const other = testPerson(31);
    await desk.take(medicalFile({ claims: [{ person: other, lines: [LINE] }] }));
    const otherId = await desk.personIdOf(other);
    await desk.addPatient('patient-31', otherId);
    const stranger = await desk.signIn('patient-31');
    expect(ok(await stranger.get('/api/me/prescriptions')).json().prescriptions).toEqual([]);
    const path = `/api/principals/${desk.personId}/prescriptions`;
    expect(outcomeOf(await stranger.get(path))).toBe('403 ROLE_NOT_ALLOWED');
    await desk.asOwner(
      `INSERT INTO access.proxy (principal_id, proxy_id, scopes, valid_from, confirmed_by_principal_at, confirmed_by_proxy_at)
       VALUES ($1, $2, '{view}', $3, $3, $3)`,
      [desk.personId, otherId, desk.clock()],
    );
    expect(ok(await stranger.get(path)).json().prescriptions.length).toBeGreaterThan(0);
    const [entry] = await desk.asOwner<{ acting_for: string; ground: string }>(
      `SELECT acting_for, ground FROM audit.entry WHERE person_id = $1 AND purpose = 'self' AND ground = 'proxy'`,
      [desk.personId],
    );
    expect(entry?.acting_for).toContain(otherId);
  });
});
