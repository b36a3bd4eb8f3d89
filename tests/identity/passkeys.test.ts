import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { totpCodeAt } from '../../apps/server/src/modules/identity/index.ts';
import { SoftwarePasskey } from '../../apps/server/src/testing/software-passkey.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import {
  type Caller,
  callerOf,
  cookieOf,
  createTestServer,
  outcomeOf,
  TEST_PASSWORD,
  type TestServer,
  testTotpSecret,
} from '../../apps/server/src/testing/test-server.ts';

/** The host name that requests in tests carry. */
const ORIGIN = 'http://localhost:80';
let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ masters: false });
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow(TEST_NOW);
  await server.asOwner('DELETE FROM identity.passkey');
});

const later = (seconds: number) =>
  server.setNow(new Date(Date.parse(TEST_NOW) + seconds * 1000).toISOString());
const optionsOf = async (caller: Caller, url: string, payload: object = {}) =>
  (await caller.post(url, payload)).json().options;

/** Signs in and adds a passkey. */
async function enrol(account: string, ceremony = {}) {
  const caller = await server.signIn(account);
  const passkey = new SoftwarePasskey({ origin: ORIGIN });
  const response = passkey.create(await optionsOf(caller, '/api/me/passkeys/options'), ceremony);
  const answer = await caller.post('/api/me/passkeys', { name: '鍵', response });
  return { passkey, answer, before: caller };
}
const signInWith = async (passkey: SoftwarePasskey, ceremony = {}) =>
  server.nobody.post('/api/sign-in/passkey', {
    response: passkey.get(await optionsOf(server.nobody, '/api/sign-in/passkey/options'), ceremony),
  });

test('a passkey with user verification alone is a complete sign-in', async () => {
  const { passkey, answer } = await enrol('hospital-nurse');
  expect(answer.json()).toMatchObject({ session: { account: 'hospital-nurse', stage: 'complete' } });
  const signedIn = await signInWith(passkey);
  expect(signedIn.json()).toMatchObject({
    session: { account: 'hospital-nurse', stage: 'complete', confirmedAt: TEST_NOW },
  });
  const nurse = callerOf(server.app, cookieOf(signedIn));
  const { passkeys } = (await nurse.get('/api/me/security')).json();
  expect(passkeys).toEqual([
    { id: expect.any(String), name: '鍵', createdAt: TEST_NOW, lastUsedAt: TEST_NOW },
  ]);
});

test('adding a passkey renews the token: the one from before is worth nothing', async () => {
  const { before, answer } = await enrol('hospital-nurse');
  expect((await before.get('/api/session')).json().session).toBeNull();
  expect((await callerOf(server.app, cookieOf(answer)).get('/api/session')).json().session).not.toBeNull();
});

test('after a password a passkey is the second factor, also without user verification', async () => {
  const { passkey } = await enrol('hospital-nurse');
  const half = callerOf(
    server.app,
    cookieOf(
      await server.nobody.post('/api/sign-in', { account: 'hospital-nurse', password: TEST_PASSWORD }),
    ),
  );
  const options = await optionsOf(half, '/api/sign-in/passkey/options');
  expect(options.allowCredentials).toMatchObject([{ id: passkey.id.toString('base64url') }]);
  const answer = await half.post('/api/sign-in/passkey', {
    response: passkey.get(options, { userVerified: false }),
  });
  expect(answer.json().session).toMatchObject({ account: 'hospital-nurse', stage: 'complete' });
});

test('options without a session name no passkeys, whatever account is asked for', async () => {
  await enrol('hospital-nurse');
  const answers = [];
  for (const account of ['hospital-nurse', 'hospital-desk', 'nobody-of-that-name'])
    answers.push(await optionsOf(server.nobody, '/api/sign-in/passkey/options', { account }));
  expect(answers.map(({ challenge: _, ...rest }) => JSON.stringify(rest))).toEqual(
    answers.map(() =>
      JSON.stringify({
        rpId: 'localhost',
        allowCredentials: [],
        timeout: 60000,
        userVerification: 'required',
      }),
    ),
  );
});

test.each<[string, object]>([
  ['without user verification', { userVerified: false }],
  ['signed for a page of another site', { origin: 'http://evil.example' }],
  ['signed for another port', { origin: 'http://localhost:8081' }],
  ['of another relying party', { rpId: 'evil.example' }],
])('a passkey %s is refused', async (_title, ceremony) => {
  const { passkey } = await enrol('hospital-nurse');
  expect(outcomeOf(await signInWith(passkey, ceremony))).toBe('401 PASSKEY_REFUSED');
  expect(outcomeOf(await signInWith(passkey))).toBe('200 ok');
});

test('an answer works once, not for another purpose, and five minutes at most', async () => {
  const { passkey, answer } = await enrol('hospital-nurse');
  const nurse = callerOf(server.app, cookieOf(answer));
  const options = await optionsOf(server.nobody, '/api/sign-in/passkey/options');
  const response = passkey.get(options);
  const post = (caller: Caller, url: string, given: object) => caller.post(url, { response: given });
  expect(outcomeOf(await post(nurse, '/api/session/confirm/passkey', response))).toBe('401 PASSKEY_REFUSED');
  expect(outcomeOf(await post(server.nobody, '/api/sign-in/passkey', response))).toBe('200 ok');
  expect(outcomeOf(await post(server.nobody, '/api/sign-in/passkey', response))).toBe('401 PASSKEY_REFUSED');
  const confirm = passkey.get(await optionsOf(nurse, '/api/session/confirm/passkey/options'));
  expect(outcomeOf(await post(server.nobody, '/api/sign-in/passkey', confirm))).toBe('401 PASSKEY_REFUSED');
  const late = passkey.get(await optionsOf(server.nobody, '/api/sign-in/passkey/options'));
  later(300);
  expect(outcomeOf(await post(server.nobody, '/api/sign-in/passkey', late))).toBe('401 PASSKEY_REFUSED');
});

test('a challenge of one’s own making is refused', async () => {
  const { passkey } = await enrol('hospital-nurse');
  const response = passkey.get({ challenge: Buffer.alloc(32, 7).toString('base64url') });
  expect(outcomeOf(await server.nobody.post('/api/sign-in/passkey', { response }))).toBe(
    '401 PASSKEY_REFUSED',
  );
});

test('a signature counter that did not grow tells of a copy', async () => {
  const { passkey } = await enrol('hospital-nurse');
  expect(outcomeOf(await signInWith(passkey))).toBe('200 ok');
  expect(outcomeOf(await signInWith(passkey))).toBe('200 ok');
  passkey.counter = 0;
  expect(outcomeOf(await signInWith(passkey))).toBe('401 PASSKEY_REFUSED');
  passkey.counter = 2;
  expect(outcomeOf(await signInWith(passkey))).toBe('200 ok');
});

test('a passkey of somebody else is no second factor, and confirms nothing', async () => {
  const { passkey } = await enrol('hospital-desk');
  const nurse = await server.signIn('hospital-nurse');
  const response = passkey.get(await optionsOf(nurse, '/api/session/confirm/passkey/options'));
  expect(outcomeOf(await nurse.post('/api/session/confirm/passkey', { response }))).toBe(
    '401 PASSKEY_REFUSED',
  );
});

test('the passkey of a disabled account is refused', async () => {
  const { passkey } = await enrol('hospital-nurse');
  await server.asOwner(`UPDATE identity.account SET disabled_at = now() WHERE account = 'hospital-nurse'`);
  expect(outcomeOf(await signInWith(passkey))).toBe('401 PASSKEY_REFUSED');
  await server.asOwner('UPDATE identity.account SET disabled_at = NULL');
});

test('at another name of the host passkeys are not offered, and the right address is named', async () => {
  const answer = await server.app.inject({
    method: 'POST',
    url: '/api/sign-in/passkey/options',
    payload: {},
    headers: { 'x-tsunagu-request': '1', host: '127.0.0.1:8080' },
  });
  expect(outcomeOf(answer)).toBe('409 PASSKEY_ADDRESS');
  expect(answer.json().error.fields.address).toMatch(/^http:\/\/localhost/);
});

test('several passkeys to an account; the same one twice is refused; one is removed by itself', async () => {
  const { passkey, answer } = await enrol('hospital-nurse');
  const nurse = callerOf(server.app, cookieOf(answer));
  const options = await optionsOf(nurse, '/api/me/passkeys/options');
  expect(options.excludeCredentials).toMatchObject([{ id: passkey.id.toString('base64url') }]);
  const twice = await nurse.post('/api/me/passkeys', { name: 'x', response: passkey.create(options) });
  expect(outcomeOf(twice)).toBe('409 PASSKEY_EXISTS');
  const second = await enrol('hospital-nurse');
  const last = callerOf(server.app, cookieOf(second.answer));
  const { passkeys } = (await last.get('/api/me/security')).json();
  expect(passkeys).toHaveLength(2);
  expect((await last.delete(`/api/me/passkeys/${passkeys[0].id}`)).statusCode).toBe(204);
  expect(outcomeOf(await signInWith(passkey))).toBe('401 PASSKEY_REFUSED');
  expect(outcomeOf(await signInWith(second.passkey))).toBe('200 ok');
});

test('a passkey made without user verification is not taken', async () => {
  expect(outcomeOf((await enrol('hospital-nurse', { userVerified: false })).answer)).toBe(
    '401 PASSKEY_REFUSED',
  );
});

test('a session whose factor is old, or missing, cannot add a passkey', async () => {
  const nurse = await server.signIn('hospital-nurse');
  later(301);
  expect(outcomeOf(await nurse.post('/api/me/passkeys/options', {}))).toBe('403 STEP_UP_REQUIRED');
  expect(outcomeOf(await nurse.post('/api/me/totp', {}))).toBe('403 STEP_UP_REQUIRED');
  const half = callerOf(
    server.app,
    cookieOf(
      await server.nobody.post('/api/sign-in', { account: 'hospital-nurse', password: TEST_PASSWORD }),
    ),
  );
  for (const url of ['/api/me/passkeys/options', '/api/me/totp'])
    expect(outcomeOf(await half.post(url, {}))).toBe('401 SIGN_IN_UNFINISHED');
  const code = totpCodeAt(testTotpSecret('hospital-nurse'), server.clock());
  const confirmed = await nurse.post('/api/session/confirm', { code });
  expect(outcomeOf(confirmed)).toBe('200 ok');
  const again = callerOf(server.app, cookieOf(confirmed));
  expect(outcomeOf(await again.post('/api/me/passkeys/options', {}))).toBe('200 ok');
});
