import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../run-command.ts';

export interface TextFile {
  /** Below the repository's root. */
  readonly path: string;
  readonly text: string;
}

export const readText = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Paths of all files that are, or are about to be, in version control. */
export function repositoryPaths(): string[] {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set(list.split('\0'))].filter((path) => path !== '' && existsSync(join(ROOT, path)));
}

const BINARY = /\.(?:png|jpe?g|woff2?|ico|pdf|gz|zip|uke|cyo)$/i;

/** The files among `paths` that hold text, with their text. */
export const readTexts = (paths: readonly string[]): TextFile[] =>
  paths.filter((path) => !BINARY.test(path)).map((path) => ({ path, text: readText(path) }));

/** The strings of `export type Name = 'a' | 'b'`. Throws when there is no such type. */
export function unionMembers(source: string, name: string): string[] {
  const [, body] = new RegExp(`export type ${name}\\s*=([^;]*);`).exec(source) ?? [];
  if (body === undefined) throw new Error(`no type ${name}`);
  return [...body.matchAll(/'([^']+)'/g)].flatMap(([, member]) => member ?? []);
}

/** The first cell of every row of the table under a heading; cells lose their backticks. */
export function tableKeys(markdown: string, heading: string): string[] {
  const [, section] = markdown.split(new RegExp(`^#+ ${heading}\\s*$`, 'm'));
  if (section === undefined) throw new Error(`no section ${heading}`);
  const rows = (section.split(/^#/m)[0] ?? '').split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => (row.split('|')[1] ?? '').trim().replaceAll('`', ''));
}
