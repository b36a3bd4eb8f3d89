import { PassThrough } from 'node:stream';
import pino from 'pino';
import Type from 'typebox';
import { afterEach, expect, test } from 'vitest';
import type { Role, Session } from '../auth/session.ts';
import { type App, createApp, type Permission, sessionOf } from './app.ts';

const sessionWith = (...roles: Role[]): Session => ({
  sessionId: '00000000-0000-4000-8000-000000000001',
  kind: 'staff',
  account: 'test',
  displayName: '試験',
  roles,
  organisation: null,
  personId: null,
  emergencyDesignated: false,
  scopes: null,
  app: null,
  stage: 'complete',
  confirmedAt: new Date('2026-11-22T00:58:00Z'),
  expiresAt: new Date('2026-11-22T13:00:00Z'),
});

const SESSIONS: Readonly<Record<string, Session>> = {
  nurse: sessionWith('nurse'),
  both: sessionWith('administrator', 'nurse'),
  locked: { ...sessionWith('nurse'), stage: 'locked' },
  'password only': { ...sessionWith('nurse'), stage: 'second-factor' },
  'long since': { ...sessionWith('nurse'), confirmedAt: new Date('2026-11-22T00:57:02Z') },
};

let app: App;
let logged: string[];
async function appWith(permission: Permission): Promise<void> {
  logged = [];
  const stream = new PassThrough().on('data', (line) => logged.push(String(line)));
  app = await createApp({
    logger: pino({ level: 'info' }, stream),
    publicOrigin: 'http://localhost:8080',
    clock: () => new Date('2026-11-22T01:02:03Z'),
    authenticate: async ({ token }) => SESSIONS[token] ?? null,
  });
  app.get('/it', { config: { permission, audience: 'portal' } }, (request) => ({
    account: request.session?.account ?? null,
  }));
  app.post(
    '/it',
    { config: { permission, audience: 'portal' }, schema: { body: Type.Object({ n: Type.Number() }) } },
    (request) => request.body,
  );
  app.get(
    '/session',
    { config: { permission, audience: 'portal' } },
    (request) => sessionOf(request).account,
  );
  app.get('/bug', { config: { permission: 'public', audience: 'portal' } }, () => {
    throw new Error('a secret of the server');
  });
}
afterEach(() => app.close());

const call = (method: 'GET' | 'POST' | 'HEAD', token: string | null, extra: object = {}) =>
  app.inject({
    method,
    url: '/it',
    headers: { ...(token === null ? {} : { cookie: `tsunagu_session=${token}` }), 'x-tsunagu-request': '1' },
    ...extra,
  });

test('a route that does not say who may enter stops the start', async () => {
  await appWith('public');
  expect(() => app.get('/open', () => 'anything')).toThrow('no permission declared: GET /open');
});

test.each<[Permission, string | null, number]>([
  ['public', null, 200],
  ['signed-in', null, 401],
  ['signed-in', 'forged', 401],
  ['signed-in', 'nurse', 200],
  [['nurse'], 'nurse', 200],
  [['nurse', 'physician'], 'both', 200],
  [['physician'], 'nurse', 403],
  [[], 'nurse', 403],
  [['nurse'], null, 401],
])('a route for %j asked with session %j answers %i', async (permission, token, status) => {
  await appWith(permission);
  for (const method of ['GET', 'HEAD'] as const) expect((await call(method, token)).statusCode).toBe(status);
  const post = await call('POST', token, { payload: { n: 1 } });
  expect(post.statusCode).toBe(status);
});

test('changing anything needs the header that a foreign page cannot send; reading does not', async () => {
  await appWith('signed-in');
  const headers = { cookie: 'tsunagu_session=nurse' };
  const post = await app.inject({ method: 'POST', url: '/it', headers, payload: { n: 1 } });
  expect([post.statusCode, post.json().error.code]).toEqual([403, 'REQUEST_HEADER_MISSING']);
  expect((await app.inject({ method: 'GET', url: '/it', headers })).statusCode).toBe(200);
});

test('a body of another shape names its fields and is never bent into shape', async () => {
  await appWith('public');
  const answer = await call('POST', null, { payload: { n: '1' } });
  expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'INPUT_INVALID']);
  expect(Object.keys(answer.json().error.fields)).toEqual(['/n']);
});

test('an address that cannot be decoded is refused without repeating it', async () => {
  await appWith('public');
  const plain = await app.inject({ method: 'GET', url: '/api/%zz' });
  expect([plain.statusCode, plain.json().error.code]).toEqual([400, 'INPUT_INVALID']);
  const fhir = await app.inject({ method: 'GET', url: '/fhir/R4/%zz' });
  expect([fhir.statusCode, fhir.json().resourceType]).toEqual([400, 'OperationOutcome']);
  expect(plain.body + fhir.body).not.toContain('%zz');
});

test('a fault of ours answers with a static text; the log keeps what happened, under the same request id', async () => {
  await appWith('public');
  const answer = await app.inject({ method: 'GET', url: '/bug' });
  expect(answer.statusCode).toBe(500);
  expect(answer.json().error).toMatchObject({
    code: 'INTERNAL',
    message: 'Something went wrong in the server.',
    fields: {},
  });
  expect(answer.body).not.toContain('secret');
  const [line = ''] = logged;
  expect(JSON.parse(line)).toMatchObject({
    requestId: answer.json().error.requestId,
    err: { message: 'a secret of the server' },
  });
});

test.each<[Permission, string, string]>([
  ['signed-in', 'locked', '401 SESSION_LOCKED'],
  [['nurse'], 'locked', '401 SESSION_LOCKED'],
  ['signed-in', 'password only', '401 SIGN_IN_UNFINISHED'],
  [['nurse'], 'password only', '401 SIGN_IN_UNFINISHED'],
  ['unfinished', 'password only', '200'],
  ['unfinished', 'locked', '200'],
])('a route for %j asked with a session that is %j answers %s', async (permission, token, outcome) => {
  await appWith(permission);
  const answer = await call('GET', encodeURIComponent(token));
  const code = answer.json().error?.code;
  expect(code === undefined ? `${answer.statusCode}` : `${answer.statusCode} ${code}`).toBe(outcome);
});

test('a route that asks for a recent factor refuses one that is older than five minutes', async () => {
  await appWith('signed-in');
  const config = { permission: 'signed-in', audience: 'portal', stepUp: true } as const;
  app.get('/dangerous', { config }, () => 'done');
  const outcome = async (token: string) => {
    const cookie = `tsunagu_session=${encodeURIComponent(token)}`;
    return (await app.inject({ method: 'GET', url: '/dangerous', headers: { cookie } })).statusCode;
  };
  expect([await outcome('nurse'), await outcome('long since')]).toEqual([200, 403]);
});

test('a route for the portal knows no token of a system, and a route for systems no cookie', async () => {
  await appWith('signed-in');
  app.get('/systems', { config: { permission: 'signed-in', audience: 'systems' } }, () => 'done');
  const bearer = { authorization: 'Bearer nurse' };
  const cookie = { cookie: 'tsunagu_session=nurse' };
  const status = async (url: string, headers: Record<string, string>) =>
    (await app.inject({ method: 'GET', url, headers })).statusCode;
  expect([await status('/it', bearer), await status('/it', cookie)]).toEqual([401, 200]);
  expect([await status('/systems', bearer), await status('/systems', cookie)]).toEqual([200, 401]);
});

test('a route that does not say who calls it stops the start', async () => {
  await appWith('public');
  expect(() => app.get('/open', { config: { permission: 'public' } }, () => 'anything')).toThrow(
    'no audience declared: GET /open',
  );
});
