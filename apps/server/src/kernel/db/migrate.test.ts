import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { migrate, prepareDatabase } from './migrate.ts';

let own: TestDatabase;
beforeEach(async () => {
  own = await createTestDatabase();
});
afterEach(() => own.close());

async function asOwner<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: own.url('postgres') });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
const applied = () =>
  asOwner<{ name: string; timestamp: string }>(
    'SELECT name, timestamp FROM migrations.kysely_migration ORDER BY name',
  );

test('migrating again changes nothing', async () => {
  const before = await applied();
  await migrate(own.url('tsunagu_owner'));
  await migrate(own.url('tsunagu_owner'));
  expect(await applied()).toEqual(before);
  expect(before.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'access/0001_access',
      'claims/0001_claims',
      'identity/0001_identity',
      'kernel/0001_kernel',
      'registry/0001_registry',
    ]),
  );
});

test('two servers that migrate at once apply everything once', async () => {
  await asOwner('DROP SCHEMA access CASCADE');
  await asOwner(`DELETE FROM migrations.kysely_migration WHERE name LIKE 'access/%'`);
  await Promise.all([migrate(own.url('tsunagu_owner')), migrate(own.url('tsunagu_owner'))]);
  expect((await applied()).filter(({ name }) => name === 'access/0001_access').length).toBe(1);
  expect(await own.db.query('SELECT FROM audit.entry')).toEqual([]);
});

test('a database that a newer version has migrated is refused', async () => {
  await asOwner(
    `INSERT INTO migrations.kysely_migration (name, timestamp) VALUES ('claims/9999_from_the_future', now()::text)`,
  );
  await expect(migrate(own.url('tsunagu_owner'))).rejects.toMatchObject({ code: 'DATABASE_NEWER' });
});

test('preparing a database that is prepared changes nothing', async () => {
  const [row] = await asOwner<{ name: string }>('SELECT current_database() AS name');
  await prepareDatabase(own.url('postgres'), row?.name ?? '');
  expect(await own.db.query('SELECT current_user AS role')).toEqual([{ role: 'tsunagu_app' }]);
});

test('every table belongs to the owner, and the server may change no schema', async () => {
  const foreign = await asOwner(
    `SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tableowner <> 'tsunagu_owner'`,
  );
  expect(foreign).toEqual([]);
  for (const schema of ['kernel', 'registry', 'identity', 'access', 'claims', 'masters']) {
    await expect(own.db.query(`CREATE TABLE ${schema}.mine (n int)`)).rejects.toThrow('permission denied');
  }
});
