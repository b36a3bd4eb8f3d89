import { readBulkResponse, type SearchInfo, writeBulkRequest } from '@tsunagu/oqs';
import { strFromU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLINIC, HOSPITAL, testPerson } from '../../apps/server/src/testing/people.ts';
import {
  type Caller,
  createTestServer,
  outcomeOf,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import { coverageOf } from './insurers.ts';

let server: TestServer;
let desk: Caller;
beforeAll(async () => {
  server = await createTestServer();
  desk = await server.signIn('hospital-desk');
  const clerk = await server.signIn('insurer-clerk');
  for (let ordinal = 1; ordinal <= 5; ordinal++)
    await clerk.post('/api/insurer/coverages', coverageOf(testPerson(ordinal)));
});
afterAll(() => server.close());

const searchOf = (ordinal: number): SearchInfo => {
  const person = testPerson(ordinal);
  return {
    insurerNumber: person.insurerNumber,
    insuredCardSymbol: person.symbol,
    insuredIdentificationNumber: person.number,
    insuredBranchNumber: person.branch,
    birthdate: person.birthDate as SearchInfo['birthdate'],
    limitApplicationCertificateRelatedConsFlg: '0',
    arbitraryIdentifier: `p${ordinal}`,
  };
};
const request = (persons: readonly SearchInfo[], facility = HOSPITAL.code): Uint8Array =>
  writeBulkRequest({
    header: {
      qualificationConfirmationDate: '2026-11-22' as SearchInfo['birthdate'],
      medicalInstitutionCode: facility,
      arbitraryFileIdentifier: 'test-list',
    },
    persons,
  }).bytes;

async function upload(name: string, bytes: Uint8Array) {
  const answer = await server.app.inject({
    method: 'POST',
    url: `/api/eligibility/bulk?name=${name}`,
    payload: Buffer.from(bytes),
    headers: {
      'content-type': 'application/octet-stream',
      'x-tsunagu-request': '1',
      cookie: desk.cookie ?? '',
    },
  });
  expect(outcomeOf(answer)).toBe('202 ok');
  const { receptionNumber } = answer.json().job;
  await server.server.eligibility.idle();
  const shown = (await desk.get(`/api/eligibility/bulk/${receptionNumber}`)).json();
  return { receptionNumber, ...shown };
}

/** @spec eligibility.md §14.6 */
test('1,000 with one malformed: 999 normal, 1 error, in the job, the header and the zip', async () => {
  const persons = Array.from({ length: 1_000 }, (_, at) => searchOf(1 + (at % 5)));
  const text = strFromU8(request(persons));
  const birth = '<Birthdate>';
  const seventh = text.split(birth).slice(0, 7).join(birth).length;
  const broken = `${text.slice(0, seventh)}<Birthdate>2026-13-45${text.slice(seventh + birth.length + 8)}`;
  for (const bytes of [Buffer.from(broken), zipSync({ 'list.xml': Buffer.from(broken) })]) {
    const { job, receptionNumber, results, next } = await upload('list.bin', bytes);
    expect(job).toMatchObject({ state: 'done', total: 1_000, done: 1_000, normal: 999, errors: 1 });
    expect(results[6]).toMatchObject({ ordinal: 7, state: null, identifier: 'p2' });
    expect(results[7]).toMatchObject({ ordinal: 8, state: 'valid', code: '1', ratioPercent: 30 });
    expect(next).not.toBeNull();
    const plain = await desk.get(`/api/eligibility/bulk/${receptionNumber}/result?format=xml`);
    const packed = await desk.get(`/api/eligibility/bulk/${receptionNumber}/result?format=zip`);
    const [unpacked = new Uint8Array()] = Object.values(unzipSync(packed.rawPayload));
    for (const answer of [plain.rawPayload, unpacked]) {
      const read = readBulkResponse(answer);
      if (read.message === null) throw new Error(read.error.code);
      expect(read.message.header).toMatchObject({
        segmentOfResult: '1',
        receptionNumber,
        arbitraryFileIdentifier: 'test-list',
        numberOfProcessingResult: 1_000,
        numberOfNormalProcessing: 999,
        numberOfError: 1,
      });
      expect(read.items).toHaveLength(1_000);
      expect(read.items[6]?.value).toMatchObject({ processingResultStatus: '2' });
      expect(read.items[7]?.value).toMatchObject({ processingResultStatus: '1', qualificationValidity: '1' });
    }
  }
});

test('a CSV list, with those who are not found and one malformed row', async () => {
  const { insurerNumber, symbol, number, branch, birthDate } = testPerson(1);
  const rows = [
    '患者番号,保険者番号,記号,番号,枝番,生年月日',
    `a1,${insurerNumber},${symbol},${number},${branch},${birthDate}`,
    `a2,${insurerNumber},${symbol},999,${branch},${birthDate}`,
    `a3,${insurerNumber},${symbol},${number},${branch},19701301`,
  ];
  const { job, results } = await upload('list.csv', Buffer.from(rows.join('\r\n')));
  expect(job).toMatchObject({ state: 'done', kind: 'csv', total: 3, normal: 2, errors: 1 });
  expect(results).toMatchObject([
    { identifier: 'a1', state: 'valid' },
    { identifier: 'a2', state: 'not-found', code: '4' },
    { identifier: 'a3', state: null },
  ]);
});

test('what cannot be a list is refused whole: bombs, other institutions, broken XML, empty lists', async () => {
  const bomb = zipSync({ 'list.xml': new Uint8Array(70 * 1024 * 1024) }, { level: 9 });
  expect((await upload('bomb.zip', bomb)).job).toMatchObject({ state: 'refused', refusal: 'zip-refused' });
  const foreign = await upload('list.xml', request([searchOf(1)], CLINIC.code));
  expect(foreign.job).toMatchObject({ state: 'refused', refusal: 'ELG-FACILITY-DIFFERS' });
  const cut = await upload('list.xml', request([searchOf(1)]).subarray(0, 200));
  expect(cut.job).toMatchObject({ state: 'refused' });
  expect((await upload('list.zip', zipSync({ 'readme.txt': Buffer.from('x') }))).job).toMatchObject({
    state: 'refused',
    refusal: 'zip-empty',
  });
});

test('another institution neither sees the list nor fetches its answers', async () => {
  const { receptionNumber } = await upload('list.xml', request([searchOf(1)]));
  const other = await server.signIn('clinic-physician');
  expect((await other.get('/api/eligibility/bulk')).json().jobs).toEqual([]);
  for (const url of ['', '/result', '/events'])
    expect(outcomeOf(await other.get(`/api/eligibility/bulk/${receptionNumber}${url}`)), url).toBe(
      '404 BULK_UNKNOWN',
    );
});

test('a list that was interrupted goes on behind the checkpoint', async () => {
  const persons = Array.from({ length: 250 }, (_, at) => searchOf(1 + (at % 5)));
  const { receptionNumber } = await upload('list.xml', request(persons));
  // As a process leaves it that is killed after the first hundred were committed.
  await server.asOwner('DELETE FROM eligibility.bulk_result WHERE reception_number = $1 AND ordinal > 100', [
    receptionNumber,
  ]);
  await server.asOwner(
    `UPDATE eligibility.bulk_job SET state = 'working', done = 100, normal = 100, finished_at = NULL WHERE reception_number = $1`,
    [receptionNumber],
  );
  server.server.eligibility.poke();
  await server.server.eligibility.idle();
  const { job } = (await desk.get(`/api/eligibility/bulk/${receptionNumber}`)).json();
  expect(job).toMatchObject({ state: 'done', total: 250, done: 250, normal: 250 });
  const stored = 'SELECT ordinal FROM eligibility.bulk_result WHERE reception_number = $1';
  expect(await server.asOwner(stored, [receptionNumber])).toHaveLength(250);
});
