import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchChromium } from '../tests/browser/support/chromium.ts';
import { buildPortal } from './build-portal.ts';
import { takeAll } from './screens/run.ts';
import { startServer } from './screens/server.ts';

/**
 * Photographs every page: both languages, three widths, both sets of colours, empty, full and failing.
 *   npm run screens -- [--data DIR] [--out DIR] [--only TEXT] [--from NAME]
 * `--data` reuses (or keeps) a data directory, `--only` takes the scenes whose name contains TEXT,
 * `--from` goes on where a run was stopped.
 * Ends with 1 where a scene could not be shown.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string' },
    only: { type: 'string' },
    from: { type: 'string' },
  },
});
const tell = (line: string) => void process.stdout.write(`${line}\n`);

if ((await buildPortal()) !== 0) process.exit(1);
const out = values.out ?? join(tmpdir(), 'tsunagu-screens');
mkdirSync(out, { recursive: true });
const data = values.data ?? mkdtempSync(join(tmpdir(), 'tsunagu-screens-data-'));
const began = Date.now();
tell('starting the server; a new data directory is filled first …');
const server = await startServer(data);
const browser = await launchChromium();
try {
  const { pictures, failed } = await takeAll(
    browser,
    server.url,
    out,
    { only: values.only ?? '', from: values.from },
    tell,
  );
  for (const line of failed) tell(line);
  tell(
    `${pictures} pictures in ${out}, ${Math.round((Date.now() - began) / 1000)} s, ${failed.length} scenes failed`,
  );
  if (failed.length > 0) process.exitCode = 1;
} finally {
  await browser.close();
  await server.stop();
  if (values.data === undefined) rmSync(data, { recursive: true, force: true });
}
