import { afterAll, beforeAll, expect, test } from 'vitest';
import { SESSION_COOKIES } from '../../apps/server/src/kernel/http/app.ts';
import type { Caller } from '../../apps/server/src/testing/test-server.ts';
import { createRegion, EVERYTHING, ownLog, type Region, somePeople } from '../access/region.ts';
import { outcomeCode } from './support/fhir-app.ts';
import { type Bundle, idsIn, observation } from './support/resources.ts';

/** Writing through the whole server: its door, its tables, its log. */
let region: Region;
let physician: Caller;
let clinic: Caller;
let patient: Caller;
let ref: string;
beforeAll(async () => {
  region = await createRegion(somePeople(2));
  ref = region.ref(1);
  physician = await region.signIn('hospital-physician');
  clinic = await region.signIn('clinic-physician');
  patient = await region.signIn('patient-1');
  const desk = await region.signIn('hospital-desk');
  await desk.post(`/api/persons/${ref}/consents`, { categories: EVERYTHING, method: 'card-reader' });
});
afterAll(() => region.close());

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';
const send = (
  caller: Caller,
  method: Method,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
) =>
  region.app.inject({
    method,
    url: `/fhir/R4${url}`,
    headers: {
      'x-tsunagu-request': '1',
      cookie: caller.cookie ?? '',
      ...(body === undefined
        ? {}
        : { 'content-type': method === 'PATCH' ? 'application/json-patch+json' : 'application/fhir+json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
const named = (value: string, more: object = {}) =>
  observation(ref, { identifier: [{ system: 'urn:test:o', value }], ...more });
const found = async (caller: Caller, url: string) => (await caller.get(`/fhir/R4${url}`)).json<Bundle>();

test('the caller is a session of the portal', () => {
  expect(physician.cookie).toContain(SESSION_COOKIES.plain);
});

test('a resource is created, read, searched, changed, patched and deleted, and its history tells of it', async () => {
  const created = await send(physician, 'POST', '/Observation', named('life'));
  expect([created.statusCode, created.headers.etag]).toEqual([201, 'W/"1"']);
  const { id } = created.json<{ id: string }>();
  expect(created.headers.location).toMatch(new RegExp(`/fhir/R4/Observation/${id}/_history/1$`));
  expect((await physician.get(`/fhir/R4/Observation/${id}`)).json()).toMatchObject({
    id,
    status: 'final',
    meta: { versionId: '1' },
  });
  expect(idsIn(await found(physician, `/Observation?patient=${ref}`))).toContain(id);
  expect(idsIn(await found(physician, '/Observation?identifier=urn:test:o|life'))).toEqual([id]);

  const stale = await send(
    physician,
    'PUT',
    `/Observation/${id}`,
    { ...named('life'), id },
    { 'if-match': 'W/"7"' },
  );
  expect(stale.statusCode).toBe(412);
  const updated = await send(
    physician,
    'PUT',
    `/Observation/${id}`,
    { ...named('life', { status: 'amended' }), id },
    { 'if-match': 'W/"1"' },
  );
  expect([updated.statusCode, updated.headers.etag, updated.json().status]).toEqual([
    200,
    'W/"2"',
    'amended',
  ]);
  const patched = await send(physician, 'PATCH', `/Observation/${id}`, [
    { op: 'replace', path: '/status', value: 'corrected' },
  ]);
  expect([patched.statusCode, patched.json().status]).toEqual([200, 'corrected']);
  expect((await physician.get(`/fhir/R4/Observation/${id}/_history/2`)).json()).toMatchObject({
    status: 'amended',
  });
  expect((await found(physician, `/Observation/${id}/_history`)).total).toBe(3);

  expect((await send(physician, 'DELETE', `/Observation/${id}`)).statusCode).toBe(204);
  expect(outcomeCode(await physician.get(`/fhir/R4/Observation/${id}`))).toBe('410 FHIR_RESOURCE_DELETED');
  expect(idsIn(await found(physician, `/Observation?patient=${ref}`))).not.toContain(id);
  expect(
    (await found(physician, `/Observation/${id}/_history`)).entry?.map(({ request }) => request.method),
  ).toEqual(['DELETE', 'PUT', 'PUT', 'POST']);
});

test('numbers keep their digits through the database', async () => {
  const body = JSON.stringify(named('digits')).replace(
    '"status"',
    '"valueQuantity":{"value":1.10,"unit":"g"},"status"',
  );
  const created = await region.app.inject({
    method: 'POST',
    url: '/fhir/R4/Observation',
    payload: body,
    headers: {
      'x-tsunagu-request': '1',
      cookie: physician.cookie ?? '',
      'content-type': 'application/fhir+json',
    },
  });
  expect(created.statusCode).toBe(201);
  const { id } = created.json<{ id: string }>();
  expect((await physician.get(`/fhir/R4/Observation/${id}`)).body).toContain('1.10');
  expect((await physician.get(`/fhir/R4/Observation/${id}?_format=xml`)).body).toContain(
    '<value value="1.10"/>',
  );
});

test('a condition is met once, however many ask at the same time', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      send(physician, 'POST', '/Observation', named('once'), {
        'if-none-exist': 'identifier=urn:test:o|once',
      }),
    ),
  );
  const statuses = answers.map(({ statusCode }) => statusCode).sort();
  expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
  expect(new Set(answers.map((answer) => answer.json<{ id: string }>().id)).size).toBe(1);
  const updated = await send(
    physician,
    'PUT',
    '/Observation?identifier=urn:test:o%7Conce',
    named('once', { status: 'amended' }),
  );
  expect([updated.statusCode, updated.json().status]).toEqual([200, 'amended']);
  expect((await send(physician, 'DELETE', '/Observation?identifier=urn:test:o%7Conce')).statusCode).toBe(204);
  expect(idsIn(await found(physician, '/Observation?identifier=urn:test:o|once'))).toEqual([]);
});

test('of two who change the same version one is told', async () => {
  const { id } = (await send(physician, 'POST', '/Observation', named('race'))).json<{ id: string }>();
  const answers = await Promise.all(
    ['amended', 'corrected'].map((status) =>
      send(
        physician,
        'PUT',
        `/Observation/${id}`,
        { ...named('race', { status }), id },
        { 'if-match': 'W/"1"' },
      ),
    ),
  );
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412]);
});

const bundle = (type: string, ...entry: object[]) => ({ resourceType: 'Bundle', type, entry });
const post = (value: string, more: object = {}, fullUrl?: string) => ({
  ...(fullUrl === undefined ? {} : { fullUrl }),
  resource: named(value, more),
  request: { method: 'POST', url: 'Observation' },
});

test('a transaction is stored whole, with its references', async () => {
  const name = 'urn:uuid:6f1c1b4e-0000-4000-8000-00000000000b';
  const answer = await send(
    physician,
    'POST',
    '',
    bundle('transaction', post('panel', { hasMember: [{ reference: name }] }), post('member', {}, name)),
  );
  expect(answer.statusCode).toBe(200);
  const [panel = '', member = ''] = (answer.json<Bundle>().entry ?? []).map(
    ({ response }) => /Observation\/([^/]+)\//.exec(response.location ?? '')?.[1] ?? '',
  );
  expect((await physician.get(`/fhir/R4/Observation/${panel}`)).json()).toMatchObject({
    hasMember: [{ reference: `Observation/${member}` }],
  });
  expect(
    idsIn(
      await found(
        physician,
        `/Observation?patient=${ref}&_include=Observation:has-member&identifier=urn:test:o|panel`,
      ),
      'include',
    ),
  ).toEqual([member]);
});

test('of a transaction with one refused entry nothing is stored', async () => {
  const before = (await found(physician, `/Observation?patient=${ref}`)).total;
  const refused = await send(
    physician,
    'POST',
    '',
    bundle('transaction', post('half-1'), post('half-2'), {
      ...post('half-3'),
      resource: { ...named('half-3'), status: 'nonsense' },
    }),
  );
  expect(refused.statusCode).toBe(422);
  expect(refused.json().issue[0].expression).toEqual(['Bundle.entry[2]']);
  expect(refused.json().issue.length).toBeGreaterThan(1);
  expect((await found(physician, `/Observation?patient=${ref}`)).total).toBe(before);
  const batch = await send(
    physician,
    'POST',
    '',
    bundle('batch', post('half-1'), {
      ...post('half-3'),
      resource: { ...named('half-3'), status: 'nonsense' },
    }),
  );
  expect(batch.json<Bundle>().entry?.map(({ response }) => response.status.slice(0, 3))).toEqual([
    '201',
    '422',
  ]);
});

test('nobody changes what another institution keeps, and patients write nothing', async () => {
  const { id } = (await send(physician, 'POST', '/Observation', named('mine'))).json<{ id: string }>();
  const other = await send(clinic, 'PUT', `/Observation/${id}`, { ...named('mine'), id });
  expect(other.statusCode).toBeGreaterThanOrEqual(400);
  expect((await send(clinic, 'DELETE', `/Observation/${id}`)).statusCode).toBeGreaterThanOrEqual(400);
  expect((await send(patient, 'POST', '/Observation', named('self'))).statusCode).toBe(403);
  expect((await physician.get(`/fhir/R4/Observation/${id}`)).json()).toMatchObject({
    meta: { versionId: '1' },
  });
  expect(idsIn(await found(clinic, '/Observation?identifier=urn:test:o|mine'))).toEqual([]);
});

test('the patient sees who sent what', async () => {
  const log = await ownLog(patient);
  expect(log.some(({ event, role }) => event.startsWith('clinical-') && role === 'physician')).toBe(true);
});
