import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, runCommand } from './run-command.ts';

/** Everything that the build reads: the portal's own files, and the versions of what it uses. */
const SOURCES = ['apps/portal', 'package-lock.json', 'tsconfig.base.json'];
const NO_SOURCES = new Set(['dist', 'node_modules']);
const DIST = 'apps/portal/dist';
/** Written after a successful build, beside what it describes. */
const STAMP = join(DIST, '.sources');

function* filesBelow(path: string): Generator<string> {
  if (existsSync(path) && !readdirSafely(path)) yield path;
  for (const entry of readdirSafely(path) ?? []) {
    if (!NO_SOURCES.has(entry)) yield* filesBelow(join(path, entry));
  }
}

function readdirSafely(path: string): string[] | null {
  try {
    return readdirSync(path).sort();
  } catch {
    return null;
  }
}

/** SHA-256 over the names and contents of the portal's sources below `root`, hexadecimal. */
export function hashSources(root: string): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of filesBelow(join(root, source))) {
      const content = readFileSync(file);
      hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

/** Whether the built portal stems from the sources as they are now. */
export function isCurrent(root: string): boolean {
  const built = existsSync(join(root, DIST, 'index.html')) && existsSync(join(root, STAMP));
  return built && readFileSync(join(root, STAMP), 'utf8') === hashSources(root);
}

/** Builds the portal unless it is current. Resolves to the exit code. */
export async function buildPortal(): Promise<number> {
  if (isCurrent(ROOT)) return 0;
  process.stderr.write('building the portal …\n');
  const before = hashSources(ROOT);
  rmSync(join(ROOT, STAMP), { force: true });
  const { code, output } = await runCommand(['vite', 'build'], { cwd: join(ROOT, 'apps/portal') });
  if (code !== 0) {
    process.stderr.write(
      `${output}\nThe portal could not be built. Run npm ci first; it brings what the build needs.\n`,
    );
    return code;
  }
  // Sources that changed meanwhile do not match this stamp, so that the next start builds again.
  writeFileSync(join(ROOT, STAMP), before);
  return 0;
}

if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) process.exitCode = await buildPortal();
