import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateBulkClaims, writeDemoMasters } from '../../apps/server/src/demo/index.ts';
import { launchPostgres } from '../../apps/server/src/kernel/db/embedded/launcher.ts';

/** Fewer by TSUNAGU_KILL_TEST_CLAIMS, where a quick answer is wanted. */
const CLAIMS = Number(process.env.TSUNAGU_KILL_TEST_CLAIMS ?? 200_000);
const KILLS = 5;
const CLI = fileURLToPath(new URL('../../apps/server/src/cli.ts', import.meta.url));

let folder = '';
let file = '';
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagu-kill-'));
  const { files } = await generateBulkClaims({ claims: CLAIMS, seed: 'kill', outDir: at('claims') });
  file = files[0] ?? '';
  await writeDemoMasters(at('masters'));
  expect(await exit(run('disturbed', 'masters', 'import', at('masters')))).toBe(0);
  // A copy has the same key for person ids, so the two installations must come to the same rows.
  spawnSync('cp', ['-a', at('disturbed'), at('undisturbed')]);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(`an intake of ${CLAIMS} claims, killed ${KILLS} times and resumed, stores what an undisturbed one stores`, async () => {
  expect(await exit(ingest('undisturbed'))).toBe(0);

  const moments = fc.sample(fc.integer({ min: 0, max: 1_500 }), KILLS);
  let cutShort = 0;
  for (const [round, milliseconds] of moments.entries()) {
    const intake = ingest('disturbed');
    await firstProgress(intake);
    await sleep(milliseconds * Math.min(1, CLAIMS / 100_000));
    if (intake.exitCode === null) cutShort++;
    // Every other time the database dies with it and has to recover from its log.
    if (round % 2 === 1) killPostgres('disturbed');
    intake.kill('SIGKILL');
    await exit(intake);
  }
  expect(await exit(ingest('disturbed'))).toBe(0);

  expect(cutShort).toBeGreaterThan(0);
  const [disturbed, undisturbed] = [await fingerprint('disturbed'), await fingerprint('undisturbed')];
  expect(undisturbed.claims).toMatchObject({ rows: String(CLAIMS) });
  expect(disturbed).toEqual(undisturbed);
}, 900_000);

function run(directory: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, [CLI, ...args, '--data', at(directory)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

const ingest = (directory: string): ChildProcess =>
  run(directory, 'claims', 'ingest', '--create-persons', file);

const exit = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('exit', resolve));

/** Resolves when the intake has committed something, or has ended. */
const firstProgress = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.stderr?.once('data', () => resolve());
    child.once('exit', () => resolve());
  });

function killPostgres(directory: string): void {
  const pid = Number(readFileSync(join(at(directory), 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGKILL');
}

const TABLES = {
  claims: 'SELECT * FROM claims.claim ORDER BY file_id, ordinal',
  pending: 'SELECT * FROM claims.pending_claim ORDER BY file_id, ordinal',
  findings: 'SELECT * FROM claims.finding ORDER BY file_id, finding_no',
  work: 'SELECT file_id, kind, subject, reason, claim, record, occurrences FROM claims.work_item ORDER BY 1, 2, 3',
  people: 'SELECT person_id, sex, birth_date, name, kana FROM registry.person ORDER BY person_id',
  numbers:
    'SELECT number_key, birth_date, sex, branch, person_id FROM registry.insured_number ORDER BY 1, 2, 3, 4',
  file: `SELECT sha256, state, claims, stored, quarantined, replaced, records, findings_kept, finding_counts::text,
           act_counts::text, records_by_type::text FROM claims.file`,
};

/** Rows and a digest of every table, over the rows as text. */
async function fingerprint(directory: string): Promise<Record<string, unknown>> {
  const postgres = await launchPostgres({ directory: at(directory), mode: 'own' });
  const client = new pg.Client({ connectionString: postgres.url() });
  await client.connect();
  try {
    const digests: Record<string, unknown> = {};
    for (const [name, query] of Object.entries(TABLES)) {
      const { rows } = await client.query(
        `SELECT count(*) AS rows, md5(string_agg(md5(t::text), '')) AS digest FROM (${query}) t`,
      );
      digests[name] = rows[0];
    }
    return digests;
  } finally {
    await client.end();
    await postgres.stop();
  }
}
