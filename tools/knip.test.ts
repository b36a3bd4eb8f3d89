import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ROOT, runCommand } from './run-command.ts';

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

/** A project with our configuration of knip, one used file and whatever `planted` adds. */
async function findUnused(planted: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'tsunagu-knip-'));
  roots.push(root);
  const files: Record<string, string> = {
    'package.json': JSON.stringify({ name: 'planted', type: 'module', workspaces: ['apps/*'] }),
    'apps/server/package.json': JSON.stringify({
      name: '@planted/server',
      type: 'module',
      bin: './bin/tsunagu.js',
    }),
    'apps/server/bin/tsunagu.js': "import '../src/cli.ts';\n",
    'apps/server/src/cli.ts': "import { used } from './used.ts';\nused();\n",
    'apps/server/src/used.ts':
      'export const used = (): void => {};\nexport interface Shape { readonly a: string }\n',
    ...planted,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  copyFileSync(join(ROOT, 'knip.config.ts'), join(root, 'knip.config.ts'));
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return runCommand(['knip', '--no-progress', '--no-config-hints'], { cwd: root });
}

test('a project without unused things is clean; unused types are no fault', async () => {
  expect(await findUnused({})).toMatchObject({ code: 0 });
});

test('an unused export is a fault', async () => {
  const used = 'export const used = (): void => {};\nexport const plantedExport = 1;\n';
  const { code, output } = await findUnused({ 'apps/server/src/used.ts': used });
  expect(code).toBe(1);
  expect(output).toContain('plantedExport');
});

test('an unused file is a fault', async () => {
  const { code, output } = await findUnused({
    'apps/server/src/planted-file.ts': 'export const lonely = 1;\n',
  });
  expect(code).toBe(1);
  expect(output).toContain('planted-file.ts');
});

test('an unused dependency is a fault', async () => {
  const manifest = {
    name: '@planted/server',
    type: 'module',
    bin: './bin/tsunagu.js',
    dependencies: { pino: '1' },
  };
  const { code, output } = await findUnused({ 'apps/server/package.json': JSON.stringify(manifest) });
  expect(code).toBe(1);
  expect(output).toContain('pino');
});
