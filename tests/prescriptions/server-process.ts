import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { TEST_ORIGIN, type TestServer } from '../../apps/server/src/testing/test-server.ts';

const CLI = fileURLToPath(new URL('../../apps/server/src/cli.ts', import.meta.url));
const MOST_WAITING_MS = 60_000;

/** The server as its own process, over the database and the folder of a test server. */
export interface ServerProcess {
  readonly origin: string;
  /** At once, whatever it is doing: SIGKILL. */
  kill(): Promise<void>;
}

export async function startServerProcess({
  db,
  directory,
}: Pick<TestServer, 'db' | 'directory'>): Promise<ServerProcess> {
  const [row] = await db.query<{ name: string }>('SELECT current_database() AS name');
  const urlFor = (role: string) =>
    inject('postgresUrl')
      .replaceAll(/%7Brole%7D|\{role\}/g, role)
      .replaceAll(/%7Bdatabase%7D|\{database\}/g, row?.name ?? '');
  const port = await freePort();
  const child = spawn(process.execPath, [CLI, 'serve'], {
    stdio: 'ignore',
    env: {
      ...process.env,
      DATABASE_URL: urlFor('tsunagu_app'),
      DATABASE_OWNER_URL: urlFor('postgres'),
      TSUNAGU_DATA: directory,
      TSUNAGU_PORT: String(port),
      TSUNAGU_PUBLIC_ORIGIN: TEST_ORIGIN,
    },
  });
  const origin = `http://127.0.0.1:${port}`;
  await untilAnswers(origin, child);
  return {
    origin,
    async kill() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function untilAnswers(origin: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + MOST_WAITING_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const answer = await fetch(`${origin}/api/session`).catch(() => null);
    if (answer !== null) return;
    await sleep(100);
  }
  throw new Error('the server does not answer');
}
