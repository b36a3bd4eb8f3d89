import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { AppError } from '../errors/app-error.ts';

const MODULES = fileURLToPath(new URL('../../modules', import.meta.url));
const KERNEL = fileURLToPath(new URL('../', import.meta.url));

/** Schema owner for migrations; the server itself works as APP_ROLE, which may not alter anything. */
const OWNER_ROLE = 'tsunagu_owner';
export const APP_ROLE = 'tsunagu_app';

/** Makes the roles and, on a server of one's own, the database, where they are missing. */
export async function prepareDatabase(adminUrl: string, database: string): Promise<void> {
  await prepareRoles(adminUrl);
  await withClient(adminUrl, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0)
      await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)} OWNER ${OWNER_ROLE}`);
  });
}

/** Makes the roles where they are missing, and lets the present one work as them. */
export async function prepareRoles(adminUrl: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ user: string; database: string }>(
      'SELECT current_user AS user, current_database() AS database',
    );
    for (const role of [OWNER_ROLE, APP_ROLE]) {
      const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
      if (rowCount === 0) await client.query(`CREATE ROLE ${role} LOGIN`);
      const member = await client.query(`SELECT pg_has_role(current_user, $1, 'SET') AS member`, [role]);
      if (member.rows[0]?.member !== true) await client.query(`GRANT ${role} TO CURRENT_USER`);
    }
    const [self] = rows;
    if (self !== undefined && self.user !== OWNER_ROLE) {
      const allowed = await client.query(
        `SELECT has_database_privilege($1, current_database(), 'CREATE') AS allowed`,
        [OWNER_ROLE],
      );
      if (allowed.rows[0]?.allowed !== true) {
        await client.query(`GRANT CREATE ON DATABASE ${pg.escapeIdentifier(self.database)} TO ${OWNER_ROLE}`);
      }
    }
  });
}

/**
 * Applies the migrations that are missing, all of them in one transaction, as the schema owner.
 * Throws DATABASE_NEWER when the database knows a migration that this version does not.
 */
export async function migrate(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const { rows } = await sql<{ current_user: string }>`SELECT current_user`.execute(db);
    if (rows[0]?.current_user !== OWNER_ROLE) await sql`SET ROLE ${sql.id(OWNER_ROLE)}`.execute(db);
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => readMigrations() },
      migrationTableSchema: 'migrations',
      allowUnorderedMigrations: true,
    });
    const { error } = await migrator.migrateToLatest();
    if (error instanceof Error && error.message.includes('previously executed migration')) {
      throw new AppError('DATABASE_NEWER', {}, { cause: error });
    }
    if (error !== undefined) throw error;
  } finally {
    await db.destroy();
  }
}

/** Plain SQL files of the kernel and of every module, named `<module>/<file>`. */
function readMigrations(): Record<string, Migration> {
  const folders = [
    { name: 'kernel', path: join(KERNEL, 'migrations') },
    ...readdirSync(MODULES).map((name) => ({ name, path: join(MODULES, name, 'migrations') })),
  ];
  const found: Record<string, Migration> = {};
  for (const { name, path } of folders) {
    for (const file of listSql(path)) {
      const text = readFileSync(join(path, file), 'utf8');
      found[`${name}/${file.slice(0, -'.sql'.length)}`] = {
        up: async (db) => {
          await sql.raw(text).execute(db);
        },
      };
    }
  }
  return found;
}

function listSql(path: string): string[] {
  try {
    return readdirSync(path).filter((name) => name.endsWith('.sql'));
  } catch {
    return [];
  }
}

async function withClient(url: string, run: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}
