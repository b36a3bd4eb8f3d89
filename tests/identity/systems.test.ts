import { createHash, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sessionOf } from '../../apps/server/src/kernel/http/app.ts';
import { HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import {
  type Caller,
  createTestServer,
  outcomeOf,
  TEST_ORIGIN,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import ROUTES from './routes.json' with { type: 'json' };
import {
  type AssertionInput,
  assertion,
  authentication,
  ISSUER,
  postForm,
  registerTestClient,
  requestToken,
  type TestClient,
  TOKEN_ENDPOINT,
  testKey,
  tokenOf,
  tokenOutcome,
  withToken,
} from './systems-support.ts';

let server: TestServer;
let manager: Caller;
let clinicManager: Caller;
let client: TestClient;

beforeAll(async () => {
  server = await createTestServer({ masters: false });
  const { app } = server;
  app.get('/api/probe/systems', { config: { permission: ['system'], audience: 'systems' } }, (request) => {
    const { personId: _, ...session } = sessionOf(request);
    return session;
  });
  app.get('/api/probe/physicians', { config: { permission: ['physician'], audience: 'both' } }, () => ({}));
  app.get('/api/probe/portal', { config: { permission: 'signed-in', audience: 'portal' } }, () => ({}));
  manager = await server.signIn('hospital-manager');
  clinicManager = await server.signIn('clinic-manager');
  client = await registerTestClient(manager, { scopes: ['eligibility', 'records'] });
});
afterAll(() => server.close());
beforeEach(() => server.setNow(TEST_NOW));

const probe = async (token: string, url = '/api/probe/systems') =>
  outcomeOf(await withToken(server, url, token));
const seconds = () => Math.floor(Date.now() / 1000);

test.each(['ES256', 'ES384', 'RS256', 'RS384', 'PS256', 'EdDSA'])(
  'a program that signs with %s gets a token for ten minutes',
  async (alg) => {
    const { clientId, key } = await registerTestClient(manager, { key: testKey(alg) });
    const answer = await requestToken(server, assertion(clientId, key));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    const { access_token: token, ...rest } = answer.json<{ access_token: string }>();
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 600, scope: 'eligibility' });
    expect((await withToken(server, '/api/probe/systems', token)).json()).toMatchObject({
      kind: 'system',
      account: clientId,
      displayName: '試験システム',
      roles: ['system'],
      scopes: ['eligibility'],
      stage: 'complete',
      organisation: { facilityCode: HOSPITAL.code, name: HOSPITAL.name, kind: 'hospital' },
      expiresAt: '2026-11-22T01:12:03.000Z',
    });
  },
);

test('a token ends after ten minutes, to the second', async () => {
  const token = await tokenOf(server, client);
  server.setNow('2026-11-22T01:12:02.999Z');
  expect(await probe(token)).toBe('200 ok');
  server.setNow('2026-11-22T01:12:03.000Z');
  expect(await probe(token)).toBe('401 SESSION_REQUIRED');
});

test('the issuer may be named as audience too, and what the server is tells its metadata', async () => {
  const jwt = assertion(client.clientId, client.key, { claims: { aud: ISSUER } });
  expect(tokenOutcome(await requestToken(server, jwt))).toBe('200 ok');
  for (const url of [
    '/oauth/.well-known/oauth-authorization-server',
    '/.well-known/oauth-authorization-server/oauth',
  ]) {
    const answer = await server.app.inject({ url });
    expect(answer.json()).toMatchObject({
      issuer: ISSUER,
      token_endpoint: TOKEN_ENDPOINT,
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      token_endpoint_auth_signing_alg_values_supported: [
        'ES256',
        'ES384',
        'RS256',
        'RS384',
        'PS256',
        'EdDSA',
      ],
    });
  }
});

const stranger = testKey();
const NO_KEY = 'none';
/** What is wrong, and the reason that the server's log names. */
const ATTACKS: readonly [string, AssertionInput, string][] = [
  ['signed by another key under the same kid', { signedBy: stranger.privateKey }, NO_KEY],
  [
    'signed by a key that the header brings along',
    { signedBy: stranger.privateKey, header: { jwk: stranger.publicJwk } },
    NO_KEY,
  ],
  [
    'signed by a key that the header points to',
    { signedBy: stranger.privateKey, header: { jku: 'http://localhost:1/keys' } },
    NO_KEY,
  ],
  ['with a kid that is not registered', { header: { kid: 'unknown' } }, NO_KEY],
  ['for another server', { claims: { aud: 'https://elsewhere.example/oauth/token' } }, 'audience'],
  [
    'for this server and another',
    { claims: { aud: [TOKEN_ENDPOINT, 'https://elsewhere.example'] } },
    'audience',
  ],
  ['for the origin alone', { claims: { aud: TEST_ORIGIN } }, 'audience'],
  ['for the token endpoint with a slash behind it', { claims: { aud: `${TOKEN_ENDPOINT}/` } }, 'audience'],
  ['without audience', { without: 'aud' }, 'aud (JWT audience) must'],
  ['that ended more than a minute ago', { claims: { exp: seconds() - 61 } }, NO_KEY],
  ['that begins in more than a minute', { claims: { nbf: seconds() + 90 } }, NO_KEY],
  ['that was made in more than a minute', { claims: { iat: seconds() + 90 } }, 'in the future'],
  ['that lasts for hours', { claims: { exp: seconds() + 3600 } }, 'too long'],
  ['without end', { without: 'exp' }, 'expiration must'],
  ['without jti', { without: 'jti' }, 'jti (JWT ID) must'],
  ['of another issuer', { claims: { iss: 'somebody' } }, 'must be the client_id'],
  ['that is an access token', { header: { typ: 'at+jwt' } }, 'another type'],
  [
    'with a critical extension that nobody knows',
    { header: { crit: ['x-unknown'], 'x-unknown': 1 } },
    NO_KEY,
  ],
];
test.each(ATTACKS)('an assertion %s is refused', async (_what, input, reason) => {
  server.logged.length = 0;
  const answer = await requestToken(server, assertion(client.clientId, client.key, input));
  expect(tokenOutcome(answer)).toBe('401 invalid_client');
  expect(answer.json()).toEqual({
    error: 'invalid_client',
    error_description: 'client authentication failed',
  });
  expect(server.logged.join('')).toContain('a token was refused');
  if (reason !== NO_KEY) expect(server.logged.join('')).toContain(reason);
});

test('a scope that nobody knows is left out, and the answer says what is left', async () => {
  const jwt = assertion(client.clientId, client.key);
  const answer = await requestToken(server, jwt, { scope: 'eligibility everything' });
  expect(answer.json()).toMatchObject({ scope: 'eligibility' });
});

test('clocks may differ by less than a minute', async () => {
  const jwt = assertion(client.clientId, client.key, {
    claims: { iat: seconds() + 50, exp: seconds() - 50 },
  });
  expect(tokenOutcome(await requestToken(server, jwt))).toBe('200 ok');
});

test('an assertion without signature, or signed with the public key as a secret, is refused', async () => {
  const claims = {
    iss: client.clientId,
    sub: client.clientId,
    aud: TOKEN_ENDPOINT,
    jti: randomUUID(),
    exp: seconds() + 60,
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const none = `${part({ alg: 'none', kid: client.key.kid })}.${part(claims)}.`;
  expect(tokenOutcome(await requestToken(server, none))).toBe('401 invalid_client');
  const rsa = await registerTestClient(manager, { key: testKey('RS256') });
  const publicKey = createPublicKey({ key: rsa.key.publicJwk, format: 'jwk' });
  for (const secret of [
    JSON.stringify(rsa.key.publicJwk),
    String(publicKey.export({ format: 'pem', type: 'spki' })),
    String(publicKey.export({ format: 'pem', type: 'pkcs1' })),
  ]) {
    const jwt = assertion(rsa.clientId, rsa.key, { header: { alg: 'HS256' }, secret });
    expect(tokenOutcome(await requestToken(server, jwt))).toBe('401 invalid_client');
  }
});

test('the key of one program opens no other, even within an organisation', async () => {
  const other = await registerTestClient(manager);
  const jwt = assertion(other.clientId, client.key);
  expect(tokenOutcome(await requestToken(server, jwt))).toBe('401 invalid_client');
  const mixed = assertion(client.clientId, client.key, { claims: { sub: other.clientId } });
  expect(tokenOutcome(await requestToken(server, mixed))).toBe('401 invalid_client');
});

test('an assertion is worth one token, also when it is sent many times at once', async () => {
  const jwt = assertion(client.clientId, client.key);
  const answers = await Promise.all(Array.from({ length: 12 }, () => requestToken(server, jwt)));
  const outcomes = answers.map(tokenOutcome).sort();
  expect(outcomes).toEqual(['200 ok', ...Array<string>(11).fill('401 invalid_client')]);
  expect(tokenOutcome(await requestToken(server, jwt))).toBe('401 invalid_client');
});

test('the address that a request claims does not widen the audience', async () => {
  const jwt = assertion(client.clientId, client.key, {
    claims: { aud: 'https://evil.example/oauth/token' },
  });
  const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
  expect(tokenOutcome(await requestToken(server, jwt, { headers }))).toBe('401 invalid_client');
  const right = assertion(client.clientId, client.key);
  expect(tokenOutcome(await requestToken(server, right, { headers }))).toBe('200 ok');
});

test.each([
  ['', '400 invalid_scope'],
  ['insurer', '400 invalid_scope'],
  ['everything', '400 invalid_scope'],
  ['eligibility records', '200 ok'],
])('the scope %j is answered %s', async (scope, outcome) => {
  const jwt = assertion(client.clientId, client.key);
  expect(tokenOutcome(await requestToken(server, jwt, { scope }))).toBe(outcome);
});

test('a token opens only what its scope allows: the door asks for it', async () => {
  const list = '/api/eligibility/bulk';
  expect(await probe(await tokenOf(server, client, 'records'), list)).toBe('403 SCOPE_NOT_GRANTED');
  expect(await probe(await tokenOf(server, client, 'eligibility'), list)).toBe('200 ok');
});

test('a program is nobody in the portal, and no physician anywhere', async () => {
  const token = await tokenOf(server, client);
  expect(await probe(token, '/api/probe/physicians')).toBe('403 ROLE_NOT_ALLOWED');
  expect(await probe(token, '/api/probe/portal')).toBe('401 SESSION_REQUIRED');
  expect(await probe(token, '/api/me/record')).toBe('401 SESSION_REQUIRED');
  expect(await probe(token, '/api/persons/x/record')).toMatch(/^40[13] /);
  expect((await withToken(server, '/api/session', token)).json()).toMatchObject({ session: null });
  expect(outcomeOf(await withToken(server, '/api/organisation/clients', token, 'POST'))).toBe(
    '401 SESSION_REQUIRED',
  );
});

test('a token opens no route of the portal', async () => {
  const token = await tokenOf(server, client);
  const closed = Object.entries(ROUTES).filter(
    ([, declared]) => declared.includes(' portal') && !declared.startsWith('public '),
  );
  expect(closed.length).toBeGreaterThan(20);
  for (const [route] of closed) {
    const [method = '', url = ''] = route.split(' ');
    const answer = await server.app.inject({
      method: method as 'GET',
      url: url.replaceAll(/:\w+/g, 'x'),
      headers: { authorization: `Bearer ${token}`, 'x-tsunagu-request': '1' },
      ...(method === 'POST' ? { payload: {} } : {}),
    });
    expect([route, outcomeOf(answer)]).toEqual([route, '401 SESSION_REQUIRED']);
  }
});

test('a program of a hospital is no insurer', async () => {
  const token = await tokenOf(server, client);
  expect(await probe(token, '/api/insurer/coverages')).toMatch(/^403 /);
});

test('people are nobody where programs come in', async () => {
  expect(outcomeOf(await manager.get('/api/probe/systems'))).toBe('401 SESSION_REQUIRED');
  const [, cookie = ''] = manager.cookie?.split('=') ?? [];
  expect(await probe(cookie)).toBe('401 SESSION_REQUIRED');
});

test('a token is no cookie', async () => {
  const token = await tokenOf(server, client);
  const answer = await server.app.inject({
    url: '/api/probe/portal',
    headers: { cookie: `tsunagu_session=${token}` },
  });
  expect(outcomeOf(answer)).toBe('401 SESSION_REQUIRED');
});

test('revoking a program ends its tokens the same moment, and it gets no more', async () => {
  const gone = await registerTestClient(manager);
  const token = await tokenOf(server, gone);
  expect(outcomeOf(await clinicManager.delete(`/api/organisation/clients/${gone.clientId}`))).toBe(
    '404 CLIENT_UNKNOWN',
  );
  expect(await probe(token)).toBe('200 ok');
  expect((await manager.delete(`/api/organisation/clients/${gone.clientId}`)).statusCode).toBe(204);
  expect(await probe(token)).toBe('401 SESSION_REQUIRED');
  expect(tokenOutcome(await requestToken(server, assertion(gone.clientId, gone.key)))).toBe(
    '401 invalid_client',
  );
  expect(outcomeOf(await manager.delete(`/api/organisation/clients/${gone.clientId}`))).toBe(
    '404 CLIENT_UNKNOWN',
  );
});

test('disabling an organisation ends the tokens of its programs', async () => {
  const theirs = await registerTestClient(clinicManager);
  const token = await tokenOf(server, theirs);
  await server.asOwner(`UPDATE identity.organisation SET disabled_at = now() WHERE name = '試験医院'`);
  expect(await probe(token)).toBe('401 SESSION_REQUIRED');
  expect(tokenOutcome(await requestToken(server, assertion(theirs.clientId, theirs.key)))).toBe(
    '401 invalid_client',
  );
  await server.asOwner(`UPDATE identity.organisation SET disabled_at = NULL`);
});

test('a key is changed without a pause: added, used, and the old one taken away with its tokens', async () => {
  const { clientId, key } = await registerTestClient(manager);
  const next = testKey('EdDSA');
  const url = `/api/organisation/clients/${clientId}/credentials`;
  const body = { jwks: { keys: [next.publicJwk] } };
  expect(outcomeOf(await clinicManager.post(url, body))).toBe('404 CLIENT_UNKNOWN');
  expect((await manager.post(url, body)).statusCode).toBe(204);
  expect(outcomeOf(await manager.post(url, body))).toBe('400 CLIENT_KEY_REFUSED');
  const old = await tokenOf(server, { clientId, key });
  await tokenOf(server, { clientId, key: next });
  expect((await manager.delete(`${url}/${key.kid}`)).statusCode).toBe(204);
  expect(await probe(old)).toBe('401 SESSION_REQUIRED');
  expect(tokenOutcome(await requestToken(server, assertion(clientId, key)))).toBe('401 invalid_client');
  expect(await probe(await tokenOf(server, { clientId, key: next }))).toBe('200 ok');
  expect(outcomeOf(await manager.delete(`${url}/${key.kid}`))).toBe('404 CLIENT_KEY_UNKNOWN');
});

const shortRsa = () =>
  generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
const oddRsa = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }).publicKey.export({ format: 'jwk' });
test.each([
  ['a private EC key', () => testKey().privateJwk, 'private'],
  ['a private RSA key', () => testKey('RS256').privateJwk, 'private'],
  ['a private Ed25519 key', () => testKey('EdDSA').privateJwk, 'private'],
  ['a secret', () => ({ kty: 'oct', k: 'c2VjcmV0', kid: 'k' }), 'symmetric'],
  ['a short RSA key', () => ({ ...shortRsa(), kid: 'k' }), 'too-short'],
  ['an RSA key with exponent 3', () => ({ ...oddRsa(), kid: 'k' }), 'exponent'],
  ['a key of another curve', () => ({ ...testKey().publicJwk, crv: 'secp256k1' }), 'type'],
  ['a point beside the curve', () => ({ ...testKey().publicJwk, x: testKey().publicJwk.x }), 'unreadable'],
  ['a key without kid', () => ({ ...testKey().publicJwk, kid: '' }), 'kid-missing'],
  ['a key for encryption', () => ({ ...testKey().publicJwk, use: 'enc' }), 'use'],
  ['a key for another algorithm', () => ({ ...testKey().publicJwk, alg: 'HS256' }), 'algorithm'],
])('%s is not registered', async (_what, key, reason) => {
  const answer = await manager.post('/api/organisation/clients', {
    name: '試験',
    scopes: ['eligibility'],
    jwks: { keys: [testKey().publicJwk, key()] },
  });
  expect(answer.json()).toMatchObject({
    error: { code: 'CLIENT_KEY_REFUSED', fields: { index: 1, reason } },
  });
});

test('only managers register programs, with a factor given just now, and only what fits their organisation', async () => {
  const body = { name: '試験', scopes: ['eligibility'], jwks: { keys: [testKey().publicJwk] } };
  const register = async (caller: Caller, change: object = {}) =>
    outcomeOf(await caller.post('/api/organisation/clients', { ...body, ...change }));
  expect(await register(server.nobody)).toBe('401 SESSION_REQUIRED');
  for (const account of ['hospital-physician', 'administrator', 'hospital-desk'])
    expect([account, await register(await server.signIn(account))]).toEqual([
      account,
      '403 ROLE_NOT_ALLOWED',
    ]);
  expect(await register(manager, { scopes: ['insurer'] })).toBe('422 CLIENT_SCOPE_NOT_ALLOWED');
  expect(await register(manager, { scopes: ['openid'] })).toBe('422 CLIENT_SCOPE_NOT_ALLOWED');
  expect(await register(manager, { scopes: [] })).toBe('400 INPUT_INVALID');
  expect(await register(manager, { jwks: undefined })).toBe('400 INPUT_INVALID');
  const twice = testKey().publicJwk;
  expect(await register(manager, { jwks: { keys: [twice, twice] } })).toBe('400 CLIENT_KEY_REFUSED');
  server.setNow('2026-11-22T01:08:00Z');
  expect(await register(manager)).toBe('403 STEP_UP_REQUIRED');
});

test('a program asks about and ends its own tokens, nobody else’s', async () => {
  const other = await registerTestClient(clinicManager);
  const [token, foreign] = [await tokenOf(server, client), await tokenOf(server, other)];
  const ask = async (asked: string) =>
    (
      await postForm(server, '/oauth/introspect', {
        token: asked,
        ...authentication(assertion(client.clientId, client.key)),
      })
    ).json();
  const end = async (ended: string) =>
    (
      await postForm(server, '/oauth/revoke', {
        token: ended,
        ...authentication(assertion(client.clientId, client.key)),
      })
    ).statusCode;
  expect(await ask(token)).toMatchObject({ active: true, client_id: client.clientId, scope: 'eligibility' });
  expect(await ask(foreign)).toEqual({ active: false });
  expect(await ask('nothing')).toEqual({ active: false });
  expect(await end(foreign)).toBe(200);
  expect(await probe(foreign)).toBe('200 ok');
  expect(await end(token)).toBe(200);
  expect(await probe(token)).toBe('401 SESSION_REQUIRED');
  expect(await ask(token)).toEqual({ active: false });
});

test.each([
  [
    'no authentication',
    { grant_type: 'client_credentials', scope: 'eligibility' },
    {},
    '400 invalid_request',
  ],
  ['a made-up client', { grant_type: 'client_credentials', client_id: 'nobody' }, {}, '401 invalid_client'],
  [
    'a password',
    { grant_type: 'client_credentials', scope: 'eligibility' },
    { authorization: `Basic ${Buffer.from('client-x:secret').toString('base64')}` },
    '401 invalid_client',
  ],
])('%s gives no token, in plain JSON even to a browser', async (_what, form, headers, outcome) => {
  const answer = await postForm(server, '/oauth/token', form, { accept: 'text/html', ...headers });
  expect(tokenOutcome(answer)).toBe(outcome);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
});

test('other grants and other bodies are refused', async () => {
  const jwt = assertion(client.clientId, client.key);
  const grant = await postForm(server, '/oauth/token', {
    grant_type: 'authorization_code',
    code: 'x',
    ...authentication(jwt),
  });
  expect(tokenOutcome(grant)).toMatch(/^400 /);
  const json = await server.app.inject({
    method: 'POST',
    url: '/oauth/token',
    payload: { grant_type: 'client_credentials' },
  });
  expect(tokenOutcome(json)).toBe('400 invalid_request');
  const large = await postForm(server, '/oauth/token', { grant_type: 'x'.repeat(80_000) });
  expect(tokenOutcome(large)).toBe('400 invalid_request');
  for (const url of ['/oauth/auth', '/oauth/reg', '/oauth/device/auth', '/oauth/session/end'])
    expect((await postForm(server, url, {})).statusCode).toBe(404);
});

test('tokens are stored as hashes, forgotten when they end, and in no line of the log', async () => {
  const jwt = assertion(client.clientId, client.key);
  const answer = await requestToken(server, jwt);
  const token = answer.json<{ access_token: string }>().access_token;
  const hash = createHash('sha256').update(token).digest();
  const rows = await server.asOwner<{ row: string }>('SELECT t::text AS row FROM identity.client_token t');
  expect(rows.some(({ row }) => row.includes(hash.toString('hex')))).toBe(true);
  expect(rows.some(({ row }) => row.includes(token))).toBe(false);
  expect(server.logged.join('')).not.toContain(token);
  expect(server.logged.join('')).not.toContain(jwt);
  server.setNow('2026-11-22T03:00:00Z');
  await tokenOf(server, client);
  const left = await server.asOwner<{ n: number }>('SELECT count(*)::int AS n FROM identity.client_token');
  expect(left).toEqual([{ n: 1 }]);
});

test('registration, refusals, tokens and revocation stand in the log', async () => {
  const own = await registerTestClient(manager);
  for (let attempt = 0; attempt < 5; attempt++)
    await requestToken(server, assertion(own.clientId, client.key));
  await tokenOf(server, own);
  await manager.delete(`/api/organisation/clients/${own.clientId}`);
  const entries = await server.asOwner<{ event: string; account: string; detail: string }>(
    `SELECT event, account, facility_name, refusal_code FROM audit.entry
     WHERE detail ->> 'clientId' = $1 OR account = $1 ORDER BY at, seq`,
    [own.clientId],
  );
  expect(entries).toMatchObject([
    { event: 'client-registered', account: 'hospital-manager', facility_name: HOSPITAL.name },
    // Five attempts within a minute are one entry.
    { event: 'sign-in-failed', account: own.clientId, refusal_code: 'SIGN_IN_FAILED' },
    { event: 'sign-in', account: own.clientId },
    { event: 'client-revoked', account: 'hospital-manager' },
  ]);
});
