import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { AppError } from '../../errors/app-error.ts';
import { findBinaries, type PostgresBinaries } from './binaries.ts';
import { becomeGuest, becomeOwner, claimDataDirectory, hasGuests, resignAsOwner } from './data-directory.ts';
import { unprivilegedPrefix } from './unprivileged.ts';

/** Linux refuses longer socket paths; PostgreSQL appends `/.s.PGSQL.5432` to the folder. */
const LONGEST_SOCKET_FOLDER = 107 - '/.s.PGSQL.5432'.length;
const START_TIMEOUT_MS = 60_000;
const SUPERUSER = 'postgres';

export interface EmbeddedPostgres {
  /** Connection string for a role, by default the superuser's. */
  url(role?: string, database?: string): string;
  /** Stops PostgreSQL when this process started it. `patient`: waits first until other commands have finished. */
  stop(options?: { readonly patient?: boolean }): Promise<void>;
}

export interface LaunchOptions {
  readonly directory: string;
  /** `own`: refuse when another process runs the database; `share`: use that one. */
  readonly mode: 'own' | 'share';
  /** Further settings, for benchmarks and tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Starts the PostgreSQL that npm installed, on a Unix socket only, in `directory`/postgres (made at the first start),
 * or joins the one that another process started there.
 * Throws DATA_DIR_* and DATABASE_NOT_STARTED.
 */
export async function launchPostgres(options: LaunchOptions): Promise<EmbeddedPostgres> {
  const { directory } = options;
  claimDataDirectory(directory);
  const socketFolder = chooseSocketFolder(directory);
  const url = (role = SUPERUSER, database = 'tsunagu') =>
    `postgres://${role}@/${database}?host=${encodeURIComponent(socketFolder)}`;

  if (!becomeOwner(directory)) {
    if (options.mode === 'own') throw new AppError('DATA_DIR_IN_USE', { directory });
    const leave = becomeGuest(directory);
    await waitUntilReady(url(SUPERUSER, 'postgres'), () => null);
    return { url, stop: async () => leave() };
  }

  try {
    const binaries = findBinaries();
    const cluster = join(directory, 'postgres');
    await initialise(binaries, directory, cluster);
    await waitForFormerServer(cluster);
    const server = startServer(binaries, directory, cluster, socketFolder, options.settings ?? {});
    await waitUntilReady(url(SUPERUSER, 'postgres'), () => server.exitCode ?? server.signalCode);
    return {
      url,
      async stop({ patient = false } = {}) {
        while (patient && hasGuests(directory)) await sleep(100);
        await stopServer(server);
        resignAsOwner(directory);
      },
    };
  } catch (error) {
    resignAsOwner(directory);
    throw error;
  }
}

function chooseSocketFolder(directory: string): string {
  const near = join(directory, 'run');
  const short = join(
    tmpdir(),
    `tsunagu-${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`,
  );
  const folder = Buffer.byteLength(near) <= LONGEST_SOCKET_FOLDER ? near : short;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

async function initialise(binaries: PostgresBinaries, directory: string, cluster: string): Promise<void> {
  if (existsSync(join(cluster, 'PG_VERSION'))) return;
  // Built beside and moved into place, so that an interrupted attempt is recognised and begun anew.
  const unfinished = `${cluster}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const settings = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const initdb = spawnQuietly(
    [binaries.initdb, '-D', unfinished, '-U', SUPERUSER, '--auth=trust', ...settings],
    directory,
  );
  const code = await exitOf(initdb);
  if (code !== 0) throw new AppError('DATABASE_NOT_STARTED', { directory, step: 'initdb' });
  renameSync(unfinished, cluster);
}

// After kill -9 of the owner the kernel has told PostgreSQL to stop; it may still be writing its last checkpoint.
async function waitForFormerServer(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (existsSync(pidFile) && Date.now() < deadline) {
    const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    if (!isPostgres(pid, cluster)) return rmSync(pidFile, { force: true });
    await sleep(50);
  }
}

function isPostgres(pid: number, cluster: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(cluster);
  } catch {
    return false;
  }
}

function startServer(
  binaries: PostgresBinaries,
  directory: string,
  cluster: string,
  socketFolder: string,
  extra: Readonly<Record<string, string>>,
): ChildProcess {
  const megabytes = Math.max(64, Math.min(1024, Math.floor(totalmem() / 1024 ** 2 / 8)));
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    shared_buffers: `${megabytes}MB`,
    max_connections: '60',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    jit: 'off',
    timezone: 'UTC',
    ...extra,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return spawnQuietly([binaries.postgres, '-D', cluster, ...flags], directory);
}

// In a session of its own: Ctrl-C reaches this process alone, which then stops PostgreSQL in order.
function spawnQuietly(command: readonly string[], directory: string): ChildProcess {
  const [program = '', ...args] = [...unprivilegedPrefix(), ...command];
  const log = openSync(join(directory, 'postgres.log'), 'a', 0o600);
  try {
    return spawn(program, args, { stdio: ['ignore', log, log], detached: true, cwd: directory });
  } finally {
    closeSync(log);
  }
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  });

async function waitUntilReady(url: string, exited: () => number | string | null): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (cause) {
      const exit = exited();
      if (exit !== null || Date.now() > deadline) {
        throw new AppError('DATABASE_NOT_STARTED', { step: 'postgres', exit: exit ?? 'timeout' }, { cause });
      }
      await sleep(40);
    }
  }
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = exitOf(server);
  server.kill('SIGINT');
  await exit;
}
