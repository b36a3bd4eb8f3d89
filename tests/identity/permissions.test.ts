import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROLES } from '../../apps/server/src/kernel/auth/session.ts';
import { createApp, type Permission } from '../../apps/server/src/kernel/http/app.ts';
import {
  createTestServer,
  outcomeOf,
  STAFF,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';

const INTAKE = ['intake-operator'];

/** Every address of the interface and who may call it, written by hand: a new route must be entered here too. */
const EXPECTED: Readonly<Record<string, Permission>> = {
  'GET /api/session': 'public',
  'POST /api/sign-in': 'public',
  'POST /api/sign-in/totp': 'unfinished',
  'POST /api/sign-in/recovery': 'unfinished',
  'POST /api/sign-out': 'public',
  'POST /api/card/challenge': 'public',
  'POST /api/sign-in/card': 'public',
  'POST /api/card/registration': 'public',
  'GET /api/demo/cards': 'public',
  'GET /api/demo/cards/:key': 'public',
  'POST /api/organisation/clients': ['manager'],
  'DELETE /api/organisation/clients/:clientId': ['manager'],
  'POST /api/organisation/clients/:clientId/credentials': ['manager'],
  'DELETE /api/organisation/clients/:clientId/credentials/:name': ['manager'],
  'POST /api/reception/find': 'signed-in',
  'GET /api/persons/:ref': 'signed-in',
  'GET /api/persons/:ref/consents': 'signed-in',
  'POST /api/persons/:ref/consents': 'signed-in',
  'DELETE /api/persons/:ref/consents/:category': 'signed-in',
  'GET /api/persons/:ref/record': 'signed-in',
  'GET /api/me/record': ['patient'],
  'GET /api/me/disclosures': ['patient'],
  'POST /api/claims/files': INTAKE as Permission,
  'GET /api/claims/files': INTAKE as Permission,
  'GET /api/claims/files/:sha256': INTAKE as Permission,
  'GET /api/claims/files/:sha256/events': INTAKE as Permission,
  'GET /api/claims/files/:sha256/findings': INTAKE as Permission,
  'GET /api/claims/work-items': INTAKE as Permission,
  'POST /api/claims/work-items/retry': INTAKE as Permission,
};

/** Programs show who they are with each request there. */
const OAUTH =
  /^(POST \/oauth\/(token|introspect|revoke)|(GET|HEAD) (\/oauth)?\/\.well-known\/oauth-authorization-server(\/oauth)?)$/;

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ masters: false });
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
  const found = routesOf().filter((route) => !/^(HEAD|OPTIONS) /.test(route) && route.includes(' /api/'));
  expect(found.sort()).toEqual(Object.keys(EXPECTED).sort());
});

test('what lies beside the interface is the portal’s, or the authorization server’s, and public', () => {
  // Fastify prints the wildcard of /assets/* alone.
  const beside = routesOf().filter((route) => !route.includes(' /api/') && !OAUTH.test(route));
  expect(beside.filter((route) => !/^(GET|HEAD) (\*|\/favicon\.svg)$/.test(route))).toEqual([]);
});

const concrete = (url: string) =>
  url
    .replace(':ref', '00000000-0000-8000-8000-000000000001')
    .replace(':category', 'surgery')
    .replace(':sha256', 'ab'.repeat(32));
const call = async (route: string, cookie: string | null) => {
  const [method = '', url = ''] = route.split(' ');
  const answer = await server.app.inject({
    method: method as 'GET',
    url: concrete(url),
    headers: { 'x-tsunagu-request': '1', ...(cookie === null ? {} : { cookie }) },
    ...(method === 'POST' ? { payload: {} } : {}),
  });
  return answer.statusCode >= 400 ? outcomeOf(answer) : 'let in';
};
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

test.each(Object.entries(EXPECTED).filter(([, permission]) => permission !== 'public'))(
  '%s lets in %j and nobody else',
  async (route, permission) => {
    expect(await call(route, null)).toBe('401 SESSION_REQUIRED');
    for (const account of ONE_EACH) {
      const { cookie } = await server.signIn(account);
      const roles = STAFF[account]?.roles ?? [];
      const allowed = permission === 'signed-in' || roles.some((role) => permission.includes(role));
      const outcome = await call(route, cookie);
      // What concerns a person is asked at another door, which may refuse with the same code: see the tests of access.
      if (permission === 'unfinished') expect(outcome).not.toMatch(/SESSION_REQUIRED|SIGN_IN_UNFINISHED/);
      else if (permission === 'signed-in') expect(outcome).not.toBe('401 SESSION_REQUIRED');
      else expect([account, outcome === '403 ROLE_NOT_ALLOWED']).toEqual([account, !allowed]);
    }
  },
);

test('the accounts above hold every role of staff', () => {
  expect(ONE_EACH.flatMap((account) => STAFF[account]?.roles ?? []).sort()).toEqual(
    ROLES.filter((role) => role !== 'patient' && role !== 'system').sort(),
  );
});

test('a route that forgets its permission does not let the application start', async () => {
  const app = await createApp({
    logger: pino({ level: 'silent' }),
    clock: () => new Date(),
    authenticate: async () => null,
  });
  expect(() => app.get('/api/forgotten', () => 'data')).toThrow('no permission declared');
  app.register(async (scope) => {
    scope.get('/api/hidden', () => 'data');
  });
  await expect(app.ready()).rejects.toThrow('no permission declared');
});
