import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Caller,
  createTestServer,
  outcomeOf,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import {
  assertion,
  registerTestClient,
  requestToken,
  testKey,
  tokenOutcome,
} from '../identity/systems-support.ts';
import {
  type App,
  askAccess,
  Browser,
  exchange,
  FHIR_BASE,
  newVerifier,
  OTHER,
  PERSON,
  refresh,
  registerTestApp,
  signInPatient,
  type Tokens,
  tried,
} from './support.ts';

let server: TestServer;
let app: App;
let physician: Caller;
let manager: Caller;
beforeAll(async () => {
  server = await createTestServer({ masters: false });
  app = await registerTestApp(server);
  physician = await server.signIn('hospital-physician');
  manager = await server.signIn('hospital-manager');
});
afterAll(() => server.close());

const SCOPE = 'openid fhirUser launch online_access user/*.rs';
const enable = (enabled: boolean) => manager.post(`/api/organisation/apps/${app.clientId}`, { enabled });
const start = (who: Caller = physician, ref = PERSON) =>
  who.post(`/api/apps/${app.clientId}/launch`, { ref });
const launchOf = async (who?: Caller): Promise<string> =>
  new URL((await start(who)).json<{ url: string }>().url).searchParams.get('launch') ?? '';

const ask = async (launch: string, who: Caller, verifier = newVerifier(), clientId = app.clientId) =>
  new Browser(server, await askAccess(server, { clientId, verifier, scope: SCOPE, params: { launch } }), who);

async function tokensOf(who: Caller): Promise<Tokens> {
  const verifier = newVerifier();
  const browser = await ask(await launchOf(who), who, verifier);
  const decided = await browser.decide(['user/*.rs']);
  if (decided.statusCode !== 200) throw new Error(outcomeOf(decided));
  const back = await browser.goOn(decided.json<{ returnTo: string }>().returnTo);
  const code = back.searchParams.get('code') ?? '';
  return (await exchange(server, { clientId: app.clientId, code, verifier })).json<Tokens>();
}

test('an app that the institution did not allow cannot be started', async () => {
  expect(outcomeOf(await start())).toContain('APP_NOT_ENABLED');
  expect((await physician.get('/api/launchable-apps')).json()).toEqual({ apps: [] });
  expect((await enable(true)).statusCode).toBe(204);
  expect((await physician.get('/api/launchable-apps')).json()).toMatchObject({
    apps: [{ clientId: app.clientId }],
  });
  // Another institution did not allow it.
  expect(outcomeOf(await start(await server.signIn('clinic-physician')))).toContain('APP_NOT_ENABLED');
});

test('a physician starts an app from a record, and it sees this patient alone', async () => {
  const { url } = (await start()).json<{ url: string }>();
  expect(new URL(url).searchParams.get('iss')).toBe(FHIR_BASE);
  const browser = await ask(await launchOf(), physician);
  expect((await browser.read()).json()).toMatchObject({
    dataScopes: ['user/*.rs'],
    lasts: 'session',
    patientRef: PERSON,
  });
  const tokens = await tokensOf(physician);
  expect(tokens).toMatchObject({ patient: PERSON, scope: 'openid fhirUser launch online_access user/*.rs' });
  expect(await tried(server, tokens.access_token, '/fhir/R4/metadata')).toBe('200');
  expect(await tried(server, tokens.access_token, '/api/eligibility/bulk')).toBe('403 APP_NOT_ALLOWED');
  expect(await tried(server, tokens.access_token, `/fhir/R4/Patient/${OTHER}`)).not.toMatch(/^200/);
});

test('what an app was started with works once, in this session, for this app, for five minutes', async () => {
  const launch = await launchOf();
  const other = await registerTestApp(server, { name: '別のアプリ' });
  await manager.post(`/api/organisation/apps/${other.clientId}`, { enabled: true });
  const refusedFor = async (browser: Browser) => outcomeOf(await browser.decide(['user/*.rs']));
  const nurse = await server.signIn('hospital-nurse');
  const patient = await signInPatient(server, 'launching-patient');
  expect(await refusedFor(await ask(launch, nurse))).toContain('APP_REQUEST_REFUSED');
  expect(await refusedFor(await ask(launch, patient))).toContain('APP_REQUEST_REFUSED');
  expect(await refusedFor(await ask('made-up', physician))).toContain('APP_REQUEST_REFUSED');
  expect(await refusedFor(await ask(launch, physician, newVerifier(), other.clientId))).toContain(
    'APP_REQUEST_REFUSED',
  );
  const [first, second] = [await ask(launch, physician), await ask(launch, physician)];
  expect((await first.decide(['user/*.rs'])).statusCode).toBe(200);
  expect(await refusedFor(second)).toContain('APP_REQUEST_REFUSED');
  const late = await launchOf();
  const before = server.clock();
  const browser = await ask(late, physician);
  server.setNow(new Date(before.getTime() + 301_000).toISOString());
  expect(await refusedFor(browser)).toContain('APP_REQUEST_REFUSED');
  server.setNow(before.toISOString());
});

test('staff allow nothing without a record', async () => {
  const opened = await askAccess(server, {
    clientId: app.clientId,
    verifier: newVerifier(),
    scope: 'openid user/*.rs',
  });
  const browser = new Browser(server, opened, physician);
  expect(outcomeOf(await browser.read())).toContain('APP_REQUEST_REFUSED');
});

test('the app ends when the institution takes it back, and with the session of whoever started it', async () => {
  const tokens = await tokensOf(physician);
  const url = `/fhir/R4/Patient/${PERSON}`;
  expect(await tried(server, tokens.access_token, url)).not.toMatch(/^401/);
  await enable(false);
  expect(await tried(server, tokens.access_token, url)).toMatch(/^401/);
  await enable(true);
  const emergency = await server.signIn('hospital-emergency');
  const more = await tokensOf(emergency);
  expect(await tried(server, more.access_token, url)).not.toMatch(/^401/);
  await emergency.post('/api/sign-out', {});
  expect(await tried(server, more.access_token, url)).toMatch(/^401/);
  expect(tokenOutcome(await refresh(server, app.clientId, more.refresh_token ?? ''))).toBe(
    '400 invalid_grant',
  );
});

test.each([
  [{ redirectUris: ['http://evil.example/callback'] }, 'APP_ADDRESS_REFUSED'],
  [{ redirectUris: ['https://app.example/callback#x'] }, 'APP_ADDRESS_REFUSED'],
  [{ redirectUris: ['https://*.example/callback'] }, 'APP_ADDRESS_REFUSED'],
  [{ redirectUris: ['javascript:alert(1)'] }, 'APP_ADDRESS_REFUSED'],
  [{ scopes: ['system/*.rs'] }, 'APP_SCOPE_NOT_ALLOWED'],
  [{ scopes: ['patient/*.cruds'] }, 'APP_SCOPE_NOT_ALLOWED'],
  [{ scopes: ['everything'] }, 'APP_SCOPE_NOT_ALLOWED'],
  [{ authentication: 'private_key_jwt' }, 'INPUT_INVALID'],
])('an app with %o is not registered', async (more, refusal) => {
  await expect(registerTestApp(server, more)).rejects.toThrow(refusal);
});

test('programs get scopes of FHIR as they were registered, and insurers the export', async () => {
  const client = await registerTestClient(manager, {
    key: testKey(),
    scopes: ['system/Observation.cruds', 'system/*.rs'],
  });
  const tokenFor = async (scope: string) =>
    tokenOutcome(await requestToken(server, assertion(client.clientId, client.key), { scope }));
  expect(await tokenFor('system/Observation.cruds')).toBe('200 ok');
  expect(await tokenFor('system/Observation.rs system/Patient.r')).toBe('200 ok');
  expect(await tokenFor('system/Patient.cruds')).toBe('400 invalid_scope');
  expect(await tokenFor('user/Patient.r')).toBe('400 invalid_scope');
  await expect(registerTestClient(manager, { scopes: ['bulk-export'] })).rejects.toThrow(
    'CLIENT_SCOPE_NOT_ALLOWED',
  );
  await expect(registerTestClient(manager, { scopes: ['system/*.d?x=y', 'user/*.rs'] })).rejects.toThrow(
    'CLIENT_SCOPE_NOT_ALLOWED',
  );
  await expect(registerTestClient(manager, { scopes: ['system/*.read'] })).rejects.toThrow(
    'CLIENT_SCOPE_NOT_ALLOWED',
  );
});
