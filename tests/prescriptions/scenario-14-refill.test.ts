import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import {
  asPrescribed,
  createDesk,
  type Desk,
  group,
  type Issued,
  NO_DRAFT,
  NOTHING_ELSE,
  ok,
  PHARMACIST,
  type Staff,
} from './pharmacy-desk.ts';

const REFILL = { ...NO_DRAFT, refillUses: 3, groups: [group({ quantity: 28 })] };

/** Dispensed on the day of issue, the second use is due 28 days later. @spec prescriptions.md §11 14, §4 */
describe('a refill prescription of three uses', () => {
  let desk: Desk;
  let staff: Staff;
  beforeAll(async () => {
    desk = await createDesk(14);
  }, 120_000);
  afterAll(() => desk.close());

  /** At noon in Japan. */
  async function on(day: string): Promise<Staff> {
    desk.setNow(`${day}T03:00:00.000Z`);
    staff = await desk.staff(PHARMACIST);
    return staff;
  }
  const receive = (id: string) => staff.call('POST', `/api/prescriptions/${id}/receive`);
  async function dispense(id: string, day: string, refill: object | null = null) {
    const view = ok(await receive(id)).json();
    return staff.call('POST', '/api/dispensings', {
      prescriptionIds: [id],
      draft: { ...NOTHING_ELSE, dispensedOn: day, groups: asPrescribed(view), refill },
      sign: 'service',
    });
  }
  async function afterFirstUse(): Promise<Issued> {
    await on('2026-11-22');
    const issued = await desk.issue(REFILL);
    const { prescriptions } = ok(await dispense(issued.prescriptionId, '2026-11-22')).json();
    expect(prescriptions).toMatchObject([{ state: 'open', currentUse: 2, dueOn: '2026-12-20' }]);
    return issued;
  }

  test('eight days before it is due it is refused, seven days before and after it is taken, eight days after not', async () => {
    const [early, late] = [await afterFirstUse(), await afterFirstUse()];
    await on('2026-12-12');
    const refused = await receive(early.prescriptionId);
    expect(outcomeOf(refused)).toBe('409 RX_NOT_YET');
    expect(refused.json().error.fields).toEqual({ from: '2026-12-13', to: '2026-12-27' });
    const search = { accessCode: early.accessCode, ...desk.numbers() };
    expect(outcomeOf(await staff.call('POST', '/api/pharmacy/search', search))).toBe('409 RX_NOT_YET');
    await on('2026-12-13');
    expect(outcomeOf(await receive(early.prescriptionId))).toBe('200 ok');
    ok(await staff.call('POST', `/api/prescriptions/${late.prescriptionId}/receive`));
    const last = await afterFirstUse();
    const over = await afterFirstUse();
    await on('2026-12-27');
    expect(outcomeOf(await receive(last.prescriptionId))).toBe('200 ok');
    await on('2026-12-28');
    expect(outcomeOf(await receive(over.prescriptionId))).toBe('409 RX_EXPIRED');
  });

  test('three uses, each due after the days supplied; a fourth is refused', async () => {
    const { prescriptionId } = await afterFirstUse();
    await on('2026-12-18');
    const second = ok(await dispense(prescriptionId, '2026-12-18')).json();
    expect(second).toMatchObject({
      use: 2,
      prescriptions: [{ state: 'open', currentUse: 3, dueOn: '2027-01-15' }],
    });
    await on('2027-01-20');
    const third = ok(await dispense(prescriptionId, '2027-01-20')).json();
    expect(third).toMatchObject({ use: 3, prescriptions: [{ state: 'dispensed', currentUse: 3 }] });
    const { document } = ok(await staff.call('GET', `/api/dispensings/${third.dispensingId}`)).json();
    expect(document.refill).toEqual({ use: 3, finished: true, nextOn: null });
    await on('2027-02-17');
    expect(outcomeOf(await receive(prescriptionId))).toBe('409 RX_STATE');
  });

  test('the pharmacist may name another day, or say that no use follows', async () => {
    await on('2026-11-22');
    const other = await desk.issue(REFILL);
    const past = await dispense(other.prescriptionId, '2026-11-22', {
      nextOn: '2026-11-22',
      finished: false,
    });
    expect(outcomeOf(past)).toBe('422 RX_REFILL_DATE');
    const named = await dispense(other.prescriptionId, '2026-11-22', {
      nextOn: '2026-12-18',
      finished: false,
    });
    expect(ok(named).json().prescriptions).toMatchObject([{ dueOn: '2026-12-18' }]);
    const ended = await desk.issue(REFILL);
    const done = await dispense(ended.prescriptionId, '2026-11-22', { nextOn: null, finished: true });
    expect(ok(done).json().prescriptions).toMatchObject([{ state: 'dispensed', currentUse: 1 }]);
  });

  test('a result that is changed moves the day of the next use; one that is cancelled gives its use back', async () => {
    const { prescriptionId } = await afterFirstUse();
    const [first] = ok(await staff.call('GET', `/api/dispensings?prescriptionId=${prescriptionId}`)).json()
      .dispensings;
    const { dispensedOn, groups } = first.document;
    const draft = { ...NOTHING_ELSE, dispensedOn, groups, refill: { nextOn: '2026-12-15', finished: false } };
    const changed = await staff.call('PUT', `/api/dispensings/${first.dispensingId}`, {
      prescriptionIds: [prescriptionId],
      draft,
      sign: 'service',
    });
    expect(ok(changed).json().prescriptions).toMatchObject([
      { state: 'open', currentUse: 2, dueOn: '2026-12-15' },
    ]);
    await on('2026-12-15');
    const second = ok(await dispense(prescriptionId, '2026-12-15')).json();
    // The first is no longer the newest.
    const early = await staff.call('POST', `/api/dispensings/${first.dispensingId}/cancel`);
    expect(outcomeOf(early)).toBe('409 RX_RESULT_STATE');
    const back = ok(await staff.call('POST', `/api/dispensings/${second.dispensingId}/cancel`)).json();
    expect(back.prescriptions).toMatchObject([
      { state: 'in-dispensing', currentUse: 2, dueOn: '2026-12-15' },
    ]);
  });

  test('the result of a use tells what was asked for that use alone', async () => {
    await on('2026-11-22');
    const { prescriptionId } = await desk.issue(REFILL);
    const ask = async (question: string) => {
      const path = `/api/prescriptions/${prescriptionId}/inquiries`;
      const { inquiryId } = ok(await staff.call('POST', path, { question })).json();
      ok(await staff.call('POST', `${path}/${inquiryId}/note`, { answer: 'はい' }));
    };
    const inquiriesOf = async (answer: Awaited<ReturnType<typeof dispense>>) => {
      const { dispensingId } = ok(answer).json();
      return ok(await staff.call('GET', `/api/dispensings/${dispensingId}`)).json().document.inquiries;
    };
    ok(await receive(prescriptionId));
    await ask('同じ質問');
    const line = '照会：同じ質問　回答（電話）：はい';
    expect(await inquiriesOf(await dispense(prescriptionId, '2026-11-22'))).toEqual([line]);
    await on('2026-12-18');
    expect(await inquiriesOf(await dispense(prescriptionId, '2026-12-18'))).toEqual([]);
    await on('2027-01-15');
    ok(await receive(prescriptionId));
    await ask('同じ質問');
    expect(await inquiriesOf(await dispense(prescriptionId, '2027-01-15'))).toEqual([line]);
  });

  test('what nobody came for is on the list of overdue refills', async () => {
    const { prescriptionId } = await afterFirstUse();
    const overdue = async () =>
      ok(await staff.call('GET', '/api/pharmacy/worklist'))
        .json()
        .overdueRefills.map((one: Issued) => one.prescriptionId);
    expect(await overdue()).not.toContain(prescriptionId);
    await on('2026-12-21');
    expect(await overdue()).toContain(prescriptionId);
  });
});
