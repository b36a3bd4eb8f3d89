#!/usr/bin/env node
// The command runs TypeScript directly, which needs Node 22.18 or newer. Debian's own Node may be older:
// then the Node that npm installed with the project takes over.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
const runsTypeScript = major > 22 || (major === 22 && minor >= 18);
if (runsTypeScript) {
  await import('../node/cli.ts');
} else {
  const self = fileURLToPath(import.meta.url);
  const bundled = join(dirname(self), '../../../node_modules/.bin/node');
  if (!existsSync(bundled)) {
    process.stderr.write(
      'tsunagu-fhir: Node 22.18 or newer is needed; run "npm ci" first, it brings one along.\n',
    );
    process.exit(2);
  }
  const child = spawn(bundled, [self, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
}
