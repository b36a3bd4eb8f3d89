import { type Dispensing, writeDispensing } from '@tsunagu/jahis';
import { readPrescriptionResponse } from '@tsunagu/oqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dispensingOfDraft } from '../../apps/server/src/modules/prescriptions/pharmacy/dispensing-of-draft.ts';
import { signDocument } from '../../apps/server/src/modules/prescriptions/signing/document.ts';
import { readPrescriptionRow } from '../../apps/server/src/modules/prescriptions/store.ts';
import { HOSPITAL, PHARMACY } from '../../apps/server/src/testing/people.ts';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { type EpsCall, eps, fileOf, programOf, send } from './eps-files.ts';
import { base64, recordsOf, signedDocument, vendorsPrescription } from './institution-desk.ts';
import { asPrescribed, cardOf, createDesk, type Desk, group, NOTHING_ELSE } from './pharmacy-desk.ts';

/** Electronic prescriptions by XML files, as systems send them. @spec prescriptions.md §9 */
let desk: Desk;
let clinic: EpsCall;
let pharmacy: EpsCall;
let today: string;
beforeAll(async () => {
  desk = await createDesk(41);
  // Tokens are issued by the machine's clock.
  desk.setNow(new Date().toISOString());
  today = new Date(desk.clock().getTime() + 9 * 60 * 60 * 1000).toISOString().slice(0, 10);
  clinic = { token: await programOf(desk, HOSPITAL), facility: HOSPITAL.code };
  pharmacy = { token: await programOf(desk, PHARMACY), facility: PHARMACY.code };
}, 120_000);
afterAll(() => desk.close());

const written = (changed = {}) => recordsOf(vendorsPrescription(desk, { issuedOn: today, ...changed }));
const signedInfo = async (changed = {}) => base64(await signedDocument(desk, written(changed)));

async function registered(changed = {}) {
  const { body } = await eps(desk, clinic, 'EPSsiPIR01', {
    prescriptionInfo: await signedInfo(changed),
    issueType: '1',
  });
  expect(body).toMatchObject({ processingResultStatus: '1' });
  return { prescriptionId: body?.prescriptionId ?? '', accessCode: body?.accessCode ?? '' };
}

async function resultOf(prescriptionId: string): Promise<string> {
  const row = await readPrescriptionRow(desk.db, desk.personId, prescriptionId);
  if (row === null) throw new Error('the prescription is gone');
  const draft = { ...NOTHING_ELSE, dispensedOn: today, groups: asPrescribed(row) };
  const by = { facilityCode: PHARMACY.code, facilityName: PHARMACY.name, pharmacist: '試験　薬剤師' };
  const dispensing: Dispensing = dispensingOfDraft(draft, by, { rows: [row], lines: [], refill: null });
  const card = await cardOf(desk, 'Pharmacist');
  return base64(await signDocument('dispensing', writeDispensing(dispensing).text, card, desk.clock()));
}

test.each(['utf-8', 'shift_jis'] as const)(
  '%s: registered, received by access code and numbers, dispensed, kept, and read by the institution',
  async (encoding) => {
    const [at, there] = [
      { ...clinic, encoding },
      { ...pharmacy, encoding },
    ];
    const prescriptionInfo = await signedInfo({ remarks: [{ kind: null, text: `備考 ${encoding}` }] });
    const first = await eps(desk, at, 'EPSsiPIR01', { prescriptionInfo, issueType: '1' });
    expect(first.header).toMatchObject({
      segmentOfResult: '1',
      medicalInstitutionCode: HOSPITAL.code,
      arbitraryFileIdentifier: '試験-1',
      characterCodeIdentifier: encoding === 'utf-8' ? '0' : '1',
    });
    expect(first.body).toMatchObject({
      processingResultStatus: '1',
      prescriptionStatus: '受付されていません',
      verifyResults: [{ status: 'valid' }],
    });
    const { prescriptionId = '', accessCode = '' } = first.body ?? {};
    // The answer was lost: the same file again is the same prescription.
    const again = await eps(desk, at, 'EPSsiPIR01', { prescriptionInfo, issueType: '1' });
    expect(again.body).toEqual(first.body);

    const { insurerNumber, symbol, number, branch } = desk.person;
    const numbers = {
      insurerNumber,
      insuredCardSymbol: symbol,
      insuredIdentificationNumber: number,
      insuredBranchNumber: branch,
    };
    const days = { issueDateFrom: today as never, issueDateTo: today as never };
    const listed = await eps(desk, at, 'EPSsiIF220', { ...numbers, ...days });
    expect(listed.body?.prescriptionIds).toContainEqual(
      expect.objectContaining({ prescriptionId, accessCode }),
    );

    const received = await eps(desk, there, 'EPSsiIF301', { accessCode, ...numbers });
    expect(received.body).toMatchObject({
      processingResultStatus: '1',
      prescriptionId,
      prescriptionStatus: '調剤中',
      prescriptionInfo,
      verifyResults: [{ status: 'valid' }],
    });

    const dispensingInfo = await resultOf(prescriptionId);
    const result = await eps(desk, there, 'EPSsiIF307', { prescriptionId, dispensingInfo });
    const { dispensingResultId = '' } = result.body ?? {};
    expect(result.body).toMatchObject({
      processingResultStatus: '1',
      prescriptionStatus: '調剤済',
      generateSignResult: { generateSignStatus: '1' },
    });
    const searched = await eps(desk, there, 'EPSsiIF320', { prescriptionId });
    expect(searched.body?.dispensingResults).toMatchObject([{ dispensingResultId }]);

    const stored = await eps(desk, there, 'EPSsiIF324', { dispensingResultId });
    const until = `${Number(today.slice(0, 4)) + 5}`;
    expect(stored.body?.dispensingResults?.[0]?.storedUntil?.slice(0, 4)).toBe(until);
    const kept = await eps(desk, there, 'EPSsiIF328', { dispensingResultId });
    expect(kept.body).toMatchObject({ processingResultStatus: '1' });
    const xml = Buffer.from(kept.body?.dispensingInfo ?? '', 'base64').toString('utf8');
    expect(xml).toContain('EncapsulatedTimeStamp');

    const status = await eps(desk, at, 'EPSsiIF217', { prescriptionId });
    expect(status.body).toMatchObject({
      prescriptionStatus: '調剤済',
      dispensingResults: [
        { dispensingResultId, pharmacyCode: PHARMACY.code, dispensingResultStatus: '登録済' },
      ],
    });
    const bulk = await eps(desk, at, 'EPSmuIF213', {
      dispensingResultListStartDate: today as never,
      dispensingResultListEndDate: today as never,
    });
    expect(bulk.body?.dispensingResults?.map((one) => one.dispensingResultId)).toContain(dispensingResultId);
  },
);

test('the codes of refusals, with every finding in the list to which it belongs', async () => {
  const document = await signedDocument(desk, written());
  const content = Buffer.from(written(), 'utf8').toString('base64');
  const changed = Buffer.from(written({ remarks: [{ kind: null, text: '追記' }] }), 'utf8').toString(
    'base64',
  );
  const tampered = base64(document.replace(content, changed));
  expect(tampered).not.toBe(base64(document));
  const register = (prescriptionInfo: string, issueType = '1') =>
    eps(desk, clinic, 'EPSsiPIR01', { prescriptionInfo, issueType });

  expect((await register(tampered)).body).toMatchObject({
    processingResultStatus: '2',
    processingResultCode: 'RX_SIGNATURE_INVALID',
    verifyResults: [{ status: 'invalid' }],
  });
  expect((await register(base64(written()))).body).toMatchObject({
    processingResultCode: 'RX_SIGNATURE_REQUIRED',
    verifyResults: [{ status: 'unsigned' }],
  });
  expect((await register(base64('<nothing/>'))).body?.processingResultCode).toMatch(/^RX_/);
  // The official code of line ends, with the line. @spec prescriptions.md §6.1
  const withCr = await register(base64(written().replaceAll('\n', '\r\n')), '2');
  expect(withCr.body?.csvCheckResults?.[0]).toMatchObject({
    resultCode: 'EPSB0052E',
    resultMessage: expect.stringContaining('（1行目）'),
  });
  const [first] = group().drugs;
  if (first === undefined) throw new Error('no drug');
  const unknown = await register(
    base64(written({ groups: [group({ drugs: [{ ...first, name: 'ほかの薬の名前' }] })] })),
    '2',
  );
  expect(unknown.body).toMatchObject({
    processingResultCode: 'RX_DRUG_NAME_MISMATCH',
    csvCheckResults: [{ resultCode: 'RX_DRUG_NAME_MISMATCH', resultMessage: expect.stringContaining('RP1') }],
  });
  const elsewhere = await eps(desk, { ...clinic, facility: PHARMACY.code }, 'EPSsiIF217', {
    prescriptionId: '00000000-0000-4000-8000-000000000000',
  });
  expect(elsewhere).toMatchObject({ header: { segmentOfResult: '9', errorCode: 'RX_INSTITUTION_WRONG' } });
  expect(elsewhere.body).toBeUndefined();
  const nothing = await eps(desk, clinic, 'EPSsiIF217', { prescriptionId: 'no-id' });
  expect(nothing.body).toMatchObject({ processingResultStatus: '2', processingResultCode: 'RX_UNKNOWN' });
});

test('bytes that are no request are answered with 異常終了; a name that is none, or no scope, is refused', async () => {
  const answer = await send(desk, clinic.token, 'EPSsiPIR01', Buffer.from('hello'));
  expect(readPrescriptionResponse(answer.rawPayload).message?.header).toMatchObject({
    segmentOfResult: '9',
    errorCode: 'INPUT_INVALID',
  });
  const empty = await send(desk, clinic.token, 'EPSsiPIR01', fileOf({ issueType: '1' }));
  expect(readPrescriptionResponse(empty.rawPayload).message?.header.errorMessage).toContain(
    'element-missing',
  );
  const other = await send(desk, clinic.token, 'OQSsiquc01', fileOf({ issueType: '1' }));
  expect(outcomeOf(other)).toBe('422 OQS_NAME_UNKNOWN');
  const unscoped = await programOf(desk, HOSPITAL, ['eligibility', 'records']);
  const id = { prescriptionId: '00000000-0000-4000-8000-000000000000' };
  expect(outcomeOf(await send(desk, unscoped, 'EPSsiIF217', fileOf(id)))).toBe('403 SCOPE_NOT_GRANTED');
});

test('the institution cancels, changes, takes both back, and prints the copy', async () => {
  const { prescriptionId, accessCode } = await registered({ remarks: [{ kind: null, text: '取消の試験' }] });
  const at = async (prefix: string, body: Parameters<typeof eps>[3] = { prescriptionId }) =>
    (await eps(desk, clinic, prefix, body)).body;
  const pdf = await at('EPSsiPIR06');
  expect(
    Buffer.from(pdf?.prescriptionReferenceInformationFile ?? '', 'base64')
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');

  expect(await at('EPSsiIF203')).toMatchObject({ prescriptionStatus: '処方箋取消' });
  expect(await at('EPSsiIF207')).toMatchObject({ prescriptionStatus: '受付されていません', accessCode });
  const prescriptionInfo = await signedInfo({ remarks: [{ kind: null, text: '変更の試験' }] });
  const changed = await at('EPSsiIF205', { prescriptionId, prescriptionInfo, issueType: '1' });
  expect(changed?.prescriptionId).not.toBe(prescriptionId);
  expect(await at('EPSsiIF217')).toMatchObject({ prescriptionStatus: '処方箋取消' });
  expect(await at('EPSsiIF209')).toMatchObject({ prescriptionId, prescriptionStatus: '受付されていません' });
  expect((await eps(desk, pharmacy, 'EPSsiIF203', { prescriptionId })).header).toMatchObject({
    segmentOfResult: '9',
    errorCode: 'RX_PLACE_WRONG',
  });
});

test('the pharmacy gives back, refuses, takes that back, changes and cancels its result', async () => {
  const { prescriptionId } = await registered({ remarks: [{ kind: null, text: '薬局の試験' }] });
  const at = async (prefix: string, body: Parameters<typeof eps>[3] = { prescriptionId }) =>
    (await eps(desk, pharmacy, prefix, body)).body;
  await at('EPSsiIF301');
  expect(await at('EPSsiIF303')).toMatchObject({ prescriptionStatus: '受付されていません' });
  await at('EPSsiIF301');
  const refused = { prescriptionId, reason: '患者の申し出' };
  expect(await at('EPSsiIF305', refused)).toMatchObject({ prescriptionStatus: '回収済' });
  expect(await at('EPSsiIF318')).toMatchObject({ prescriptionStatus: '調剤中' });
  const result = await at('EPSsiIF307', { prescriptionId, dispensingInfo: await resultOf(prescriptionId) });
  const { dispensingResultId = '' } = result ?? {};
  const again = { dispensingResultId, dispensingInfo: await resultOf(prescriptionId) };
  expect(await at('EPSsiIF311', again)).toMatchObject({ processingResultStatus: '1', dispensingResultId });
  expect((await at('EPSsiIF313', { dispensingResultId }))?.dispensingResults?.[0]).toMatchObject({
    dispensingResultStatus: '登録済',
    prescriptionIds: [{ prescriptionId }],
  });
  expect(await at('EPSsiIF309', { dispensingResultId })).toMatchObject({ prescriptionStatus: '調剤中' });
  expect(await at('EPSsiIF303')).toMatchObject({ processingResultCode: 'RX_RELEASE_REFUSED' });
});

test('a draft is checked before it is registered; a program decides about what it is shown', async () => {
  await registered({ remarks: [{ kind: null, text: '重複の試験' }] });
  const prescriptionInfo = base64(written());
  const { body } = await eps(desk, clinic, 'EPSsiDMP01', { prescriptionInfo });
  expect(body).toMatchObject({ processingResultStatus: '1', consent: 'fact-only' });
  // What was not compared, or not by real data, is said.
  expect(body?.warnings?.map(({ resultCode }) => resultCode)).toEqual(['DEMO_KNOWLEDGE']);
  const duplicate = body?.alerts?.find(({ kind }) => kind === 'duplicate');
  expect(duplicate).toMatchObject({
    drugNumber: 1,
    alertId: expect.any(String),
    message: expect.any(String),
  });
  const decided = [{ alertId: duplicate?.alertId ?? '', reason: 'dose-change' }];
  const wrong = { prescriptionInfo, issueType: '2', alertDecisions: [{ alertId: 'x', reason: 'none' }] };
  expect((await eps(desk, clinic, 'EPSsiPIR01', wrong)).header.errorCode).toBe('INPUT_INVALID');
  const paper = { prescriptionInfo, issueType: '2', alertDecisions: decided };
  expect((await eps(desk, clinic, 'EPSsiPIR01', paper)).body?.processingResultStatus).toBe('1');
});

test('what the institution gave itself is registered, changed, found and taken back', async () => {
  const at = async (prefix: string, body: Parameters<typeof eps>[3]) =>
    (await eps(desk, clinic, prefix, body)).body;
  const inHouseInfo = base64(written());
  const first = await at('EPSsiIF401', { inHouseInfo });
  const { inHouseId = '' } = first ?? {};
  const more = base64(written({ groups: [group({ quantity: 7 })] }));
  expect(await at('EPSsiIF405', { inHouseId, inHouseInfo: more })).toMatchObject({ inHouseId });
  const [stored] = await desk.asOwner<{ doctor: string }>(
    `SELECT document -> 'doctor' ->> 'name' AS doctor FROM prescriptions.in_house WHERE in_house_id = $1`,
    [inHouseId],
  );
  expect(stored?.doctor).toBe('試験　医師');
  await at('EPSsiIF403', { inHouseId });
  const { insurerNumber, symbol, number } = desk.person;
  const numbers = { insurerNumber, insuredCardSymbol: symbol, insuredIdentificationNumber: number };
  expect((await at('EPSsiIF407', numbers))?.inHouse).toMatchObject([{ inHouseId, inHouseStatus: '取消済' }]);
});

test('a draft about nobody is refused with an entry', async () => {
  const { patient } = vendorsPrescription(desk);
  const prescriptionInfo = base64(written({ patient: { ...patient, birthDate: '1999-01-01' } }));
  const counted = async () => {
    const entries = await desk.asOwner(
      `SELECT 1 FROM audit.entry WHERE refusal_code = 'RX_PERSON_UNKNOWN' AND detail->>'step' = 'document'`,
    );
    return entries.length;
  };
  const before = await counted();
  const { header, body } = await eps(desk, clinic, 'EPSsiDMP01', { prescriptionInfo });
  expect([header.errorCode, body?.processingResultCode]).toContain('RX_PERSON_UNKNOWN');
  expect(await counted()).toBe(before + 1);
});
