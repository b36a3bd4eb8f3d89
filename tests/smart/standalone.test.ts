import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestServer, outcomeOf, type TestServer } from '../../apps/server/src/testing/test-server.ts';
import { postForm, tokenOutcome } from '../identity/systems-support.ts';
import {
  type App,
  askAccess,
  Browser,
  CALLBACK,
  codeFor,
  exchange,
  FHIR_BASE,
  newVerifier,
  OTHER,
  PERSON,
  refresh,
  refusalOf,
  registerTestApp,
  signInPatient,
  tokensFor,
  tried,
} from './support.ts';

let server: TestServer;
let app: App;
let patient: Awaited<ReturnType<typeof signInPatient>>;
beforeAll(async () => {
  server = await createTestServer({ masters: false });
  app = await registerTestApp(server);
  patient = await signInPatient(server, 'smart-patient');
});
afterAll(() => server.close());

const decoded = (part = ''): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString());

/** What an identity token says, after its signature was checked with the published key that it names. */
async function verified(token: string): Promise<Record<string, unknown>> {
  const [header, body, signature = ''] = token.split('.');
  const { keys } = (await server.app.inject({ url: '/oauth/jwks' })).json<{ keys: JsonWebKey[] }>();
  expect(keys.some((key) => 'd' in key)).toBe(false);
  const key = keys.find(({ kid }) => kid === decoded(header).kid);
  expect(decoded(header).alg).toBe('RS256');
  if (key === undefined) throw new Error('the key is not published');
  const signed = Buffer.from(`${header}.${body}`);
  const good = verify(
    'sha256',
    signed,
    createPublicKey({ key, format: 'jwk' }),
    Buffer.from(signature, 'base64url'),
  );
  expect(good).toBe(true);
  return decoded(body);
}

test('a patient lets an app read: code, token, identity token', async () => {
  const verifier = newVerifier();
  const opened = await askAccess(server, { clientId: app.clientId, verifier });
  const browser = new Browser(server, opened, patient);
  const asked = await browser.read();
  expect(asked.json()).toMatchObject({
    app: { name: '試験アプリ', publisher: '試験社' },
    dataScopes: ['patient/*.rs'],
    otherScopes: ['openid', 'fhirUser', 'launch/patient', 'offline_access'],
    returnsTo: CALLBACK,
    lasts: 'days',
    firstTime: true,
    patientRef: null,
  });
  const decided = await browser.decide();
  const back = await browser.goOn(decided.json<{ returnTo: string }>().returnTo);
  expect(`${back.origin}${back.pathname}`).toBe(CALLBACK);
  expect(back.searchParams.get('state')).toBe('state-of-the-app');
  const answer = await exchange(server, {
    clientId: app.clientId,
    code: back.searchParams.get('code') ?? '',
    verifier,
  });
  const tokens = answer.json<{ access_token: string; id_token: string }>();
  expect(tokens).toMatchObject({
    token_type: 'Bearer',
    expires_in: 600,
    scope: 'openid fhirUser launch/patient offline_access patient/*.rs',
    patient: PERSON,
    need_patient_banner: true,
    fhirUser: `${FHIR_BASE}/Patient/${PERSON}`,
    refresh_token: expect.any(String),
  });
  const payload = await verified(tokens.id_token);
  expect(payload).toMatchObject({ iss: 'http://localhost:8080/oauth', aud: app.clientId });
  expect(payload).toMatchObject({ nonce: 'nonce-of-the-app', fhirUser: `${FHIR_BASE}/Patient/${PERSON}` });
  expect(String(payload.sub)).not.toContain('smart-patient');
  // At the FHIR interface the app is let in, wherever it goes from there.
  expect(await tried(server, tokens.access_token, '/fhir/R4/metadata')).toBe('200');
  expect(await tried(server, tokens.access_token, `/fhir/R4/Patient/${PERSON}`)).not.toMatch(
    /APP_NOT_ALLOWED|401/,
  );
});

test('scopes that were unticked are not given; without any the app is refused', async () => {
  const scope = 'launch/patient patient/Observation.rs patient/MedicationDispense.rs';
  const tokens = await tokensFor(server, patient, app, { scope, allowed: ['patient/Observation.rs'] });
  expect(tokens.scope).toBe('launch/patient patient/Observation.rs');
  expect(tokens.refresh_token).toBeUndefined();
  const verifier = newVerifier();
  const browser = new Browser(
    server,
    await askAccess(server, { clientId: app.clientId, verifier, scope }),
    patient,
  );
  const decided = await browser.decide([]);
  const back = await browser.goOn(decided.json<{ returnTo: string }>().returnTo);
  expect(back.searchParams.get('error')).toBe('access_denied');
  expect(back.searchParams.get('code')).toBeNull();
});

test('what was not asked for cannot be ticked', async () => {
  const scope = 'launch/patient patient/Observation.rs';
  const tokens = await tokensFor(server, patient, app, {
    scope,
    allowed: ['patient/Observation.rs', 'patient/*.rs', 'user/*.cruds'],
  });
  expect(tokens.scope).toBe(scope);
});

test('scopes of version 1 are understood', async () => {
  const tokens = await tokensFor(server, patient, app, {
    scope: 'launch/patient patient/*.read',
    allowed: ['patient/*.rs'],
  });
  expect(tokens.scope).toBe('launch/patient patient/*.rs');
});

test('a request is bound to the browser in which it began, and decided once', async () => {
  const asked = { clientId: app.clientId, verifier: newVerifier() };
  const opened = await askAccess(server, asked);
  const browser = new Browser(server, opened, patient);
  const elsewhere = await patient.post(`/api/app-requests/${browser.requestId}`, {
    allow: true,
    scopes: ['patient/*.rs'],
  });
  expect(outcomeOf(elsewhere)).toContain('APP_REQUEST_UNKNOWN');
  expect((await browser.decide()).statusCode).toBe(200);
  expect(outcomeOf(await browser.decide())).toContain('APP_REQUEST_UNKNOWN');
});

test.each([
  ['another redirect URI', { redirect_uri: 'http://127.0.0.1:4444/other' }, 'portal invalid_redirect_uri'],
  ['a longer redirect URI', { redirect_uri: `${CALLBACK}/more` }, 'portal invalid_redirect_uri'],
  ['a redirect URI with a query', { redirect_uri: `${CALLBACK}?x=1` }, 'portal invalid_redirect_uri'],
  [
    'a redirect URI of another port',
    { redirect_uri: 'http://127.0.0.1:4445/callback' },
    'portal invalid_redirect_uri',
  ],
  [
    'a redirect URI of another host',
    { redirect_uri: 'https://evil.example/callback' },
    'portal invalid_redirect_uri',
  ],
  ['no redirect URI', { redirect_uri: undefined }, 'portal invalid_request'],
  ['an unknown app', { client_id: 'app-000000000000000000000000' }, 'portal invalid_client'],
  ['no challenge', { code_challenge: undefined, code_challenge_method: undefined }, 'app invalid_request'],
  ['the plain challenge', { code_challenge_method: 'plain' }, 'app invalid_request'],
  ['a challenge without its method', { code_challenge_method: undefined }, 'app invalid_request'],
  ['another audience', { aud: 'https://evil.example/fhir' }, 'app invalid_request'],
  ['no audience', { aud: undefined }, 'app invalid_request'],
  ['a token in place of a code', { response_type: 'token' }, 'app unsupported_response_type'],
  ['a scope that was not registered', { scope: 'patient/*.cruds' }, 'app invalid_scope'],
  ['a scope of systems', { scope: 'system/*.rs' }, 'app invalid_scope'],
  ['nobody being asked', { prompt: 'none' }, 'app consent_required'],
  ['a launch without its scope', { launch: 'x' }, 'app invalid_request'],
])('%s is refused', async (_what, params, refusal) => {
  const opened = await askAccess(server, { clientId: app.clientId, verifier: newVerifier(), params });
  expect(refusalOf(opened)).toBe(refusal);
});

test('a code is worth one exchange; the second ends what the first gave', async () => {
  const verifier = newVerifier();
  const code = await codeFor(server, patient, { clientId: app.clientId, verifier });
  const form = { clientId: app.clientId, code, verifier };
  const first = await exchange(server, form);
  const { access_token: token } = first.json<{ access_token: string }>();
  expect(await tried(server, token, '/fhir/R4/metadata')).toBe('200');
  expect(tokenOutcome(await exchange(server, form))).toBe('400 invalid_grant');
  expect(await tried(server, token, `/fhir/R4/Patient/${PERSON}`)).toMatch(/^401/);
});

test('of simultaneous exchanges one wins at most', async () => {
  const verifier = newVerifier();
  const code = await codeFor(server, patient, { clientId: app.clientId, verifier });
  const form = { clientId: app.clientId, code, verifier };
  const outcomes = await Promise.all(
    [1, 2, 3, 4].map(async () => tokenOutcome(await exchange(server, form))),
  );
  expect(outcomes.filter((one) => one === '200 ok').length).toBeLessThanOrEqual(1);
});

test('a code is worth nothing with another verifier, another address, or for another app', async () => {
  const verifier = newVerifier();
  const code = await codeFor(server, patient, { clientId: app.clientId, verifier });
  const other = await registerTestApp(server, { name: '別のアプリ' });
  const good = { clientId: app.clientId, code, verifier };
  for (const form of [
    { ...good, verifier: newVerifier() },
    { ...good, redirectUri: 'http://127.0.0.1:4444/other' },
    { ...good, clientId: other.clientId },
  ])
    expect(tokenOutcome(await exchange(server, form))).toBe('400 invalid_grant');
});

test('a code runs out after a minute', async () => {
  const verifier = newVerifier();
  const code = await codeFor(server, patient, { clientId: app.clientId, verifier });
  const before = server.clock();
  server.setNow(new Date(before.getTime() + 61_000 + 60_000).toISOString());
  expect(tokenOutcome(await exchange(server, { clientId: app.clientId, code, verifier }))).toBe(
    '400 invalid_grant',
  );
  server.setNow(before.toISOString());
});

test('a refresh token is exchanged for another; one that is used again ends everything', async () => {
  const tokens = await tokensFor(server, patient, app);
  const second = await refresh(server, app.clientId, tokens.refresh_token ?? '');
  const next = second.json<{ access_token: string; refresh_token: string; patient: string; scope: string }>();
  expect(next).toMatchObject({ patient: PERSON, scope: tokens.scope });
  expect(next.refresh_token).not.toBe(tokens.refresh_token);
  expect(await tried(server, next.access_token, '/fhir/R4/metadata')).toBe('200');
  expect(tokenOutcome(await refresh(server, app.clientId, tokens.refresh_token ?? ''))).toBe(
    '400 invalid_grant',
  );
  expect(tokenOutcome(await refresh(server, app.clientId, next.refresh_token))).toBe('400 invalid_grant');
  expect(await tried(server, next.access_token, `/fhir/R4/Patient/${PERSON}`)).toMatch(/^401/);
});

test('a refresh token asks for less, never for more, and works for its own app only', async () => {
  const scope = 'launch/patient offline_access patient/Observation.rs patient/Condition.rs';
  const allowed = ['patient/Observation.rs', 'patient/Condition.rs'];
  const tokens = await tokensFor(server, patient, app, { scope, allowed });
  const other = await registerTestApp(server, { name: '別のアプリ' });
  expect(tokenOutcome(await refresh(server, other.clientId, tokens.refresh_token ?? ''))).toBe(
    '400 invalid_grant',
  );
  expect(tokenOutcome(await refresh(server, app.clientId, tokens.refresh_token ?? '', 'patient/*.rs'))).toBe(
    '400 invalid_scope',
  );
  const less = await refresh(server, app.clientId, tokens.refresh_token ?? '', 'patient/Observation.rs');
  expect(less.json()).toMatchObject({ scope: 'patient/Observation.rs' });
});

test('the patient revokes the app, and its tokens end the same moment', async () => {
  const person = await signInPatient(server, 'revoking-patient', OTHER);
  const tokens = await tokensFor(server, person, app);
  expect(await tried(server, tokens.access_token, '/fhir/R4/metadata')).toBe('200');
  const { apps } = (await person.get('/api/me/apps')).json<{
    apps: { grantId: string; scopes: string[] }[];
  }>();
  expect(apps).toMatchObject([{ name: '試験アプリ', scopes: expect.arrayContaining(['patient/*.rs']) }]);
  // Somebody else's is not theirs to end.
  expect((await patient.delete(`/api/me/apps/${apps[0]?.grantId}`)).statusCode).toBe(404);
  expect((await person.delete(`/api/me/apps/${apps[0]?.grantId}`)).statusCode).toBe(204);
  expect(await tried(server, tokens.access_token, `/fhir/R4/Patient/${OTHER}`)).toMatch(/^401/);
  expect(tokenOutcome(await refresh(server, app.clientId, tokens.refresh_token ?? ''))).toBe(
    '400 invalid_grant',
  );
  const events = await server.asOwner<{ event: string }>(
    `SELECT event FROM audit.entry WHERE person_id = $1 AND event LIKE 'app-%' ORDER BY at, seq`,
    [OTHER],
  );
  expect(events.map(({ event }) => event)).toEqual(['app-authorised', 'app-revoked']);
});

test('a disabled account or app ends its tokens', async () => {
  const passing = await registerTestApp(server, { name: '短いアプリ' });
  const tokens = await tokensFor(server, patient, passing);
  const administrator = await server.signIn('administrator');
  await administrator.post(`/api/apps/${passing.clientId}/state`, { disabled: true });
  expect(await tried(server, tokens.access_token, `/fhir/R4/Patient/${PERSON}`)).toMatch(/^401/);
  const opened = await askAccess(server, { clientId: passing.clientId, verifier: newVerifier() });
  expect(refusalOf(opened)).toBe('portal invalid_client');
});

test('the token of an app opens nothing but the FHIR interface', async () => {
  const tokens = await tokensFor(server, patient, app);
  for (const url of ['/api/eligibility/bulk', '/api/me/apps', '/api/me/consents'])
    expect([url, await tried(server, tokens.access_token, url)]).not.toEqual([url, '200']);
  expect(await tried(server, tokens.access_token, '/api/eligibility/bulk')).toBe('403 APP_NOT_ALLOWED');
  const session = await server.app.inject({
    url: '/api/session',
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  expect(session.json()).toMatchObject({ session: null });
  expect(await tried(server, tokens.access_token, '/api/eligibility/look-up', 'POST')).toBe(
    '403 APP_NOT_ALLOWED',
  );
});

test('an app sees nobody but the patient who allowed it, and no type that was not allowed', async () => {
  const tokens = await tokensFor(server, patient, app, {
    scope: 'launch/patient patient/Observation.rs',
    allowed: ['patient/Observation.rs'],
  });
  const refusal = async (path: string) => {
    const answer = await server.app.inject({
      url: `/fhir/R4/${path}`,
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    const { issue } = answer.json<{ issue?: { details?: { coding?: { code: string }[] } }[] }>();
    return `${answer.statusCode} ${issue?.[0]?.details?.coding?.[0]?.code}`;
  };
  expect(await refusal(`Observation?patient=${OTHER}`)).toBe('403 FHIR_PATIENT_OUTSIDE_LAUNCH');
  expect(await refusal(`Patient/${PERSON}`)).toBe('403 SCOPE_NOT_GRANTED');
  expect(await refusal(`MedicationDispense?patient=${PERSON}`)).toBe('403 SCOPE_NOT_GRANTED');
});

test('an app with a secret shows it; the secret is kept as a hash', async () => {
  const confidential = await registerTestApp(server, {
    name: '秘密のあるアプリ',
    authentication: 'client_secret_basic',
  });
  const { clientId, clientSecret } = confidential;
  const basic = (secret: string) => ({
    authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
  });
  const [stored] = await server.asOwner<{ text: string }>(
    `SELECT row_to_json(a)::text AS text FROM identity.app a WHERE client_id = $1`,
    [clientId],
  );
  expect(stored?.text).not.toContain(clientSecret);
  const verifier = newVerifier();
  const code = await codeFor(server, patient, { clientId, verifier });
  const form = {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: CALLBACK,
  };
  expect(tokenOutcome(await exchange(server, { clientId, code, verifier }))).toBe('401 invalid_client');
  expect(tokenOutcome(await postForm(server, '/oauth/token', form, basic('wrong')))).toBe(
    '401 invalid_client',
  );
  expect(tokenOutcome(await postForm(server, '/oauth/token', form, basic(clientSecret ?? '')))).toBe(
    '200 ok',
  );
});

test('no token and no code lies in the database as it is', async () => {
  const tokens = await tokensFor(server, patient, app);
  const rows = await server.asOwner<{ text: string }>(
    'SELECT row_to_json(t)::text AS text FROM identity.app_token t',
  );
  const all = rows.map(({ text }) => text).join('\n');
  expect(all).not.toContain(tokens.access_token);
  expect(all).not.toContain(tokens.refresh_token);
});

test('an app introspects and gives back its own token', async () => {
  const tokens = await tokensFor(server, patient, app);
  const form = { client_id: app.clientId, token: tokens.access_token };
  const shown = await postForm(server, '/oauth/introspect', form);
  expect(shown.json()).toMatchObject({ active: true, scope: tokens.scope, client_id: app.clientId });
  await postForm(server, '/oauth/revoke', { client_id: app.clientId, token: tokens.refresh_token ?? '' });
  expect(await tried(server, tokens.access_token, `/fhir/R4/Patient/${PERSON}`)).toMatch(/^401/);
});
