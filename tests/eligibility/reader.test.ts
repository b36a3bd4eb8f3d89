import { readEligibilityResponse } from '@tsunagu/oqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IssuedCard } from '../../apps/server/src/kernel/pki/test-authority/open-card-authority.ts';
import { faceFilesAfter } from '../../apps/server/src/modules/eligibility/index.ts';
import { linkCard } from '../../apps/server/src/modules/identity/index.ts';
import { noteFacilities } from '../../apps/server/src/modules/registry/index.ts';
import { CLINIC, HOSPITAL, testPerson } from '../../apps/server/src/testing/people.ts';
import {
  type Caller,
  createTestServer,
  outcomeOf,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import { challengeFor, issueTo, signedBy } from '../identity/card-support.ts';
import { coverageOf } from './insurers.ts';

let server: TestServer;
let desk: Caller;
let card: IssuedCard;
const person = testPerson(40);

beforeAll(async () => {
  server = await createTestServer();
  desk = await server.signIn('hospital-desk');
  const clerk = await server.signIn('insurer-clerk');
  await clerk.post('/api/insurer/coverages', {
    ...coverageOf(person),
    limitCertificate: { classification: '01', flag: 'A03', validFrom: '2026-01-01' },
    specificDiseases: [{ disease: '1', validFrom: '2026-01-01', selfPayYen: 10_000 }],
  });
  card = await issueTo(server, person);
  await linkCard(server, await server.personIdOf(person), card.auth.serial);
});
afterAll(() => server.close());

async function identify(caller = desk, used = card) {
  const { challengeId, nonce } = await challengeFor(server, 'reader');
  const signed = signedBy(used.auth, { purpose: 'reader', nonce });
  return caller.post('/api/reader/identify', { challengeId, ...signed, identification: 'face' });
}

test('card, consents, paper or electronic: the check-in reaches the desk, the record opens, the terminal gets its file', async () => {
  const { checkInId, answer, asks, already } = (await identify()).json();
  expect(answer).toMatchObject({ mode: 'card', state: 'valid', person: { name: person.name } });
  expect(answer.results[0]).toMatchObject({ limitCertificate: { flag: 'A03' }, specificDiseases: [] });
  expect(asks).toEqual(['medication', 'treatment', 'surgery', 'checkup', 'specific-disease']);
  expect(already).toEqual([]);

  const before = new Date(server.clock().getTime() - 1);
  const consents = ['medication', 'specific-disease'];
  const done = await desk.post(`/api/reader/check-ins/${checkInId}`, {
    consents,
    prescription: 'electronic',
  });
  expect(done.json().checkIn).toMatchObject({
    consents,
    prescription: 'electronic',
    state: 'valid',
    ratioPercent: 30,
  });
  const numbered = await desk.post(`/api/reader/check-ins/${checkInId}/reference-number`, {
    referenceNumber: 'K-1',
  });
  expect(numbered.json().checkIn).toMatchObject({ referenceNumber: 'K-1' });
  const { checkIns } = (await desk.get('/api/reader/check-ins?date=2026-11-22')).json();
  expect(checkIns).toMatchObject([
    { id: checkInId, name: person.name, identification: 'face', referenceNumber: 'K-1' },
  ]);

  const physician = await server.signIn('hospital-physician');
  const states = (await physician.get(`/api/persons/${answer.personRef}/consents`)).json().consents;
  expect(
    states
      .filter((one: { state: string }) => one.state === 'given')
      .map((one: { category: string }) => one.category),
  ).toEqual(consents);

  const [file] = await faceFilesAfter(server, HOSPITAL.code, before);
  expect(file?.name).toMatch(new RegExp(`^OQSsiquc01res_face_${HOSPITAL.code}_\\d{14}\\.xml$`));
  const read = readEligibilityResponse(file?.bytes ?? new Uint8Array());
  expect(read.findings).toEqual([]);
  expect(read.message).toMatchObject({
    header: { referenceClassification: '1', segmentOfResult: '1' },
    body: {
      qualificationValidity: '1',
      prescriptionIssueSelect: '1',
      referenceNumber: 'K-1',
      results: [
        {
          pharmacistsInfoConsFlg: '1',
          diagnosisInfoConsFlg: '0',
          specificDiseasesCertificates: [{ specificDiseasesDiseaseCategory: '1' }],
        },
      ],
    },
  });
});

test('what stands at the institution without a visit is not asked for again, and holds as if it had been', async () => {
  const other = testPerson(42);
  const clerk = await server.signIn('insurer-clerk');
  await clerk.post('/api/insurer/coverages', {
    ...coverageOf(other),
    specificDiseases: [{ disease: '2', validFrom: '2026-01-01', selfPayYen: 10_000 }],
  });
  const personId = await server.personIdOf(other);
  const used = await issueTo(server, other);
  await linkCard(server, personId, used.auth.serial);
  await noteFacilities(
    server.db,
    [HOSPITAL, CLINIC].map(({ code, name }) => ({ facilityCode: code, name })),
  );
  await server.addPatient('patient-42', personId);
  const patient = await server.signIn('patient-42');
  const give = (facilityCode: string, basis: string, ...categories: string[]) =>
    patient.post('/api/me/consents', { facilityCode, basis, categories });
  const already = async () => (await identify(desk, used)).json().already;

  await give(CLINIC.code, 'persistent', 'surgery');
  expect(await already()).toEqual([]);
  // One visit's consent lasts a day; it is asked for at the next visit all the same.
  const atReader = (await identify(desk, used)).json();
  await desk.post(`/api/reader/check-ins/${atReader.checkInId}`, {
    consents: ['checkup'],
    prescription: null,
  });
  expect(await already()).toEqual([]);

  await give(HOSPITAL.code, 'persistent', 'medication');
  await give(HOSPITAL.code, 'visiting', 'specific-disease');
  await give(HOSPITAL.code, 'online', 'treatment');
  expect(await already()).toEqual(['medication', 'specific-disease', 'treatment']);
  const { checkInId, asks } = (await identify(desk, used)).json();
  expect(asks).toEqual(['surgery', 'checkup']);
  const before = new Date(server.clock().getTime() - 1);
  const done = await desk.post(`/api/reader/check-ins/${checkInId}`, { consents: [], prescription: null });
  expect(done.json().checkIn.consents).toEqual(['medication', 'specific-disease', 'treatment']);
  const files = await faceFilesAfter(server, HOSPITAL.code, before);
  const read = readEligibilityResponse(files.find(({ id }) => id === checkInId)?.bytes ?? new Uint8Array());
  expect(read.message?.body?.results[0]).toMatchObject({
    pharmacistsInfoConsFlg: '1',
    diagnosisInfoConsFlg: '1',
    operationInfoConsFlg: '0',
    specificDiseasesCertificates: [{ specificDiseasesDiseaseCategory: '2' }],
  });

  await patient.post('/api/me/consents/withdraw', {
    facilityCode: HOSPITAL.code,
    categories: ['medication'],
  });
  expect(await already()).toEqual(['specific-disease', 'treatment']);
});

test('a card that nobody registered, a used challenge, other institutions and other roles are refused', async () => {
  expect(outcomeOf(await identify(desk, await issueTo(server, testPerson(41))))).toBe(
    '409 CARD_NOT_REGISTERED',
  );
  const { challengeId, nonce } = await challengeFor(server, 'reader');
  const body = { challengeId, ...signedBy(card.auth, { purpose: 'reader', nonce }), identification: 'pin' };
  const first = await desk.post('/api/reader/identify', body);
  expect(outcomeOf(first)).toBe('200 ok');
  expect(outcomeOf(await desk.post('/api/reader/identify', body))).toMatch(/CARD_CHALLENGE/);
  const url = `/api/reader/check-ins/${first.json().checkInId}`;
  const choice = { consents: ['medication'], prescription: null };
  expect(outcomeOf(await (await server.signIn('clinic-physician')).post(url, choice))).toBe(
    '404 CHECK_IN_UNKNOWN',
  );
  expect(outcomeOf(await identify(await server.signIn('insurer-clerk')))).toBe('403 ROLE_NOT_ALLOWED');
  server.setNow('2026-11-22T01:12:04Z');
  const later = await server.signIn('hospital-desk');
  expect(outcomeOf(await later.post(url, choice))).toBe('404 CHECK_IN_UNKNOWN');
});
