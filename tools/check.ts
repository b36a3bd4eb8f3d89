import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

const STEPS: readonly Step[] = [
  { name: 'format and lint', command: ['biome', 'check', '--error-on-warnings'] },
  { name: 'types', command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'types of the portal', command: ['tsc', '-p', 'apps/portal/tsconfig.json'] },
  { name: 'boundaries', command: ['node', 'tools/boundaries.ts'] },
  { name: 'unused files and exports', command: ['knip', '--no-progress', '--no-config-hints'] },
  { name: 'generated documents', command: ['node', 'tools/docs/generate.ts', '--check'] },
  { name: 'documents and repository', command: ['node', 'tools/docs/check.ts'] },
];

export interface CheckResult {
  readonly passed: number;
  /** Names of the steps that failed. */
  readonly failed: readonly string[];
}

/** Runs every step, also behind a failed one, and prints what the failed ones said. */
export async function runChecks(): Promise<CheckResult> {
  const failed: string[] = [];
  for (const { name, command } of STEPS) {
    const startedAt = performance.now();
    const { code, output } = await runCommand(command);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'passed' : 'FAILED'}  ${name} (${seconds} s)`);
    if (code === 0) continue;
    failed.push(name);
    console.log(output.trimEnd());
  }
  return { passed: STEPS.length - failed.length, failed };
}

if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  const { failed } = await runChecks();
  process.exitCode = failed.length === 0 ? 0 : 1;
}
