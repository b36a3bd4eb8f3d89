import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { HOSPITAL, type TestPerson, testPerson } from '../../apps/server/src/testing/people.ts';
import { createTestServer, type TestServer } from '../../apps/server/src/testing/test-server.ts';
import { clinsBundle, referral } from './bundles.ts';
import { codeOf, MEMBER, type Send, senderFor } from './support.ts';

const PACKAGES = new URL('../../../shared/data/fhir', import.meta.url).pathname;
const here = existsSync(PACKAGES);
const note = here ? '' : ' (skipped: no shared data)';

let server: TestServer;
let hospital: Send;
let clinic: Send;
const line = {
  type: 'IY' as const,
  category: '21',
  code: drugCode('amlodipine-5'),
  amount: '1',
  days: { 3: 14 },
};
const known = (...people: readonly TestPerson[]) =>
  server.take(medicalFile({ claims: people.map((person) => ({ person, lines: [line] })) }));
const post = (send: Send, body: unknown) => send({ method: 'POST', path: 'Bundle', body });
const versionsOf = (person: string) =>
  server.asOwner<{ type: string; version: number }>(
    'SELECT type, version FROM clinical.version WHERE person_id = $1 ORDER BY type, version',
    [person],
  );

beforeAll(async () => {
  server = await createTestServer({ ...(here ? { fhirPackages: PACKAGES } : {}) });
  await known(testPerson(1), testPerson(2), testPerson(4));
  hospital = await senderFor(server, 'hospital-physician');
  clinic = await senderFor(server, 'clinic-physician');
}, 120_000);
afterAll(() => server.close());

test('a collection becomes resources of the person whose numbers, birth date and sex it names; the same again changes nothing', async () => {
  const person = testPerson(1);
  const bundle = clinsBundle(person, HOSPITAL.code, 'first');
  const first = await post(hospital, bundle);
  expect([first.statusCode, first.body]).toEqual([201, expect.any(String)]);
  const ref = await server.personIdOf(person);
  const once = [{ type: 'AllergyIntolerance', version: 1 }];
  expect(await versionsOf(ref)).toEqual(once);
  expect((await post(hospital, bundle)).statusCode).toBe(200);
  expect(await versionsOf(ref)).toEqual(once);
  const [row] = await server.asOwner<{ content: string }>(
    'SELECT content::text FROM clinical.version WHERE person_id = $1',
    [ref],
  );
  expect(row?.content).toContain(`"reference":"Patient/${ref}"`);
});

test('institutions hand in for themselves only', async () => {
  const answer = await post(clinic, clinsBundle(testPerson(1), HOSPITAL.code, 'foreign'));
  expect([answer.statusCode, codeOf(answer)]).toEqual([422, 'CLINICAL_RESOURCE_INVALID']);
  expect(answer.body).toContain('The number of the institution is not the one that sends.');
});

test('a bundle about somebody unknown waits whole, and is placed when the person is known, in the name of its sender', async () => {
  const person = testPerson(3);
  const answer = await post(hospital, clinsBundle(person, HOSPITAL.code, 'waits'));
  expect(answer.statusCode).toBe(202);
  expect(await server.server.clinical.peopleRegistered()).toEqual({ retried: 1, placed: 0 });
  await known(person);
  const both = await Promise.all([
    server.server.clinical.peopleRegistered(),
    server.server.clinical.peopleRegistered(),
  ]);
  expect(both.map(({ placed }) => placed).sort()).toEqual([0, 1]);
  const ref = await server.personIdOf(person);
  expect(await versionsOf(ref)).toEqual([{ type: 'AllergyIntolerance', version: 1 }]);
  expect(await server.asOwner('SELECT FROM clinical.pending')).toEqual([]);
  const entries = await server.asOwner(
    `SELECT account, facility_code FROM audit.entry WHERE person_id = $1 AND event = 'clinical-submitted' AND outcome = 'done'`,
    [ref],
  );
  expect(entries).toContainEqual({ account: 'hospital-physician', facility_code: HOSPITAL.code });
});

test('a sex that contradicts the register finds nobody', async () => {
  const person = testPerson(2);
  const wrong = { ...person, sex: person.sex === '1' ? '2' : '1' } as const;
  const answer = await post(hospital, clinsBundle(wrong, HOSPITAL.code, 'contradicted'));
  expect(answer.statusCode).toBe(202);
  expect(answer.body).toContain('not known yet');
  expect(await versionsOf(await server.personIdOf(person))).toEqual([]);
});

test.skipIf(!here)(`a referral is kept whole, with a line in the register of documents${note}`, async () => {
  const person = testPerson(4);
  const answer = await post(hospital, referral(person, HOSPITAL.code, 'letter'));
  expect([answer.statusCode, answer.statusCode === 201 ? '' : answer.body]).toEqual([201, '']);
  const ref = await server.personIdOf(person);
  expect((await versionsOf(ref)).map(({ type }) => type)).toEqual(['Bundle', 'DocumentReference']);
  await server.addPatient('patient-4', ref);
  const patient = await senderFor(server, 'patient-4');
  const found = await patient({ method: 'GET', path: `DocumentReference?patient=${ref}` });
  const [entry] = found.json<{
    entry: { resource: { description: string; content: { attachment: { url: string } }[] } }[];
  }>().entry;
  expect(entry?.resource.description).toBe('診療情報提供書');
  const letter = await patient({ method: 'GET', path: entry?.resource.content[0]?.attachment.url ?? '' });
  expect(letter.json()).toMatchObject({ resourceType: 'Bundle', type: 'document' });
  const twice = await post(hospital, referral(person, HOSPITAL.code, 'letter'));
  expect(twice.statusCode).toBe(200);
});

test('a bundle that is refused when its person becomes known keeps nobody behind it waiting', async () => {
  const [taken, behind] = [testPerson(5), testPerson(6)];
  expect((await post(hospital, clinsBundle(testPerson(1), HOSPITAL.code, 'taken'))).statusCode).toBe(201);
  expect((await post(hospital, clinsBundle(taken, HOSPITAL.code, 'taken'))).statusCode).toBe(202);
  expect((await post(hospital, clinsBundle(behind, HOSPITAL.code, 'behind'))).statusCode).toBe(202);
  await known(taken, behind);
  await server.server.clinical.peopleRegistered();
  expect(await versionsOf(await server.personIdOf(behind))).toEqual([
    { type: 'AllergyIntolerance', version: 1 },
  ]);
  expect(await versionsOf(await server.personIdOf(taken))).toEqual([]);
  const refused = await server.asOwner(
    `SELECT s.reason FROM clinical.submission s LEFT JOIN clinical.pending p USING (submission_id)
     WHERE s.state = 'refused' AND p IS NULL AND s.reason = 'CLINICAL_IDENTIFIER_TAKEN'`,
  );
  expect(refused).toHaveLength(1);
});

test('nothing in a bundle is about anybody but its one patient', async () => {
  const [one, other] = [testPerson(1), testPerson(2)];
  const otherRef = await server.personIdOf(other);
  const memberId = (person: TestPerson) =>
    [person.insurerNumber.padStart(8, '0'), person.symbol, person.number, person.branch].join(':');
  const token = (person: TestPerson) =>
    `Patient?identifier=${encodeURIComponent(`${MEMBER}|${memberId(person)}`)}`;
  const about = (key: string, patient: object) => {
    const bundle = clinsBundle(one, HOSPITAL.code, key);
    const [first, second] = bundle.entry;
    return { ...bundle, entry: [first, { ...second, resource: { ...second?.resource, patient } }] };
  };
  const two = clinsBundle(one, HOSPITAL.code, 'two');
  const stranger = clinsBundle(other, HOSPITAL.code, 'stranger').entry[0];
  const refused = [
    {
      ...two,
      entry: [...two.entry, { ...stranger, fullUrl: 'urn:uuid:00000000-0000-4000-8000-00000000000f' }],
    },
    about('by-id', { reference: `Patient/${otherRef}` }),
    about('by-number', { reference: token(other) }),
    about('by-identifier', { identifier: { system: MEMBER, value: memberId(other) } }),
    about('by-name', { reference: 'urn:uuid:00000000-0000-4000-8000-00000000000e' }),
  ];
  for (const bundle of refused) {
    const answer = await post(hospital, bundle);
    expect([answer.statusCode, codeOf(answer)]).toEqual([422, 'CLINICAL_RESOURCE_INVALID']);
    expect(answer.body).toMatch(/more than one patient|not the patient of the bundle/);
  }
  const taken = [
    about('ok-id', { reference: `Patient/${await server.personIdOf(one)}` }),
    about('ok-number', { reference: token(one) }),
  ];
  for (const bundle of taken) expect((await post(hospital, bundle)).body).not.toContain('one-patient');
});
