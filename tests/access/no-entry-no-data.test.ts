import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode } from '../../apps/server/src/testing/demo-codes.ts';
import { disclosuresDuring } from '../../apps/server/src/testing/disclosures.ts';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import {
  type Caller,
  createTestServer,
  outcomeOf,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';

const person = testPerson(1);
let server: TestServer;
let ref: string;
let desk: Caller;
let physician: Caller;
let patient: Caller;

beforeAll(async () => {
  server = await createTestServer();
  await server.take(
    medicalFile({
      claims: [{ person, lines: [{ type: 'SI', category: '13', code: actCode('chronic-management') }] }],
    }),
  );
  const personId = await server.personIdOf(person);
  ref = personId;
  await server.addPatient('patient-1', personId);
  desk = await server.signIn('hospital-desk');
  physician = await server.signIn('hospital-physician');
  patient = await server.signIn('patient-1');
  await desk.post(`/api/persons/${ref}/consents`, { categories: ['treatment'], method: 'written' });
});
afterAll(() => server.close());
afterEach(() => server.asOwner('GRANT INSERT ON audit.entry TO tsunagu_app'));

const everyView = () => [
  physician.get(`/api/persons/${ref}/record`),
  physician.get(`/api/persons/${ref}`),
  desk.post('/api/reception/find', {
    insurerNumber: person.insurerNumber,
    symbol: person.symbol,
    number: person.number,
    birthDate: person.birthDate,
  }),
  desk.get(`/api/persons/${ref}/consents`),
  patient.get('/api/me/record'),
  patient.get('/api/me/disclosures'),
];

test('where the entry cannot be written, no data leave the server', async () => {
  await server.asOwner('REVOKE INSERT ON audit.entry FROM tsunagu_app');
  const { value: answers, entries } = await disclosuresDuring(server, () => Promise.all(everyView()));
  for (const answer of answers) {
    expect(outcomeOf(answer)).toBe('500 INTERNAL');
    expect(Object.keys(answer.json())).toEqual(['error']);
    expect(answer.body).not.toMatch(/試験|シケン|195001210|disclosure|permission/);
  }
  expect(entries).toEqual([]);
  await server.asOwner('GRANT INSERT ON audit.entry TO tsunagu_app');
  const after = await disclosuresDuring(server, () => Promise.all(everyView()));
  expect(after.value.map(outcomeOf)).toEqual(after.value.map(() => '200 ok'));
  expect(after.entries.length).toBe(after.value.length);
});

test('entries of many simultaneous views are all kept, each before its answer', async () => {
  const { value: answers, entries } = await disclosuresDuring(server, () =>
    Promise.all(Array.from({ length: 60 }, () => physician.get(`/api/persons/${ref}/record`))),
  );
  expect(new Set(answers.map(outcomeOf))).toEqual(new Set(['200 ok']));
  expect(entries.length).toBe(60);
});

test('a commit of the server is on disk before it counts', async () => {
  expect(await server.db.query('SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
  expect(await server.db.query('SHOW fsync')).toEqual([{ fsync: 'on' }]);
});

test('the server can neither change nor remove an entry, in no partition', async () => {
  const tables = await server.asOwner<{ name: string }>(
    `SELECT 'audit.' || relname AS name FROM pg_class WHERE relnamespace = 'audit'::regnamespace AND relname ~ '^entry(_[0-9]+)?$' AND relkind IN ('r', 'p')`,
  );
  expect(tables.length).toBe(9);
  for (const { name } of tables) {
    await expect(server.db.query(`UPDATE ${name} SET account = 'somebody else'`)).rejects.toThrow(
      'permission denied',
    );
    await expect(server.db.query(`DELETE FROM ${name}`)).rejects.toThrow('permission denied');
    await expect(server.db.query(`TRUNCATE ${name}`)).rejects.toThrow('permission denied');
    await expect(server.db.query(`DROP TABLE ${name}`)).rejects.toThrow('must be owner');
  }
});

test('a recorded consent can be withdrawn and nothing else', async () => {
  for (const change of [
    `valid_until = 'infinity'`,
    `facility_code = '1310000001'`,
    `category = 'surgery'`,
    'given_at = now()',
  ]) {
    await expect(server.db.query(`UPDATE access.consent SET ${change}`)).rejects.toThrow('permission denied');
  }
  await expect(server.db.query('DELETE FROM access.consent')).rejects.toThrow('permission denied');
});

test('a refusal at a route that names no person is entered, too', async () => {
  const nurse = await server.signIn('hospital-nurse');
  const answer = await nurse.get('/api/facility/view-log');
  expect(outcomeOf(answer)).toBe('403 ROLE_NOT_ALLOWED');
  expect(
    await server.asOwner(
      `SELECT account, outcome, refusal_code, detail->>'route' AS route FROM audit.entry WHERE event = 'route-refused'`,
    ),
  ).toEqual([
    {
      account: 'hospital-nurse',
      outcome: 'refused',
      refusal_code: 'ROLE_NOT_ALLOWED',
      route: 'GET /api/facility/view-log',
    },
  ]);
});
