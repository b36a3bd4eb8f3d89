import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import { createRegion, DAY, EVERYTHING, type Region, somePeople, viewAs } from '../access/region.ts';

/** @spec eligibility.md §14.4, §4.1, §4.3 */
let server: Region;
beforeAll(async () => {
  server = await createRegion(somePeople(4));
});
afterAll(() => server.close());
beforeEach(() => server.setNow(TEST_NOW));

const GIVEN = Date.parse(TEST_NOW);
const at = (milliseconds: number) => server.setNow(new Date(GIVEN + milliseconds).toISOString());
/** Signed in anew: sessions end while time passes. */
const view = async (ref: string, account = 'hospital-physician') => viewAs(await server.signIn(account), ref);

test('consent at the desk: allowed 23 h 59 min 59 s after it was given, refused 24 h 0 s after', async () => {
  const ref = server.ref(1);
  const desk = await server.signIn('hospital-desk');
  await desk.post(`/api/persons/${ref}/consents`, { categories: EVERYTHING, method: 'card-reader' });
  const outcomes: [number, string][] = [];
  for (const after of [0, DAY - 1000, DAY - 1, DAY, DAY + 1000]) {
    at(after);
    outcomes.push([after, await view(ref)]);
  }
  expect(outcomes).toEqual([
    [0, '200 ok'],
    [DAY - 1000, '200 ok'],
    [DAY - 1, '200 ok'],
    [DAY, '403 CONSENT_EXPIRED'],
    [DAY + 1000, '403 CONSENT_EXPIRED'],
  ]);
});

test.each(['persistent', 'visiting', 'online'])(
  '%s consent: holds for months, and not one instant after it was revoked',
  async (basis) => {
    const ref = server.ref(2);
    const facilityCode = HOSPITAL.code;
    await server.asOwner('DELETE FROM access.consent WHERE person_id = $1', [ref]);
    const given = await (await server.signIn('patient-2')).post('/api/me/consents', {
      facilityCode,
      categories: EVERYTHING,
      basis,
    });
    expect(given.statusCode).toBe(200);
    expect(await view(ref)).toBe('200 ok');
    at(200 * DAY);
    expect(await view(ref)).toBe('200 ok');
    expect(await view(ref, 'clinic-physician')).toBe('403 CONSENT_REQUIRED');
    const physician = await server.signIn('hospital-physician');
    const revoked = await (await server.signIn('patient-2')).post('/api/me/consents/withdraw', {
      facilityCode,
    });
    expect(revoked.statusCode).toBe(200);
    // The clock stands still: nothing lies between the revocation and this view.
    expect(await viewAs(physician, ref)).toBe('403 CONSENT_REQUIRED');
  },
);

test('consent for one’s visits does not outlast a revoked persistent one, nor the other way round', async () => {
  const ref = server.ref(3);
  const desk = await server.signIn('hospital-desk');
  const patient = await server.signIn('patient-3');
  await patient.post('/api/me/consents', {
    facilityCode: HOSPITAL.code,
    categories: ['medication'],
    basis: 'persistent',
  });
  at(1000);
  await desk.post(`/api/persons/${ref}/consents`, { categories: ['medication'], method: 'spoken' });
  await desk.delete(`/api/persons/${ref}/consents/medication`);
  expect(await view(ref)).toBe('403 CONSENT_REQUIRED');
});

test('a persistent consent stands however many visits have left theirs behind', async () => {
  const ref = server.ref(4);
  await (await server.signIn('patient-4')).post('/api/me/consents', {
    facilityCode: HOSPITAL.code,
    categories: ['medication'],
    basis: 'persistent',
  });
  await server.asOwner(
    `INSERT INTO access.consent (person_id, facility_code, category, given_at, valid_until, method, recorded_by)
     SELECT $1, $2, 'medication', t, t + interval '24 hours', 'card-reader', 'test'
     FROM generate_series($3::timestamptz + interval '1 hour', $3::timestamptz + interval '299 days', interval '12 hours') AS t`,
    [ref, HOSPITAL.code, TEST_NOW],
  );
  at(310 * DAY);
  expect(await view(ref)).toBe('200 ok');
  const atDesk = await (await server.signIn('hospital-desk')).get(`/api/persons/${ref}/consents`);
  expect(atDesk.json().consents[0]).toMatchObject({ state: 'given', basis: 'persistent' });
  const own = await (await server.signIn('patient-4')).get('/api/me/consents');
  const standing = own.json().consents.filter((one: { state: string }) => one.state === 'given');
  expect(standing).toMatchObject([{ basis: 'persistent', givenBy: 'self' }]);
});
