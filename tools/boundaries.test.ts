import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALLOWED_EDGES, type BoundaryReport, checkBoundaries, RULE_NAMES } from './boundaries.ts';

interface Plant {
  readonly from: string;
  /** As written in the import. */
  readonly imports: string;
  /** As dependency-cruiser names it. */
  readonly to: string;
}

const SERVER = 'apps/server/src';
const modules = Object.keys(ALLOWED_EDGES.modules);
const packages = Object.keys(ALLOWED_EDGES.packages);

/** A module that is not allowed to use `module`'s list; every module has one, because nobody may use all others. */
function stranger(module: string): string {
  const allowed = ALLOWED_EDGES.modules[module] ?? [];
  const found = modules.find((other) => other !== module && !allowed.includes(other));
  if (found === undefined) throw new Error(`${module} may use every module`);
  return found;
}

const moduleEdges = Object.fromEntries(
  modules.map((name): [string, Plant] => {
    const other = stranger(name);
    return [
      `module-edge-${name}`,
      {
        from: `${SERVER}/modules/${name}/planted-edge.ts`,
        imports: `../${other}/index.ts`,
        to: `${SERVER}/modules/${other}/index.ts`,
      },
    ];
  }),
);

const siblingPlant = (module: string, from: string, to: string): Plant => ({
  from: `${SERVER}/modules/${module}/${from}/planted.ts`,
  imports: `../${to}/planted.ts`,
  to: `${SERVER}/modules/${module}/${to}/planted.ts`,
});

const useCaseEdges = Object.fromEntries(
  RULE_NAMES.filter((name) => name.startsWith('use-case-edge-')).map((name): [string, Plant] => {
    const [module = '', useCase] = /^use-case-edge-([a-z]+)-?(.*)$/.exec(name)?.slice(1) ?? [];
    return [name, siblingPlant(module, useCase || 'planted-one', 'planted-two')];
  }),
);

/** uke may use ids, so its plant is a third package. */
const packageEdges = Object.fromEntries(
  packages.map((name): [string, Plant] => [
    `package-edge-${name}`,
    {
      from: `packages/${name}/src/planted.ts`,
      imports: name === 'ids' ? '@tsunagu/uke' : '../../planted/src/index.ts',
      to: name === 'ids' ? 'packages/uke/src/index.ts' : 'packages/planted/src/index.ts',
    },
  ]),
);

const plants: Readonly<Record<string, Plant>> = {
  ...moduleEdges,
  ...useCaseEdges,
  ...packageEdges,
  'module-unlisted': {
    from: `${SERVER}/modules/planted/index.ts`,
    imports: '../../kernel/clock.ts',
    to: `${SERVER}/kernel/clock.ts`,
  },
  'package-unlisted': {
    from: 'packages/planted/src/index.ts',
    imports: '@tsunagu/ids',
    to: 'packages/ids/src/index.ts',
  },
  'deep-import': {
    from: `${SERVER}/modules/claims/planted-deep.ts`,
    imports: '../registry/deep/inner.ts',
    to: `${SERVER}/modules/registry/deep/inner.ts`,
  },
  'deep-import-from-composition': {
    from: `${SERVER}/cli/planted.ts`,
    imports: '../modules/registry/deep/inner.ts',
    to: `${SERVER}/modules/registry/deep/inner.ts`,
  },
  'kernel-to-module': {
    from: `${SERVER}/kernel/planted.ts`,
    imports: '../modules/registry/index.ts',
    to: `${SERVER}/modules/registry/index.ts`,
  },
  'kernel-upwards': {
    from: `${SERVER}/kernel/planted-up.ts`,
    imports: '../main.ts',
    to: `${SERVER}/main.ts`,
  },
  'module-upwards': {
    from: `${SERVER}/modules/records/planted-up.ts`,
    imports: '../../demo/random.ts',
    to: `${SERVER}/demo/random.ts`,
  },
  'demo-stands-alone': {
    from: `${SERVER}/demo/planted.ts`,
    imports: '../modules/registry/index.ts',
    to: `${SERVER}/modules/registry/index.ts`,
  },
  'all-modules': {
    from: `${SERVER}/planted.ts`,
    imports: './modules/registry/index.ts',
    to: `${SERVER}/modules/registry/index.ts`,
  },
  'package-to-app': {
    from: 'packages/ids/src/planted-app.ts',
    imports: '../../../apps/server/src/kernel/clock.ts',
    to: `${SERVER}/kernel/clock.ts`,
  },
  'package-without-io': {
    from: 'packages/ids/src/planted-io.ts',
    imports: 'node:fs/promises',
    to: 'fs/promises',
  },
  'package-by-its-name': {
    from: 'tools/planted.ts',
    imports: '../packages/ids/src/inner.ts',
    to: 'packages/ids/src/inner.ts',
  },
  'portal-to-server': {
    from: 'apps/portal/src/planted.tsx',
    imports: '../../server/src/kernel/clock.ts',
    to: `${SERVER}/kernel/clock.ts`,
  },
  'server-to-portal': {
    from: `${SERVER}/cli/planted-portal.ts`,
    imports: '../../../portal/src/main.tsx',
    to: 'apps/portal/src/main.tsx',
  },
  'product-to-test': {
    from: `${SERVER}/kernel/planted-test.ts`,
    imports: './testing/builder.ts',
    to: `${SERVER}/kernel/testing/builder.ts`,
  },
  // A type is enough: without it the two files would stand apart when they run.
  cycle: {
    from: `${SERVER}/kernel/planted-cycle-a.ts`,
    imports: './planted-cycle-b.ts',
    to: `${SERVER}/kernel/planted-cycle-b.ts`,
  },
  unresolvable: { from: `${SERVER}/kernel/planted-nowhere.ts`, imports: './nowhere.ts', to: './nowhere.ts' },
};

const PLAIN = 'export type Planted = string;\n';
const clean: Readonly<Record<string, string>> = {
  ...Object.fromEntries(modules.map((name) => [`${SERVER}/modules/${name}/index.ts`, PLAIN])),
  ...Object.fromEntries(packages.map((name) => [`packages/${name}/src/index.ts`, PLAIN])),
  'packages/ids/src/inner.ts': PLAIN,
  [`${SERVER}/main.ts`]: "export type { Planted } from './modules/registry/index.ts';\n",
  [`${SERVER}/kernel/clock.ts`]:
    "import type { Planted } from '@tsunagu/ids';\nexport type Clock = Planted;\n",
  [`${SERVER}/kernel/testing/builder.ts`]: PLAIN,
  [`${SERVER}/demo/random.ts`]: "export type { Planted } from '@tsunagu/uke';\n",
  [`${SERVER}/modules/registry/deep/inner.ts`]: PLAIN,
  [`${SERVER}/modules/claims/allowed.ts`]: "export type { Planted } from '../registry/index.ts';\n",
  [`${SERVER}/modules/claims/work-list/allowed.ts`]:
    "export type { Planted } from '../take-in/planted.ts';\n",
  [`${SERVER}/modules/claims/take-in/planted.ts`]: PLAIN,
  'apps/portal/src/main.tsx': PLAIN,
};

function planted(): Record<string, string> {
  const files: Record<string, string> = { ...clean };
  for (const plant of Object.values(plants)) {
    // What a sibling imports must be there; a plant of its own may still replace it below.
    if (plant.to.endsWith('/planted.ts') && files[plant.to] === undefined) files[plant.to] = PLAIN;
  }
  for (const { from, imports } of Object.values(plants))
    files[from] = `import type {} from '${imports}';\n${PLAIN}`;
  files[`${SERVER}/kernel/planted-cycle-b.ts`] = `import type {} from './planted-cycle-a.ts';\n${PLAIN}`;
  return files;
}

function writeProject(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'tsunagu-boundaries-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  mkdirSync(join(root, 'node_modules/@tsunagu'), { recursive: true });
  for (const name of packages) {
    const manifest = { name: `@tsunagu/${name}`, type: 'module', exports: { '.': './src/index.ts' } };
    writeFileSync(join(root, 'packages', name, 'package.json'), JSON.stringify(manifest));
    symlinkSync(join(root, 'packages', name), join(root, 'node_modules/@tsunagu', name));
  }
  return root;
}

const roots: string[] = [];
async function check(files: Readonly<Record<string, string>>, fewestFiles = 1): Promise<BoundaryReport> {
  const root = writeProject(files);
  roots.push(root);
  return checkBoundaries(root, fewestFiles);
}

afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

test('a project that keeps to the tables is clean', async () => {
  const { faults, files } = await check(clean);
  expect(faults).toEqual([]);
  expect(files).toBe(Object.keys(clean).length);
});

test('too few files are a fault, however clean they are', async () => {
  const few = await check(clean, Object.keys(clean).length + 1);
  expect(few.violations).toEqual([]);
  expect(few.faults).toEqual([expect.stringContaining('files were seen')]);
});

describe('a planted violation is found', () => {
  let report: BoundaryReport;
  beforeAll(async () => {
    report = await check(planted());
  });

  test('and every rule has one', () => {
    expect(Object.keys(plants).toSorted()).toEqual(RULE_NAMES.toSorted());
  });

  test.each(Object.entries(plants))('%s', (rule, { from, to }) => {
    expect(report.violations).toContainEqual({ rule, from, to });
  });
});
