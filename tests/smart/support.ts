import { createHash, randomBytes } from 'node:crypto';
import { parsePersonId } from '../../apps/server/src/modules/registry/index.ts';
import {
  type Caller,
  callerOf,
  outcomeOf,
  TEST_ORIGIN,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import { postForm } from '../identity/systems-support.ts';

export const FHIR_BASE = `${TEST_ORIGIN}/fhir/R4`;
export const CALLBACK = 'http://127.0.0.1:4444/callback';
export const PERSON = '00000000-0000-8000-8000-0000000000a1';
export const OTHER = '00000000-0000-8000-8000-0000000000a2';

export interface App {
  readonly clientId: string;
  readonly clientSecret: string | null;
}

export async function registerTestApp(server: TestServer, more: object = {}): Promise<App> {
  const administrator = await server.signIn('administrator');
  const answer = await administrator.post('/api/apps', {
    name: '試験アプリ',
    publisher: '試験社',
    redirectUris: [CALLBACK],
    launchUri: 'http://127.0.0.1:4444/launch',
    scopes: [
      'openid',
      'fhirUser',
      'launch',
      'launch/patient',
      'offline_access',
      'online_access',
      'patient/*.rs',
      'user/*.cruds',
    ],
    authentication: 'none',
    ...more,
  });
  if (answer.statusCode !== 200) throw new Error(outcomeOf(answer));
  return answer.json<App>();
}

/** A patient of their own, signed in at the portal. */
export async function signInPatient(server: TestServer, account: string, person = PERSON): Promise<Caller> {
  const personId = parsePersonId(person);
  if (personId === null) throw new Error('no person');
  await server.addPatient(account, personId);
  return server.signIn(account);
}

export const newVerifier = (): string => randomBytes(32).toString('base64url');
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

export interface Asked {
  readonly clientId: string;
  readonly verifier: string;
  readonly scope?: string;
  /** Instead of what a good request says; undefined leaves out. */
  readonly params?: Readonly<Record<string, string | undefined>>;
}

/** Opens the authorization endpoint as a browser does. */
export function askAccess(server: TestServer, { clientId, verifier, scope, params = {} }: Asked) {
  const all: Readonly<Record<string, string | undefined>> = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: CALLBACK,
    scope: scope ?? 'openid fhirUser launch/patient offline_access patient/*.rs',
    state: 'state-of-the-app',
    nonce: (params.scope ?? scope ?? 'openid').includes('openid') ? 'nonce-of-the-app' : undefined,
    aud: FHIR_BASE,
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
    ...params,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(all)) if (value !== undefined) query.set(name, value);
  return server.app.inject({ method: 'GET', url: `/oauth/authorize?${query}` });
}

type Opened = Awaited<ReturnType<typeof askAccess>>;

const locationOf = (answer: Opened): URL => new URL(String(answer.headers.location));

/** How the authorization endpoint refused: to the app, or on a page of our own where the app cannot be trusted. */
export function refusalOf(answer: Opened): string {
  const url = locationOf(answer);
  const own = url.origin === TEST_ORIGIN;
  const params = url.hash === '' ? url.searchParams : new URLSearchParams(url.hash.slice(1));
  return `${own ? 'portal' : 'app'} ${params.get(own ? 'problem' : 'error')}`;
}

const cookiesOf = (answer: Opened): string =>
  answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');

/** A person's browser with the request of an app in it. */
export class Browser {
  readonly requestId: string;
  readonly caller: Caller;
  private readonly server: TestServer;
  private readonly cookies: string;

  constructor(server: TestServer, opened: Opened, who: Caller) {
    this.server = server;
    this.requestId = locationOf(opened).searchParams.get('request') ?? '';
    this.cookies = cookiesOf(opened);
    this.caller = callerOf(server.app, `${who.cookie}; ${this.cookies}`);
  }

  read() {
    return this.caller.get(`/api/app-requests/${this.requestId}`);
  }

  decide(scopes: readonly string[] = ['patient/*.rs'], allow = true) {
    return this.caller.post(`/api/app-requests/${this.requestId}`, { allow, scopes });
  }

  /** Where the app is told the answer. */
  async goOn(returnTo: string): Promise<URL> {
    const url = new URL(returnTo);
    const answer = await this.server.app.inject({
      method: 'GET',
      url: `${url.pathname}${url.search}`,
      headers: { cookie: this.cookies },
    });
    return locationOf(answer);
  }
}

/** The whole way to a code: request, consent, return. */
export async function codeFor(
  server: TestServer,
  who: Caller,
  asked: Asked,
  scopes?: readonly string[],
): Promise<string> {
  const browser = new Browser(server, await askAccess(server, asked), who);
  const decided = await browser.decide(scopes);
  if (decided.statusCode !== 200) throw new Error(outcomeOf(decided));
  const back = await browser.goOn(decided.json<{ returnTo: string }>().returnTo);
  const code = back.searchParams.get('code');
  if (code === null) throw new Error(back.href);
  return code;
}

export const exchange = (
  server: TestServer,
  form: {
    readonly clientId: string;
    readonly code: string;
    readonly verifier: string;
    readonly redirectUri?: string;
  },
  headers: Readonly<Record<string, string>> = {},
) =>
  postForm(
    server,
    '/oauth/token',
    {
      grant_type: 'authorization_code',
      client_id: form.clientId,
      code: form.code,
      code_verifier: form.verifier,
      redirect_uri: form.redirectUri ?? CALLBACK,
    },
    headers,
  );

export const refresh = (server: TestServer, clientId: string, token: string, scope?: string) =>
  postForm(server, '/oauth/token', {
    grant_type: 'refresh_token',
    client_id: clientId,
    refresh_token: token,
    ...(scope === undefined ? {} : { scope }),
  });

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly scope: string;
  readonly patient?: string;
  readonly expires_in: number;
}

export async function tokensFor(
  server: TestServer,
  who: Caller,
  app: App,
  { scope, allowed }: { readonly scope?: string; readonly allowed?: readonly string[] } = {},
): Promise<Tokens> {
  const verifier = newVerifier();
  const asked = { clientId: app.clientId, verifier, ...(scope === undefined ? {} : { scope }) };
  const code = await codeFor(server, who, asked, allowed);
  const answer = await exchange(server, { clientId: app.clientId, code, verifier });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json<Tokens>();
}

/** What a token gets at an address: the status, and the code where it is refused. */
export async function tried(server: TestServer, token: string, url: string, method: 'GET' | 'POST' = 'GET') {
  const answer = await server.app.inject({ method, url, headers: { authorization: `Bearer ${token}` } });
  const code = /"code":"([A-Z_]+)"/.exec(answer.body)?.[1] ?? '';
  return `${answer.statusCode} ${code}`.trim();
}
