import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashSources, isCurrent } from './build-portal.ts';

let root: string;
const write = (path: string, text: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tsunagu-portal-'));
  write('apps/portal/src/main.tsx', 'one');
  write('package-lock.json', '{}');
  write('apps/portal/dist/index.html', '<html>');
  write('apps/portal/dist/.sources', hashSources(root));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a portal built from the present sources is current', () => {
  expect(isCurrent(root)).toBe(true);
});

test.each([
  ['a changed source', () => write('apps/portal/src/main.tsx', 'two')],
  ['a new source', () => write('apps/portal/src/other.ts', '')],
  ['a changed dependency', () => write('package-lock.json', '{"a":1}')],
  ['a missing page', () => rmSync(join(root, 'apps/portal/dist/index.html'))],
  ['a build that another command emptied', () => rmSync(join(root, 'apps/portal/dist/.sources'))],
  [
    'a renamed source',
    () => {
      rmSync(join(root, 'apps/portal/src/main.tsx'));
      write('apps/portal/src/start.tsx', 'one');
    },
  ],
])('%s asks for a new build', (_, change) => {
  change();
  expect(isCurrent(root)).toBe(false);
});

test('what stands in dist does not', () => {
  write('apps/portal/dist/assets/a.js', 'x');
  expect(isCurrent(root)).toBe(true);
});
