import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ResourceWriter } from '../../apps/server/src/kernel/fhir/ports.ts';
import { ALICE, BASE, createFhirApp, type FhirApp, outcomeCode } from './support/fhir-app.ts';
import { fillStore, idOf, observation } from './support/resources.ts';

let fhir: FhirApp;
beforeAll(async () => {
  fhir = await createFhirApp();
});
afterAll(() => fhir.close());
beforeEach(() => {
  fhir.store.versions.clear();
  fhir.calls.length = 0;
  fillStore(fhir.store);
});

const O1 = idOf(ALICE, 'o1');
const changed = (more: object = {}) => ({ ...observation(ALICE, more), id: O1 });

test('a resource is created under an id of the server', async () => {
  const answer = await fhir.send('POST', '/Observation', observation(ALICE));
  expect(answer.statusCode).toBe(201);
  const { id } = answer.json();
  expect(answer.headers).toMatchObject({ etag: 'W/"1"', location: `${BASE}/Observation/${id}/_history/1` });
  expect(answer.headers['last-modified']).toBeDefined();
  expect((await fhir.get(`/Observation/${id}`)).json()).toEqual(answer.json());
});

test('the writer gets the body and the bytes as they came', async () => {
  let bytes: Buffer | null = null;
  const spying = await createFhirApp((deps) => {
    const { writer } = deps;
    if (writer === null) throw new Error('there is a writer in these tests');
    const write: ResourceWriter['write'] = (caller, requests, original) => {
      bytes = original.bytes;
      return writer.write(caller, requests, original);
    };
    return { ...deps, writer: { ...writer, write } };
  });
  const text = `{ "resourceType":"Observation", "status": "final", "code": {"text":"試験"}, "subject": {"reference": "Patient/${ALICE}"}, "valueQuantity": {"value": 1.10} }`;
  const answer = await spying.call({
    method: 'POST',
    url: '/fhir/R4/Observation',
    payload: text,
    headers: { 'content-type': 'application/json' },
  });
  expect(answer.statusCode).toBe(201);
  expect(String(bytes)).toBe(text);
  expect(answer.body).toContain('1.10');
  await spying.close();
});

test('what the header Prefer asks for is answered', async () => {
  const send = (prefer: string) => fhir.send('POST', '/Observation', observation(ALICE), { prefer });
  expect((await send('return=minimal')).body).toBe('');
  expect((await send('return=representation')).json().resourceType).toBe('Observation');
  expect((await send('return=OperationOutcome')).json().resourceType).toBe('OperationOutcome');
});

test('XML is taken in', async () => {
  const xml = `<Observation xmlns="http://hl7.org/fhir"><status value="final"/><code><text value="試験"/></code><subject><reference value="Patient/${ALICE}"/></subject></Observation>`;
  const answer = await fhir.call({
    method: 'POST',
    url: '/fhir/R4/Observation',
    payload: xml,
    headers: { 'content-type': 'application/fhir+xml' },
  });
  expect(answer.json()).toMatchObject({ resourceType: 'Observation', code: { text: '試験' } });
});

test('an update makes a version; of two who changed the same one the second is refused', async () => {
  const first = await fhir.send('PUT', `/Observation/${O1}`, changed({ status: 'amended' }), {
    'if-match': 'W/"1"',
  });
  expect([first.statusCode, first.headers.etag]).toEqual([200, 'W/"2"']);
  const second = await fhir.send('PUT', `/Observation/${O1}`, changed({ status: 'corrected' }), {
    'if-match': 'W/"1"',
  });
  expect(second.statusCode).toBe(412);
  expect(fhir.store.current('Observation', O1)).toMatchObject({ status: 'amended' });
});

test('a JSON Patch changes what it names', async () => {
  const patch = (operations: unknown, type = 'application/json-patch+json') =>
    fhir.call({
      method: 'PATCH',
      url: `/fhir/R4/Observation/${O1}`,
      payload: JSON.stringify(operations),
      headers: { 'content-type': type },
    });
  const answer = await patch([{ op: 'replace', path: '/status', value: 'amended' }]);
  expect(answer.json()).toMatchObject({ id: O1, status: 'amended', meta: { versionId: '2' } });
  expect(
    outcomeCode(await patch([{ op: 'replace', path: '/status', value: 'x' }], 'application/fhir+json')),
  ).toBe('415 FHIR_MEDIA_TYPE_UNSUPPORTED');
  expect(outcomeCode(await patch({ op: 'replace' }))).toBe('400 FHIR_BODY_UNEXPECTED');
  expect(outcomeCode(await patch([{ op: 'test', path: '/status', value: 'final' }]))).toBe(
    '400 FHIR_BODY_UNEXPECTED',
  );
  expect(fhir.store.current('Observation', O1)).toMatchObject({ meta: { versionId: '2' } });
});

test('a deleted resource is gone and its history stays', async () => {
  const answer = await fhir.send('DELETE', `/Observation/${O1}`);
  expect([answer.statusCode, answer.body, answer.headers.etag]).toEqual([204, '', 'W/"2"']);
  expect(outcomeCode(await fhir.get(`/Observation/${O1}`))).toBe('410 FHIR_RESOURCE_DELETED');
  expect((await fhir.get(`/Observation/${O1}/_history`)).json().total).toBe(2);
});

const TWO = 'identifier=urn:test:o%7Ctwo';

test('conditions reach the writer as they were asked', async () => {
  const body = observation(ALICE, { identifier: [{ system: 'urn:test:o', value: 'two' }] });
  const created = await fhir.send('POST', '/Observation', body, {
    'if-none-exist': 'identifier=urn:test:o|two',
  });
  expect([created.statusCode, created.json().id]).toEqual([200, idOf(ALICE, 'o2')]);
  const updated = await fhir.send('PUT', `/Observation?${TWO}`, { ...body, status: 'corrected' });
  expect([updated.statusCode, updated.json().id, updated.json().status]).toEqual([
    200,
    idOf(ALICE, 'o2'),
    'corrected',
  ]);
  const fresh = await fhir.send(
    'PUT',
    '/Observation?identifier=urn:test:o%7Cnine',
    observation(ALICE, { identifier: [{ system: 'urn:test:o', value: 'nine' }] }),
  );
  expect(fresh.statusCode).toBe(201);
  const patched = await fhir.call({
    method: 'PATCH',
    url: `/fhir/R4/Observation?${TWO}`,
    payload: '[{"op":"replace","path":"/status","value":"final"}]',
    headers: { 'content-type': 'application/json-patch+json' },
  });
  expect(patched.json()).toMatchObject({ id: idOf(ALICE, 'o2'), status: 'final' });
  expect((await fhir.send('DELETE', `/Observation?${TWO}`)).statusCode).toBe(204);
  expect(fhir.calls.map(([one]) => one?.kind)).toEqual([
    'create',
    'conditional-update',
    'conditional-update',
    'conditional-patch',
    'conditional-delete',
  ]);
});

test.each(['PUT', 'PATCH', 'DELETE'] as const)('%s without id and condition is refused', async (method) => {
  const payload = method === 'PATCH' ? '[]' : JSON.stringify(observation(ALICE));
  const type = method === 'PATCH' ? 'application/json-patch+json' : 'application/fhir+json';
  const answer = await fhir.call({
    method,
    url: '/fhir/R4/Observation',
    payload,
    headers: { 'content-type': type },
  });
  expect(outcomeCode(answer)).toBe('400 FHIR_PARAMETER_INVALID');
});

test.each<[string, string, string, string, string]>([
  [
    'POST',
    '/Observation',
    '{"resourceType":"Condition"}',
    'application/fhir+json',
    '400 FHIR_BODY_UNEXPECTED',
  ],
  ['POST', '/Observation', '[]', 'application/fhir+json', '400 FHIR_BODY_UNEXPECTED'],
  ['POST', '/Observation', '', 'application/fhir+json', '400 FHIR_BODY_UNEXPECTED'],
  ['POST', '/Observation', '{', 'application/fhir+json', '400 FHIR_BODY_UNREADABLE'],
  [
    'POST',
    '/Observation',
    '{"resourceType":"Observation","resourceType":"Condition"}',
    'application/fhir+json',
    '400 FHIR_BODY_UNREADABLE',
  ],
  [
    'POST',
    '/Observation',
    '['.repeat(500) + ']'.repeat(500),
    'application/fhir+json',
    '400 FHIR_BODY_UNREADABLE',
  ],
  [
    'POST',
    '/Observation',
    '<!DOCTYPE x [<!ENTITY a "b">]><Observation xmlns="http://hl7.org/fhir"/>',
    'application/fhir+xml',
    '400 FHIR_BODY_UNREADABLE',
  ],
  ['POST', '/Observation', '{"resourceType":"Observation"}', 'text/plain', '415 FHIR_MEDIA_TYPE_UNSUPPORTED'],
  ['POST', '/Observation', '{"resourceType":"Observation"}', 'nonsense', '415 FHIR_MEDIA_TYPE_UNSUPPORTED'],
  ['POST', '/Observation', 'a=b', 'application/x-www-form-urlencoded', '415 FHIR_MEDIA_TYPE_UNSUPPORTED'],
  [
    'PUT',
    `/Observation/${O1}`,
    '{"resourceType":"Observation","id":"other"}',
    'application/fhir+json',
    '400 FHIR_BODY_UNEXPECTED',
  ],
  [
    'PUT',
    `/Observation/${O1}`,
    '{"resourceType":"Observation"}',
    'application/fhir+json',
    '400 FHIR_BODY_UNEXPECTED',
  ],
  [
    'PUT',
    '/Observation/not_an_id',
    '{"resourceType":"Observation","id":"not_an_id"}',
    'application/fhir+json',
    '400 FHIR_BODY_UNEXPECTED',
  ],
  [
    'PUT',
    '/MedicationDispense/1',
    '{"resourceType":"MedicationDispense","id":"1"}',
    'application/fhir+json',
    '405 FHIR_INTERACTION_NOT_ALLOWED',
  ],
  [
    'POST',
    '/Bundle',
    '{"resourceType":"Bundle","type":"collection"}',
    'application/fhir+json',
    '422 FHIR_BUNDLE_UNACCEPTED',
  ],
  ['POST', '/Bundle', '{"resourceType":"Bundle"}', 'application/fhir+json', '400 FHIR_BODY_UNEXPECTED'],
])('%s %s with %j as %s answers %s', async (method, url, payload, contentType, expected) => {
  const before = fhir.store.versions.size;
  const answer = await fhir.call({
    method: method as 'POST',
    url: `/fhir/R4${url}`,
    payload,
    headers: { 'content-type': contentType },
  });
  expect(outcomeCode(answer)).toBe(expected);
  expect(fhir.store.versions.size).toBe(before);
});

test('a refusal of the writer lists its issues', async () => {
  const answer = await fhir.send('POST', '/Observation', { resourceType: 'Observation', status: 'final' });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().issue[1]).toMatchObject({
    severity: 'error',
    code: 'required',
    expression: ['subject'],
  });
});

test('If-Match that is no version is refused', async () => {
  const answer = await fhir.send('PUT', `/Observation/${O1}`, changed(), { 'if-match': 'yesterday' });
  expect(outcomeCode(answer)).toBe('400 FHIR_HEADER_INVALID');
});

test('bodies are limited: bundles to 16 MiB, everything else to 1 MiB', async () => {
  const filler = (bytes: number) => 'x'.repeat(bytes);
  const large = await fhir.send('POST', '/Observation', {
    resourceType: 'Observation',
    filler: filler(1024 * 1024),
  });
  expect(large.statusCode).toBe(413);
  const document = await fhir.send('POST', '/Bundle', {
    resourceType: 'Bundle',
    type: 'document',
    filler: filler(2 * 1024 * 1024),
  });
  expect(document.statusCode).toBe(201);
  const huge = await fhir.send('POST', '/Bundle', {
    resourceType: 'Bundle',
    type: 'document',
    filler: filler(16 * 1024 * 1024),
  });
  expect(huge.statusCode).toBe(413);
  expect(huge.json().resourceType).toBe('OperationOutcome');
});

test('a document goes to whoever takes it, and is answered with the number that it was given', async () => {
  const document = { resourceType: 'Bundle', type: 'document' };
  const answer = await fhir.send('POST', '/Bundle', document);
  // Nothing here reads bundles, so no address is promised.
  expect([answer.statusCode, answer.headers.location]).toEqual([201, undefined]);
  expect(answer.json().issue.at(-1).diagnostics).toBe('id=b1');
  expect((await fhir.send('POST', '/Bundle', document, { prefer: 'return=minimal' })).body).toBe('');
});

test('a document that can be read is answered with its address', async () => {
  const id = idOf(ALICE, 'd1');
  const reading = await createFhirApp((deps) => ({
    ...deps,
    persons: deps.persons.map((reader) => ({ ...reader, types: [...reader.types, 'Bundle'] })),
    receivers: deps.receivers.map((receiver) => ({
      ...receiver,
      receive: async (...given) => ({ ...(await receiver.receive(...given)), bundleId: id }),
    })),
  }));
  const answer = await reading.send('POST', '/Bundle', { resourceType: 'Bundle', type: 'document' });
  expect([answer.statusCode, answer.headers.location]).toEqual([201, `${BASE}/Bundle/${id}/_history/1`]);
  await reading.close();
});

test('each way of writing needs its letter of the scope', async () => {
  const as = (token: string, method: 'POST' | 'PUT' | 'DELETE', url: string, body: object) =>
    fhir.call({
      method,
      url: `/fhir/R4${url}`,
      payload: JSON.stringify(body),
      headers: { 'content-type': 'application/fhir+json' },
      token,
    });
  for (const [method, url, letter] of [
    ['POST', '/Observation', 'c'],
    ['PUT', `/Observation/${O1}`, 'u'],
    ['DELETE', `/Observation/${O1}`, 'd'],
    ['POST', '/Bundle', 'c'],
  ] as const) {
    const type = url === '/Bundle' ? 'Bundle' : 'Observation';
    const body = type === 'Bundle' ? { resourceType: 'Bundle', type: 'document' } : changed();
    const others = ['c', 'r', 'u', 'd', 's'].filter((one) => one !== letter).join('');
    const refused = await as(`system system/${type}.${others}`, method, url, body);
    expect(outcomeCode(refused)).toBe('403 SCOPE_NOT_GRANTED');
    expect(refused.json().issue[0].diagnostics).toContain(`scope=system/${type}.${letter}`);
    expect((await as(`system system/${type}.${letter}`, method, url, body)).statusCode).toBeLessThan(300);
  }
});

test('a token that writes and does not read is shown nothing that was there before', async () => {
  const as = (token: string, method: 'POST' | 'PATCH', url: string, body: object, more: object = {}) =>
    fhir.call({
      method,
      url: `/fhir/R4${url}`,
      payload: JSON.stringify(body),
      headers: {
        'content-type': method === 'PATCH' ? 'application/json-patch+json' : 'application/fhir+json',
        ...more,
      },
      token,
    });
  const path = `/Observation/${O1}`;
  const note = [{ op: 'add', path: '/note', value: [{ text: 'a' }] }];
  const shown = await as('system system/Observation.ru', 'PATCH', path, note);
  expect([shown.statusCode, shown.json()]).toEqual([200, expect.objectContaining({ id: O1 })]);
  for (const scope of ['u', 'u system/Observation.r?code=a']) {
    const hidden = await as(`system system/Observation.${scope}`, 'PATCH', path, note);
    expect([hidden.statusCode, hidden.body]).toEqual([200, '']);
  }
  const created = await as('system system/Observation.c', 'POST', '/Observation', observation(ALICE));
  expect([created.statusCode, created.json()]).toEqual([201, expect.anything()]);
});
