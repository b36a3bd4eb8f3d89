import { checkDigit } from '@tsunagu/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NOBODY } from '../../apps/server/src/modules/registry/index.ts';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { disclosuresDuring } from '../../apps/server/src/testing/disclosures.ts';
import { flatRecord } from '../../apps/server/src/testing/packed-record.ts';
import { HOSPITAL, testPerson } from '../../apps/server/src/testing/people.ts';
import {
  type Caller,
  createTestServer,
  outcomeOf,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import { addInsurer, coverageOf } from './insurers.ts';

let server: TestServer;
let clerk: Caller;
let other: Caller;
let desk: Caller;
const OTHER = `0699991${checkDigit('0699991')}`;

beforeAll(async () => {
  server = await createTestServer();
  other = await addInsurer(server, OTHER);
  [clerk, desk] = [await server.signIn('insurer-clerk'), await server.signIn('hospital-desk')];
});
afterAll(() => server.close());

const lookUp = async (ordinal: number) => {
  const { insurerNumber, symbol, number, branch, birthDate } = testPerson(ordinal);
  const answer = await desk.post('/api/eligibility/look-up', {
    insurerNumber,
    symbol,
    number,
    branch,
    birthDate,
    limitConsent: false,
  });
  return answer.json();
};

test('a coverage that is registered over HTTP is found at the desk, corrected and closed, with its history', async () => {
  expect(await lookUp(1)).toMatchObject({ state: 'not-found', personRef: null });
  const answer = await clerk.post('/api/insurer/coverages', coverageOf(testPerson(1)));
  expect(outcomeOf(answer)).toBe('200 ok');
  const { coverage, findings } = answer.json();
  expect(coverage).toMatchObject({ name: testPerson(1).name, ratioPercent: 30, insurerName: '試験保険者' });
  expect(findings).toEqual([]);
  const found = await lookUp(1);
  expect(found).toMatchObject({
    state: 'valid',
    code: '1',
    mode: 'numbers',
    results: [{ ratioPercent: 30 }],
  });
  expect(found.person).toMatchObject({ ref: found.personRef, name: testPerson(1).name });

  const corrected = await clerk.post(`/api/insurer/coverages/${coverage.coverageId}/correct`, {
    ...coverageOf(testPerson(1)),
    ratioPercent: 20,
  });
  expect(corrected.json().coverage).toMatchObject({ ratioPercent: 20 });
  const closed = await clerk.post(`/api/insurer/coverages/${coverage.coverageId}/close`, {
    validTo: '2026-10-01',
    reasonOfLoss: '03',
  });
  expect(closed.json().coverage).toMatchObject({ validTo: '2026-10-01', reasonOfLoss: '03' });
  expect(await lookUp(1)).toMatchObject({ state: 'lost', code: '2' });
  const history = (await clerk.get(`/api/insurer/coverages/${coverage.coverageId}`)).json().history;
  expect(history.map((one: { change: string }) => one.change)).toEqual(['registered', 'corrected', 'closed']);
  expect(history[0]).toMatchObject({ by: 'insurer-clerk', values: { ratioPercent: 30, validTo: null } });
});

test('faults are refused with the fields and codes, and nothing is stored', async () => {
  for (const [changed, field, code] of [
    [{ birthDate: '2999-01-01' }, 'birthDate', 'birth-date-in-future'],
    [{ birthDate: '1970-02-30' }, 'birthDate', 'birth-date-invalid'],
    [{ validTo: '2019-01-01' }, 'validTo', 'end-before-begin'],
    [{ ratioPercent: 35 }, 'ratioPercent', 'ratio-out-of-table'],
    [{ insurerNumber: OTHER }, 'insurerNumber', 'insurer-number-not-own'],
    [{ limitCertificate: { flag: 'C01' } }, 'limitFlag', 'limit-flag-unknown'],
    [{ number: '' }, 'number', 'number-missing'],
    [{ branch: '1x' }, 'branch', 'branch-invalid'],
  ] as const) {
    const answer = await clerk.post('/api/insurer/coverages', { ...coverageOf(testPerson(2)), ...changed });
    expect(outcomeOf(answer), field).toBe('422 COVERAGE_REFUSED');
    expect(answer.json().error.fields).toMatchObject({ [field]: code });
  }
  expect(await lookUp(2)).toMatchObject({ state: 'not-found' });
});

test('an insurer sees and changes its own coverages only; nobody else gets in', async () => {
  const { coverage } = (await clerk.post('/api/insurer/coverages', coverageOf(testPerson(3)))).json();
  const url = `/api/insurer/coverages/${coverage.coverageId}`;
  expect(outcomeOf(await other.get(url))).toBe('404 COVERAGE_UNKNOWN');
  expect(outcomeOf(await other.post(`${url}/close`, { validTo: '2026-01-01', reasonOfLoss: '99' }))).toBe(
    '404 COVERAGE_UNKNOWN',
  );
  expect((await other.get('/api/insurer/coverages')).json().coverages).toEqual([]);
  const mine = (await clerk.get(`/api/insurer/coverages?query=${testPerson(3).number}`)).json().coverages;
  expect(mine.map((one: { coverageId: string }) => one.coverageId)).toEqual([coverage.coverageId]);
  for (const account of ['hospital-desk', 'administrator', 'hospital-manager'])
    expect(outcomeOf(await (await server.signIn(account)).get(url)), account).toBe('403 ROLE_NOT_ALLOWED');
  expect(outcomeOf(await server.nobody.get(url))).toBe('401 SESSION_REQUIRED');
});

test('an overlap with another insurer is registered and listed for both', async () => {
  const person = testPerson(4);
  const moved = { ...person, insurerNumber: OTHER, number: '4444' };
  await clerk.post('/api/insurer/coverages', coverageOf(person));
  const answer = await other.post('/api/insurer/coverages', {
    ...coverageOf(moved),
    validFrom: '2026-04-01',
    previous: {
      insurerNumber: person.insurerNumber,
      symbol: person.symbol,
      number: person.number,
      branch: '01',
    },
  });
  expect(answer.json().findings).toMatchObject([{ code: 'overlap', severity: 'warn' }]);
  for (const [caller, their] of [
    [clerk, OTHER],
    [other, person.insurerNumber],
  ] as const) {
    const { overlaps } = (await caller.get('/api/insurer/overlaps')).json();
    expect(overlaps).toMatchObject([{ name: person.name, other: { insurerNumber: their } }]);
  }
  const { coverage } = (await clerk.post('/api/insurer/coverages', coverageOf(person))).json();
  await clerk.post(`/api/insurer/coverages/${coverage.coverageId}/close`, {
    validTo: '2026-04-01',
    reasonOfLoss: '03',
  });
  expect((await other.get('/api/insurer/overlaps')).json().overlaps).toEqual([]);
});

test('claims that waited for an unknown person stand in the record after the registration', async () => {
  const person = testPerson(5);
  const lines = [
    { type: 'IY' as const, category: '21', code: drugCode('amlodipine-5'), amount: '1', days: { 3: 14 } },
  ];
  await server.take(medicalFile({ claims: [{ person, lines }] }), { createPersons: false });
  const items = "SELECT FROM claims.work_item WHERE kind = 'person-unresolved' AND resolved_at IS NULL";
  expect(await server.asOwner(items)).toHaveLength(1);
  await clerk.post('/api/insurer/coverages', coverageOf(person));
  await server.server.eligibility.idle();
  expect(await server.asOwner(items)).toHaveLength(0);
  const physician = await server.signIn('hospital-physician');
  const { personRef } = await lookUp(5);
  await physician.post(`/api/persons/${personRef}/consents`, {
    categories: ['medication'],
    method: 'written',
  });
  const { drugs } = flatRecord(await physician.get(`/api/persons/${personRef}/record`));
  expect(drugs).toHaveLength(1);
});

test('each look-up leaves its entry, also one that finds nobody', async () => {
  const { entries } = await disclosuresDuring(server, async () => {
    await lookUp(1);
    await lookUp(999);
  });
  expect(entries.toSorted((a, b) => b.item_count - a.item_count)).toMatchObject([
    { purpose: 'eligibility', facility_code: HOSPITAL.code, outcome: 'shown', item_count: 1 },
    {
      purpose: 'eligibility',
      facility_code: HOSPITAL.code,
      outcome: 'shown',
      item_count: 0,
      person_id: NOBODY,
    },
  ]);
});
