import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { unpackWoff } from './unpack-woff.ts';

const require = createRequire(import.meta.url);
const PACKAGE = dirname(require.resolve('@fontsource/noto-sans-jp/package.json'));

/** What is drawn for a character that the typeface lacks, as printers do. */
const MISSING = '〓';

/** A stretch of text that one file of the typeface can draw. */
export interface Run {
  readonly text: string;
  /** Path of the file; its content is `fontFile`. */
  readonly font: string;
}

let ranges: readonly (readonly [from: number, to: number, font: string])[] | null = null;
const known = new Map<string, string | null>();

/**
 * Noto Sans JP comes as some 120 files of a few characters each: a document embeds those letters alone that it needs.
 * Splits a text into stretches of one file.
 */
export function runsOf(text: string): Run[] {
  const runs: { text: string; font: string }[] = [];
  for (const char of text.normalize('NFC')) {
    const own = fontOf(char);
    const font = own ?? fontOf(MISSING);
    if (font === null) throw new Error('the typeface lacks its own mark for what is missing');
    const last = runs.at(-1);
    const shown = own === null ? MISSING : char;
    if (last?.font === font) last.text += shown;
    else runs.push({ text: shown, font });
  }
  return runs;
}

const files = new Map<string, Buffer>();

/** A file of the typeface, read once. */
export function fontFile(path: string): Buffer {
  let file = files.get(path);
  if (file === undefined) {
    file = unpackWoff(readFileSync(path));
    files.set(path, file);
  }
  return file;
}

function fontOf(char: string): string | null {
  let font = known.get(char);
  if (font === undefined) {
    const code = char.codePointAt(0) ?? 0;
    ranges ??= readRanges();
    font = ranges.find(([from, to]) => from <= code && code <= to)?.[2] ?? null;
    known.set(char, font);
  }
  return font;
}

/** `"[7]": "U+3042,U+4e00-4e05"`; named subsets repeat the numbered ones, but for Latin. */
function readRanges(): readonly (readonly [number, number, string])[] {
  const subsets = JSON.parse(readFileSync(join(PACKAGE, 'unicode.json'), 'utf8')) as Record<string, string>;
  const order = Object.entries(subsets).sort(([a], [b]) => Number(b === 'latin') - Number(a === 'latin'));
  return order.flatMap(([subset, text]) => {
    const name = /^\[(\d+)\]$/.exec(subset)?.[1] ?? (subset === 'latin' ? subset : null);
    if (name === null) return [];
    const font = join(PACKAGE, 'files', `noto-sans-jp-${name}-400-normal.woff`);
    return text.split(',').map((range) => {
      const [from = '', to = from] = range.trim().replace(/^U\+/i, '').split('-');
      return [Number.parseInt(from, 16), Number.parseInt(to, 16), font] as const;
    });
  });
}
