import {
  type Encoding,
  readDrugViewResponse,
  readEligibilityResponse,
  writeDrugViewRequest,
  writeEligibilityRequest,
} from '@tsunagu/oqs';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { disclosuresDuring } from '../../apps/server/src/testing/disclosures.ts';
import { CLINIC, HOSPITAL, testPerson } from '../../apps/server/src/testing/people.ts';
import { createTestServer, outcomeOf, type TestServer } from '../../apps/server/src/testing/test-server.ts';
import { registerTestClient, tokenOf } from '../identity/systems-support.ts';
import { coverageOf } from './insurers.ts';

/** POST /api/oqs as an institution's own system calls it, with its token. @spec eligibility.md §5, §6, §7 */
const person = testPerson(1, { name: '試験　髙﨑' });
let server: TestServer;
/** Tokens of the hospital's system by their scopes. */
let tokens: Readonly<Record<'both' | 'eligibility' | 'records', string>>;

beforeAll(async () => {
  server = await createTestServer();
  // Tokens are issued by the machine's clock.
  server.setNow(new Date().toISOString());
  const lines = [
    { type: 'IY', category: '21', code: drugCode('amlodipine-5'), amount: '1', days: { 3: 14 } },
  ] as const;
  await server.take(medicalFile({ claims: [{ person, lines: [...lines] }] }));
  const clerk = await server.signIn('insurer-clerk');
  expect(outcomeOf(await clerk.post('/api/insurer/coverages', coverageOf(person)))).toBe('200 ok');
  const manager = await server.signIn('hospital-manager');
  const client = await registerTestClient(manager, { scopes: ['eligibility', 'records'] });
  const of = (scope: string) => tokenOf(server, client, scope);
  tokens = {
    both: await of('eligibility records'),
    eligibility: await of('eligibility'),
    records: await of('records'),
  };
});
afterAll(() => server.close());

const post = (name: string, bytes: Uint8Array, token: string | null = tokens.both) =>
  server.app.inject({
    method: 'POST',
    url: `/api/oqs?name=${encodeURIComponent(name)}`,
    headers: {
      'content-type': 'application/xml',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    payload: Buffer.from(bytes),
  });

type Request = Parameters<typeof writeEligibilityRequest>[0];
type Day = Request['header']['qualificationConfirmationDate'];
const question = (encoding: Encoding = 'utf-8', facility = HOSPITAL.code): Uint8Array =>
  writeEligibilityRequest(
    {
      header: {
        qualificationConfirmationDate: server.clock().toISOString().slice(0, 10) as Day,
        medicalInstitutionCode: facility,
        arbitraryFileIdentifier: '試験-1',
      },
      body: {
        search: {
          insurerNumber: person.insurerNumber,
          insuredCardSymbol: person.symbol,
          insuredIdentificationNumber: person.number,
          birthdate: person.birthDate as Day,
          limitApplicationCertificateRelatedConsFlg: '0',
        },
      },
    },
    { encoding },
  ).bytes;

test.each(['utf-8', 'shift_jis'] as const)(
  '%s: bytes in, bytes out in the same encoding, under the name of the answer, with an entry',
  async (encoding) => {
    const { value: answer, entries } = await disclosuresDuring(server, () =>
      post('OQSsiquc01req_試験 1.xml', question(encoding)),
    );
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/xml');
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent('OQSsiquc01res_試験 1.xml')}`,
    );
    const text = iconv.decode(answer.rawPayload, encoding === 'utf-8' ? 'utf8' : 'cp932');
    expect(text).toContain('<Name>試験　髙﨑</Name>');
    const read = readEligibilityResponse(answer.rawPayload);
    expect([read.encoding, read.findings]).toEqual([encoding, []]);
    expect(read.message).toMatchObject({
      header: {
        segmentOfResult: '1',
        referenceClassification: '2',
        medicalInstitutionCode: HOSPITAL.code,
        arbitraryFileIdentifier: '試験-1',
        characterCodeIdentifier: encoding === 'utf-8' ? '0' : '1',
      },
      body: { processingResultStatus: '1', qualificationValidity: '1' },
    });
    expect(entries).toMatchObject([
      { purpose: 'eligibility', actor_role: 'system', facility_code: HOSPITAL.code, outcome: 'shown' },
    ]);
  },
);

test('the code of another institution is refused inside the answer, and nobody is asked about', async () => {
  const { value: answer, entries } = await disclosuresDuring(server, () =>
    post('OQSsiquc01req_1.xml', question('shift_jis', CLINIC.code)),
  );
  expect(answer.statusCode).toBe(200);
  const read = readEligibilityResponse(answer.rawPayload);
  expect(read.encoding).toBe('shift_jis');
  expect(read.message?.header).toMatchObject({ segmentOfResult: '9', errorCode: 'ELG-FACILITY-DIFFERS' });
  expect(read.message?.body).toBeUndefined();
  expect(entries).toEqual([]);
});

test('without the scope, a token, or a token at all the request is refused before it is answered', async () => {
  const { value: answer, entries } = await disclosuresDuring(server, () =>
    post('OQSsiquc01req_1.xml', question(), tokens.records),
  );
  expect(outcomeOf(answer)).toBe('403 SCOPE_NOT_GRANTED');
  expect(entries).toMatchObject([{ outcome: 'refused', refusal_code: 'SCOPE_NOT_GRANTED', item_count: 0 }]);
  expect(outcomeOf(await post('OQSsiquc01req_1.xml', question(), 'no-token'))).toBe('401 SESSION_REQUIRED');
  expect(outcomeOf(await post('OQSsiquc01req_1.xml', question(), null))).toBe('401 SESSION_REQUIRED');
  // People use the portal: a cookie opens nothing here.
  const desk = await server.signIn('hospital-desk');
  expect(outcomeOf(await desk.post('/api/oqs?name=OQSsiquc01req_1.xml', {}))).toBe('401 SESSION_REQUIRED');
});

test('bytes that are no request are answered with 異常終了; a name that is none is refused', async () => {
  const wrong: readonly Uint8Array[] = [
    new Uint8Array(),
    Buffer.from('hello'),
    Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x81]),
    question().subarray(0, 300),
    Buffer.from('<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE x [<!ENTITY a "b">]><XmlMsg>&a;</XmlMsg>'),
  ];
  for (const bytes of wrong) {
    const answer = await post('OQSsiquc01req_1.xml', bytes);
    expect(answer.statusCode).toBe(200);
    const { message } = readEligibilityResponse(answer.rawPayload);
    expect(message?.header).toMatchObject({ segmentOfResult: '9', errorCode: 'ELG-INPUT' });
  }
  for (const name of [
    'OQSsiquc01res_1.xml',
    '../OQSsiquc01req_1.xml',
    'OQSxxxxx01req_1.xml',
    'OQSsiquc01req_1.zip',
  ])
    expect(outcomeOf(await post(name, question())), name).toMatch(/^4\d\d OQS_NAME_UNKNOWN$/);
});

test('the view of drugs: refused inside the answer without consent or scope, the record with them', async () => {
  const request = writeDrugViewRequest({
    header: {
      medicalInstitutionCode: HOSPITAL.code,
      insurerNumber: person.insurerNumber,
      insuranceCardSymbol: person.symbol,
      insuredPersonIdentificationNumber: person.number,
      branchNumber: person.branch,
    },
    body: { fileCategory: '2' },
  } as Parameters<typeof writeDrugViewRequest>[0]).bytes;
  const view = async (token = tokens.both) => {
    const answer = await post('YZKsiquc01req_1.xml', request, token);
    expect(answer.headers['content-disposition']).toBe("attachment; filename*=UTF-8''YZKsiquc01res_1.xml");
    return readDrugViewResponse(answer.rawPayload).message;
  };
  const refused = await view();
  expect(refused?.header).toMatchObject({ resultCode: '9' });
  expect(refused?.header.messageContents).toContain('(CONSENT_REQUIRED)');
  expect(refused?.body).toBeUndefined();

  const desk = await server.signIn('hospital-desk');
  const ref = await server.personIdOf(person);
  const given = { categories: ['medication'], method: 'card-reader' };
  expect(outcomeOf(await desk.post(`/api/persons/${ref}/consents`, given))).toBe('200 ok');
  const shown = await view();
  expect(shown?.header.resultCode).toBe('1');
  expect(JSON.stringify(shown?.body?.claims)).toContain(drugCode('amlodipine-5'));
  expect((await view(tokens.eligibility))?.header.messageContents).toContain('(SCOPE_NOT_GRANTED)');
});
