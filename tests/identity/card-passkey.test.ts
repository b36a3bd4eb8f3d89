import { afterAll, beforeAll, expect, test } from 'vitest';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import { SoftwarePasskey } from '../../apps/server/src/testing/software-passkey.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import {
  type Caller,
  callerOf,
  cookieOf,
  createTestServer,
  outcomeOf,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import { issueTo, knownPerson, numbersOf, registerWith, signInWith } from './card-support.ts';

/** The host name that requests in tests carry. */
const ORIGIN = 'http://localhost:80';
const person = testPerson(300);
let server: TestServer;
let card: Awaited<ReturnType<typeof issueTo>>;

beforeAll(async () => {
  server = await createTestServer({ masters: false });
  await knownPerson(server, person);
  card = await issueTo(server, person);
  expect(outcomeOf(await registerWith(server, card, numbersOf(person)))).toBe('200 ok');
});
afterAll(() => server.close());

const later = (minutes: number) =>
  server.setNow(new Date(Date.parse(TEST_NOW) + minutes * 60_000).toISOString());
const optionsOf = async (caller: Caller, url: string) => (await caller.post(url, {})).json().options;
const sessionOf = async (caller: Caller) => (await caller.get('/api/session')).json().session;

test('a patient who came with the card adds a passkey and comes with that alone afterwards', async () => {
  const byCard = callerOf(server.app, cookieOf(await signInWith(server, card)));
  const passkey = new SoftwarePasskey({ origin: ORIGIN });
  const response = passkey.create(await optionsOf(byCard, '/api/me/passkeys/options'));
  const added = await byCard.post('/api/me/passkeys', { name: '電話', response });
  expect(added.json()).toMatchObject({ session: { kind: 'patient', stage: 'complete' } });

  const signedIn = await server.nobody.post('/api/sign-in/passkey', {
    response: passkey.get(await optionsOf(server.nobody, '/api/sign-in/passkey/options')),
  });
  expect(signedIn.json()).toMatchObject({
    session: { kind: 'patient', roles: ['patient'], stage: 'complete' },
  });
  const patient = callerOf(server.app, cookieOf(signedIn));
  expect(outcomeOf(await patient.get('/api/me/disclosures'))).toBe('200 ok');
  expect(outcomeOf(await patient.get('/api/organisation'))).toBe('403 ROLE_NOT_ALLOWED');
  // The card still is enough by itself.
  expect((await signInWith(server, card)).json()).toMatchObject({ session: { stage: 'complete' } });
});

test('a pause locks the session of a patient; the card opens another and ends the one before', async () => {
  server.setNow(TEST_NOW);
  const before = callerOf(server.app, cookieOf(await signInWith(server, card)));
  later(11);
  expect(await sessionOf(before)).toMatchObject({ stage: 'locked' });
  expect(outcomeOf(await before.get('/api/me/disclosures'))).toBe('401 SESSION_LOCKED');
  const after = callerOf(server.app, cookieOf(await signInWith(server, card, before)));
  expect(await sessionOf(before)).toBeNull();
  expect(outcomeOf(await after.get('/api/me/disclosures'))).toBe('200 ok');
  later(12 * 60 + 12);
  expect(await sessionOf(after)).toBeNull();
});
