import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { becomeOwner } from './data-directory.ts';
import { type EmbeddedPostgres, launchPostgres } from './launcher.ts';

const LAUNCHER = new URL('./launcher.ts', import.meta.url).href;
const FAST = { shared_buffers: '16MB', max_connections: '10' };
let directory: string;
const started: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsunagu-pg-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const postgres of started.splice(0)) await postgres.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function launch(
  mode: 'own' | 'share' = 'own',
  where = join(directory, 'data'),
): Promise<EmbeddedPostgres> {
  const postgres = await launchPostgres({ directory: where, mode, settings: FAST });
  started.push(postgres);
  return postgres;
}

async function query<Row extends pg.QueryResultRow>(postgres: EmbeddedPostgres, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: postgres.url('postgres', 'postgres') });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another process that owns the data directory until it is killed. */
async function ownerProcess(): Promise<ChildProcess> {
  const code = `import { launchPostgres } from ${JSON.stringify(LAUNCHER)};
    await launchPostgres({ directory: process.argv[1], mode: 'own', settings: ${JSON.stringify(FAST)} });
    console.log('ready'); setInterval(() => {}, 1000);`;
  const child = spawn(
    process.execPath,
    ['--input-type=module-typescript', '-e', code, join(directory, 'data')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: fileURLToPath(new URL('.', import.meta.url)),
    },
  );
  children.push(child);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', (exit) => reject(new Error(`the owner ended with ${exit}`)));
  });
  child.removeAllListeners('exit');
  return child;
}

test('the first start makes a database, the second finds its data again', async () => {
  const first = await launch();
  await query(first, 'CREATE TABLE kept AS SELECT 42 AS n');
  expect(await query(first, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
  expect(await query(first, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
  await first.stop();
  const second = await launch();
  expect(await query(second, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
}, 60_000);

test('after kill -9 of the process that owns it the next start recovers, and what was committed is there', async () => {
  const owner = await ownerProcess();
  const guest = await launch('share');
  await query(guest, 'CREATE TABLE kept AS SELECT generate_series(1, 5000) AS n');
  await guest.stop();
  const died = once(owner, 'exit');
  owner.kill('SIGKILL');
  await died;
  const next = await launch();
  expect(await query(next, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 5000 }]);
}, 90_000);

test('a second owner is refused and the first goes on; a guest joins it', async () => {
  const first = await launch();
  await query(first, 'CREATE TABLE kept AS SELECT 1 AS n');
  await expect(launch('own')).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
  const guest = await launch('share');
  expect(await query(guest, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  await guest.stop();
  expect(await query(first, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
}, 60_000);

test('a first start that was killed half-way is begun anew', async () => {
  const data = join(directory, 'data');
  mkdirSync(join(data, 'postgres.unfinished'), { recursive: true });
  writeFileSync(join(data, 'tsunagu-data.json'), '{"product":"tsunagu","format":1}\n');
  writeFileSync(join(data, 'postgres.unfinished', 'half'), '');
  writeFileSync(join(data, 'owner.json'), JSON.stringify({ pid: 99_999_999, started: '1' }));
  const postgres = await launch();
  expect(await query(postgres, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
}, 60_000);

test('a process number that was given away again is not taken for the owner', async () => {
  const data = join(directory, 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'tsunagu-data.json'), '{"product":"tsunagu","format":1}\n');
  // This very process lives, but it is not the one that the note means.
  writeFileSync(join(data, 'owner.json'), JSON.stringify({ pid: process.pid, started: '1' }));
  await launch();
  expect(JSON.parse(readFileSync(join(data, 'owner.json'), 'utf8'))).toMatchObject({ pid: process.pid });
}, 60_000);

test('a process that was killed and that nobody has waited for owns nothing any more', async () => {
  const data = join(directory, 'data');
  mkdirSync(data);
  // The shell gives way to a program that never waits for the shell's child.
  const parent = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(parent);
  const [line] = await once(parent.stdout, 'data');
  const stat = () =>
    readFileSync(`/proc/${Number(line)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  writeFileSync(join(data, 'owner.json'), JSON.stringify({ pid: Number(line), started: stat()[19] }));
  expect(becomeOwner(data)).toBe(false);
  while (stat()[0] !== 'Z') await sleep(10);
  expect(becomeOwner(data)).toBe(true);
});

test('a directory that holds something else is refused and left alone', async () => {
  const data = join(directory, 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'holiday.jpg'), 'not ours');
  await expect(launch()).rejects.toMatchObject({ code: 'DATA_DIR_FOREIGN' });
  expect(existsSync(join(data, 'tsunagu-data.json'))).toBe(false);
});

test('a file where a directory is wanted is refused', async () => {
  writeFileSync(join(directory, 'data'), '');
  await expect(launch()).rejects.toMatchObject({ code: 'DATA_DIR_NOT_WRITABLE' });
});

test('a path longer than a socket may have works all the same', async () => {
  const long = join(directory, 'a'.repeat(120), 'data');
  const postgres = await launch('own', long);
  expect(await query(postgres, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
}, 60_000);

const isRoot = process.getuid?.() === 0;
describe.skipIf(isRoot)(
  `a directory without permission to write${isRoot ? ' (skipped: root may write anywhere)' : ''}`,
  () => {
    test('is refused', async () => {
      const data = join(directory, 'data');
      mkdirSync(data);
      chmodSync(data, 0o500);
      await expect(launch()).rejects.toMatchObject({ code: 'DATA_DIR_NOT_WRITABLE' });
      chmodSync(data, 0o700);
    });
  },
);
