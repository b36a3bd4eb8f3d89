import { afterAll, beforeAll, expect, test } from 'vitest';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { HOSPITAL, testPerson } from '../../apps/server/src/testing/people.ts';
import { createTestServer, type TestServer } from '../../apps/server/src/testing/test-server.ts';
import {
  allergy,
  codeOf,
  condition,
  INDICATION,
  INSTANCE,
  idOf,
  observation,
  type Send,
  senderFor,
} from './support.ts';

let server: TestServer;
let ref: string;
let other: string;
let hospital: Send;
let clinic: Send;
let patient: Send;

beforeAll(async () => {
  server = await createTestServer();
  const line = {
    type: 'IY' as const,
    category: '21',
    code: drugCode('amlodipine-5'),
    amount: '1',
    days: { 3: 14 },
  };
  await server.take(
    medicalFile({ claims: [1, 2].map((one) => ({ person: testPerson(one), lines: [line] })) }),
  );
  ref = await server.personIdOf(testPerson(1));
  other = await server.personIdOf(testPerson(2));
  await server.addPatient('patient-1', await server.personIdOf(testPerson(1)));
  hospital = await senderFor(server, 'hospital-physician');
  clinic = await senderFor(server, 'clinic-physician');
  patient = await senderFor(server, 'patient-1');
}, 120_000);
afterAll(() => server.close());

const countOf = async (value: string): Promise<number> => {
  const rows = await server.asOwner('SELECT FROM clinical.identifier WHERE value = $1', [value]);
  return rows.length;
};

test('a resource is created, changed, deleted, and its versions stay', async () => {
  const created = await hospital({ method: 'POST', path: 'AllergyIntolerance', body: allergy(ref, 'life') });
  expect(created.statusCode).toBe(201);
  const id = idOf(created);
  expect(id.startsWith(ref.replaceAll('-', ''))).toBe(true);
  const path = `AllergyIntolerance/${id}`;
  const changed = { ...allergy(ref, 'life', 'そば'), id };
  expect((await hospital({ method: 'PUT', path, body: changed })).statusCode).toBe(200);
  expect((await hospital({ method: 'DELETE', path })).statusCode).toBe(204);
  const history = await hospital({ method: 'GET', path: `${path}/_history` });
  expect(history.json<{ entry: unknown[] }>().entry).toHaveLength(3);
  const versions = await server.asOwner<{ version: number; deleted: boolean }>(
    'SELECT version, deleted FROM clinical.version WHERE resource_id = $1 ORDER BY version',
    [id],
  );
  expect(versions).toEqual([1, 2, 3].map((version) => ({ version, deleted: version === 3 })));
  expect(await countOf('life')).toBe(0);
});

test('the patient sees who sent what', async () => {
  await hospital({ method: 'POST', path: 'AllergyIntolerance', body: allergy(ref, 'seen') });
  const [entry] = await server.asOwner(
    `SELECT event, outcome, ground, purpose, facility_code FROM audit.entry WHERE person_id = $1 ORDER BY seq DESC LIMIT 1`,
    [ref],
  );
  expect(entry).toEqual({
    event: 'clinical-submitted',
    outcome: 'done',
    ground: 'own-patient',
    purpose: 'submission',
    facility_code: HOSPITAL.code,
  });
  const found = await patient({ method: 'GET', path: `AllergyIntolerance?patient=${ref}` });
  expect(found.body).toContain('ペニシリン');
});

test('the same again changes nothing; with the same identifier and other content it is the next version', async () => {
  const send = (amount: number) =>
    hospital({ method: 'POST', path: 'Observation', body: observation(ref, 'again', amount) });
  const first = await send(1.5);
  const second = await send(1.5);
  const third = await send(2.5);
  expect([first.statusCode, second.statusCode, third.statusCode]).toEqual([201, 200, 200]);
  expect([idOf(second), idOf(third)]).toEqual([idOf(first), idOf(first)]);
  expect([first, second, third].map((one) => one.headers.etag)).toEqual(['W/"1"', 'W/"1"', 'W/"2"']);
});

test('digits of decimals stay as they were sent', async () => {
  const body = JSON.stringify(observation(ref, 'digits')).replace('"value":1.5', '"value":1.50');
  const id = idOf(await hospital({ method: 'POST', path: 'Observation', body }));
  const [row] = await server.asOwner<{ content: string }>(
    'SELECT content::text FROM clinical.version WHERE resource_id = $1',
    [id],
  );
  expect(row?.content).toContain('"value":1.50');
});

test('twelve at once with one identifier make one resource', async () => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, () =>
      hospital({
        method: 'POST',
        path: 'Observation',
        body: observation(ref, 'twelve'),
        headers: { 'if-none-exist': `identifier=${INSTANCE}|twelve` },
      }),
    ),
  );
  expect(answers.map((one) => one.statusCode).sort()).toEqual([...Array(11).fill(200), 201]);
  expect(new Set(answers.map(idOf)).size).toBe(1);
});

test('a version that is no longer the present one is refused, and nothing changes', async () => {
  const id = idOf(await hospital({ method: 'POST', path: 'Observation', body: observation(ref, 'lock') }));
  const path = `Observation/${id}`;
  const put = (amount: number, version: string) =>
    hospital({
      method: 'PUT',
      path,
      body: { ...observation(ref, 'lock', amount), id },
      headers: { 'if-match': `W/"${version}"` },
    });
  expect((await put(3, '1')).statusCode).toBe(200);
  const late = await put(4, '1');
  expect([late.statusCode, codeOf(late)]).toEqual([412, 'CLINICAL_VERSION_MISMATCH']);
  const racing = await Promise.all([put(5, '2'), put(6, '2'), put(7, '2')]);
  expect(racing.map((one) => one.statusCode).sort()).toEqual([200, 412, 412]);
});

test('a patch works on the stored version; what it makes must be valid, and stay the same resource of the same person', async () => {
  const id = idOf(await hospital({ method: 'POST', path: 'Observation', body: observation(ref, 'patch') }));
  const patch = (...operations: object[]) =>
    hospital({ method: 'PATCH', path: `Observation/${id}`, body: operations });
  const done = await patch({ op: 'replace', path: '/valueQuantity/value', value: 9 });
  expect(done.json()).toMatchObject({ valueQuantity: { value: 9 }, meta: { versionId: '2' } });
  const refusals = [
    { op: 'remove', path: '/status' },
    { op: 'replace', path: '/id', value: 'x' },
    { op: 'replace', path: '/resourceType', value: 'Condition' },
    { op: 'replace', path: '/subject/reference', value: `Patient/${other}` },
    { op: 'test', path: '/status', value: 'amended' },
    { op: 'add', path: '/__proto__/polluted', value: true },
  ];
  const answers = await Promise.all(refusals.map((one) => patch(one)));
  expect(answers.map((one) => `${one.statusCode} ${codeOf(one)}`)).toEqual([
    '422 CLINICAL_RESOURCE_INVALID',
    '422 CLINICAL_PATCH_FAILED',
    '422 CLINICAL_PATCH_FAILED',
    '422 CLINICAL_PERSON_CHANGED',
    '422 CLINICAL_PATCH_FAILED',
    '422 CLINICAL_PATCH_FAILED',
  ]);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

const transaction = (
  resources: readonly (readonly [fullUrl: string, resource: { resourceType: string }])[],
) => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: resources.map(([fullUrl, resource]) => ({
    fullUrl,
    resource,
    request: { method: 'POST', url: resource.resourceType },
  })),
});
const urn = (index: number) => `urn:uuid:00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

test('entries of a transaction point to each other, and one that is refused undoes all', async () => {
  const members = { hasMember: [{ reference: urn(1) }] };
  const good = transaction([
    [urn(1), observation(ref, 'tx-1')],
    [urn(2), { ...observation(ref, 'tx-2'), ...members }],
  ]);
  const answer = await hospital({ method: 'POST', path: '', body: good });
  expect(answer.statusCode).toBe(200);
  const [row] = await server.asOwner<{ content: string; id: string }>(
    `SELECT v.content::text, m.resource_id AS id FROM clinical.identifier i JOIN clinical.version v USING (resource_id)
     JOIN clinical.identifier m ON m.value = 'tx-1' WHERE i.value = 'tx-2'`,
  );
  expect(row?.content).toContain(`"reference":"Observation/${row?.id}"`);
  const bad = transaction([
    [urn(1), observation(ref, 'tx-3')],
    [urn(2), { ...observation(ref, 'tx-4'), status: 'no such status' }],
  ]);
  const refused = await hospital({ method: 'POST', path: '', body: bad });
  expect([refused.statusCode, await countOf('tx-3'), await countOf('tx-4')]).toEqual([422, 0, 0]);
});

test('a database that goes away in the middle of twenty leaves none of them', async () => {
  const body = transaction(
    Array.from({ length: 20 }, (_, at) => [urn(at), observation(ref, `cut-${at}`)] as const),
  );
  await server.asOwner(`
    CREATE FUNCTION clinical.cut() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$`);
  await server.asOwner(
    `CREATE TRIGGER cut BEFORE INSERT ON clinical.identifier FOR EACH ROW WHEN (NEW.value = 'cut-11') EXECUTE FUNCTION clinical.cut()`,
  );
  const answer = await hospital({ method: 'POST', path: '', body });
  expect(answer.statusCode).toBeGreaterThanOrEqual(500);
  const rows = await server.asOwner(`SELECT FROM clinical.identifier WHERE value LIKE 'cut-%'`);
  expect(rows).toEqual([]);
  await server.asOwner('DROP TRIGGER cut ON clinical.identifier');
  expect((await hospital({ method: 'POST', path: '', body })).statusCode).toBe(200);
  const now = await server.asOwner(`SELECT FROM clinical.identifier WHERE value LIKE 'cut-%'`);
  expect(now).toHaveLength(20);
});

test('institutions do not reach each other’s resources, patients write nothing, and nothing points to another person', async () => {
  const id = idOf(await hospital({ method: 'POST', path: 'Observation', body: observation(ref, 'mine') }));
  const body = { ...observation(ref, 'mine', 8), id };
  const path = `Observation/${id}`;
  const answers = [
    await clinic({ method: 'PUT', path, body }),
    await clinic({ method: 'DELETE', path }),
    await patient({ method: 'POST', path: 'Observation', body: observation(ref, 'by-patient') }),
    await hospital({ method: 'PUT', path, body: { ...observation(other, 'mine'), id } }),
    await hospital({
      method: 'POST',
      path: 'Observation',
      body: { ...observation(other, 'pointing'), hasMember: [{ reference: path }] },
    }),
    await hospital({ method: 'POST', path: 'Observation', body: observation(crypto.randomUUID(), 'nobody') }),
  ];
  expect(answers.map((one) => `${one.statusCode} ${codeOf(one)}`)).toEqual([
    '404 FHIR_RESOURCE_UNKNOWN',
    '404 FHIR_RESOURCE_UNKNOWN',
    '403 ROLE_NOT_ALLOWED',
    '422 CLINICAL_PERSON_CHANGED',
    '422 CLINICAL_PERSON_CHANGED',
    '422 CLINICAL_PERSON_UNRESOLVED',
  ]);
});

test('what is refused is kept byte for byte with its findings, for its institution alone', async () => {
  const body = `  ${JSON.stringify({ ...observation(ref, 'kept'), status: 'wrong' })}\n`;
  expect((await hospital({ method: 'POST', path: 'Observation', body })).statusCode).toBe(422);
  const caller = await server.signIn('hospital-physician');
  const list = (await caller.get('/api/clinical/submissions?state=refused')).json<{
    submissions: {
      id: string;
      reason: string;
      counts: { error: number };
      findings: { expression: string }[];
    }[];
  }>();
  const [newest] = list.submissions;
  expect(newest).toMatchObject({ reason: 'CLINICAL_RESOURCE_INVALID', counts: { error: 1 } });
  expect(newest?.findings[0]?.expression).toBe('Observation.status');
  const original = await caller.get(`/api/clinical/submissions/${newest?.id}/original`);
  expect(original.body).toBe(body);
  const elsewhere = await server.signIn('clinic-physician');
  expect((await elsewhere.get(`/api/clinical/submissions/${newest?.id}/original`)).statusCode).toBe(404);
  expect((await elsewhere.get('/api/clinical/submissions')).body).not.toContain(newest?.id);
});

test('disease names that the patient was not told are shown to nobody but the sender', async () => {
  const mark = (code: string) => [{ system: INDICATION, code }];
  const plain = 'http://jpfhir.jp/fhir/core/StructureDefinition/JP_Condition';
  await hospital({ method: 'POST', path: 'Condition', body: condition(ref, 'told') });
  await hospital({ method: 'POST', path: 'Condition', body: condition(ref, 'untold', mark('UNINFORMED')) });
  await hospital({
    method: 'POST',
    path: 'Condition',
    body: condition(ref, 'undelivered', mark('UNDELIVERED')),
  });
  await hospital({ method: 'POST', path: 'Condition', body: condition(ref, 'unsaid', [], plain) });
  const found = await patient({ method: 'GET', path: `Condition?patient=${ref}` });
  const values = found
    .json<{ entry: { resource: { identifier: { value: string }[] } }[] }>()
    .entry.map(({ resource }) => resource.identifier[0]?.value);
  expect(values).toEqual(['told']);
});

test('the server’s role can neither change nor remove a version', async () => {
  for (const sql of ['UPDATE clinical.version SET told = true', 'DELETE FROM clinical.version']) {
    await expect(server.db.query(sql)).rejects.toThrow('permission denied');
  }
});

test('the bytes of a batch are about everybody in it: reading them leaves an entry for each', async () => {
  const entries = [observation(ref, 'batch-1'), observation(other, 'batch-2')].map((resource) => ({
    resource,
    request: { method: 'POST', url: 'Observation' },
  }));
  const body = { resourceType: 'Bundle', type: 'batch', entry: entries };
  expect((await hospital({ method: 'POST', path: '', body })).statusCode).toBe(200);
  const [first, second] = await server.asOwner<{ submission_id: string; sha256: string; person_id: string }>(
    `SELECT s.submission_id, s.sha256, p.person_id FROM clinical.submission s
     JOIN clinical.submission_person p USING (submission_id) ORDER BY s.received_no DESC LIMIT 2`,
  );
  expect([second?.sha256, second?.person_id]).toEqual([first?.sha256, ref]);
  const { cookie } = await server.signIn('hospital-physician');
  const read = await server.app.inject({
    url: `/api/clinical/submissions/${first?.submission_id}/original`,
    headers: { cookie: cookie ?? '' },
  });
  expect(read.body).toBe(JSON.stringify(body));
  const entered = await server.asOwner<{ person_id: string }>(
    `SELECT person_id FROM audit.entry WHERE purpose = 'submission' AND event = 'disclosure'
       AND detail::jsonb ->> 'submission' = $1`,
    [first?.submission_id],
  );
  expect(entered.map(({ person_id }) => person_id).sort()).toEqual([ref, other].sort());
});
