import { afterAll, beforeAll, expect, test } from 'vitest';
import OPERATIONS from '../../apps/server/src/kernel/http/openapi/operations.json' with { type: 'json' };
import { createTestServer, type TestServer } from '../../apps/server/src/testing/test-server.ts';
import ROUTES from '../identity/routes.json' with { type: 'json' };

interface Parameter {
  readonly in: string;
  readonly name: string;
}
interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: { required?: string[] } }>> };
  readonly responses: Readonly<Record<string, object>>;
  readonly 'x-permission': string | readonly string[];
  readonly 'x-audience': string;
  readonly 'x-step-up'?: boolean;
}
interface Document {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

let server: TestServer;
let document: Document;
beforeAll(async () => {
  server = await createTestServer({ masters: false });
  const answer = await server.app.inject({ method: 'GET', url: '/api-docs/json' });
  document = answer.json<Document>();
});
afterAll(() => server.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      path,
      ...operation,
    })),
  );

test('every address of the interface stands in the document, with who may call it', () => {
  expect(document.openapi).toBe('3.1.0');
  const declared = operations()
    .filter(({ route }) => route.includes(' /api/'))
    .map((one) => {
      const who = one['x-permission'];
      const words = [typeof who === 'string' ? who : who.join('|'), one['x-audience']];
      return [one.route, [...words, ...(one['x-step-up'] === true ? ['step-up'] : [])].join(' ')];
    });
  const expected = Object.entries(ROUTES).filter(([route]) => route.includes(' /api/'));
  expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(expected));
});

test('every operation says in Japanese and in English what it does, and stands under a known heading', () => {
  const known = new Set(document.tags.map(({ name }) => name));
  const undescribed = operations().filter(
    ({ route, summary, description, tags }) =>
      !route.includes('/.well-known/oauth-authorization-server/') &&
      !(
        /[ぁ-ん一-龠ァ-ヶ]/.test(summary ?? '') &&
        /[A-Za-z]/.test(description ?? '') &&
        tags.every((tag) => known.has(tag))
      ),
  );
  expect(
    undescribed.map(({ route }) => route),
    'rows missing in kernel/http/openapi/operations.json',
  ).toEqual([]);
  const routes = new Set(operations().map(({ route }) => route));
  expect(Object.keys(OPERATIONS).filter((route) => !routes.has(route))).toEqual([]);
  const ids = operations().map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test('parameters of the address are named, bodies have their shape, errors their answer', () => {
  for (const { route, path, parameters = [], responses, security } of operations()) {
    const inPath = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
    expect(inPath.toSorted(), route).toEqual(
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted(),
    );
    expect(Object.keys(responses), route).toEqual(expect.arrayContaining(['2XX', 'default']));
    expect('401' in responses, route).toBe(security.length > 0);
  }
  const shapeOf = (path: string) =>
    document.paths[path]?.post?.requestBody?.content['application/json']?.schema;
  expect(shapeOf('/api/sign-in')?.required?.toSorted()).toEqual(['account', 'password']);
  expect(Object.keys(document.paths['/oauth/token']?.post?.requestBody?.content ?? {})).toEqual([
    'application/x-www-form-urlencoded',
  ]);
});

test('neither files of the portal nor the page itself stand in the document', () => {
  expect(Object.keys(document.paths).filter((path) => !/^\/(api|oauth|\.well-known)\//.test(path))).toEqual(
    [],
  );
});

test('the page and its files need no session and get no looser policy than the portal', async () => {
  for (const url of ['/api-docs', '/api-docs/', '/api-docs/static/swagger-ui-bundle.js', '/api-docs/json']) {
    const answer = await server.app.inject({ method: 'GET', url });
    expect([url, answer.statusCode]).toEqual([url, 200]);
    expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
    expect(answer.headers['content-security-policy']).not.toContain('unsafe');
  }
});
