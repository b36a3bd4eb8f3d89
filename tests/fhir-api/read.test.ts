import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ALICE, BASE, BOB, createFhirApp, type FhirApp, outcomeCode } from './support/fhir-app.ts';
import { type Bundle, fillStore, idOf } from './support/resources.ts';

let fhir: FhirApp;
beforeAll(async () => {
  fhir = await createFhirApp();
  fillStore(fhir.store);
  fillStore(fhir.store, BOB);
});
afterAll(() => fhir.close());
beforeEach(() => {
  fhir.door.entries.length = 0;
});

const O1 = idOf(ALICE, 'o1');

test('a resource is read with its version, its time and no place in any cache', async () => {
  const answer = await fhir.get(`/Observation/${O1}`);
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual(fhir.store.current('Observation', O1));
  expect(answer.headers).toMatchObject({
    'content-type': 'application/fhir+json; charset=utf-8',
    etag: 'W/"1"',
    'last-modified': 'Sun, 22 Nov 2026 00:00:00 GMT',
    'cache-control': 'no-store',
  });
});

test('every reading goes through the door and leaves what was handed out', async () => {
  await fhir.get(`/Observation/${O1}`);
  await fhir.get(`/Observation/${idOf(ALICE, 'nothing')}`);
  expect(fhir.door.entries).toEqual([
    {
      personId: ALICE,
      account: 'physician',
      interaction: 'read Observation',
      types: ['Observation'],
      itemCount: 1,
    },
    {
      personId: ALICE,
      account: 'physician',
      interaction: 'read Observation',
      types: ['Observation'],
      itemCount: 0,
    },
  ]);
});

test('HEAD answers what GET does, without the body', async () => {
  const url = `/fhir/R4/Observation/${O1}`;
  const head = await fhir.call({ method: 'HEAD', url });
  const get = await fhir.call({ method: 'GET', url });
  expect([head.statusCode, head.body]).toEqual([200, '']);
  expect(head.headers.etag).toBe(get.headers.etag);
});

test('an organisation is read without a door', async () => {
  expect((await fhir.get('/Organization/org-1')).json()).toMatchObject({ name: '試験病院' });
  expect(outcomeCode(await fhir.get('/Organization/org-9'))).toBe('404 FHIR_RESOURCE_UNKNOWN');
  expect(fhir.door.entries).toEqual([]);
});

test('XML is written and _format wins over Accept', async () => {
  const xml = await fhir.call({
    method: 'GET',
    url: `/fhir/R4/Observation/${O1}`,
    headers: { accept: 'application/fhir+xml' },
  });
  expect(xml.headers['content-type']).toBe('application/fhir+xml; charset=utf-8');
  expect(xml.body).toContain('<Observation xmlns="http://hl7.org/fhir">');
  expect(xml.body).toContain('<status value="final"/>');
  const json = await fhir.call({
    method: 'GET',
    url: `/fhir/R4/Observation/${O1}?_format=json`,
    headers: { accept: 'application/fhir+xml' },
  });
  expect(json.json()).toMatchObject({ id: O1 });
  const plus = await fhir.get(`/Observation/${O1}?_format=application/fhir+xml`);
  expect(plus.body).toContain('<Observation');
});

test('what XML cannot hold is answered in JSON only', async () => {
  const id = idOf(ALICE, 'odd');
  fhir.store.put('Observation', id, { status: 'final', colour: 'red' });
  expect((await fhir.get(`/Observation/${id}`)).json()).toMatchObject({ colour: 'red' });
  const xml = await fhir.get(`/Observation/${id}?_format=xml`);
  fhir.store.versions.delete(`Observation/${id}`);
  expect(xml.statusCode).toBe(406);
  expect(xml.body).toContain('FHIR_FORMAT_NOT_ACCEPTABLE');
});

test.each([
  ['application/json', 200],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 200],
  ['application/fhir+json; fhirVersion=4.0', 200],
  ['text/turtle', 406],
  ['image/png', 406],
  ['application/fhir+json;q=0', 406],
])('Accept: %s answers %i', async (accept, status) => {
  const answer = await fhir.call({ method: 'GET', url: `/fhir/R4/Observation/${O1}`, headers: { accept } });
  expect(answer.statusCode).toBe(status);
  if (status === 406) expect(outcomeCode(answer)).toBe('406 FHIR_FORMAT_NOT_ACCEPTABLE');
});

test('a version that the caller has is not sent again', async () => {
  const ask = async (headers: Record<string, string>) =>
    (await fhir.call({ method: 'GET', url: `/fhir/R4/Observation/${O1}`, headers })).statusCode;
  expect(await ask({ 'if-none-match': 'W/"1"' })).toBe(304);
  expect(await ask({ 'if-none-match': 'W/"7", W/"1"' })).toBe(304);
  expect(await ask({ 'if-none-match': 'W/"2"' })).toBe(200);
  expect(await ask({ 'if-modified-since': 'Sun, 22 Nov 2026 00:00:00 GMT' })).toBe(304);
  expect(await ask({ 'if-modified-since': 'Sat, 21 Nov 2026 23:59:59 GMT' })).toBe(200);
  expect(await ask({ 'if-none-match': 'W/"2"', 'if-modified-since': 'Sun, 22 Nov 2026 00:00:00 GMT' })).toBe(
    200,
  );
});

test('versions are read by their number, and the history newest first', async () => {
  const id = idOf(ALICE, 'h1');
  fhir.store.put('Observation', id, { status: 'preliminary' });
  fhir.store.put('Observation', id, { status: 'final' });
  expect((await fhir.get(`/Observation/${id}/_history/1`)).json()).toMatchObject({ status: 'preliminary' });
  expect((await fhir.get(`/Observation/${id}/_history/2`)).json()).toMatchObject({ status: 'final' });
  expect(outcomeCode(await fhir.get(`/Observation/${id}/_history/3`))).toBe('404 FHIR_VERSION_UNKNOWN');
  fhir.store.remove('Observation', id);
  const history = (await fhir.get(`/Observation/${id}/_history`)).json<
    Bundle & { entry: { request: object }[] }
  >();
  expect([history.type, history.total]).toEqual(['history', 3]);
  expect(history.entry?.map(({ request }) => request)).toEqual([
    { method: 'DELETE', url: `Observation/${id}` },
    { method: 'PUT', url: `Observation/${id}` },
    { method: 'POST', url: 'Observation' },
  ]);
  expect(history.entry?.map(({ response }) => response.etag)).toEqual(['W/"3"', 'W/"2"', 'W/"1"']);
  const newest = (await fhir.get(`/Observation/${id}/_history?_count=1`)).json<Bundle>();
  expect([newest.total, newest.entry?.length]).toEqual([3, 1]);
  const since = fhir.store.versions.get(`Observation/${id}`)?.[1]?.lastUpdated.toISOString();
  expect((await fhir.get(`/Observation/${id}/_history?_since=${since}`)).json<Bundle>().total).toBe(2);
  expect((await fhir.get(`/Observation/${id}/_history?_since=soon`)).statusCode).toBe(400);
  expect(outcomeCode(await fhir.get(`/Observation/${id}`))).toBe('410 FHIR_RESOURCE_DELETED');
  expect(outcomeCode(await fhir.get(`/Observation/${id}/_history/3`))).toBe('410 FHIR_RESOURCE_DELETED');
});

test('what is rendered has the present version only', async () => {
  const id = idOf(ALICE, 'm1');
  const history = (await fhir.get(`/MedicationDispense/${id}/_history`)).json<Bundle>();
  expect(history.total).toBe(1);
  expect((await fhir.get(`/MedicationDispense/${id}/_history/1`)).json()).toMatchObject({ id });
  expect(outcomeCode(await fhir.get(`/MedicationDispense/${id}/_history/2`))).toBe(
    '404 FHIR_VERSION_UNKNOWN',
  );
});

test('the elements of a read can be chosen', async () => {
  const answer = (await fhir.get(`/Observation/${O1}?_elements=status`)).json();
  expect(answer).toMatchObject({ resourceType: 'Observation', id: O1, status: 'final' });
  expect(answer.effectiveDateTime).toBeUndefined();
  expect(JSON.stringify(answer.meta.tag)).toContain('SUBSETTED');
});

test.each([
  ['GET', '/Martian/1', '404 FHIR_TYPE_UNKNOWN'],
  ['GET', '/Slot/1', '404 FHIR_TYPE_UNKNOWN'],
  ['GET', '/Observation/not_an_id', '404 FHIR_RESOURCE_UNKNOWN'],
  ['GET', '/Observation/unknown-person', '404 FHIR_RESOURCE_UNKNOWN'],
  ['GET', `/Observation/${idOf('00000000-0000-8000-8000-0000000000ff', 'o1')}`, '404 PERSON_UNKNOWN'],
  ['GET', `/Observation/${idOf(BOB, 'o1')}x`, '404 FHIR_RESOURCE_UNKNOWN'],
  ['GET', '/Observation/_history', '501 FHIR_INTERACTION_NOT_IMPLEMENTED'],
  ['GET', '/Observation/_search', '405 FHIR_INTERACTION_NOT_ALLOWED'],
  ['GET', '/_history', '501 FHIR_INTERACTION_NOT_IMPLEMENTED'],
  ['GET', '', '501 FHIR_INTERACTION_NOT_IMPLEMENTED'],
  ['GET', `/Patient/${ALICE}/$unknown`, '404 FHIR_OPERATION_UNKNOWN'],
  ['GET', '/$unknown', '404 FHIR_OPERATION_UNKNOWN'],
  ['GET', `/Observation/${O1}/_history/1/2`, '404 ROUTE_UNKNOWN'],
  ['PUT', '/metadata', '405 FHIR_INTERACTION_NOT_ALLOWED'],
  ['DELETE', '/MedicationDispense/1', '405 FHIR_INTERACTION_NOT_ALLOWED'],
  ['POST', '/Organization', '405 FHIR_INTERACTION_NOT_ALLOWED'],
  ['POST', `/Observation/${O1}`, '405 FHIR_INTERACTION_NOT_ALLOWED'],
] as const)('%s %s answers %s', async (method, url, expected) => {
  const answer = await fhir.call({ method, url: `/fhir/R4${url}` });
  expect(outcomeCode(answer)).toBe(expected);
  expect(answer.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
  if (expected.startsWith('405')) expect(answer.headers.allow).toMatch(/^(GET|POST)/);
});

test('nobody who is not signed in gets further than the statement', async () => {
  const answer = await fhir.call({ method: 'GET', url: `/fhir/R4/Observation/${O1}`, token: null });
  expect(outcomeCode(answer)).toBe('401 SESSION_REQUIRED');
  expect(answer.headers['www-authenticate']).toBe('Bearer');
  expect((await fhir.call({ method: 'GET', url: '/fhir/R4/metadata', token: null })).statusCode).toBe(200);
});

test('a refusal of the door is told as an outcome, without naming anybody', async () => {
  fhir.door.refusals.set('physician', 'CONSENT_REQUIRED');
  const answer = await fhir.get(`/Observation/${O1}`);
  fhir.door.refusals.clear();
  expect(outcomeCode(answer)).toBe('403 CONSENT_REQUIRED');
  expect(answer.json()).toMatchObject({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'forbidden' }],
  });
  expect(answer.body).not.toContain(ALICE);
});

test('addresses in answers are those of the installation', async () => {
  const history = (await fhir.get(`/MedicationDispense/${idOf(ALICE, 'm1')}/_history`)).json<Bundle>();
  expect(history.link[0]?.url).toBe(`${BASE}/MedicationDispense/${idOf(ALICE, 'm1')}/_history`);
});
