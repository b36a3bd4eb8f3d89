import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPortal } from './build-portal.ts';
import { runChecks } from './check.ts';
import { closingLine, type VitestReport } from './closing-line.ts';
import { runCommand } from './run-command.ts';

/** Everything that must be green: the checks, the portal's build, and all tests. Arguments go to vitest. */
const checks = await runChecks();
const failedChecks = checks.failed.length + ((await buildPortal()) === 0 ? 0 : 1);

const folder = mkdtempSync(join(tmpdir(), 'tsunagu-report-'));
const file = join(folder, 'vitest.json');
const vitest = ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
const { code: vitestCode } = await runCommand([...vitest, ...process.argv.slice(2)], { show: true });
const { line, code } = closingLine({ report: readReport(), vitestCode, failedChecks });
rmSync(folder, { recursive: true, force: true });

if (checks.failed.length > 0) console.log(`failed checks: ${checks.failed.join(', ')}`);
console.log(line);
process.exitCode = code;

function readReport(): VitestReport | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return null;
  }
}
