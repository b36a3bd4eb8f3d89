import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './run-command.ts';

/**
 * The server, started anew at every change, and Vite's development server in front of it. Options go to the server.
 * In process groups of their own: Ctrl-C reaches this process alone, which then ends both, once each.
 */
const start = (command: readonly string[], cwd: string) => {
  const [program = '', ...args] = command;
  return spawn(program, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
};

const node = process.execPath;
const server = start(
  [
    node,
    '--watch',
    '--watch-preserve-output',
    join(ROOT, 'apps/server/bin/tsunagu.js'),
    'start',
    ...process.argv.slice(2),
  ],
  ROOT,
);
const portal = start([node, join(ROOT, 'node_modules/vite/bin/vite.js')], join(ROOT, 'apps/portal'));

let stopping = false;
function stop(code: number): void {
  if (stopping) return;
  stopping = true;
  process.exitCode = code;
  for (const child of [server, portal])
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
}

for (const child of [server, portal]) child.once('exit', (code) => stop(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(0));
