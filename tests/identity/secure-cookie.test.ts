import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createTestServer,
  TEST_PASSWORD,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ masters: false, publicOrigin: 'https://portal.example' });
});
afterAll(() => server.close());

test('over TLS the session’s cookie belongs to this host alone, and a plain one planted beside it opens nothing', async () => {
  const answer = await server.nobody.post('/api/sign-in', {
    account: 'hospital-nurse',
    password: TEST_PASSWORD,
  });
  const [cookie] = answer.cookies;
  expect(cookie).toMatchObject({
    name: '__Host-tsunagu_session',
    secure: true,
    httpOnly: true,
    path: '/',
    sameSite: 'Strict',
  });
  expect(cookie).not.toHaveProperty('domain');
  expect(answer.headers['strict-transport-security']).toMatch(/^max-age=\d{7,}/);
  const stageOf = async (header: string) => {
    const session = await server.app.inject({
      method: 'GET',
      url: '/api/session',
      headers: { cookie: header },
    });
    return session.json().session?.stage ?? null;
  };
  expect(await stageOf(`__Host-tsunagu_session=${cookie?.value}`)).toBe('second-factor');
  expect(await stageOf(`tsunagu_session=${cookie?.value}`)).toBeNull();
});
