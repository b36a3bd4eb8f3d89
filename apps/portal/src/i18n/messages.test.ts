import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { WEAK_REASONS } from '../components/new-password.tsx';
import { EXPLAINED_CODES } from '../components/problem.tsx';
import en from './en.json';
import findingsEn from './findings.en.json';
import findingsJa from './findings.ja.json';
import ja from './ja.json';
import notes from './notes.json';

const SOURCES: Record<string, string> = import.meta.glob(['../**/*.ts', '../**/*.tsx', '!../**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

function keysOf(tree: object, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? keysOf(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

function textAt(tree: object, key: string): string {
  let node: unknown = tree;
  for (const part of key.split('.')) node = new Map(Object.entries(node ?? {})).get(part);
  return String(node);
}

/** Keys and key patterns that the sources name: `'a.b'` exactly, `\`a.${x}.c\`` with anything for `${x}`. */
function mentioned(): RegExp[] {
  const patterns: RegExp[] = [];
  const plain = /['"`]([a-zA-Z]+(?:\.[a-zA-Z0-9-]+|\.\$\{[^}]*(?:'[^']*')?[^}]*\})+)['"`]/g;
  for (const text of Object.values(SOURCES)) {
    for (const [, key = ''] of text.matchAll(plain)) {
      const parts = key.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
      patterns.push(new RegExp(`^${parts.join('[^.]+')}$`));
    }
  }
  return patterns;
}

test('both languages have the same keys, no text is empty, and both use the same values', () => {
  expect(keysOf(en)).toEqual(keysOf(ja));
  expect(Object.keys(findingsEn)).toEqual(Object.keys(findingsJa));
  for (const key of keysOf(ja)) {
    for (const tree of [ja, en]) expect(textAt(tree, key).trim(), key).not.toBe('');
    const values = (tree: object) =>
      [...textAt(tree, key).matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    expect(values(en), key).toEqual(values(ja));
  }
});

test('no key is unused and none is missing', () => {
  const patterns = mentioned();
  const keys = keysOf(ja);
  expect(patterns.length).toBeGreaterThan(200);
  expect(keys.filter((key) => !patterns.some((pattern) => pattern.test(key)))).toEqual([]);
  const namespaces = Object.keys(ja).join('|');
  const literal = new RegExp(`[^\\w.]t\\('((?:${namespaces})\\.[\\w.-]+)'`, 'g');
  const asked = Object.values(SOURCES).flatMap((text) =>
    [...text.matchAll(literal)].map(([, key]) => key ?? ''),
  );
  expect(asked.length).toBeGreaterThan(200);
  expect(asked.filter((key) => !keys.includes(key))).toEqual([]);
});

test('Japanese texts hold no untranslated English', () => {
  const allowed =
    /XML|ZIP|CSV|CT|SHA|EOF|BOM|Shift|UTF|JIS|RECEIPT|UKE|UKE|GO|IR|YK|LF|CR|DPC|Ctrl|Enter|JWKS|kid|Ed25519|FHIR|https/g;
  for (const key of keysOf(ja)) {
    const text = textAt(ja, key)
      .replace(/\{\{\w+\}\}/g, '')
      .replace(allowed, '');
    expect(/[A-Za-z]{3,}/.test(text), `${key}: ${text}`).toBe(false);
  }
});

test('every part of the messages has a note for translators, every explained code its three sentences', () => {
  expect(Object.keys(notes).sort()).toEqual(Object.keys(ja).sort());
  for (const code of EXPLAINED_CODES) {
    for (const part of ['happened', 'kept', 'todo'])
      expect(textAt(ja, `error.${code}.${part}`)).not.toBe('undefined');
  }
});

/** Errors of commands, of the start of the server and of the interfaces for programs: no browser gets them. */
const NOT_IN_A_BROWSER: readonly string[] = [
  'FILE_NOT_READABLE',
  'MASTER_REFUSED',
  'DATA_DIR_FOREIGN',
  'DATA_DIR_NOT_WRITABLE',
  'DATA_DIR_IN_USE',
  'DATABASE_NOT_STARTED',
  'DATABASE_UNREACHABLE',
  'DATABASE_NEWER',
  'PLATFORM_UNSUPPORTED',
  'PORT_IN_USE',
  'ADDRESS_NOT_AVAILABLE',
  'USAGE',
  'OQS_NAME_UNKNOWN',
];

function readRepository(path: string): string {
  return readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
}

test('every error code of the server that can reach a browser is explained', () => {
  const codes = Object.keys(JSON.parse(readRepository('apps/server/src/kernel/errors/errors.json')));
  expect(codes.length).toBeGreaterThan(25);
  expect(NOT_IN_A_BROWSER.filter((code) => !codes.includes(code))).toEqual([]);
  // Only programs speak FHIR, send clinical information, subscribe and export.
  const ofPrograms = /^(FHIR|CLINICAL|SUBSCRIPTION|EXPORT)_/;
  const wanted = codes.filter((code) => !NOT_IN_A_BROWSER.includes(code) && !ofPrograms.test(code));
  expect(wanted.filter((code) => !EXPLAINED_CODES.includes(code))).toEqual([]);
});

test('every finding code of the reader has words in both languages', () => {
  const rules: { readonly codes: object } = JSON.parse(readRepository('packages/uke/src/findings.json'));
  const codes = Object.keys(rules.codes);
  expect(codes.length).toBeGreaterThan(50);
  expect(codes.filter((code) => !(code in findingsJa) || !(code in findingsEn))).toEqual([]);
});

/** Where the server itself gives reasons to findings and to work that is left over. */
const REASONS = [
  ['apps/server/src/modules/claims/model/code-checker.ts', /'((?:code|add)-(?!prefix)[a-z-]+)'/g, 4],
  ['apps/server/src/modules/claims/take-in/write-batch.ts', /'(person-(?:unresolved|ambiguous))'/g, 2],
  ['apps/server/src/modules/claims/take-in/batch.ts', /reason: [^,]*?'([a-z-]+)'/g, 2],
] as const;

test.each(REASONS)('every reason that %s gives has words', (path, pattern, atLeast) => {
  const codes = new Set([...readRepository(path).matchAll(pattern)].map(([, code]) => code ?? ''));
  expect(codes.size).toBeGreaterThanOrEqual(atLeast);
  expect([...codes].filter((code) => !(code in findingsJa))).toEqual([]);
});

test('every weakness of a password that the server names has words', () => {
  const source = readRepository('apps/server/src/modules/identity/model/password-rules.ts');
  const union = source.split('export type Weakness =')[1]?.split(';')[0] ?? '';
  expect([...union.matchAll(/'([a-z-]+)'/g)].map(([, word]) => word)).toEqual(WEAK_REASONS);
  expect(Object.keys(ja.password.weak).sort()).toEqual([...WEAK_REASONS, 'other'].sort());
});

const SPEC = new URL('../../../../../shared/specs/claims.md', import.meta.url);

test.skipIf(!existsSync(SPEC))(
  `every finding code of the specification has words${existsSync(SPEC) ? '' : ' (skipped: no shared data)'}`,
  () => {
    const section = readFileSync(SPEC, 'utf8').split('## 17 ')[1]?.split('## 18 ')[0] ?? '';
    const rows = section.split('\n').filter((line) => line.startsWith('| `'));
    const codes = rows.flatMap((line) =>
      [...(line.split('|')[1] ?? '').matchAll(/`([a-z0-9-]+)`/g)].map(([, code]) => code ?? ''),
    );
    expect(codes.length).toBeGreaterThan(50);
    expect(codes.filter((code) => !(code in findingsJa))).toEqual([]);
  },
);
