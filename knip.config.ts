import type { KnipConfig } from 'knip';

/** Style sheets name packages as well: Tailwind, its theme, the font. */
const imports = (css: string): string =>
  [...css.matchAll(/@(?:import|plugin|config)\s+['"]([^'"]+)['"]/g)]
    .map(([, name]) => `import '${name}';`)
    .join('\n');

const config: KnipConfig = {
  // Types are exported together with the functions whose signatures they describe, whether or not somebody names them.
  exclude: ['types'],
  // What tests compare with where it is installed.
  ignoreBinaries: ['openssl', 'pkcs11-tool', 'softhsm2-util', 'xmlsec1'],
  workspaces: {
    '.': {
      entry: [
        'tools/{boundaries,build-portal,check,dev,test}.ts',
        'tools/boundaries.cjs',
        'tools/docs/{check,generate}.ts',
        'bench/run.ts',
        'examples/*/serve.ts',
        'tests/fhir-conformance/report.ts',
      ],
      project: ['{tools,tests,bench,examples}/**/*.{ts,cjs}'],
    },
    'apps/server': { project: ['{bin,src}/**/*.{ts,js}'] },
    'apps/portal': { project: ['src/**/*.{ts,tsx,css}'] },
    'packages/*': { entry: ['bench/*.ts'], project: ['{bin,src,node,qr,bench}/**/*.{ts,js}'] },
  },
  compilers: { css: imports },
};

export default config;
