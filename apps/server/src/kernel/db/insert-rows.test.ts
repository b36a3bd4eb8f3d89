import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { insertRows } from './insert-rows.ts';

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.close());

const columns = Array.from({ length: 40 }, (_, i) => `c${i}`);

test.each([0, 1, 1638, 1639, 5000])(
  '%i rows of 40 columns arrive in order, beyond the parameters of one statement',
  async (count) => {
    const rows = Array.from({ length: count }, (_, row) => columns.map((_, column) => row * 100 + column));
    const read = await own.db.transaction(async (tx) => {
      await tx.query(`CREATE TEMPORARY TABLE wide (${columns.map((name) => `${name} int`)}) ON COMMIT DROP`);
      await insertRows(tx, { into: `wide (${columns})`, rows });
      return tx.query<{ c0: number; c39: number }>('SELECT c0, c39 FROM wide ORDER BY c0');
    });
    expect(read).toEqual(rows.map((row) => ({ c0: row[0], c39: row[39] })));
  },
);

test('the suffix holds for every statement', async () => {
  const rows = Array.from({ length: 4001 }, (_, row) => [row % 2500]);
  const read = await own.db.transaction(async (tx) => {
    await tx.query('CREATE TEMPORARY TABLE once (n int PRIMARY KEY) ON COMMIT DROP');
    await insertRows(tx, { into: 'once (n)', rows, suffix: 'ON CONFLICT DO NOTHING' });
    return tx.query<{ n: number }>('SELECT count(*)::int AS n FROM once');
  });
  expect(read).toEqual([{ n: 2500 }]);
});
