import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../run-command.ts';

/** A port that nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Starts the server over a data directory; ready once it says where it listens. */
export async function startServer(data: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = String(await freePort());
  const program = join(ROOT, 'apps/server/bin/tsunagu.js');
  const child = spawn(process.execPath, [program, 'start', '--data', data, '--port', port], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let told = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        told += chunk;
        const ready = /ready: (\S+)/.exec(told)?.[1];
        if (ready !== undefined) resolve(ready);
      });
    }
    child.once('close', () => reject(new Error(`the server ended: ${told}`)));
  });
  return {
    // Cards sign for the server's name, and passkeys know no addresses.
    url: url.replace('127.0.0.1', 'localhost'),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
