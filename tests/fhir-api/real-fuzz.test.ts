import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRegion, EVERYTHING, type Region, somePeople } from '../access/region.ts';
import { ALICE } from './support/fhir-app.ts';
import { hexOf } from './support/memory-store.ts';
import { O1, type OddRequest, oddRequest } from './support/odd-requests.ts';
import { observation } from './support/resources.ts';

/** The odd requests of fuzz.test.ts, as a physician of a hospital asks the whole server. */
let region: Region;
let cookie: string;
let finding: string;
beforeAll(async () => {
  region = await createRegion(somePeople(1));
  const physician = await region.signIn('hospital-physician');
  cookie = physician.cookie ?? '';
  const desk = await region.signIn('hospital-desk');
  await desk.post(`/api/persons/${region.ref(1)}/consents`, {
    categories: EVERYTHING,
    method: 'card-reader',
  });
  const created = await physician.post('/fhir/R4/Observation', observation(region.ref(1)));
  finding = created.json<{ id: string }>().id;
});
afterAll(() => region.close());

/** Alice of the generated requests is a person of the region. */
const meant = (text: string): string =>
  text
    .replaceAll(O1, finding)
    .replaceAll(ALICE, region.ref(1))
    .replaceAll(hexOf(ALICE), hexOf(region.ref(1)));

function ask({ method, url, body, contentType, headers }: OddRequest) {
  const sends = body !== null && method !== 'GET' && method !== 'HEAD';
  return region.app.inject({
    method,
    url: meant(url),
    headers: {
      cookie,
      'x-tsunagu-request': '1',
      ...headers,
      ...(sends && contentType !== '' ? { 'content-type': contentType } : {}),
    },
    ...(sends ? { payload: typeof body === 'string' ? meant(body) : body } : {}),
  });
}

test('odd requests find no fault in the whole server, and what is refused stores nothing', async () => {
  const versions = async () =>
    (await region.asOwner<{ count: string }>('SELECT count(*) FROM clinical.version'))[0]?.count;
  await fc.assert(
    fc.asyncProperty(oddRequest, async (one) => {
      const before = await versions();
      const { statusCode } = await ask(one);
      expect([one.method, one.url, statusCode < 500 || statusCode === 501]).toEqual([
        one.method,
        one.url,
        true,
      ]);
      if (statusCode >= 400) expect(await versions()).toBe(before);
    }),
    { numRuns: 600 },
  );
}, 120_000);
