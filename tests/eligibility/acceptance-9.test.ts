import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { type Caller, STAFF } from '../../apps/server/src/testing/test-server.ts';
import {
  createRegion,
  EVERYTHING,
  type OwnEntry,
  ownLog,
  pass,
  type Region,
  SECOND,
  somePeople,
} from '../access/region.ts';
import { designate, openMode } from '../access/support.ts';

/** @spec eligibility.md §14.9, §11.3; phr.md §3 A2 */
let server: Region;
beforeAll(async () => {
  server = await createRegion(somePeople(2));
  await designate(server);
});
afterAll(() => server.close());

const careOf = (log: readonly OwnEntry[]) => log.filter(({ purpose }) => purpose === 'care');

test('every view, on whatever basis and refused ones too, stands in the patient’s log without its viewer', async () => {
  const ref = server.ref(1);
  const patient = await server.signIn('patient-1');
  const desk = await server.signIn('hospital-desk');
  const physician = await server.signIn('hospital-physician');
  const emergency = await server.signIn('hospital-emergency');
  const facilityCode = HOSPITAL.code;
  const look = async (who: Caller) => {
    pass(server, SECOND);
    return (await who.get(`/api/persons/${ref}/record`)).statusCode;
  };
  const expected: object[] = [];
  const viewed = (ground: string, categories: readonly string[], more: object = {}) =>
    expected.unshift({
      facilityName: HOSPITAL.name,
      role: 'physician',
      ground,
      categories: expect.toSatisfy((some: string[]) => some.join() === categories.join()),
      outcome: 'shown',
      refusalCode: null,
      highlighted: false,
      actingFor: false,
      ...more,
    });

  expect(await look(physician)).toBe(403);
  expected.unshift({ facilityName: HOSPITAL.name, outcome: 'refused', refusalCode: 'CONSENT_REQUIRED' });
  await desk.post(`/api/persons/${ref}/consents`, {
    categories: ['medication', 'surgery'],
    method: 'card-reader',
  });
  expect(await look(physician)).toBe(200);
  viewed('consent-24h', ['medication', 'surgery']);
  for (const basis of ['persistent', 'visiting', 'online']) {
    await patient.post('/api/me/consents/withdraw', { facilityCode });
    pass(server, SECOND);
    await patient.post('/api/me/consents', { facilityCode, categories: EVERYTHING, basis });
    expect(await look(physician)).toBe(200);
    viewed(`consent-${basis}`, EVERYTHING);
  }
  await patient.post('/api/me/consents/withdraw', { facilityCode });
  const modeId = await openMode(server);
  pass(server, SECOND);
  await desk.post(`/api/persons/${ref}/oral-consent`, { categories: ['treatment'], chartNote: '試験の記録' });
  expect(await look(physician)).toBe(200);
  viewed('consent-oral', ['treatment']);
  await patient.post('/api/me/restrictions/stop-sharing', { on: true });
  expect(await look(physician)).toBe(403);
  expected.unshift({ outcome: 'refused', refusalCode: 'SHARING_STOPPED' });
  await emergency.post(`/api/persons/${ref}/emergency`, {
    lifeThreatening: true,
    ableToConsent: false,
    reason: '意識なし',
    confirmed: true,
  });
  expect(await look(emergency)).toBe(200);
  viewed('emergency', EVERYTHING, { highlighted: true });
  await server.asOwner('UPDATE access.disaster_mode SET closed_at = $2 WHERE mode_id = $1', [
    modeId,
    server.clock(),
  ]);

  const answer = await patient.get('/api/me/disclosures');
  const log = answer.json<{ entries: readonly OwnEntry[] }>().entries;
  expect(careOf(log)).toMatchObject(expected);
  // What was done besides looking is there as well.
  expect(log.map(({ event }) => event)).toEqual(
    expect.arrayContaining(['consent-given', 'consent-withdrawn', 'restriction-changed']),
  );
  for (const account of Object.keys(STAFF)) expect(answer.body).not.toContain(account);
  for (const entry of log) {
    expect(Object.keys(entry)).not.toContain('account');
    expect(Object.keys(entry)).not.toContain('displayName');
    expect(Object.keys(entry)).not.toContain('requestId');
  }
});

test('the log of one person holds nothing of another’s', async () => {
  const other = await server.signIn('patient-2');
  expect(careOf(await ownLog(other))).toEqual([]);
  await (await server.signIn('clinic-physician')).get(`/api/persons/${server.ref(2)}/record`);
  expect(careOf(await ownLog(other))).toMatchObject([
    { facilityName: '試験医院', outcome: 'refused', refusalCode: 'CONSENT_REQUIRED' },
  ]);
  expect(careOf(await ownLog(await server.signIn('patient-1')))).not.toContainEqual(
    expect.objectContaining({ facilityName: '試験医院' }),
  );
});
