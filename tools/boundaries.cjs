'use strict';

/**
 * Who may import whom. Everything else is an error; there are no warnings.
 * dependency-cruiser reads this file (tools/boundaries.ts runs it, tools/boundaries.test.ts plants a violation per rule).
 */

/** Modules and the modules whose index.ts they may use. Unlisted modules may use, and be used by, nobody. */
const MODULES = {
  registry: [],
  identity: ['registry'],
  access: ['registry', 'identity'],
  eligibility: ['registry', 'identity', 'access'],
  masters: [],
  claims: ['registry', 'masters'],
  checkups: ['registry', 'masters'],
  prescriptions: ['registry', 'access', 'masters'],
  clinical: ['registry', 'access'],
  records: ['registry', 'masters', 'access'],
  phr: ['records', 'access', 'identity'],
  networks: ['registry', 'access', 'clinical'],
  telemedicine: ['registry', 'access'],
  hospitals: ['registry', 'identity'],
  trials: ['registry', 'identity'],
  regenerative: ['registry', 'identity'],
  inspections: ['registry', 'identity'],
  requests: ['registry', 'identity'],
  incidents: ['registry', 'identity'],
  subsidies: ['registry', 'identity'],
};

/**
 * A use case is a folder of a module. What several of them share stands in the module's root or in model/.
 * The exceptions are use cases that are the ground on which the others of their module stand.
 */
const USE_CASES = {
  // Everything in access goes through the one door, which reads what stands; what is shown at home and at the office
  // is built upon what the desk records.
  access: {
    consent: ['disclose'],
    disclose: ['standing'],
    exceptional: ['consent', 'disclose', 'standing'],
    'identify-person': ['consent', 'disclose'],
    limits: ['disclose'],
    'list-disclosures': ['disclose'],
    'own-consents': ['consent', 'disclose'],
    'prove-disclosure': ['disclose'],
    proxies: ['disclose', 'standing'],
    questions: ['consent', 'disclose'],
    review: ['consent', 'disclose'],
    'view-log': ['consent', 'disclose'],
  },
  // Apps are registered and allowed in one place, and get their tokens in the other.
  identity: { apps: ['systems'] },
  records: { 'view-as-xml': ['view-record'] },
  // Lists, the record source and the work list read what the intake has written.
  claims: {
    'list-files': ['take-in'],
    'read-claims': ['take-in'],
    'work-list': ['take-in'],
  },
  // Whoever changes a prescription writes anew what the person takes; issuing checks and signs on the way.
  prescriptions: {
    'active-list': ['notebook'],
    check: ['active-list', 'alerts', 'notebook'],
    life: ['active-list', 'alerts', 'check', 'signing'],
    copy: ['life'],
    'in-house': ['active-list', 'life'],
    pharmacy: ['active-list', 'life', 'signing'],
    // The files say the same as the routes, by the same use cases.
    interfaces: ['alerts', 'check', 'copy', 'in-house', 'life', 'pharmacy', 'signing'],
  },
};

/** Packages and the packages that they may use. */
const PACKAGES = {
  ids: [],
  uke: ['ids'],
  jahis: ['ids'],
  oqs: ['ids'],
  fhir: [],
};

const SERVER = '^apps/server/src';
/** Whatever sees every module: the composition root, the commands around it, and the whole server as tests use it. */
const COMPOSITION = `${SERVER}/(main|runtime|cli)\\.ts$|${SERVER}/(cli|testing)/`;
const TEST = '\\.test\\.tsx?$';
const MODULE = `${SERVER}/modules/([^/]+)/`;
/** Folders of a module that are no use cases. */
const NO_USE_CASE = '(?:model|migrations|testing)';

const any = (names) => (names.length === 0 ? '(?!)' : `(?:${names.join('|')})`);

const moduleEdges = [
  ...Object.entries(MODULES).map(([name, allowed]) => ({
    name: `module-edge-${name}`,
    comment: `${name} may use ${allowed.join(', ') || 'no other module'}`,
    severity: 'error',
    from: { path: `${SERVER}/modules/${name}/` },
    to: { path: MODULE, pathNot: `${SERVER}/modules/${any([name, ...allowed])}/` },
  })),
  {
    name: 'module-unlisted',
    comment: 'a new module needs a row in the table of modules',
    severity: 'error',
    from: { path: MODULE, pathNot: `${SERVER}/modules/${any(Object.keys(MODULES))}/` },
    to: {},
  },
];

const useCaseEdges = Object.keys(MODULES).flatMap((module) => {
  const folder = `${SERVER}/modules/${module}`;
  const table = USE_CASES[module] ?? {};
  const unlisted = {
    name: `use-case-edge-${module}`,
    comment: 'what use cases share belongs into the root or the model of their module',
    severity: 'error',
    from: {
      path: `${folder}/(?!${NO_USE_CASE}/)([^/]+)/`,
      pathNot: [`${folder}/${any(Object.keys(table))}/`, TEST],
    },
    to: { path: `${folder}/(?!${NO_USE_CASE}/)[^/]+/`, pathNot: `${folder}/$1/` },
  };
  const listed = Object.entries(table).map(([useCase, allowed]) => ({
    name: `use-case-edge-${module}-${useCase}`,
    comment: `${module}/${useCase} may use ${allowed.join(', ')}`,
    severity: 'error',
    from: { path: `${folder}/${useCase}/`, pathNot: TEST },
    to: {
      path: `${folder}/(?!${NO_USE_CASE}/)[^/]+/`,
      pathNot: `${folder}/${any([useCase, ...allowed])}/`,
    },
  }));
  return [unlisted, ...listed];
});

const packageEdges = [
  ...Object.entries(PACKAGES).map(([name, allowed]) => ({
    name: `package-edge-${name}`,
    comment: `${name} may use ${allowed.join(', ') || 'no other package'}`,
    severity: 'error',
    from: { path: `^packages/${name}/src/` },
    to: { path: '^packages/', pathNot: `^packages/${any([name, ...allowed])}/` },
  })),
  {
    name: 'package-unlisted',
    comment: 'a new package needs a row in the table of packages',
    severity: 'error',
    from: { path: '^packages/', pathNot: `^packages/${any(Object.keys(PACKAGES))}/` },
    to: {},
  },
];

const rules = [
  {
    name: 'deep-import',
    comment: 'another module is used through its index.ts',
    severity: 'error',
    from: { path: MODULE },
    to: { path: MODULE, pathNot: [`${SERVER}/modules/$1/`, '/index\\.ts$'] },
  },
  {
    name: 'deep-import-from-composition',
    comment: 'a module is used through its index.ts',
    severity: 'error',
    from: { path: COMPOSITION, pathNot: TEST },
    to: { path: MODULE, pathNot: '/index\\.ts$' },
  },
  {
    name: 'kernel-to-module',
    comment: 'the kernel knows no module; modules hand themselves in through ports',
    severity: 'error',
    from: { path: `${SERVER}/kernel/`, pathNot: TEST },
    to: { path: `${SERVER}/modules/` },
  },
  {
    name: 'kernel-upwards',
    comment: 'the kernel knows neither demo data nor commands nor the composition root',
    severity: 'error',
    from: { path: `${SERVER}/kernel/` },
    to: { path: `${SERVER}/(demo|cli)/|${SERVER}/(main|runtime|cli)\\.ts$` },
  },
  {
    name: 'module-upwards',
    comment: 'a module knows neither demo data nor commands nor the composition root',
    severity: 'error',
    from: { path: MODULE, pathNot: TEST },
    to: { path: `${SERVER}/(demo|cli)/|${SERVER}/(main|runtime|cli)\\.ts$` },
  },
  {
    name: 'demo-stands-alone',
    comment: 'demo data is made from packages alone; what it needs of the server is handed in by a command',
    severity: 'error',
    from: { path: `${SERVER}/demo/`, pathNot: TEST },
    to: { path: `${SERVER}/`, pathNot: `${SERVER}/demo/` },
  },
  {
    name: 'all-modules',
    comment: 'only main.ts, runtime.ts, cli.ts, cli/ and, for tests, testing/ see all modules',
    severity: 'error',
    from: {
      path: `${SERVER}/`,
      pathNot: [COMPOSITION, MODULE, `${SERVER}/kernel/`, `${SERVER}/demo/`, TEST],
    },
    to: { path: `${SERVER}/modules/` },
  },
  {
    name: 'package-to-app',
    comment: 'packages import no app',
    severity: 'error',
    from: { path: '^packages/' },
    to: { path: '^apps/' },
  },
  {
    name: 'package-without-io',
    comment: 'packages read no files and open no connections; callers hand bytes in',
    severity: 'error',
    from: { path: '^packages/[^/]+/src/', pathNot: TEST },
    to: {
      dependencyTypes: ['core'],
      path: '^(node:)?(fs|net|tls|http|https|http2|dgram|child_process|cluster|worker_threads)(/|$)',
    },
  },
  {
    name: 'package-by-its-name',
    comment: 'a package is used through its public surface',
    severity: 'error',
    from: { path: '^(apps|tools|bench|tests)/' },
    to: { path: '^packages/[^/]+/src/', pathNot: '^packages/[^/]+/src/index\\.ts$' },
  },
  {
    name: 'portal-to-server',
    comment: 'the portal knows the server through HTTP alone',
    severity: 'error',
    from: { path: '^apps/portal/', pathNot: TEST },
    to: { path: '^apps/server/' },
  },
  {
    name: 'server-to-portal',
    comment: 'the server serves the built portal and imports nothing of it',
    severity: 'error',
    from: { path: '^apps/server/' },
    to: { path: '^apps/portal/' },
  },
  {
    name: 'product-to-test',
    comment: 'product code imports no tests and no test builders',
    severity: 'error',
    from: { path: '^(apps|packages)/', pathNot: [TEST, '/testing/', '/fixtures\\.ts$'] },
    to: { path: `${TEST}|/testing/|^tests/|^tools/|^bench/` },
  },
  {
    name: 'cycle',
    comment: 'files import each other in one direction, types included',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'unresolvable',
    comment: 'an import that leads nowhere would also hide what stands behind it from all other rules',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];

module.exports = {
  MODULES,
  USE_CASES,
  PACKAGES,
  forbidden: [...moduleEdges, ...useCaseEdges, ...packageEdges, ...rules],
  options: {
    // Imports of types count: they couple what they join.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.css', '.d.ts'],
    },
    skipAnalysisNotInRules: false,
  },
};
