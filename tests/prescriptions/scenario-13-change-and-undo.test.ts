import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import {
  createDesk,
  type Desk,
  group,
  type Issued,
  NO_DRAFT,
  ok,
  PHARMACIST,
  PHYSICIAN,
  type Staff,
  TELMISARTAN,
} from './pharmacy-desk.ts';

/** @spec prescriptions.md §11 13 */
describe('change, and what is taken back', () => {
  let desk: Desk;
  let physician: Staff;
  let pharmacist: Staff;
  beforeAll(async () => {
    desk = await createDesk();
    physician = await desk.staff(PHYSICIAN);
    pharmacist = await desk.staff(PHARMACIST);
  }, 120_000);
  afterAll(() => desk.close());

  const step = (id: string, what: string, payload: object = {}, key?: string) =>
    physician.call('POST', `/api/prescriptions/${id}/${what}`, payload, key);
  const CHANGED = {
    draft: { ...NO_DRAFT, groups: [group({ drugs: [{ ...group().drugs[0], ...TELMISARTAN }] as never })] },
    issueType: 'electronic',
    decisions: [],
    sign: 'service',
  };
  const search = async (accessCode: string) => {
    const answer = await pharmacist.call('POST', '/api/pharmacy/search', { accessCode, ...desk.numbers() });
    return answer.statusCode === 200
      ? answer.json().prescriptions.map(({ prescriptionId }: Issued) => prescriptionId)
      : outcomeOf(answer);
  };

  test('a change cancels the old one with its access code, and makes a new one with ids of its own', async () => {
    const old = await desk.issue();
    const changed = ok(await step(old.prescriptionId, 'change', CHANGED)).json();
    expect(changed.prescriptionId).not.toBe(old.prescriptionId);
    expect(changed.accessCode).toMatch(/^\d{6}$/);
    expect(changed.accessCode).not.toBe(old.accessCode);
    expect(await search(old.accessCode)).toBe('404 RX_CODE_WRONG');
    expect(await search(changed.accessCode)).toEqual([changed.prescriptionId]);
    const view = ok(await physician.call('GET', `/api/prescriptions/${old.prescriptionId}`)).json();
    expect(view).toMatchObject({ state: 'cancelled', accessCode: null });
    expect(view.steps.map(({ event }: { event: string }) => event)).toEqual(['register', 'replace']);

    // UNDO: the old one comes back with the number that was printed, the new one is dead.
    const undone = ok(await step(old.prescriptionId, 'undo-change')).json();
    expect(undone).toMatchObject({
      prescriptionId: old.prescriptionId,
      state: 'open',
      accessCode: old.accessCode,
    });
    expect(await search(changed.accessCode)).toBe('404 RX_CODE_WRONG');
    expect(await search(old.accessCode)).toEqual([old.prescriptionId]);
    // The answer was lost: nothing more happens.
    expect(ok(await step(old.prescriptionId, 'undo-change')).json().version).toBe(undone.version);
    expect(outcomeOf(await step(changed.prescriptionId, 'undo-cancel'))).toBe('409 RX_STATE');
  });

  test('a change cannot be taken back once the new one was received', async () => {
    const old = await desk.issue();
    const changed = ok(await step(old.prescriptionId, 'change', CHANGED)).json();
    await desk.received(changed.prescriptionId, pharmacist);
    expect(outcomeOf(await step(old.prescriptionId, 'undo-change'))).toBe('409 RX_STATE');
    expect(outcomeOf(await step(changed.prescriptionId, 'change', CHANGED))).toBe('409 RX_STATE');
    expect(outcomeOf(await step(changed.prescriptionId, 'cancel'))).toBe('409 RX_STATE');
  });

  test('UNDO of a cancellation, with the same access code, while its days last', async () => {
    const { prescriptionId, accessCode } = await desk.issue();
    const cancelled = ok(await step(prescriptionId, 'cancel', { version: 1 })).json();
    expect(cancelled).toMatchObject({ state: 'cancelled', version: 2, accessCode: null });
    expect(await search(accessCode)).toBe('404 RX_CODE_WRONG');
    // Again, since the answer was lost; and by somebody who read it before.
    expect(ok(await step(prescriptionId, 'cancel', { version: 1 })).json().version).toBe(2);
    expect(outcomeOf(await step(prescriptionId, 'undo-cancel', { version: 1 }))).toBe('409 RX_VERSION');
    expect(ok(await step(prescriptionId, 'undo-cancel', { version: 2 })).json()).toMatchObject({
      state: 'open',
      accessCode,
    });
    ok(await step(prescriptionId, 'cancel'));
    desk.setNow('2026-11-25T15:00:00.000Z');
    physician = await desk.staff(PHYSICIAN);
    expect(outcomeOf(await step(prescriptionId, 'undo-cancel'))).toBe('409 RX_EXPIRED');
    desk.setNow('2026-11-22T01:02:03.000Z');
    physician = await desk.staff(PHYSICIAN);
    pharmacist = await desk.staff(PHARMACIST);
  });

  test('UNDO of a refusal by the same pharmacy gives the state before', async () => {
    const { prescriptionId } = await desk.issue();
    await desk.received(prescriptionId, pharmacist);
    const at = (what: string, payload: object = {}) =>
      pharmacist.call('POST', `/api/prescriptions/${prescriptionId}/${what}`, payload);
    expect(ok(await at('refuse', { reason: '試験のため' })).json().state).toBe('refused');
    expect(ok(await at('undo-refuse')).json().state).toBe('in-dispensing');
  });

  test('what another institution issued is not there', async () => {
    const { prescriptionId } = await desk.issue();
    const elsewhere = await desk.staff('clinic-physician');
    for (const what of ['cancel', 'undo-cancel', 'undo-change'])
      expect(
        outcomeOf(await elsewhere.call('POST', `/api/prescriptions/${prescriptionId}/${what}`, {})),
      ).toBe('404 RX_UNKNOWN');
    expect(outcomeOf(await elsewhere.call('GET', `/api/prescriptions/${prescriptionId}`))).toBe(
      '404 RX_UNKNOWN',
    );
    expect(outcomeOf(await step('00000000-0000-4000-8000-000000000000', 'cancel'))).toBe('404 RX_UNKNOWN');
  });

  test('a key is for one step: the first answer again, also when other steps came after it', async () => {
    const { prescriptionId } = await desk.issue();
    ok(await step(prescriptionId, 'cancel', {}, 'cancel-1'));
    ok(await step(prescriptionId, 'undo-cancel', {}, 'undo-1'));
    expect(ok(await step(prescriptionId, 'cancel', {}, 'cancel-1')).json()).toMatchObject({ state: 'open' });
    expect(ok(await step(prescriptionId, 'cancel', {}, 'cancel-2')).json()).toMatchObject({
      state: 'cancelled',
    });
  });
});
