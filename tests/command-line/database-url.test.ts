import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { generateBulkClaims, writeDemoMasters } from '../../apps/server/src/demo/index.ts';

const CLI = fileURLToPath(new URL('../../apps/server/src/cli.ts', import.meta.url));
const DATABASE = 'database_url_test';
const fill = (role: string, database: string) =>
  inject('postgresUrl')
    .replaceAll(/%7Brole%7D|\{role\}/g, role)
    .replaceAll(/%7Bdatabase%7D|\{database\}/g, database);

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagu-url-'));
  await admin(`CREATE DATABASE ${DATABASE}`);
});
afterAll(async () => {
  await admin(`DROP DATABASE ${DATABASE} WITH (FORCE)`);
  rmSync(folder, { recursive: true, force: true });
});

async function admin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: fill('postgres', 'postgres') });
  await client.connect();
  await client.query(statement);
  await client.end();
}

const tsunagu = (...args: string[]) =>
  spawnSync(process.execPath, [CLI, ...args, '--data', join(folder, 'data')], {
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: fill('postgres', DATABASE) },
  });

test('DATABASE_URL uses that server, as the role that may not alter anything, and starts no other', async () => {
  const masters = await writeDemoMasters(join(folder, 'masters'));
  expect(tsunagu('masters', 'import', ...masters)).toMatchObject({ status: 0 });
  const { files } = await generateBulkClaims({ claims: 300, seed: 'url', outDir: join(folder, 'claims') });
  const ingest = tsunagu('claims', 'ingest', '--create-persons', '--json', ...files);
  expect(JSON.parse(ingest.stdout)).toMatchObject({ files: 1, claims: 300, stored: 300, quarantined: 0 });

  const client = new pg.Client({ connectionString: fill('postgres', DATABASE) });
  await client.connect();
  const { rows } = await client.query(`SELECT count(*) AS claims,
    (SELECT tableowner FROM pg_tables WHERE schemaname = 'claims' AND tablename = 'claim') AS owner FROM claims.claim`);
  await client.end();
  expect(rows).toEqual([{ claims: '300', owner: 'tsunagu_owner' }]);
  expect(readdirSync(join(folder, 'data'))).not.toContain('postgres');
});

test('a server that does not answer gets one clear line', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [CLI, 'claims', 'work-list', '--data', join(folder, 'data')],
    {
      encoding: 'utf8',
      env: { ...process.env, DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' },
    },
  );
  expect(status).toBe(1);
  expect(stderr).toMatch(/^tsunagu: DATABASE_UNREACHABLE: [^\n]+\n$/);
});
