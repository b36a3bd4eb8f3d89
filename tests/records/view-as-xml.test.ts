import { type DrugViewResponse, readDrugViewResponse, writeDrugViewRequest } from '@tsunagu/oqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode, drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { disclosuresDuring } from '../../apps/server/src/testing/disclosures.ts';
import { CLINIC, HOSPITAL, testPerson } from '../../apps/server/src/testing/people.ts';
import { type Caller, createTestServer, type TestServer } from '../../apps/server/src/testing/test-server.ts';
import { registerTestClient, tokenOf } from '../identity/systems-support.ts';

/** YZKsiquc01 as an institution's own system sends it, over HTTP with its token. @spec eligibility.md §9 */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const person = testPerson(1);
/** Two people of one household: the same numbers, told apart by the branch alone. */
const household = [
  testPerson(2, { branch: '01' }),
  testPerson(3, { number: testPerson(2).number, branch: '02' }),
];
let server: TestServer;
let ref: string;
let patient: Caller;
/** Tokens of the hospital's and of the clinic's system. */
let tokens: Readonly<Record<'hospital' | 'clinic', string>>;

beforeAll(async () => {
  server = await createTestServer();
  // Tokens are issued by the machine's clock.
  server.setNow(new Date().toISOString());
  for (const [month, day] of [
    ['2026-08', 7],
    ['2026-09', 3],
  ] as const)
    await server.take(
      medicalFile({
        month,
        claims: [person, ...household].map((one) => ({
          person: one,
          lines: [
            { type: 'SI', category: '13', code: actCode('chronic-management'), days: { [day]: 1 } },
            { type: 'IY', category: '21', code: drugCode('amlodipine-5'), amount: '1', days: { [day]: 14 } },
            { type: 'IY', category: '21', code: drugCode('zolpidem-5'), amount: '1', days: { [day]: 14 } },
          ],
        })),
      }),
    );
  ref = await server.personIdOf(person);
  await server.addPatient('patient-1', await server.personIdOf(person));
  patient = await server.signIn('patient-1');
  const scopes = ['eligibility', 'records'];
  const systemOf = async (manager: string) => {
    const client = await registerTestClient(await server.signIn(manager), { scopes });
    return tokenOf(server, client, scopes.join(' '));
  };
  tokens = { hospital: await systemOf('hospital-manager'), clinic: await systemOf('clinic-manager') };
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.asOwner('DELETE FROM access.consent');
  await server.asOwner('DELETE FROM access.hidden_entry');
});

async function consented(...categories: string[]): Promise<void> {
  const desk = await server.signIn('hospital-desk');
  await desk.post(`/api/persons/${ref}/consents`, { categories, method: 'card-reader' });
  await (await server.signIn('clinic-physician')).post(`/api/persons/${ref}/consents`, {
    categories,
    method: 'card-reader',
  });
}

type Request = Parameters<typeof writeDrugViewRequest>[0];
/** Some of the elements; one that is undefined is left out. */
type Loosely<T> = { readonly [K in keyof T]?: T[K] | undefined };
interface Asked {
  readonly header?: Loosely<Request['header']>;
  readonly body?: Loosely<Request['body']>;
  readonly encoding?: 'utf-8' | 'shift_jis';
  readonly as?: 'hospital' | 'clinic';
  /** Default: that of the institution. */
  readonly token?: string;
}
async function ask({ header, body, encoding = 'utf-8', as = 'hospital', token = tokens[as] }: Asked = {}) {
  const message = {
    header: {
      medicalInstitutionCode: as === 'hospital' ? HOSPITAL.code : CLINIC.code,
      insurerNumber: person.insurerNumber,
      insuranceCardSymbol: person.symbol,
      insuredPersonIdentificationNumber: person.number,
      branchNumber: person.branch,
      arbitraryFileIdentifier: '試験-1',
      ...header,
    },
    body: { fileCategory: '4', prDiInfClassification: '1', medicalTreatmentFlag: '1', ...body },
  } as Request;
  const answer = await server.app.inject({
    method: 'POST',
    url: '/api/oqs?name=YZKsiquc01req_test.xml',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/xml' },
    payload: Buffer.from(writeDrugViewRequest(message, { encoding }).bytes),
  });
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, '']);
  expect(answer.headers['content-disposition']).toContain('YZKsiquc01res_test.xml');
  const read = readDrugViewResponse(answer.rawPayload);
  if (read.message === null) throw new Error(JSON.stringify(read.findings));
  return {
    message: read.message,
    bytes: answer.rawPayload,
    encoding: read.encoding,
    findings: read.findings,
  };
}
const months = ({ body }: DrugViewResponse) => body?.claims ?? [];
const said = ({ header, body }: DrugViewResponse) =>
  `${header.resultCode} ${/\((\w+)\)/.exec(header.messageContents ?? '')?.[1] ?? ''} ${body === undefined ? '' : months({ header, body }).length}`.trim();

test.each(['utf-8', 'shift_jis'] as const)(
  '%s: the record by months and days, in the encoding of the request',
  async (encoding) => {
    await consented('medication', 'treatment', 'surgery');
    const { value, entries } = await disclosuresDuring(server, () => ask({ encoding }));
    const { message, bytes } = value;
    expect([value.encoding, value.findings]).toEqual([encoding, []]);
    expect(new TextDecoder(encoding, { fatal: true }).decode(bytes)).toContain('アムロジピン');
    expect(message.header).toMatchObject({
      resultCode: '1',
      arbitraryFileIdentifier: '試験-1',
      characterCodeIdentifier: encoding === 'utf-8' ? '0' : '1',
      patient: { name: person.name, birth: person.birthDate, admGendCode: person.sex },
    });
    expect(months(message)).toMatchObject([
      {
        month: '2026-09',
        inOut: '2',
        dates: [
          {
            dispensedOn: '2026-09-03',
            drugs: [
              { drugCode: drugCode('amlodipine-5'), quantity: '1', times: '14' },
              { drugCode: drugCode('zolpidem-5') },
            ],
            treatments: [{ treatmentCode: actCode('chronic-management') }],
          },
        ],
      },
      { month: '2026-08' },
    ]);
    // Names of institutions are the patient's here.
    expect(new TextDecoder(encoding).decode(bytes)).not.toContain(HOSPITAL.name);
    expect(entries).toEqual([
      expect.objectContaining({
        person_id: ref,
        actor_role: 'system',
        facility_code: HOSPITAL.code,
        purpose: 'care',
        ground: 'consent-24h',
        outcome: 'shown',
        item_count: 6,
      }),
    ]);
  },
);

test('without consent, with that to drugs alone, with a limit: the words of the refusal, and no more than was allowed', async () => {
  expect(said((await ask()).message)).toBe('9 CONSENT_REQUIRED');
  await consented('medication');
  const { message } = await ask();
  expect(said(message)).toBe('1  2');
  for (const { dates } of months(message)) {
    expect(dates.flatMap(({ treatments = [] }) => treatments)).toEqual([]);
    expect(dates.flatMap(({ drugs }) => drugs)).toHaveLength(2);
  }
  await patient.post('/api/me/restrictions/denied', { facilityCode: HOSPITAL.code, category: null });
  expect(said((await ask()).message)).toBe('9 DENIED_BY_PATIENT');
  await patient.delete(`/api/me/restrictions/denied/${HOSPITAL.code}`);
  await patient.post('/api/me/restrictions/withheld', { on: true });
  const { message: refusal, bytes } = await ask();
  expect(said(refusal)).toBe('9 SHARING_STOPPED');
  expect(bytes.toString('utf8')).not.toContain(person.name);
  await patient.post('/api/me/restrictions/withheld', { on: false });
});

test('drugs without treatments, and months from and to, as the request says', async () => {
  await consented('medication', 'treatment');
  type Month = Request['body']['startDate'];
  const asked = async (body: Loosely<Request['body']>) =>
    months((await ask({ body })).message).map(({ month }) => month);
  expect(await asked({ startDate: '2026-09' as Month })).toEqual(['2026-09']);
  expect(await asked({ endDate: '2026-08' as Month })).toEqual(['2026-08']);
  expect(await asked({ startDate: '2026-08' as Month, endDate: '2026-09' as Month })).toEqual([
    '2026-09',
    '2026-08',
  ]);
  expect(await asked({ startDate: '2025-01' as Month, endDate: '2025-12' as Month })).toEqual([]);
  const { message } = await ask({ body: { fileCategory: '2' } });
  expect(months(message).flatMap(({ dates }) => dates.flatMap(({ treatments = [] }) => treatments))).toEqual(
    [],
  );
});

test('PDF is not offered, another institution’s code is refused: the door is not asked, nothing is told', async () => {
  await consented('medication');
  for (const [asked, code] of [
    [{ body: { fileCategory: '1' } }, 'NOT_OFFERED'],
    [{ body: { fileCategory: '3' } }, 'NOT_OFFERED'],
    [{ header: { medicalInstitutionCode: CLINIC.code } }, 'FACILITY_DIFFERS'],
  ] as const) {
    const { value, entries } = await disclosuresDuring(server, () => ask(asked));
    expect(value.message.header.messageContents).not.toBe('');
    expect([code, value.message.header.resultCode, value.message.body]).toEqual([code, '9', undefined]);
    expect(value.message.header.messageContents).toContain(`(${code})`);
    expect(value.bytes.toString('utf8')).not.toContain(person.name);
    expect(entries).toEqual([]);
  }
});

test('numbers that two people carry, or nobody: said so, with an entry under nobody', async () => {
  const [first, second] = household;
  const numbers = { insuredPersonIdentificationNumber: first?.number ?? '' };
  const asked = (header: Loosely<Request['header']>) => disclosuresDuring(server, () => ask({ header }));
  for (const [header, code] of [
    [{ ...numbers, branchNumber: undefined }, 'AMBIGUOUS'],
    [{ ...numbers, branchNumber: '09' }, 'NOT_FOUND'],
    [{ insuredPersonIdentificationNumber: '1' }, 'NOT_FOUND'],
  ] as const) {
    const { value, entries } = await asked(header);
    expect(said(value.message)).toBe(`9 ${code}`);
    expect(entries).toEqual([
      expect.objectContaining({
        person_id: NOBODY,
        actor_role: 'system',
        facility_code: HOSPITAL.code,
        purpose: 'care',
        outcome: 'refused',
      }),
    ]);
  }
  // With the branch it is one person, who has consented to nothing.
  const { value, entries } = await asked({ ...numbers, branchNumber: second?.branch });
  expect(said(value.message)).toBe('9 CONSENT_REQUIRED');
  expect(entries).toMatchObject([{ person_id: await server.personIdOf(household[1] ?? person) }]);
});

test('what the patient hides is hidden here too, from others and not from its author; psychotropics stay', async () => {
  await consented('medication', 'treatment');
  for (const key of [
    `e${HOSPITAL.code}-2026-09-03-${drugCode('amlodipine-5')}`,
    `e${HOSPITAL.code}-2026-09-03-${drugCode('zolpidem-5')}`,
    `v${HOSPITAL.code}-2026-08-07`,
  ])
    await patient.post('/api/me/restrictions/hidden', { key, label: '試験' });
  const seen = async (as: 'hospital' | 'clinic') =>
    months((await ask({ as })).message).flatMap(({ dates }) =>
      dates.flatMap(({ dispensedOn, drugs, treatments = [] }) => [
        ...drugs.map((drug) => `${dispensedOn} ${drug.drugCode}`),
        ...treatments.map((act) => `${dispensedOn} ${act.treatmentCode}`),
      ]),
    );
  expect(await seen('hospital')).toHaveLength(6);
  expect(await seen('clinic')).toEqual([
    `2026-09-03 ${drugCode('zolpidem-5')}`,
    `2026-09-03 ${actCode('chronic-management')}`,
    `2026-08-07 ${drugCode('zolpidem-5')}`,
  ]);
});

test('what is no request is answered in words', async () => {
  const answer = await server.app.inject({
    method: 'POST',
    url: '/api/oqs?name=YZKsiquc01req_test.xml',
    headers: { authorization: `Bearer ${tokens.hospital}`, 'content-type': 'application/xml' },
    payload: Buffer.from('<XmlMsg/>'),
  });
  const { message } = readDrugViewResponse(answer.rawPayload);
  expect(message?.header).toMatchObject({
    resultCode: '9',
    messageContents: expect.stringContaining('(INPUT)'),
  });
});

test('scopes of the FHIR interface open the whole record only where they cover all of it', async () => {
  await consented('medication', 'treatment', 'surgery');
  const manager = await server.signIn('hospital-manager');
  const answers: Record<string, string> = {};
  for (const scope of ['system/Immunization.rs', 'system/*.rs?_tag=a', 'system/*.rs']) {
    const client = await registerTestClient(manager, { scopes: [scope] });
    const { value, entries } = await disclosuresDuring(server, async () =>
      ask({ token: await tokenOf(server, client, scope) }),
    );
    answers[scope] = said(value.message);
    expect(entries).toHaveLength(1);
  }
  expect(answers).toEqual({
    'system/Immunization.rs': '9 SCOPE_NOT_GRANTED',
    'system/*.rs?_tag=a': '9 SCOPE_NOT_GRANTED',
    'system/*.rs': expect.stringMatching(/^1 /),
  });
});
