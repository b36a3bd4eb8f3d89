import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRegion, type Region, somePeople } from '../access/region.ts';
import { outcomeCode } from './support/fhir-app.ts';

/** The interface inside the whole server: over its database, its sessions and its portal. */
let region: Region;
beforeAll(async () => {
  region = await createRegion(somePeople(2));
});
afterAll(() => region.close());

test('the statement is there for everybody, in JSON and XML', async () => {
  const json = await region.nobody.get('/fhir/R4/metadata');
  expect(json.json()).toMatchObject({
    resourceType: 'CapabilityStatement',
    fhirVersion: '4.0.1',
    kind: 'instance',
  });
  const xml = await region.nobody.get('/fhir/R4/metadata?_format=xml');
  expect(xml.body).toContain('<CapabilityStatement xmlns="http://hl7.org/fhir">');
});

test.each(['/fhir/R4/Patient', '/fhir/R4', '/fhir/R4/', '/fhir/R4/Patient/1/_history/1'])(
  '%s asks who is there',
  async (url) => {
    expect(outcomeCode(await region.nobody.get(url))).toBe('401 SESSION_REQUIRED');
  },
);

test.each(['/fhir/R4/a/b/c/d/e', '/fhir/R4/Patient/1/2/3/4/5?x=y'])(
  '%s leads nowhere, and to no page of the portal',
  async (url) => {
    expect(outcomeCode(await region.nobody.get(url))).toBe('404 ROUTE_UNKNOWN');
  },
);

test('a form of another site changes nothing here either', async () => {
  const { cookie } = await region.signIn('hospital-physician');
  const answer = await region.app.inject({
    method: 'POST',
    url: '/fhir/R4',
    payload: {},
    headers: { cookie: cookie ?? '' },
  });
  expect(outcomeCode(answer)).toBe('403 REQUEST_HEADER_MISSING');
});

test('a session that is not finished gets no further than the statement', async () => {
  const first = await region.nobody.post('/api/sign-in', {
    account: 'hospital-physician',
    password: 'only-for-tests',
  });
  const [cookie] = first.cookies;
  const answer = await region.app.inject({
    method: 'GET',
    url: '/fhir/R4/Patient',
    headers: { cookie: `${cookie?.name}=${cookie?.value}` },
  });
  expect(outcomeCode(answer)).toBe('401 SIGN_IN_UNFINISHED');
});
