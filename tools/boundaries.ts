import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import { ROOT } from './run-command.ts';

interface Configuration extends IFlattenedRuleSet {
  readonly MODULES: Readonly<Record<string, readonly string[]>>;
  readonly PACKAGES: Readonly<Record<string, readonly string[]>>;
  readonly options: ICruiseOptions;
}

const { MODULES, PACKAGES, options, forbidden } = createRequire(import.meta.url)(
  './boundaries.cjs',
) as Configuration;

/** The tables of allowed edges between modules, and between packages. */
export const ALLOWED_EDGES = { modules: MODULES, packages: PACKAGES };
/** Names of all rules. */
export const RULE_NAMES: readonly string[] = (forbidden ?? []).flatMap(({ name }) => name ?? []);

/**
 * A cruiser that cannot read TypeScript sees no file and reports no violation. The floor lies well below the number of
 * files that stand here, and far above what is left when one workspace drops out of sight.
 */
export const FEWEST_FILES = 800;

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface BoundaryReport {
  readonly files: number;
  readonly violations: readonly Violation[];
  /** Sentences for whoever reads the check; empty when all is well. */
  readonly faults: readonly string[];
}

const FOLDERS = ['apps', 'packages', 'tests', 'bench', 'tools'];

/** Cruises all source files below `root` and compares every import with the tables of tools/boundaries.cjs. */
export async function checkBoundaries(
  root: string,
  fewestFiles: number = FEWEST_FILES,
): Promise<BoundaryReport> {
  const folders = FOLDERS.filter((folder) => existsSync(join(root, folder)));
  const { output } = await cruise(folders, {
    ...options,
    ruleSet: { forbidden: forbidden ?? [] },
    validate: true,
    baseDir: root,
  });
  if (typeof output === 'string')
    throw new Error('dependency-cruiser answered with text instead of its result');
  const violations = output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  const files = ownFiles(output);
  const faults = violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`);
  if (files < fewestFiles) faults.push(`only ${files} files were seen, at least ${fewestFiles} are expected`);
  return { files, violations, faults };
}

const ownFiles = ({ modules }: ICruiseResult): number =>
  modules.filter(({ source }) => /\.tsx?$/.test(source) && !source.includes('node_modules')).length;

if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  const { files, faults } = await checkBoundaries(ROOT);
  for (const fault of faults) console.log(fault);
  console.log(`${files} files, ${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
