import { writePrescription } from '@tsunagu/jahis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prescriptionOf } from '../../apps/server/src/modules/prescriptions/life/draft.ts';
import type { PrescriptionView } from '../../apps/server/src/modules/prescriptions/view.ts';
import { readPerson } from '../../apps/server/src/modules/registry/index.ts';
import { HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import {
  asPrescribed,
  createDesk,
  type Desk,
  drug,
  group,
  NO_DRAFT,
  NOTHING_ELSE,
  OTHER_PHARMACIST,
  ok,
  PHARMACIST,
  type Staff,
} from './pharmacy-desk.ts';

/** @spec prescriptions.md §11 10, §1 */
let desk: Desk;
let pharmacist: Staff;
beforeAll(async () => {
  desk = await createDesk(10);
  pharmacist = await desk.staff(PHARMACIST);
}, 120_000);
afterAll(() => desk.close());

const resultOf = (view: PrescriptionView, sign: string) => ({
  prescriptionIds: [view.prescriptionId],
  draft: { ...NOTHING_ELSE, dispensedOn: '2026-11-22', groups: asPrescribed(view) },
  sign,
});

test('where the paper is the original, an unsigned result is taken if the request says so, and marked', async () => {
  const { prescriptionId } = await desk.issue(NO_DRAFT, 'paper');
  const view = await desk.received(prescriptionId, pharmacist);
  expect(view).toMatchObject({ issueType: 'paper', signature: null });
  const result = ok(await pharmacist.call('POST', '/api/dispensings', resultOf(view, 'none'))).json();
  expect(result).toMatchObject({ state: 'registered', signature: null });
  const file = await pharmacist.call('GET', `/api/dispensings/${result.dispensingId}/document`);
  expect(outcomeOf(file)).toBe('404 RX_RESULT_UNKNOWN');
});

test('a signature is what is asked for otherwise: the default signs, and electronic originals need it', async () => {
  const paper = await desk.received((await desk.issue(NO_DRAFT, 'paper')).prescriptionId, pharmacist);
  const { sign: _, ...byDefault } = resultOf(paper, '');
  expect(ok(await pharmacist.call('POST', '/api/dispensings', byDefault)).json()).toMatchObject({
    signature: { status: 'valid' },
  });
  const electronic = await desk.received((await desk.issue()).prescriptionId, pharmacist);
  const refused = await pharmacist.call('POST', '/api/dispensings', resultOf(electronic, 'none'));
  expect(outcomeOf(refused)).toBe('422 RX_SIGNATURE_REQUIRED');
  const document = Buffer.from('SJ1\n').toString('base64');
  const bare = { prescriptionIds: [electronic.prescriptionId], document, sign: 'none' };
  expect(outcomeOf(await pharmacist.call('POST', '/api/dispensings', bare))).toBe(
    '422 RX_SIGNATURE_REQUIRED',
  );
});

/** What the symbols on a paper of another institution hold. */
async function paperText(changed: object = {}): Promise<string> {
  const person = await readPerson(desk.db, desk.personId);
  if (person === null) throw new Error('the test person is unknown');
  const prescription = prescriptionOf(
    {
      ...NO_DRAFT,
      groups: [group({ usage: { codeKind: '1', code: null, name: '１日１回朝食後', timesPerDay: 1 } })],
    },
    {
      person,
      insured: null,
      facilityCode: HOSPITAL.code,
      institutionName: HOSPITAL.name,
      doctorName: '紙　医師',
      today: '2026-11-21',
    },
  );
  return writePrescription({ ...prescription, ...changed }, 'qr').text;
}

const take = (text: string, by = pharmacist) => by.call('POST', '/api/pharmacy/paper', { text, qr: true });

test('a paper prescription is read from its symbols and in dispensing at once', async () => {
  const text = await paperText();
  const view = ok(await take(text)).json();
  expect(view).toMatchObject({
    personId: desk.personId,
    state: 'in-dispensing',
    issueType: 'paper',
    origin: 'paper',
    accessCode: null,
    issuedOn: '2026-11-21',
    usableUntil: '2026-11-24',
    steps: [{ event: 'register-taken', to: 'in-dispensing' }],
  });
  // The same paper again is the same prescription, here and elsewhere, and in Shift_JIS as a scanner hands it on.
  expect(ok(await take(text)).json().prescriptionId).toBe(view.prescriptionId);
  const other = await desk.staff(OTHER_PHARMACIST);
  expect(outcomeOf(await take(text, other))).toBe('409 RX_RECEIVED_ELSEWHERE');
  const result = ok(await pharmacist.call('POST', '/api/dispensings', resultOf(view, 'none'))).json();
  expect(result).toMatchObject({ state: 'registered', signature: null });
  expect(outcomeOf(await take(text, other))).toBe('409 RX_STATE');
  // It belongs to no institution of the service.
  const physician = await desk.staff('hospital-physician');
  expect(outcomeOf(await physician.call('GET', `/api/prescriptions/${view.prescriptionId}`))).toBe(
    '404 RX_UNKNOWN',
  );
});

test('a paper that was given back is received elsewhere as the same prescription', async () => {
  const text = await paperText({ groups: [group({ quantity: 5 })] });
  const { prescriptionId } = ok(await take(text)).json();
  ok(await pharmacist.call('POST', `/api/prescriptions/${prescriptionId}/release`));
  const other = await desk.staff(OTHER_PHARMACIST);
  expect(ok(await take(text, other)).json()).toMatchObject({ prescriptionId, state: 'in-dispensing' });
});

test('what is odd about it is shown and stops nothing', async () => {
  const groups = [group({ drugs: [drug({ codeKind: '1', code: null, name: '院内製剤' })] })];
  const view = ok(await take(`${await paperText({ groups })}`)).json();
  expect(view.state).toBe('in-dispensing');
  expect(view.findings.map((one: { rule: string }) => one.rule)).toContain('RX_DRUG_UNKNOWN');
});

test('nobody with these numbers, days that are over, and what is no prescription', async () => {
  expect(outcomeOf(await take('SJ1\n1,1,1234567,13,x\n'))).toBe('422 RX_PERSON_UNKNOWN');
  expect(outcomeOf(await take('こんにちは'))).toBe('422 RX_DOCUMENT_INVALID');
  expect(outcomeOf(await take(await paperText({ issuedOn: '2026-11-01' })))).toBe('409 RX_EXPIRED');
  expect(outcomeOf(await take(await paperText({ issuedOn: '2026-11-23' })))).toBe('409 RX_NOT_YET');
});

test('a paper whose data the institution sent is received as that prescription', async () => {
  const { prescriptionId, accessCode } = await desk.issue(NO_DRAFT, 'paper');
  const text = await paperText({ accessCode });
  expect(ok(await take(text)).json()).toMatchObject({
    prescriptionId,
    origin: 'service',
    state: 'in-dispensing',
  });
});
