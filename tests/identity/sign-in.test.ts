import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { totpCodeAt } from '../../apps/server/src/modules/identity/index.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import {
  callerOf,
  cookieOf,
  createTestServer,
  outcomeOf,
  TEST_PASSWORD,
  type TestServer,
  testTotpSecret,
} from '../../apps/server/src/testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());
beforeEach(() => server.setNow(TEST_NOW));

const signIn = (account: string, password = TEST_PASSWORD, remoteAddress = '127.0.0.1') =>
  server.app.inject({
    method: 'POST',
    url: '/api/sign-in',
    payload: { account, password },
    headers: { 'x-tsunagu-request': '1' },
    remoteAddress,
  });
const later = (seconds: number) =>
  server.setNow(new Date(Date.parse(TEST_NOW) + seconds * 1000).toISOString());
const HOUR = 3600;
const code = (account: string) => totpCodeAt(testTotpSecret(account), server.clock());

test('password and second factor open a session that says who is signed in, without the person’s key', async () => {
  const first = await signIn('hospital-physician');
  expect(outcomeOf(first)).toBe('200 ok');
  const session = {
    sessionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    kind: 'staff',
    account: 'hospital-physician',
    displayName: '試験 hospital-physician',
    roles: ['physician'],
    organisation: {
      organisationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      facilityCode: '1319991012',
      insurerNumber: null,
      name: '試験病院',
      kind: 'hospital',
      emergencyDesignated: false,
    },
    emergencyDesignated: false,
    scopes: null,
    app: null,
    stage: 'second-factor',
    confirmedAt: null,
    expiresAt: '2026-11-22T01:17:03.000Z',
  };
  expect(first.json()).toEqual({ session });
  const second = await callerOf(server.app, cookieOf(first)).post('/api/sign-in/totp', {
    code: code('hospital-physician'),
  });
  expect(second.json()).toEqual({
    session: { ...session, stage: 'complete', confirmedAt: TEST_NOW, expiresAt: '2026-11-22T13:02:03.000Z' },
  });
});

test('the cookie is out of reach of scripts and of other sites, and dies with the browser', async () => {
  const [cookie] = (await signIn('hospital-physician')).cookies;
  expect(cookie).toMatchObject({ name: 'tsunagu_session', httpOnly: true, sameSite: 'Strict', path: '/' });
  expect(cookie?.value).toMatch(/^[\w-]{43}$/);
  expect(cookie).not.toHaveProperty('maxAge');
  expect(cookie).not.toHaveProperty('expires');
});

test('the database keeps a hash of the token and an Argon2id hash of the password, neither of them itself', async () => {
  const [cookie] = (await signIn('hospital-physician')).cookies;
  const kept = JSON.stringify([
    await server.asOwner(
      `SELECT encode(token_hash, 'escape') AS t, encode(token_hash, 'hex') AS h FROM identity.session`,
    ),
    await server.asOwner('SELECT * FROM identity.account'),
  ]);
  expect(kept).not.toContain(cookie?.value);
  expect(kept).not.toContain(TEST_PASSWORD);
  expect(kept).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
});

test('a wrong password, an unknown account and a disabled one get the same answer', async () => {
  await server.asOwner(`UPDATE identity.account SET disabled_at = now() WHERE account = 'administrator'`);
  const answers = [
    await signIn('hospital-nurse', 'wrong'),
    await signIn('nobody-of-that-name'),
    await signIn('administrator'),
  ];
  const bodies = answers.map((answer) => ({ ...answer.json().error, requestId: '' }));
  expect(answers.map(outcomeOf)).toEqual(answers.map(() => '401 SIGN_IN_FAILED'));
  expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
  expect(answers.flatMap((answer) => answer.cookies)).toEqual([]);
  await server.asOwner('UPDATE identity.account SET disabled_at = NULL');
});

test('from the sixth failure on an account waits, longer each time, from one address; others do not', async () => {
  const outcomes = [];
  for (let i = 0; i < 7; i++) outcomes.push(outcomeOf(await signIn('clinic-physician', 'wrong')));
  expect(outcomes).toEqual([...Array(6).fill('401 SIGN_IN_FAILED'), '429 SIGN_IN_THROTTLED']);
  const throttled = await signIn('clinic-physician');
  expect(throttled.json().error).toMatchObject({ code: 'SIGN_IN_THROTTLED', fields: { waitSeconds: 2 } });
  expect(outcomeOf(await signIn('hospital-desk'))).toBe('200 ok');
  expect(outcomeOf(await signIn('clinic-physician', TEST_PASSWORD, '127.0.0.2'))).toBe('200 ok');
  later(1);
  expect(outcomeOf(await signIn('clinic-physician'))).toBe('429 SIGN_IN_THROTTLED');
  later(2);
  expect(outcomeOf(await signIn('clinic-physician', 'wrong'))).toBe('401 SIGN_IN_FAILED');
  expect((await signIn('clinic-physician')).json().error.fields).toEqual({ waitSeconds: 4 });
  later(6);
  expect(outcomeOf(await signIn('clinic-physician'))).toBe('200 ok');
  expect(outcomeOf(await signIn('clinic-physician', 'wrong'))).toBe('401 SIGN_IN_FAILED');
});

test('a session ends twelve hours after it began, to the second, however busy', async () => {
  const physician = await server.signIn('hospital-physician');
  for (let minutes = 5; minutes < 12 * 60; minutes += 5) {
    later(minutes * 60);
    await physician.get('/api/session');
    await seenBy('hospital-physician');
  }
  later(12 * HOUR - 1);
  expect((await physician.get('/api/session')).json().session).toMatchObject({ stage: 'complete' });
  later(12 * HOUR);
  expect((await physician.get('/api/session')).json().session).toBeNull();
  expect(outcomeOf(await physician.get('/api/persons/x/record'))).toBe('401 SESSION_REQUIRED');
});

/** Waits until the request before was noted, which nobody else waits for. */
const seenBy = (account: string) =>
  vi.waitFor(async () => {
    const [row] = await server.asOwner<{ at: Date }>(
      'SELECT max(last_seen_at) AS at FROM identity.session WHERE account = $1',
      [account],
    );
    expect(row?.at).toEqual(server.clock());
  });

test('signing out ends the session on the server, not only in the browser', async () => {
  const physician = await server.signIn('hospital-physician');
  const other = await server.signIn('hospital-physician');
  const answer = await physician.post('/api/sign-out', {});
  expect(answer.statusCode).toBe(204);
  expect(answer.cookies).toMatchObject([{ name: 'tsunagu_session', value: '', path: '/' }]);
  expect((await physician.get('/api/session')).json().session).toBeNull();
  expect((await other.get('/api/session')).json().session).not.toBeNull();
  expect((await server.nobody.post('/api/sign-out', {})).statusCode).toBe(204);
});

test('disabling an account closes its open sessions at once', async () => {
  const nurse = await server.signIn('hospital-nurse');
  await server.asOwner(`UPDATE identity.account SET disabled_at = now() WHERE account = 'hospital-nurse'`);
  expect(outcomeOf(await nurse.get('/api/persons/x/record'))).toBe('401 SESSION_REQUIRED');
  await server.asOwner('UPDATE identity.account SET disabled_at = NULL');
});

test.each(['', 'x', '0'.repeat(43), "' OR 1=1 --", '%00'])('a made-up token %j is nobody', async (token) => {
  const answer = await server.app.inject({
    method: 'GET',
    url: '/api/session',
    headers: { cookie: `tsunagu_session=${token}` },
  });
  expect(answer.json()).toEqual({ session: null, demo: null });
});

test.each([
  [{}],
  [{ account: 'a' }],
  [{ account: '', password: 'x' }],
  [{ account: 'a', password: 1 }],
  [{ account: ['a'], password: 'x' }],
  [{ account: 'a'.repeat(201), password: 'x' }],
  [{ account: 'a', password: 'x'.repeat(1001) }],
])('a sign-in of another shape is refused: %#', async (payload) => {
  const answer = await server.nobody.post('/api/sign-in', payload);
  expect(outcomeOf(answer)).toBe('400 INPUT_INVALID');
});

test('the demo accounts are offered where they exist, and only then', async () => {
  expect((await server.nobody.get('/api/session')).json().demo).toBeNull();
  await server.asOwner(
    `UPDATE identity.account SET demo_hint = '試験の受付' WHERE account = 'hospital-desk'`,
  );
  const { demo } = (await server.nobody.get('/api/session')).json();
  expect(demo.accounts).toMatchObject([
    {
      account: 'hospital-desk',
      role: 'receptionist',
      hint: '試験の受付',
      organisationName: '試験病院',
      password: expect.any(String),
    },
  ]);
  await server.asOwner('UPDATE identity.account SET demo_hint = NULL');
});

test('passwords and tokens are in no line of the log', async () => {
  const [cookie] = (await signIn('hospital-physician')).cookies;
  await signIn('hospital-physician', 'a-wrong-password');
  expect(server.logged.join('')).not.toMatch(
    new RegExp(`${TEST_PASSWORD}|a-wrong-password|${cookie?.value}`),
  );
});
