import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from './run-command.ts';

/** Room for a portal to be built on a busy machine. */
const READY_MS = 120_000;
const STOP_MS = 15_000;

let directory: string;
let started: ChildProcess | null = null;

const run = (program: string, args: readonly string[]): ChildProcess =>
  spawn(program, args, { cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'], detached: true });

const exitOf = (child: ChildProcess): Promise<number | NodeJS.Signals | null> =>
  new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tsunagu-start-'));
  // An installation with an account of its own gets no demo, which would take a minute.
  const options = '--account a --name n --role administrator --organisation o --kind operator'.split(' ');
  const create = run('tsunagu', ['account', 'create', ...options, '--data', directory]);
  create.stdin?.end('a password for this test');
  expect(await exitOf(create)).toBe(0);
}, READY_MS);

afterAll(() => {
  if (started?.pid !== undefined && started.exitCode === null && started.signalCode === null) {
    process.kill(-started.pid, 'SIGKILL');
  }
  rmSync(directory, { recursive: true, force: true });
});

/** `npm start` with options of its own; resolves when the server answers, to the address it printed. */
async function start(): Promise<{ npm: ChildProcess; address: string }> {
  const npm = run('npm', ['start', '--', '--port', '0', '--data', directory]);
  started = npm;
  let output = '';
  const address = await new Promise<string>((resolve, reject) => {
    for (const stream of [npm.stdout, npm.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const [, found] = /ready: (http:\S+)/.exec(output) ?? [];
        if (found !== undefined) resolve(found);
      });
    }
    npm.once('exit', () => reject(new Error(output)));
  });
  return { npm, address };
}

/** Processes that were told about the data directory. */
const survivors = (): string[] =>
  readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(directory);
    } catch {
      return false;
    }
  });

async function expectNothingLeft(npm: ChildProcess, ended: Promise<unknown>): Promise<void> {
  await ended;
  expect(npm.exitCode !== null || npm.signalCode !== null).toBe(true);
  // npm does not wait for more than the server itself; a database that was told to stop needs a moment.
  const deadline = Date.now() + STOP_MS;
  while (survivors().length > 0 && Date.now() < deadline) await sleep(100);
  expect(survivors()).toEqual([]);
}

// The owner's mark goes last: where it is left, the server was killed before it had stopped its database.
const wasStoppedInOrder = (): boolean => !existsSync(join(directory, 'owner.json'));

test.each([
  ['SIGTERM to npm', (npm: ChildProcess) => npm.kill('SIGTERM')],
  // A terminal signals the whole group, and npm passes the signal on: the server gets it twice.
  [
    'Ctrl-C',
    async (npm: ChildProcess) => {
      const group = -(npm.pid ?? 0);
      process.kill(group, 'SIGINT');
      await sleep(30);
      if (npm.exitCode === null && npm.signalCode === null) process.kill(group, 'SIGINT');
    },
  ],
])(
  'npm start passes its options on, and %s stops everything in order',
  async (_, signal) => {
    const { npm, address } = await start();
    const ended = exitOf(npm);
    expect((await fetch(`${address}/api/session`)).status).toBe(200);
    await signal(npm);
    await expectNothingLeft(npm, ended);
    expect(wasStoppedInOrder()).toBe(true);
  },
  READY_MS,
);
