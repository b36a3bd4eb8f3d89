import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { createDesk, type Desk, type Issued, ok, PHARMACIST, type Staff } from './pharmacy-desk.ts';

/** @spec prescriptions.md §11 1 */
describe('reception by access code and insured numbers', () => {
  let desk: Desk;
  let issued: Issued;
  let pharmacist: Staff;
  beforeAll(async () => {
    desk = await createDesk();
    issued = await desk.issue();
    pharmacist = await desk.staff(PHARMACIST);
  }, 120_000);
  afterAll(() => desk.close());

  const search = (payload: object) => pharmacist.call('POST', '/api/pharmacy/search', payload);

  test('six digits find it, however the numbers are written, and it can be received', async () => {
    const { accessCode, prescriptionId } = issued;
    expect(accessCode).toMatch(/^\d{6}$/);
    const { insurerNumber, symbol, number } = desk.numbers();
    for (const numbers of [
      { insurerNumber, symbol, number, branch: '01' },
      { insurerNumber: ` ${insurerNumber.replace(/^0+/, '')}`, symbol: '99', number, branch: '1' },
      { insurerNumber, symbol, number },
    ]) {
      const found = ok(await search({ accessCode, ...numbers })).json();
      expect(found.prescriptions).toMatchObject([{ prescriptionId, state: 'open', issueType: 'electronic' }]);
      // The code is told to the patient, never back to a pharmacy.
      expect(found.prescriptions[0].accessCode).toBeNull();
    }
    const view = await desk.received(prescriptionId, pharmacist);
    expect(view).toMatchObject({ prescriptionId, state: 'in-dispensing', signature: { status: 'valid' } });
    expect(view.document.groups[0]?.drugs[0]?.name).toBe('アムロジピン錠２．５ｍｇ「デモ」');
  });

  test('a code of sixteen digits is not refused', async () => {
    const { prescriptionId } = await desk.issue();
    const accessCode = '1234567890123456';
    await desk.asOwner('UPDATE prescriptions.access_code SET code = $1 WHERE prescription_id = $2', [
      accessCode,
      prescriptionId,
    ]);
    const found = ok(await search({ accessCode, ...desk.numbers() })).json();
    expect(found.prescriptions).toMatchObject([{ prescriptionId }]);
    expect((await desk.received(prescriptionId, pharmacist)).state).toBe('in-dispensing');
  });

  test('the line of the symbol on the 控え finds it too', async () => {
    const { prescriptionId } = await desk.issue();
    await desk.addPatient('patient-1', desk.personId);
    const own = ok(await (await desk.signIn('patient-1')).get('/api/me/prescriptions')).json();
    const { qrText } = own.prescriptions.find((one: Issued) => one.prescriptionId === prescriptionId);
    const found = ok(await search({ qr: `${qrText}\r\n` })).json();
    expect(found.prescriptions).toMatchObject([{ prescriptionId }]);
    expect(outcomeOf(await search({ qr: 'https://example.jp/' }))).toBe('400 INPUT_INVALID');
  });

  test('five digits are no code', async () => {
    expect(outcomeOf(await search({ accessCode: '12345', ...desk.numbers() }))).toBe('400 INPUT_INVALID');
  });

  test('nobody learns whether the numbers or the code are wrong, and after five attempts nobody may try', async () => {
    const { accessCode } = await desk.issue();
    const wrong = accessCode === '000000' ? '000001' : '000000';
    const unknown = await search({ accessCode, ...desk.numbers(), number: '9999999' });
    const answers = [await search({ accessCode: wrong, ...desk.numbers() }), unknown];
    const bodies = answers.map((answer) => ({ ...answer.json().error, requestId: null }));
    expect(bodies[0]).toEqual(bodies[1]);
    expect(outcomeOf(unknown)).toBe('404 RX_CODE_WRONG');
    for (let tried = 1; tried < 5; tried += 1)
      expect(outcomeOf(await search({ accessCode: wrong, ...desk.numbers() }))).toBe('404 RX_CODE_WRONG');
    const refused = await search({ accessCode, ...desk.numbers() });
    expect(outcomeOf(refused)).toBe('429 RX_TOO_MANY_ATTEMPTS');
    expect(refused.json().error.fields.seconds).toBe(15 * 60);
    // It outlasts the process, and other numbers are not concerned.
    expect(outcomeOf(await search({ accessCode, ...desk.numbers(), number: '8888888' }))).toBe(
      '404 RX_CODE_WRONG',
    );
    desk.setNow('2026-11-22T01:17:04.000Z');
    pharmacist = await desk.staff(PHARMACIST);
    expect(outcomeOf(await search({ accessCode, ...desk.numbers() }))).toBe('200 ok');
  });

  test('many attempts at once gain nothing', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        search({ accessCode: `77700${at % 10}`, ...desk.numbers(), number: '6666666' }),
      ),
    );
    const outcomes = answers.map(outcomeOf);
    expect(outcomes.filter((one) => one === '404 RX_CODE_WRONG')).toHaveLength(5);
    expect(outcomes.filter((one) => one === '429 RX_TOO_MANY_ATTEMPTS')).toHaveLength(7);
  });

  test('every search leaves its entry, also one that found nobody', async () => {
    const rows = await desk.asOwner<{ person_id: string; outcome: string; refusal_code: string | null }>(
      `SELECT person_id, outcome, refusal_code FROM audit.entry WHERE purpose = 'dispensing' AND detail->>'step' = 'search'`,
    );
    expect(rows.some((row) => row.person_id === desk.personId && row.outcome === 'shown')).toBe(true);
    expect(rows.some((row) => row.refusal_code === 'RX_CODE_WRONG')).toBe(true);
    expect(desk.logged.join('\n')).not.toContain(desk.numbers().number);
  });
});
