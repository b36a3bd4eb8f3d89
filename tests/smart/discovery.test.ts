import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestServer, type TestServer } from '../../apps/server/src/testing/test-server.ts';
import { registerTestApp } from './support.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ masters: false });
  await registerTestApp(server);
});
afterAll(() => server.close());

test('the server tells what it can, at both addresses', async () => {
  for (const url of ['/fhir/R4/.well-known/smart-configuration', '/.well-known/smart-configuration']) {
    const answer = await server.app.inject({ url });
    expect(answer.json()).toMatchObject({
      issuer: 'http://localhost:8080/oauth',
      authorization_endpoint: 'http://localhost:8080/oauth/authorize',
      token_endpoint: 'http://localhost:8080/oauth/token',
      code_challenge_methods_supported: ['S256'],
      capabilities: expect.arrayContaining(['launch-standalone', 'launch-ehr', 'permission-v2']),
    });
  }
});

test('pages of registered apps may read answers, other pages may not', async () => {
  const preflight = (origin: string, url: string) =>
    server.app.inject({
      method: 'OPTIONS',
      url,
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });
  for (const url of ['/fhir/R4/Patient', '/oauth/token', '/fhir/R4/.well-known/smart-configuration']) {
    expect((await preflight('http://127.0.0.1:4444', url)).headers['access-control-allow-origin']).toBe(
      'http://127.0.0.1:4444',
    );
    expect(
      (await preflight('https://evil.example', url)).headers['access-control-allow-origin'],
    ).toBeUndefined();
  }
  // An app has to learn that its token ran out.
  const refused = await server.app.inject({
    url: '/fhir/R4/Patient',
    headers: { origin: 'http://127.0.0.1:4444', authorization: 'Bearer ended' },
  });
  expect(refused.statusCode).toBe(401);
  expect(refused.headers['access-control-allow-origin']).toBe('http://127.0.0.1:4444');
  const api = await server.app.inject({ url: '/api/session', headers: { origin: 'http://127.0.0.1:4444' } });
  expect(api.headers['access-control-allow-origin']).toBeUndefined();
  expect(api.headers['access-control-allow-credentials']).toBeUndefined();
});
