import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { openDatabase } from './database.ts';

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.close());

test('the server works as a role that may not change the schema', async () => {
  expect(await own.db.query('SELECT current_user AS role')).toEqual([{ role: 'tsunagu_app' }]);
  await expect(own.db.query('CREATE SCHEMA mine')).rejects.toThrow('permission denied');
});

test('a transaction that rejects leaves nothing behind and gives its connection back', async () => {
  for (let i = 0; i < 20; i++) {
    await expect(
      own.db.transaction(async (tx) => {
        await tx.query('CREATE TEMPORARY TABLE scratch (n int) ON COMMIT DROP');
        throw new Error('planned');
      }),
    ).rejects.toThrow('planned');
  }
  expect(await own.db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('COPY takes chunks whatever their cut', async () => {
  const rows = await own.db.transaction(async (tx) => {
    await tx.query('CREATE TEMPORARY TABLE scratch (n int, t text) ON COMMIT DROP');
    const bytes = Buffer.from('1\tあ\n2\tい\n');
    await tx.copyIn(
      'COPY scratch FROM STDIN',
      [...bytes].map((byte) => Uint8Array.of(byte)),
    );
    return tx.query('SELECT n, t FROM scratch ORDER BY n');
  });
  expect(rows).toEqual([
    { n: 1, t: 'あ' },
    { n: 2, t: 'い' },
  ]);
});

test('bigint keeps all its digits and json its bytes', async () => {
  expect(await own.db.query(`SELECT 9007199254740993::bigint AS n, '{"b":1, "a":2}'::json AS j`)).toEqual([
    { n: '9007199254740993', j: '{"b":1, "a":2}' },
  ]);
});

test('a connection that is cut between two statements of a transaction fails that transaction and nothing else', async () => {
  const other = openDatabase({ connectionString: own.url('postgres'), maxConnections: 1 });
  const cut = own.db.transaction(async (tx) => {
    const [me] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await other.query('SELECT pg_terminate_backend($1)', [me?.pid]);
    // Long enough for the message to arrive while no statement waits for it.
    await sleep(100);
    await tx.query('SELECT 1');
  });
  await expect(cut).rejects.toThrow();
  expect(await own.db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await other.close();
});

test('a statement of a planned transaction is planned once per connection, others never stay', async () => {
  const sql = 'SELECT $1::int AS n, count(*)::int AS kept FROM pg_prepared_statements';
  const kept = (planned: boolean) =>
    own.db.transaction(
      async (tx) => {
        await tx.query<{ kept: number }>(sql, [1]);
        const [again] = await tx.query<{ n: number; kept: number }>(sql, [2]);
        return again;
      },
      { planned },
    );
  expect(await kept(true)).toEqual({ n: 2, kept: 1 });
  expect(await kept(false)).toEqual({ n: 2, kept: 0 });
});
