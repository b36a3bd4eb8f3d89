import { json } from 'node:stream/consumers';
import type { FastifyRequest } from 'fastify';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROLES } from '../../apps/server/src/kernel/auth/session.ts';
import { createApp } from '../../apps/server/src/kernel/http/app.ts';
import {
  createTestServer,
  STAFF,
  TEST_PASSWORD,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import ROUTES from './routes.json' with { type: 'json' };

/**
 * routes.json: every address of the interface, who may call it and through which entrance, and whether a factor must have been given
 * just now; written by hand: a new route must be entered there too. Roles are joined by `|`.
 */
const EXPECTED: Readonly<Record<string, string>> = ROUTES;

/** What the authorization server brings along. */
const OAUTH = new RegExp(
  [
    'POST /oauth/(token|introspect|revoke)',
    '(GET|HEAD) /oauth/(jwks|authorize(/:request)?)',
    '(GET|HEAD) (/oauth)?/\\.well-known/oauth-authorization-server(/oauth)?',
    '(GET|HEAD) /oauth/\\.well-known/openid-configuration',
    '(GET|HEAD) /\\.well-known/smart-configuration',
    'OPTIONS .*',
  ]
    .map((route) => `^${route}$`)
    .join('|'),
);

/** Everything that programs call: our own interface, and FHIR. */
const INTERFACE = / \/(api|fhir)\//;

/** What a route declares, in the same words. */
const declared = new Map<string, string>();
const noteDeclaration = ({ method, routeOptions }: FastifyRequest): void => {
  const { permission = 'nobody', audience, stepUp } = routeOptions.config;
  const who = typeof permission === 'string' ? permission : permission.join('|');
  const words = [who, audience, stepUp === true ? 'step-up' : undefined].filter(Boolean).join(' ');
  declared.set(`${method} ${routeOptions.url}`, words);
};

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ masters: false });
  server.app.addHook('onResponse', async (request) => noteDeclaration(request));
  await server.app.ready();
});
afterAll(() => server.close());

/** The routes that the application really has, from its own tree of addresses. */
function routesOf(): string[] {
  const path: string[] = [];
  const routes: string[] = [];
  for (const line of server.app.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', text = '', methods] = /^([│ ]*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (text === '') continue;
    path.length = indent.length / 4;
    path.push(text);
    for (const method of methods?.split(', ') ?? []) routes.push(`${method} ${path.join('')}`);
  }
  return routes;
}

test('the application has exactly the expected routes', () => {
  const found = routesOf().filter((route) => !/^(HEAD|OPTIONS) /.test(route) && INTERFACE.test(route));
  expect(found.sort()).toEqual(Object.keys(EXPECTED).sort());
});

test('what lies beside the interface is the portal’s, or the authorization server’s, and public', () => {
  // Fastify prints the wildcard of /assets/* alone.
  const beside = routesOf().filter((route) => !INTERFACE.test(route) && !OAUTH.test(route));
  const ours = /^(GET|HEAD) (\*|\/favicon\.svg|\/api-docs(\/.*)?)$/;
  expect(beside.filter((route) => !ours.test(route))).toEqual([]);
});

const concrete = (url: string) =>
  url
    .replace(':ref', '00000000-0000-8000-8000-000000000001')
    .replace(':category', 'surgery')
    .replace(':sha256', 'ab'.repeat(32))
    .replace('/:type', '/Observation')
    .replace('/:part', '/_history')
    .replace('/:last', '/1')
    .replace(':account', 'nobody-of-that-name')
    .replace(/:(id|sessionId|clientId|checkInId|n|key)\b/, '00000000-0000-4000-8000-000000000000');
const call = async (route: string, cookie: string | null) => {
  const [method = '', url = ''] = route.split(' ');
  // As a stream: an answer of events never ends.
  const answer = await server.app.inject({
    method: method as 'GET',
    url: concrete(url),
    headers: { 'x-tsunagu-request': '1', ...(cookie === null ? {} : { cookie }) },
    ...(method === 'POST' ? { payload: {} } : {}),
    payloadAsStream: true,
  });
  if (answer.statusCode < 400) {
    answer.stream().destroy();
    return 'let in';
  }
  return `${answer.statusCode} ${codeIn(await json(answer.stream()))}`;
};
/** The code of an error, also where it is told as an OperationOutcome. */
function codeIn(body: unknown): string {
  const { error, issue } = body as {
    error?: { code: string };
    issue?: readonly { details: { coding: readonly { code: string }[] } }[];
  };
  return error?.code ?? issue?.[0]?.details.coding[0]?.code ?? 'none';
}

/** One account for each role. */
const ONE_EACH = [
  'hospital-physician',
  'pharmacy-pharmacist',
  'hospital-nurse',
  'hospital-desk',
  'hospital-manager',
  'insurer-clerk',
  'ministry-officer',
  'intake',
  'administrator',
];

test('every route declares what the table says', async () => {
  for (const route of Object.keys(EXPECTED)) await call(route, null);
  expect(Object.fromEntries(declared)).toMatchObject(EXPECTED);
});

const permissionOf = (words: string): string => words.split(' ')[0] ?? '';
const isFor = (words: string, account: string): boolean => {
  const permission = permissionOf(words);
  return (
    permission === 'signed-in' ||
    (STAFF[account]?.roles ?? []).some((role) => permission.split('|').includes(role))
  );
};

const callers = new Map<string, string | null>();
const cookieOf = async (account: string) => {
  if (!callers.has(account)) callers.set(account, (await server.signIn(account)).cookie);
  return callers.get(account) ?? null;
};

/** A cookie says nothing to the entrance of systems; bearer tokens are tried in systems.test.ts. */
const isForSystems = (words: string): boolean => words.split(' ')[1] === 'systems';
/** What ends the session, or moves it to another token, is called by itself. */
const MOVES = /sign-out|\/lock$|end-others/;

test.each(Object.entries(EXPECTED).filter(([, words]) => permissionOf(words) !== 'public'))(
  '%s lets in "%s" and nobody else',
  async (route, words) => {
    expect(await call(route, null)).toBe('401 SESSION_REQUIRED');
    for (const account of ONE_EACH) {
      const outcome = await call(route, await cookieOf(account));
      if (MOVES.test(route)) callers.clear();
      if (isForSystems(words)) expect(outcome).toBe('401 SESSION_REQUIRED');
      else if (permissionOf(words) === 'unfinished')
        expect(outcome).not.toMatch(/SESSION_REQUIRED|SIGN_IN_UNFINISHED|ROLE_NOT_ALLOWED/);
      // What concerns a person is asked at another door, which may refuse with the same code: see the tests of access.
      else if (permissionOf(words) === 'signed-in') expect(outcome).not.toBe('401 SESSION_REQUIRED');
      else expect([account, outcome === '403 ROLE_NOT_ALLOWED']).toEqual([account, !isFor(words, account)]);
    }
  },
);

test('a session that is not finished gets nowhere but where the table says so', async () => {
  const first = await server.nobody.post('/api/sign-in', {
    account: 'hospital-manager',
    password: TEST_PASSWORD,
  });
  const [cookie] = first.cookies;
  for (const [route, words] of Object.entries(EXPECTED)) {
    if (/^(public|unfinished) /.test(words) || isForSystems(words)) continue;
    expect([route, await call(route, `${cookie?.name}=${cookie?.value}`)]).toEqual([
      route,
      '401 SIGN_IN_UNFINISHED',
    ]);
  }
});

test('an old factor gets nowhere where the table says step-up', async () => {
  const { cookie } = await server.signIn('hospital-manager');
  const administrator = await server.signIn('administrator');
  await server.asOwner(`UPDATE identity.session SET confirmed_at = confirmed_at - interval '301 seconds'`);
  for (const [route, words] of Object.entries(EXPECTED)) {
    if (!words.endsWith('step-up')) continue;
    const mine = words.startsWith('administrator') ? administrator.cookie : cookie;
    if (!/^(manager|administrator|signed-in) /.test(words)) continue;
    expect([route, await call(route, mine)]).toEqual([route, '403 STEP_UP_REQUIRED']);
  }
});

test('the accounts above hold every role of staff', () => {
  expect(ONE_EACH.flatMap((account) => STAFF[account]?.roles ?? []).sort()).toEqual(
    ROLES.filter((role) => role !== 'patient' && role !== 'system').sort(),
  );
});

test('a route that forgets its permission does not let the application start', async () => {
  const app = await createApp({
    logger: pino({ level: 'silent' }),
    publicOrigin: 'http://localhost:8080',
    clock: () => new Date(),
    authenticate: async () => null,
  });
  expect(() => app.get('/api/forgotten', () => 'data')).toThrow('no permission declared');
  app.register(async (scope) => {
    scope.get('/api/hidden', () => 'data');
  });
  await expect(app.ready()).rejects.toThrow('no permission declared');
});
