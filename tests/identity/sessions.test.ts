import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openSession } from '../../apps/server/src/modules/identity/index.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import {
  callerOf,
  cookieOf,
  createTestServer,
  outcomeOf,
  TEST_PASSWORD,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import {
  codeOf,
  eventsOf,
  HOUR,
  halfSignedIn,
  later,
  MINUTE,
  newPhysician,
  postFrom,
  signInFully,
  tryPassword,
} from './support.ts';

const RECORD = '/api/persons/x/record';
let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ masters: false });
});
afterAll(() => server.close());
beforeEach(() => server.setNow(TEST_NOW));

const stageOf = async (caller: {
  get(url: string): Promise<{ json(): { session: { stage: string } | null } }>;
}) => (await caller.get('/api/session')).json().session?.stage ?? null;
const seen = (account: string) =>
  vi.waitFor(async () => {
    const rows = await server.asOwner(
      'SELECT FROM identity.session WHERE account = $1 AND last_seen_at = $2 AND ended_at IS NULL',
      [account, server.clock()],
    );
    expect(rows.length).toBeGreaterThan(0);
  });

test('every step of the sign-in has a token of its own; the ones before are worth nothing', async () => {
  const account = await newPhysician(server);
  const first = cookieOf(await tryPassword(server, { account }));
  const second = cookieOf(
    await postFrom(server, '/api/sign-in/totp', { code: codeOf(server, account) }, { cookie: first }),
  );
  later(server, 30);
  const third = cookieOf(
    await postFrom(server, '/api/session/confirm', { code: codeOf(server, account) }, { cookie: second }),
  );
  expect(new Set([first, second, third]).size).toBe(3);
  for (const old of [first, second]) expect(await stageOf(callerOf(server.app, old))).toBeNull();
  expect(await stageOf(callerOf(server.app, third))).toBe('complete');
});

test('a token that was planted before the sign-in is not taken over', async () => {
  const [account, thief] = [await newPhysician(server), await newPhysician(server)];
  const planted = await signInFully(server, { account: thief });
  const made = 'tsunagu_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
  for (const cookie of [planted.cookie, made]) {
    const answer = await postFrom(server, '/api/sign-in', { account, password: TEST_PASSWORD }, { cookie });
    expect(cookieOf(answer)).not.toBe(cookie);
  }
  // Whoever sat there before is signed out, not signed in as somebody else.
  expect(await stageOf(planted)).toBeNull();
});

test('an unfinished sign-in ends after a quarter of an hour', async () => {
  const account = await newPhysician(server);
  const half = await halfSignedIn(server, { account });
  later(server, 15 * MINUTE - 1);
  expect(await stageOf(half)).toBe('second-factor');
  later(server, 15 * MINUTE);
  expect(await stageOf(half)).toBeNull();
});

test('a changed password ends every other session, the thief’s too, and the old one stops working', async () => {
  const account = await newPhysician(server);
  const thief = await signInFully(server, { account });
  const halfThief = await halfSignedIn(server, { account });
  const owner = await signInFully(server, { account });
  const next = 'quiet-harbour-under-snow';
  const answer = await owner.post('/api/me/password', { current: TEST_PASSWORD, next });
  expect(answer.json().session).toMatchObject({ stage: 'complete' });
  expect([await stageOf(thief), await stageOf(halfThief), await stageOf(owner)]).toEqual([null, null, null]);
  expect(await stageOf(callerOf(server.app, cookieOf(answer)))).toBe('complete');
  expect(outcomeOf(await thief.get(RECORD))).toBe('401 SESSION_REQUIRED');
  expect(outcomeOf(await tryPassword(server, { account }))).toBe('401 SIGN_IN_FAILED');
  expect(outcomeOf(await tryPassword(server, { account, password: next }))).toBe('200 ok');
  expect((await eventsOf(server, account)).at(-2)).toMatchObject({
    event: 'password-changed',
    detail: { endedSessions: 2 },
  });
});

test('after ten minutes without a request a session is locked, and a factor opens it again under a new token', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  later(server, 9 * MINUTE);
  expect(await stageOf(physician)).toBe('complete');
  await seen(account);
  later(server, 19 * MINUTE);
  expect(await stageOf(physician)).toBe('complete');
  await seen(account);
  later(server, 29 * MINUTE + 1);
  expect(await stageOf(physician)).toBe('locked');
  expect(outcomeOf(await physician.get(RECORD))).toBe('401 SESSION_LOCKED');
  // Asking does not unlock.
  later(server, 29 * MINUTE + 2);
  expect(await stageOf(physician)).toBe('locked');
  expect(outcomeOf(await physician.post('/api/me/totp', {}))).toBe('401 SESSION_LOCKED');
  expect(outcomeOf(await physician.post('/api/session/confirm', { code: '000000' }))).toBe(
    '401 SECOND_FACTOR_WRONG',
  );
  const answer = await physician.post('/api/session/confirm', { code: codeOf(server, account) });
  expect(answer.json().session).toMatchObject({
    stage: 'complete',
    confirmedAt: server.clock().toISOString(),
  });
  expect(await stageOf(physician)).toBeNull();
  expect(await stageOf(callerOf(server.app, cookieOf(answer)))).toBe('complete');
});

test('unlocking does not lengthen the twelve hours', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  later(server, 11 * HOUR);
  const answer = await physician.post('/api/session/confirm', { code: codeOf(server, account) });
  expect(answer.json().session.expiresAt).toBe('2026-11-22T13:02:03.000Z');
});

test('an organisation may lock earlier or later, at most after half an hour', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  await server.asOwner(`UPDATE identity.organisation SET idle_lock_minutes = 2 WHERE name = '試験病院'`);
  later(server, 2 * MINUTE + 1);
  expect(await stageOf(physician)).toBe('locked');
  await server.asOwner(`UPDATE identity.organisation SET idle_lock_minutes = 10 WHERE name = '試験病院'`);
  await expect(server.asOwner('UPDATE identity.organisation SET idle_lock_minutes = 31')).rejects.toThrow(
    'organisation_idle_lock_is_short',
  );
});

test('leaving the seat locks at once', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  expect((await physician.post('/api/session/lock', {})).statusCode).toBe(204);
  expect(outcomeOf(await physician.get(RECORD))).toBe('401 SESSION_LOCKED');
});

test('one’s own sessions are listed with device and address, and ended one by one or all but this', async () => {
  const account = await newPhysician(server);
  await signInFully(server, { account, address: '192.0.2.1' });
  const other = await signInFully(server, { account, address: '192.0.2.2' });
  const token = await openSession(server, account, {
    stage: 'complete',
    confirmed: true,
    origin: {
      address: '192.0.2.3',
      userAgent:
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
    },
  });
  const here = callerOf(server.app, `tsunagu_session=${token}`);
  const { sessions } = (await here.get('/api/me/security')).json();
  const lines = sessions.map(({ sessionId: _, ...rest }: { sessionId: string }) => rest);
  const common = { createdAt: TEST_NOW, lastSeenAt: TEST_NOW };
  expect(lines).toHaveLength(3);
  expect(lines).toContainEqual({ ...common, current: true, address: '192.0.2.3', device: 'Edge, Windows' });
  expect(lines).toContainEqual({ ...common, current: false, address: '192.0.2.2', device: null });
  const { sessionId } = sessions.find((one: { address: string }) => one.address === '192.0.2.2');
  expect((await here.delete(`/api/me/sessions/${sessionId}`)).statusCode).toBe(204);
  expect(await stageOf(other)).toBeNull();
  expect(outcomeOf(await here.delete(`/api/me/sessions/${sessionId}`))).toBe('404 SESSION_UNKNOWN');
  expect((await here.post('/api/me/sessions/end-others', {})).statusCode).toBe(204);
  expect((await here.get('/api/me/security')).json().sessions).toHaveLength(1);
  expect(await stageOf(here)).toBe('complete');
});

test('nobody ends the session of somebody else', async () => {
  const [account, other] = [await newPhysician(server), await newPhysician(server)];
  const victim = await signInFully(server, { account });
  const { sessionId } = (await victim.get('/api/session')).json().session;
  const thief = await signInFully(server, { account: other });
  expect(outcomeOf(await thief.delete(`/api/me/sessions/${sessionId}`))).toBe('404 SESSION_UNKNOWN');
  expect(await stageOf(victim)).toBe('complete');
});

test('a request that changes something without the header is refused where a forged one could do anything', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  const post = async (url: string, headers: Readonly<Record<string, string>>) =>
    outcomeOf(await server.app.inject({ method: 'POST', url, payload: {}, headers }));
  const own = ['/api/me/password', '/api/session/lock', '/api/me/sessions/end-others'];
  for (const url of ['/api/sign-in', ...own])
    expect([url, await post(url, { cookie: physician.cookie ?? '' })]).toEqual([
      url,
      '403 REQUEST_HEADER_MISSING',
    ]);
  expect(await post('/api/sign-in', {})).toBe('403 REQUEST_HEADER_MISSING');
  for (const url of own) expect([url, await post(url, {})]).toEqual([url, '401 SESSION_REQUIRED']);
  // What a form of another site can send: never JSON.
  const form = await server.app.inject({
    method: 'POST',
    url: '/api/sign-in',
    payload: `account=${account}&password=${TEST_PASSWORD}`,
    headers: { 'x-tsunagu-request': '1', 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(outcomeOf(form)).toBe('400 INPUT_INVALID');
  expect(await stageOf(physician)).toBe('complete');
});

test('no answer leads anywhere else, whatever is asked for', async () => {
  const account = await newPhysician(server);
  const lures = [
    '?next=https://evil.example',
    '?redirect_uri=//evil.example',
    '?returnTo=https:%2F%2Fevil.example',
  ];
  for (const lure of lures) {
    const answers = [
      await postFrom(server, `/api/sign-in${lure}`, { account, password: TEST_PASSWORD }),
      await postFrom(server, `/api/sign-out${lure}`, {}),
      await server.nobody.get(`/sign-in${lure}`),
    ];
    for (const answer of answers) {
      expect(answer.headers).not.toHaveProperty('location');
      expect(answer.statusCode < 300 || answer.statusCode >= 400).toBe(true);
    }
  }
});

test('where the portal is reached over TLS the cookie never travels without it, nor does its removal', async () => {
  const secure = await createTestServer({ masters: false, publicOrigin: 'https://tsunagu.example' });
  try {
    const signedIn = await tryPassword(secure, { account: 'hospital-desk' });
    const flags = { httpOnly: true, sameSite: 'Strict', path: '/', secure: true };
    expect(signedIn.cookies).toMatchObject([flags]);
    expect((await postFrom(secure, '/api/sign-out', {})).cookies).toMatchObject([{ ...flags, value: '' }]);
    expect(signedIn.headers['set-cookie']).not.toContain('Domain');
  } finally {
    await secure.close();
  }
});
