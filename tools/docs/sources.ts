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

/** The strings of `export type Name = 'a' | 'b'`. Throws when there is no such type, or none that names its strings. */
export function unionMembers(source: string, name: string): string[] {
  const [, body] = new RegExp(`export type ${name}\\s*=([^;]*);`).exec(source) ?? [];
  if (body === undefined) throw new Error(`no type ${name}`);
  const members = [...body.matchAll(/'([^']+)'/g)].flatMap(([, member]) => member ?? []);
  if (members.length === 0) throw new Error(`the type ${name} names no strings`);
  return members;
}

/** All different error codes that a source names. */
export const errorCodes = (source: string): string[] => [
  ...new Set([...source.matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)].flatMap(([, code]) => code ?? [])),
];

/** The values that a named CHECK of a migration allows; none when there is no such CHECK. */
export function allowedValues(migration: string, constraint: string): string[] {
  const [, values = ''] =
    new RegExp(`CONSTRAINT ${constraint}\\s+CHECK \\(\\w+ IN \\(([^)]*)\\)`).exec(migration) ?? [];
  return [...values.matchAll(/'([^']+)'/g)].flatMap(([, one]) => one ?? []);
}

const BLOCK_BEGIN = (name: string): string => `<!-- begin ${name}: `;
const BLOCK_END = (name: string): string => `<!-- end ${name} -->`;

/** `markdown` with other text between the marks of a generated block. Throws when it has no such block. */
export function replaceBlock(markdown: string, name: string, text: string): string {
  const begin = markdown.indexOf(BLOCK_BEGIN(name));
  const firstLine = markdown.indexOf('\n', begin);
  const end = markdown.indexOf(BLOCK_END(name));
  if (begin < 0 || end < firstLine) throw new Error(`no block ${name}`);
  return `${markdown.slice(0, firstLine)}\n${text}\n${markdown.slice(end)}`;
}

/** The first cell of every row of the table under a heading; cells lose their backticks. */
export function tableKeys(markdown: string, heading: string): string[] {
  const [, section] = markdown.split(new RegExp(`^#+ ${heading}\\s*$`, 'm'));
  if (section === undefined) throw new Error(`no section ${heading}`);
  const rows = (section.split(/^#/m)[0] ?? '').split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => (row.split('|')[1] ?? '').trim().replaceAll('`', ''));
}
