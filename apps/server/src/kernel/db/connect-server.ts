import pg from 'pg';
import type { Config } from '../config/config.ts';
import { AppError } from '../errors/app-error.ts';
import { APP_ROLE, migrate, prepareRoles } from './migrate.ts';

/**
 * Prepares the database that DATABASE_URL names and returns the connection string for the server's own role.
 * Throws DATABASE_UNREACHABLE.
 */
export async function connectServer({ databaseUrl, databaseOwnerUrl }: Config): Promise<string> {
  const url = databaseUrl ?? '';
  const ownerUrl = databaseOwnerUrl ?? url;
  const user = await currentUser(url);
  await prepareRoles(ownerUrl);
  await migrate(ownerUrl);
  return user === APP_ROLE ? url : withRole(url, APP_ROLE);
}

async function currentUser(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    const { rows } = await client.query<{ current_user: string }>('SELECT current_user');
    return rows[0]?.current_user ?? '';
  } catch (cause) {
    throw new AppError('DATABASE_UNREACHABLE', {}, { cause });
  } finally {
    await client.end().catch(() => {});
  }
}

/** Signs in as before and works as `role` from the first statement on. */
function withRole(url: string, role: string): string {
  const separator = url.includes('?') ? '&' : '?';
  return `${url}${separator}options=${encodeURIComponent(`-c role=${role}`)}`;
}
