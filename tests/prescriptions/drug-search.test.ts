import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestServer, type TestServer } from '../../apps/server/src/testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

const search = async (path: string, account = 'clinic-physician') =>
  (await server.signIn(account)).get(`/api/drugs${path}`);

test('a physician and a pharmacist find drugs by kana', async () => {
  for (const account of ['clinic-physician', 'pharmacy-pharmacist']) {
    const { drugs } = (await search(`?q=${encodeURIComponent('あむろ')}&limit=3`, account)).json();
    expect(drugs).toHaveLength(3);
    expect(drugs[0]).toMatchObject({
      matched: 'name',
      drug: { generalNameCode: '2171901F2ZZZ', ingredients: [{ base: 'アムロジピン' }], route: 'oral' },
    });
  }
});

test('directions for use and the sources of the knowledge are told', async () => {
  const { usages } = (await search(`/usages?q=${encodeURIComponent('起床')}&form=1`)).json();
  expect(usages[0]).toMatchObject({ code: '1011000090000000', timesPerDay: 1 });
  const sources = (await search('/sources')).json();
  expect(sources.demo).toBe(true);
  expect(sources.sources.map(({ kind }: { kind: string }) => kind)).toContain('contraindications');
});

test.each(['?q=a&limit=x', '?q=a&on=2026-02-30', '?limit=3', `?q=${'a'.repeat(101)}`])(
  '%s is no question',
  async (query) => expect((await search(query)).statusCode).toBe(400),
);

test('others get nothing', async () => {
  expect((await server.nobody.get('/api/drugs?q=a')).statusCode).toBe(401);
  expect((await search('?q=a', 'insurer-clerk')).statusCode).toBe(403);
});
