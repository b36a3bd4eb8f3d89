import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../db/database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string with `{role}` and `{database}` to fill in. */
    postgresUrl: string;
  }
}

export const TEMPLATE_DATABASE = 'tsunagu_template';

export interface TestDatabase {
  readonly db: Database;
  /** Connection string of the same database for another role, for example one that may look at everything. */
  url(role: string): string;
  close(): Promise<void>;
}

/** A database of one's own: migrated, empty, used as the role that the server has. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const urlFor = (role: string, database: string) =>
    inject('postgresUrl')
      .replaceAll(/%7Brole%7D|\{role\}/g, role)
      .replaceAll(/%7Bdatabase%7D|\{database\}/g, database);
  await asAdmin(
    urlFor('postgres', 'postgres'),
    `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE} OWNER tsunagu_owner`,
  );
  const db = openDatabase({ connectionString: urlFor('tsunagu_app', name) });
  return {
    db,
    url: (role) => urlFor(role, name),
    async close() {
      await db.close();
      await asAdmin(urlFor('postgres', 'postgres'), `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
