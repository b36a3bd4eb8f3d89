import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { launchPostgres } from '../apps/server/src/kernel/db/embedded/launcher.ts';
import { migrate, prepareDatabase } from '../apps/server/src/kernel/db/migrate.ts';
import { TEMPLATE_DATABASE } from '../apps/server/src/kernel/testing/test-database.ts';

/** One PostgreSQL for the whole test run, with a migrated database from which every test file clones its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'tsunagu-test-'));
  const postgres = await launchPostgres({ directory, mode: 'own' });
  await prepareDatabase(postgres.url('postgres', 'postgres'), TEMPLATE_DATABASE);
  await migrate(postgres.url('tsunagu_owner', TEMPLATE_DATABASE));
  project.provide('postgresUrl', postgres.url('{role}', '{database}'));
  return async () => {
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}
