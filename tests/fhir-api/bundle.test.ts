import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ALICE, BASE, createFhirApp, type FhirApp, outcomeCode } from './support/fhir-app.ts';
import { type Bundle, fillStore, idOf, idsIn, observation } from './support/resources.ts';

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

interface Entry {
  readonly fullUrl?: string;
  readonly resource?: object;
  readonly request?: object;
}
const send = (type: string, entry: readonly Entry[]) =>
  fhir.send('POST', '', { resourceType: 'Bundle', type, entry });
const O1 = idOf(ALICE, 'o1');
const O2 = idOf(ALICE, 'o2');
const get = (url: string): Entry => ({ request: { method: 'GET', url } });
const post = (more: object = {}, fullUrl?: string): Entry => ({
  ...(fullUrl === undefined ? {} : { fullUrl }),
  resource: observation(ALICE, more),
  request: { method: 'POST', url: 'Observation' },
});
const statuses = (bundle: Bundle) => (bundle.entry ?? []).map(({ response }) => response.status);

test('a batch handles each entry for itself, in the order of the request', async () => {
  const answer = await send('batch', [
    get(`Observation/${O1}`),
    post(),
    get('Observation/unknown'),
    { request: { method: 'DELETE', url: `Observation/${O2}` } },
    get(`MedicationDispense?patient=${ALICE}&_sort=-whenhandedover`),
    get(`${BASE}/Organization/org-1`),
    { request: { method: 'PUT', url: 'Martian/1' }, resource: {} },
    {},
  ]);
  const bundle = answer.json<Bundle>();
  expect([answer.statusCode, bundle.type]).toEqual([200, 'batch-response']);
  expect(statuses(bundle)).toEqual([
    '200 OK',
    '201 Created',
    '404 Not Found',
    '204 No Content',
    '200 OK',
    '200 OK',
    '404 Not Found',
    '400 Bad Request',
  ]);
  expect(bundle.entry?.[0]?.resource.id).toBe(O1);
  expect(bundle.entry?.[2]?.response.outcome?.issue[0]?.details.coding[0]?.code).toBe(
    'FHIR_RESOURCE_UNKNOWN',
  );
  expect(idsIn(bundle.entry?.[4]?.resource as unknown as Bundle)).toEqual(
    ['m3', 'm2', 'm1'].map((one) => idOf(ALICE, one)),
  );
  expect(fhir.calls).toHaveLength(2);
});

test('a transaction writes everything in one call: removals, new ones, changes, and reads what came of it', async () => {
  const name = 'urn:uuid:6f1c1b4e-0000-4000-8000-000000000001';
  const answer = await send('transaction', [
    get(`Observation?patient=${ALICE}`),
    {
      request: { method: 'PUT', url: `Observation/${O1}` },
      resource: { ...observation(ALICE, { status: 'amended' }), id: O1 },
    },
    post({ hasMember: [{ reference: name }] }),
    post({ status: 'preliminary' }, name),
    { request: { method: 'DELETE', url: `Observation/${O2}` } },
  ]);
  const bundle = answer.json<Bundle>();
  expect(statuses(bundle)).toEqual(['200 OK', '200 OK', '201 Created', '201 Created', '204 No Content']);
  expect(fhir.calls.map((requests) => requests.map(({ kind }) => kind))).toEqual([
    ['delete', 'create', 'create', 'update'],
  ]);
  const panel = bundle.entry?.[2]?.resource;
  const member = bundle.entry?.[3]?.resource;
  expect(panel).toMatchObject({ hasMember: [{ reference: `Observation/${member?.id}` }] });
  expect((bundle.entry?.[0]?.resource as Bundle | undefined)?.total).toBe(3);
  expect(bundle.entry?.[1]?.response).toMatchObject({
    etag: 'W/"2"',
    location: `${BASE}/Observation/${O1}/_history/2`,
  });
});

test.each<[string, Entry[], string, number]>([
  [
    'a refused resource',
    [post(), { resource: { resourceType: 'Observation' }, request: { method: 'POST', url: 'Observation' } }],
    '400 FHIR_BODY_UNEXPECTED',
    1,
  ],
  [
    'an outdated version',
    [
      post(),
      {
        resource: { ...observation(ALICE), id: O1 },
        request: { method: 'PUT', url: `Observation/${O1}`, ifMatch: 'W/"9"' },
      },
    ],
    '412 PROOF_NOT_YET',
    1,
  ],
  [
    'an entry that removes what is unknown',
    [post(), { request: { method: 'DELETE', url: `Observation/${idOf(ALICE, 'none')}` } }],
    '404 FHIR_RESOURCE_UNKNOWN',
    1,
  ],
  [
    'a type that is not written',
    [post(), { resource: { resourceType: 'Patient' }, request: { method: 'POST', url: 'Patient' } }],
    '405 FHIR_INTERACTION_NOT_ALLOWED',
    1,
  ],
  ['an entry without request', [post(), { resource: observation(ALICE) }], '400 FHIR_BODY_UNEXPECTED', 1],
  [
    'one resource written twice',
    [
      { resource: { ...observation(ALICE), id: O1 }, request: { method: 'PUT', url: `Observation/${O1}` } },
      { request: { method: 'DELETE', url: `Observation/${O1}` } },
    ],
    '400 FHIR_BODY_UNEXPECTED',
    1,
  ],
  ['one name for two', [post({}, 'urn:uuid:1'), post({}, 'urn:uuid:1')], '400 FHIR_BODY_UNEXPECTED', 1],
])(
  'a transaction with %s leaves nothing behind and says where it stands',
  async (_what, entries, expected, at) => {
    const before = JSON.stringify([...fhir.store.versions]);
    const answer = await send('transaction', entries);
    expect(outcomeCode(answer)).toBe(expected);
    expect(answer.json().issue[0].expression).toEqual([expect.stringContaining(`Bundle.entry[${at}]`)]);
    expect(JSON.stringify([...fhir.store.versions])).toBe(before);
  },
);

test('a transaction without the scope for one entry writes nothing', async () => {
  const body = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [post(), { request: { method: 'DELETE', url: `Observation/${O1}` } }],
  };
  const answer = await fhir.call({
    method: 'POST',
    url: '/fhir/R4',
    token: 'system system/Observation.c',
    payload: JSON.stringify(body),
    headers: { 'content-type': 'application/fhir+json' },
  });
  expect(outcomeCode(answer)).toBe('403 SCOPE_NOT_GRANTED');
  expect(fhir.calls).toEqual([]);
});

test('a patch travels as a Binary', async () => {
  const data = Buffer.from('[{"op":"replace","path":"/status","value":"amended"}]').toString('base64');
  const resource = { resourceType: 'Binary', contentType: 'application/json-patch+json', data };
  const request = { method: 'PATCH', url: `Observation/${O1}` };
  expect(statuses((await send('transaction', [{ resource, request }])).json())).toEqual(['200 OK']);
  expect(fhir.store.current('Observation', O1)).toMatchObject({ status: 'amended' });
});

test('other bundles, too many entries and bundles in bundles are refused', async () => {
  expect(outcomeCode(await send('collection', []))).toBe('400 FHIR_BODY_UNEXPECTED');
  expect(outcomeCode(await send('batch', new Array(1001).fill(get('metadata'))))).toBe(
    '413 FHIR_BUNDLE_TOO_LONG',
  );
  const nested = {
    resource: { resourceType: 'Bundle', type: 'batch' },
    request: { method: 'POST', url: '' },
  };
  expect(statuses((await send('batch', [nested])).json())).toEqual(['400 Bad Request']);
});

test('an empty transaction is answered by an empty one', async () => {
  expect((await send('transaction', [])).json()).toEqual({
    resourceType: 'Bundle',
    type: 'transaction-response',
    entry: [],
  });
});

test('once the answers are too large to be held, entries that read are refused, and no door is asked', async () => {
  const created = await fhir.send(
    'POST',
    '/Observation',
    observation(ALICE, { note: [{ text: 'x'.repeat(900_000) }] }),
  );
  const { id } = created.json<{ id: string }>();
  fhir.door.entries.length = 0;
  const many = Array.from({ length: 60 }, () => get(`Observation/${id}`));
  const bundle = (await send('batch', [...many, post()])).json<Bundle>();
  const read = statuses(bundle).filter((status) => status === '200 OK').length;
  expect(read).toBeGreaterThan(30);
  expect(read).toBeLessThan(45);
  expect(fhir.door.entries).toHaveLength(read);
  expect(statuses(bundle).at(-1)).toBe('201 Created');
  expect(bundle.entry?.[59]?.response.outcome?.issue[0]?.details.coding[0]?.code).toBe(
    'FHIR_BUNDLE_TOO_LONG',
  );
});
