import { checkDigit } from '@tsunagu/ids';
import {
  type BulkConfirmUnit,
  type Encoding,
  type ListSearch,
  readBulkResponse,
  readStatusResponse,
  writeFetchRequest,
  writeListRequest,
} from '@tsunagu/oqs';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerRequestFile, workOffBulk } from '../../apps/server/src/modules/eligibility/index.ts';
import { noteFacilities, type PersonId } from '../../apps/server/src/modules/registry/index.ts';
import { CLINIC, HOSPITAL, testPerson } from '../../apps/server/src/testing/people.ts';
import {
  type Caller,
  createTestServer,
  outcomeOf,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import { addInsurer, coverageOf } from './insurers.ts';
import { DESK } from './setting.ts';

const ASSISTANCE = `1299990${checkDigit('1299990')}`;
const WELFARE = { insurerNumber: ASSISTANCE, symbol: '', validFrom: '2026-01-01', ratioPercent: 0 };

let server: TestServer;
let desk: Caller;
const refs: PersonId[] = [];
beforeAll(async () => {
  server = await createTestServer();
  await noteFacilities(
    server.db,
    [HOSPITAL, CLINIC].map(({ code, name }) => ({ facilityCode: code, name })),
  );
  desk = await server.signIn('hospital-desk');
  const clerk = await server.signIn('insurer-clerk');
  for (let ordinal = 1; ordinal <= 6; ordinal++) {
    const person = testPerson(ordinal);
    const answer = await clerk.post('/api/insurer/coverages', {
      ...coverageOf(person),
      limitCertificate: { classification: '01', flag: 'A03', validFrom: '2026-01-01' },
      specificDiseases: [{ disease: '1', validFrom: '2026-01-01', selfPayYen: 10_000 }],
    });
    expect(outcomeOf(answer)).toBe('200 ok');
    refs.push(await server.personIdOf(person));
    await server.addPatient(`patient-${ordinal}`, refOf(ordinal));
  }
});
afterAll(() => server.close());

function refOf(ordinal: number): PersonId {
  const ref = refs[ordinal - 1];
  if (ref === undefined) throw new Error(`there is no person ${ordinal}`);
  return ref;
}

type Prefix = 'OQSmuhvq' | 'OQSmuonq' | 'OQSmutic' | 'OQSmuquc';
/** What an institution's own system sends; nothing is worked off before `idle`. */
async function send(name: string, bytes: Uint8Array, facilityCode = HOSPITAL.code) {
  if (DESK.kind !== 'staff') throw new Error('the desk is staff');
  const deps = {
    ...server,
    bulkWorker: { poke() {} },
    viewRecordXml: async (_kind: unknown, file: { name: string; bytes: Uint8Array }) => file,
  };
  const sender = { actor: { ...DESK, facilityCode }, requestId: 'test-list', facilityCode };
  return answerRequestFile(deps, { name, bytes }, sender);
}
async function workOff(): Promise<void> {
  const fail = (error: unknown) => {
    throw error;
  };
  await workOffBulk({ ...server, onError: fail }, new AbortController().signal);
}
const request = (search: object, encoding: Encoding = 'utf-8', facility = HOSPITAL.code) =>
  writeListRequest(
    {
      header: { medicalInstitutionCode: facility, arbitraryFileIdentifier: '一覧-1' },
      body: { search: search as ListSearch },
    },
    { encoding },
  ).bytes;
async function ask(prefix: Prefix, search: object, encoding: Encoding = 'utf-8') {
  const answer = await send(`${prefix}01req_1.xml`, request(search, encoding));
  expect(answer.name).toBe(`${prefix}01res_1.xml`);
  const read = readStatusResponse(answer.bytes);
  expect(read.encoding).toBe(encoding);
  return read.message?.header;
}
async function fetchList(prefix: Prefix, receptionNumber: string, encoding: Encoding = 'utf-8') {
  const message = { header: { medicalInstitutionCode: HOSPITAL.code }, body: { receptionNumber } };
  const { bytes } = writeFetchRequest(message, { encoding });
  return readBulkResponse((await send(`${prefix}02req_1.xml`, bytes)).bytes);
}
async function list(prefix: Prefix, search: object, encoding: Encoding = 'utf-8') {
  const { receptionNumber = '' } = (await ask(prefix, search, encoding)) ?? {};
  await workOff();
  const read = await fetchList(prefix, receptionNumber, encoding);
  if (read.message === null) throw new Error(read.error.code);
  expect(read.findings).toEqual([]);
  return { receptionNumber, read, header: read.message.header, units: read.message.units };
}
const namesOf = (units: readonly BulkConfirmUnit[]) =>
  units.flatMap(({ results }) => results[0]?.name ?? []).toSorted();
const names = (...ordinals: number[]) => ordinals.map((ordinal) => testPerson(ordinal).name).toSorted();

async function consent(ordinal: number, more: object): Promise<void> {
  const patient = await server.signIn(`patient-${ordinal}`);
  const answer = await patient.post('/api/me/consents', {
    facilityCode: HOSPITAL.code,
    categories: ['medication'],
    ...more,
  });
  expect(outcomeOf(answer)).toBe('200 ok');
}
const listEntries = () =>
  server.asOwner<{ person_id: string; facility_code: string; request_id: string }>(
    `SELECT person_id, facility_code, request_id FROM audit.entry WHERE method = 'list' AND outcome = 'shown' ORDER BY at`,
  );

test('visiting: whoever consented in the period and has not revoked it, by the rules of the card, each with an entry', async () => {
  server.setNow('2026-10-01T14:59:59.999Z');
  await consent(1, { basis: 'visiting', categories: ['medication', 'specific-disease'] });
  server.setNow('2026-10-01T15:00:00.000Z');
  await consent(2, { basis: 'visiting' });
  await consent(3, { basis: 'online' });
  await consent(4, { basis: 'visiting', facilityCode: CLINIC.code });
  await consent(5, { basis: 'persistent' });
  server.setNow('2026-10-03T14:59:59.999Z');
  await consent(6, { basis: 'visiting', categories: ['surgery', 'treatment'] });
  const later = '2026-11-22T01:02:03Z';
  server.setNow(later);
  await send(
    'OQSsiimm01req_1.xml',
    Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><XmlMsg><MessageHeader><MedicalInstitutionCode>${HOSPITAL.code}</MedicalInstitutionCode></MessageHeader>
      <MessageBody><ReferenceNumberRegistrationInfo><InsurerNumber>${testPerson(1).insurerNumber}</InsurerNumber><InsuredCardSymbol>${testPerson(1).symbol}</InsuredCardSymbol>
      <InsuredIdentificationNumber>${testPerson(1).number}</InsuredIdentificationNumber><Birthdate>${testPerson(1).birthDate.replaceAll('-', '')}</Birthdate>
      <ReferenceNumber>K-1</ReferenceNumber></ReferenceNumberRegistrationInfo></MessageBody></XmlMsg>`),
  );

  const search = { consentDateFrom: '2026-10-01', consentDateTo: '2026-10-03', medicalTreatmentFlag: '2' };
  const answers = [];
  for (const encoding of ['utf-8', 'shift_jis'] as const) {
    const { header, units, receptionNumber } = await list('OQSmuhvq', search, encoding);
    expect(header).toMatchObject({
      referenceClassification: '1',
      segmentOfResult: '1',
      medicalInstitutionCode: HOSPITAL.code,
      arbitraryFileIdentifier: '一覧-1',
      characterCodeIdentifier: encoding === 'utf-8' ? '0' : '1',
      receptionNumber,
      numberOfProcessingResult: 3,
      numberOfNormalProcessing: 3,
      numberOfError: 0,
    });
    expect(namesOf(units)).toEqual(names(1, 2, 6));
    const entries = (await listEntries()).filter((one) => one.request_id === `bulk-${receptionNumber}`);
    expect(entries.map((one) => one.person_id).toSorted()).toEqual([refOf(1), refOf(2), refOf(6)].toSorted());
    expect(new Set(entries.map((one) => one.facility_code))).toEqual(new Set([HOSPITAL.code]));
    answers.push(units);
  }
  expect(answers[0]).toEqual(answers[1]);
  const first = answers[0]?.find(({ results }) => results[0]?.name === testPerson(1).name);
  expect(first).toMatchObject({ referenceNumber: 'K-1', qualificationValidity: '1' });
  expect(first?.search).toBeUndefined();
  expect(first?.results[0]).toMatchObject({
    limitApplicationCertificateRelatedInfo: { limitApplicationCertificateClassificationFlag: 'A03' },
    specificDiseasesCertificates: [{ specificDiseasesDiseaseCategory: '1' }],
    pharmacistsInfoConsFlg: '1',
    pharmacistsInfoConsTime: new Date('2026-10-01T14:59:59.000Z'),
    diagnosisInfoConsFlg: '0',
  });
  const sixth = answers[0]?.find(({ results }) => results[0]?.name === testPerson(6).name)?.results[0];
  expect(sixth).toMatchObject({ operationInfoConsFlg: '1', pharmacistsInfoConsFlg: '0' });
  expect(sixth).not.toHaveProperty('specificDiseasesCertificates');
  expect(sixth).not.toHaveProperty('operationInfoAvailableTime');

  // The first day only; from the second on; and what is revoked is gone at once.
  const on = (from: string | null, to: string | null) => ({
    ...(from === null ? {} : { consentDateFrom: from }),
    ...(to === null ? {} : { consentDateTo: to }),
  });
  expect(namesOf((await list('OQSmuhvq', on(null, '2026-10-01'))).units)).toEqual(names(1));
  expect(namesOf((await list('OQSmuhvq', on('2026-10-02', null))).units)).toEqual(names(2, 6));
  const patient = await server.signIn('patient-2');
  await patient.post('/api/me/consents/withdraw', { facilityCode: HOSPITAL.code });
  expect(namesOf((await list('OQSmuhvq', search)).units)).toEqual(names(1, 6));
});

test('online: its own consents, asked for by the days of examination', async () => {
  const search = {
    examinationDateFrom: '2026-10-01',
    examinationDateTo: '2026-10-31',
    medicalTreatmentFlag: '3',
  };
  const { units, header } = await list('OQSmuonq', search, 'shift_jis');
  expect(namesOf(units)).toEqual(names(3));
  expect(header).toMatchObject({ referenceClassification: '1', numberOfProcessingResult: 1 });
  expect((await list('OQSmuonq', { examinationDateFrom: '2026-11-01' })).units).toEqual([]);
});

test('public assistance: whoever was looked up here lately and is assisted on a day of the month', async () => {
  const office = await addInsurer(server, ASSISTANCE);
  const lookUp = async (ordinal: number, caller = desk, state = 'valid') => {
    const { insurerNumber, symbol, number, branch, birthDate } = testPerson(ordinal);
    const body = { insurerNumber, symbol, number, branch, birthDate, limitConsent: false };
    expect((await caller.post('/api/eligibility/look-up', body)).json()).toMatchObject({ state });
  };
  const register = async (ordinal: number, more: object = {}) => {
    const person = testPerson(ordinal);
    const body = {
      ...coverageOf(person),
      ...WELFARE,
      cardClass: 'A1',
      number: String(5_000_000 + ordinal),
      previous: {
        insurerNumber: person.insurerNumber,
        symbol: person.symbol,
        number: person.number,
        branch: '01',
      },
      ...more,
    };
    expect(outcomeOf(await office.post('/api/insurer/coverages', body))).toBe('200 ok');
  };
  const ticket = { medicalTreatmentMonth: '2026-11', ticketType: '1' };
  await register(1, { publicExpense: [ticket] });
  await register(2, { validTo: '2026-11-11', reasonOfLoss: '99' });
  await register(3, { validTo: '2026-11-01', reasonOfLoss: '99' });
  await register(4);
  await register(5);
  for (const ordinal of [1, 2, 3, 6]) await lookUp(ordinal);
  await lookUp(4, await server.signIn('clinic-physician'));
  // The fifth was here in July only, when no insurer had told us anything.
  server.setNow('2026-07-31T14:59:59Z');
  await lookUp(5, await server.signIn('hospital-desk'), 'not-found');
  server.setNow('2026-11-22T01:02:03Z');
  desk = await server.signIn('hospital-desk');

  const { units, header } = await list('OQSmutic', { medicalTreatmentMonth: '2026-11' }, 'shift_jis');
  expect(header).toMatchObject({ referenceClassification: '1', numberOfProcessingResult: 2 });
  expect(namesOf(units)).toEqual(names(1, 2));
  const first = units.find(({ results }) => results[0]?.name === testPerson(1).name);
  expect(first).toMatchObject({ qualificationValidity: '1' });
  // Insurance and assistance stand beside each other.
  expect(first?.results.map((one) => one.insuredCardClassification)).toEqual(['01', 'A1']);
  expect(first?.results[1]).toMatchObject({
    publicExpenseNumber: ASSISTANCE,
    beneficiaryNumber: '5000001',
    medicalTickets: [ticket],
  });
  // Assisted until the 10th: the answer is that of the 10th.
  const second = units.find(({ results }) => results[0]?.name === testPerson(2).name);
  expect(second?.results.map((one) => one.insuredCardClassification)).toEqual(['01', 'A1']);

  expect(namesOf((await list('OQSmutic', { medicalTreatmentMonth: '2026-10' })).units)).toEqual(names(5));
  // Lists are no look-ups, so in February nobody is left of November.
  expect((await list('OQSmutic', { medicalTreatmentMonth: '2027-03' })).units).toEqual([]);
  for (const month of ['0001-01', '9999-12'])
    expect((await list('OQSmutic', { medicalTreatmentMonth: month })).units).toEqual([]);
});

test('a list is asked for like a bulk look-up: a number, work, then the answer; by its own kind and institution', async () => {
  const search = { consentDateFrom: '2026-10-01' };
  const { receptionNumber = '' } = (await ask('OQSmuhvq', search)) ?? {};
  const early = await fetchList('OQSmuhvq', receptionNumber);
  expect(early.message?.header).toMatchObject({ segmentOfResult: '2', receptionNumber });
  await workOff();
  expect((await fetchList('OQSmuhvq', receptionNumber)).message?.header).toMatchObject({
    segmentOfResult: '1',
  });
  for (const prefix of ['OQSmuquc', 'OQSmuonq', 'OQSmutic'] as const)
    expect((await fetchList(prefix, receptionNumber)).message?.header).toMatchObject({
      segmentOfResult: '9',
      errorCode: 'ELG-RECEPTION-UNKNOWN',
    });
  const foreign = writeFetchRequest({
    header: { medicalInstitutionCode: CLINIC.code },
    body: { receptionNumber },
  }).bytes;
  const other = readBulkResponse((await send('OQSmuhvq02req_1.xml', foreign, CLINIC.code)).bytes);
  expect(other.message?.header).toMatchObject({ errorCode: 'ELG-RECEPTION-UNKNOWN' });
  const stolen = readStatusResponse(
    (await send('OQSmuhvq01req_1.xml', request(search, 'utf-8', CLINIC.code))).bytes,
  );
  expect(stolen.message?.header).toMatchObject({ segmentOfResult: '9', errorCode: 'ELG-FACILITY-DIFFERS' });
  for (const wrong of [{ medicalTreatmentMonth: '2026-10' }, {}, { ...search, medicalTreatmentFlag: '3' }])
    expect(await ask('OQSmuhvq', wrong)).toMatchObject({ segmentOfResult: '9', errorCode: 'ELG-INPUT' });
});

test('the portal shows the list among its jobs, and hands it out plain and packed', async () => {
  const { receptionNumber } = await list('OQSmuhvq', { consentDateTo: '2026-10-01' });
  const { jobs } = (await desk.get('/api/eligibility/bulk')).json();
  expect(jobs[0]).toMatchObject({ receptionNumber, kind: 'home-visit', state: 'done', total: 1, normal: 1 });
  const { results } = (await desk.get(`/api/eligibility/bulk/${receptionNumber}`)).json();
  expect(results).toMatchObject([
    { ordinal: 1, identifier: 'K-1', name: testPerson(1).name, state: 'valid' },
  ]);
  const url = `/api/eligibility/bulk/${receptionNumber}/result?encoding=shift_jis`;
  const plain = await desk.get(`${url}&format=xml`);
  expect(plain.headers['content-disposition']).toBe(
    `attachment; filename="OQSmuhvq02res_${receptionNumber}.xml"`,
  );
  expect(readBulkResponse(plain.rawPayload)).toMatchObject({ encoding: 'shift_jis' });
  const packed = await desk.get(`${url}&format=zip`);
  expect(packed.headers['content-disposition']).toBe(
    `attachment; filename="OQSmuhvq02res_${receptionNumber}.zip"`,
  );
  const [[name, bytes] = ['', new Uint8Array()]] = Object.entries(unzipSync(packed.rawPayload));
  expect(name).toBe(`OQSmuhvq02res_${receptionNumber}.xml`);
  expect(strFromU8(bytes.subarray(0, 60))).toContain('Shift_JIS');
});

test('a list that was interrupted goes on with the same people', async () => {
  const { receptionNumber = '' } = (await ask('OQSmuhvq', { consentDateFrom: '2026-10-01' })) ?? {};
  await workOff();
  const people =
    'SELECT person_id FROM eligibility.listed_person WHERE reception_number = $1 ORDER BY ordinal';
  const before = await server.asOwner<{ person_id: string }>(people, [receptionNumber]);
  expect(before.length).toBeGreaterThan(1);
  // As a process leaves it that is killed after the first one was committed, and a person joins meanwhile.
  await server.asOwner('DELETE FROM eligibility.bulk_result WHERE reception_number = $1 AND ordinal > 1', [
    receptionNumber,
  ]);
  await server.asOwner(
    `UPDATE eligibility.bulk_job SET state = 'working', done = 1, normal = 1, finished_at = NULL WHERE reception_number = $1`,
    [receptionNumber],
  );
  await consent(4, { basis: 'visiting' });
  await workOff();
  expect(await server.asOwner(people, [receptionNumber])).toEqual(before);
  const read = await fetchList('OQSmuhvq', receptionNumber);
  expect(read.message?.header).toMatchObject({ numberOfProcessingResult: before.length });
  expect(read.message?.units).toHaveLength(before.length);
});
