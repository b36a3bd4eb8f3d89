import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../../apps/server/src/testing/test-server.ts';
import { createRegion, EVERYTHING, ownLog, type Region, somePeople } from '../access/region.ts';
import { registerTestClient, tokenOf } from '../identity/systems-support.ts';
import { ORIGIN, outcomeCode } from './support/fhir-app.ts';
import { type Bundle, idsIn, nextOf, observation } from './support/resources.ts';

/** The interface over real claims, consents and entries: one person with a claim of the hospital, one without consent. */
let region: Region;
let patient: Caller;
let physician: Caller;
beforeAll(async () => {
  region = await createRegion(somePeople(2));
  patient = await region.signIn('patient-1');
  physician = await region.signIn('hospital-physician');
  const desk = await region.signIn('hospital-desk');
  await desk.post(`/api/persons/${region.ref(1)}/consents`, {
    categories: EVERYTHING,
    method: 'card-reader',
  });
});
afterAll(() => region.close());

const search = async (caller: Caller, url: string) => (await caller.get(`/fhir/R4${url}`)).json<Bundle>();
const refusedRoutes = () =>
  region.asOwner<{ refusal_code: string; person_id: string; detail: { route: string } }>(
    "SELECT refusal_code, person_id, detail FROM audit.entry WHERE event = 'route-refused'",
  );

test('a patient finds their own drugs without naming anybody, and reads each by its id', async () => {
  const bundle = await search(patient, '/MedicationDispense');
  const fromRequest = await search(patient, `/MedicationDispense?patient=${region.ref(1)}`);
  expect(idsIn(bundle)).toEqual(idsIn(fromRequest));
  for (const type of ['MedicationDispense', 'Procedure', 'Encounter', 'Patient']) {
    for (const { resource } of (await search(patient, `/${type}`)).entry ?? []) {
      const read = await patient.get(`/fhir/R4/${type}/${resource.id}`);
      expect(read.json()).toEqual(resource);
    }
  }
});

test('each reading leaves its entry in the patient’s log', async () => {
  const looks = async () => (await ownLog(patient)).filter(({ role }) => role === 'physician');
  const before = await looks();
  const answer = await physician.get(`/fhir/R4/Procedure?patient=${region.ref(1)}`);
  expect(answer.statusCode).toBe(200);
  const after = await looks();
  expect(after.length).toBe(before.length + 1);
  expect(after[0]).toMatchObject({ event: 'disclosure', outcome: 'shown', purpose: 'care' });
});

test('without consent the door says so, in the words of FHIR, and enters it', async () => {
  const answer = await physician.get(`/fhir/R4/Procedure?patient=${region.ref(2)}`);
  expect(outcomeCode(answer)).toBe('403 CONSENT_REQUIRED');
  expect(answer.body).not.toContain(region.ref(2));
  const other = await region.signIn('patient-2');
  expect((await ownLog(other))[0]).toMatchObject({ outcome: 'refused', refusalCode: 'CONSENT_REQUIRED' });
});

test('another patient’s resources are out of reach, by any address', async () => {
  const other = await region.signIn('patient-2');
  const [id = ''] = idsIn(await search(patient, '/Procedure'));
  expect(id).not.toBe('');
  for (const url of [
    `/Procedure/${id}`,
    `/Procedure/${id}/_history`,
    `/Procedure/${id}/_history/1`,
    `/Procedure?patient=${region.ref(1)}`,
    `/Patient/${region.ref(1)}`,
    `/Patient/${region.ref(1)}/Procedure`,
    `/Patient/${region.ref(1)}/$everything`,
    `/Procedure/${id}/$validate`,
  ]) {
    const answer = await other.get(`/fhir/R4${url}`);
    expect([url, answer.statusCode >= 400, answer.body.includes('Procedure.code')]).toEqual([
      url,
      true,
      false,
    ]);
  }
});

test('everything of a patient comes in pages that hold each resource once', async () => {
  const whole = idsIn(await search(patient, `/Patient/${region.ref(1)}/$everything`));
  expect(whole.length).toBeGreaterThan(3);
  const paged: string[] = [];
  let next: string | null = `${ORIGIN}/fhir/R4/Patient/${region.ref(1)}/$everything?_count=2`;
  while (next !== null) {
    const page: Bundle = (await patient.get(next.replace(ORIGIN, ''))).json();
    paged.push(...idsIn(page));
    next = nextOf(page);
  }
  // Looking is itself noted down: what tells of it is asked for by name.
  expect(paged).toEqual(whole);
});

test('a program needs the scope of the type, and a refusal is entered without the person', async () => {
  const client = await registerTestClient(await region.signIn('hospital-manager'), {
    scopes: ['system/Procedure.rs'],
  });
  const token = await tokenOf(region, client, 'system/Procedure.rs');
  const get = (url: string) =>
    region.app.inject({
      method: 'GET',
      url: `/fhir/R4${url}`,
      headers: { authorization: `Bearer ${token}` },
    });
  const answer = await get(`/Procedure?patient=${region.ref(1)}`);
  expect([answer.statusCode, answer.json().resourceType]).toEqual([200, 'Bundle']);
  const refused = await get(`/MedicationDispense?patient=${region.ref(1)}`);
  expect(outcomeCode(refused)).toBe('403 SCOPE_NOT_GRANTED');
  expect(refused.json().issue[0].diagnostics).toContain('scope=system/MedicationDispense.s');
  const entries = await refusedRoutes();
  expect(entries).toMatchObject([
    { refusal_code: 'SCOPE_NOT_GRANTED', detail: { route: 'GET /fhir/R4/MedicationDispense' } },
  ]);
  expect(entries[0]?.person_id).not.toBe(region.ref(1));
});

test('a program that only reads finds the present version in the history, and nothing where nothing is', async () => {
  const sent = await region.app.inject({
    method: 'POST',
    url: '/fhir/R4/Observation',
    headers: {
      'x-tsunagu-request': '1',
      cookie: physician.cookie ?? '',
      'content-type': 'application/fhir+json',
    },
    payload: JSON.stringify(observation(region.ref(1))),
  });
  const { id } = sent.json<{ id: string }>();
  const scopes = ['system/Observation.rs'];
  const client = await registerTestClient(await region.signIn('hospital-manager'), { scopes });
  const token = await tokenOf(region, client, scopes.join(' '));
  const get = (url: string) =>
    region.app.inject({ url: `/fhir/R4${url}`, headers: { authorization: `Bearer ${token}` } });
  const history = await get(`/Observation/${id}/_history`);
  expect([history.statusCode, history.json<Bundle>().entry?.length]).toEqual([200, 1]);
  expect((await get(`/Observation/${id}/_history/1`)).json()).toMatchObject({ id });
  await region.app.inject({
    method: 'DELETE',
    url: `/fhir/R4/Observation/${id}`,
    headers: { 'x-tsunagu-request': '1', cookie: physician.cookie ?? '' },
  });
  expect(outcomeCode(await get(`/Observation/${id}`))).toBe('404 FHIR_RESOURCE_UNKNOWN');
});

test('institutions are found by name and by the chain from a visit', async () => {
  const organisations = await search(physician, '/Organization');
  expect(organisations.total).toBeGreaterThan(0);
});

interface Statement {
  readonly rest: readonly [
    {
      readonly resource: readonly {
        readonly type: string;
        readonly interaction: readonly { readonly code: string }[];
        readonly searchParam?: readonly { readonly name: string }[];
      }[];
    },
  ];
}

test('the statement of the whole server promises what it does', async () => {
  const statement = (await region.nobody.get('/fhir/R4/metadata')).json<Statement>();
  const types = statement.rest[0].resource.filter(({ interaction }) =>
    interaction.some(({ code }) => code === 'search-type'),
  );
  expect(types.length).toBeGreaterThan(5);
  for (const { type, searchParam = [] } of types) {
    const searched = await patient.get(`/fhir/R4/${type}`);
    expect([type, searched.statusCode]).toEqual([type, 200]);
    expect(searched.json<Bundle>().type).toBe('searchset');
    expect([type, (await patient.get(`/fhir/R4/${type}/nothing`)).statusCode]).toEqual([type, 404]);
    // JP Core: identifier is SHALL, except for Coverage, where it is SHOULD.
    if (!NOT_IDENTIFIED.has(type))
      expect([type, searchParam.map(({ name }) => name)]).toEqual([
        type,
        expect.arrayContaining(['identifier']),
      ]);
  }
});

/** R4 has no such parameter for them. */
const NOT_IDENTIFIED = new Set(['AuditEvent', 'Binary', 'Provenance', 'Subscription']);

test('nothing about persons is logged by the server', () => {
  const text = region.logged.join('\n');
  expect(text).not.toContain(region.ref(1));
  expect(text).not.toContain(region.ref(1).replaceAll('-', ''));
});
