import { bitmapOf, type Picture } from './bitmap.ts';
import { type Corner, findCorners, triplesOf } from './find-corners.ts';
import { readMatrix } from './read-matrix.ts';
import type { SymbolContent } from './read-segments.ts';
import { sampleSymbols } from './sample-symbol.ts';

/** What one or several symbols say together. */
export interface ReadSymbol {
  /** In order; of missing symbols nothing. */
  readonly bytes: Uint8Array;
  /** Places of symbols that no picture showed, from 1; empty = complete. */
  readonly missing: readonly number[];
}

/**
 * Finds the symbols in pictures, also several in one. Those of one structured append are put together in whatever order
 * they come, told apart from others by their number and parity; a whole whose parity is wrong is not given out.
 */
export function readSymbols(pictures: readonly Picture[]): readonly ReadSymbol[] {
  const single: ReadSymbol[] = [];
  const divided = new Map<string, { readonly parity: number; readonly parts: (Uint8Array | undefined)[] }>();
  for (const { bytes, append } of pictures.flatMap(symbolsIn)) {
    if (append === null) {
      if (!single.some((one) => isEqual(one.bytes, bytes))) single.push({ bytes, missing: [] });
      continue;
    }
    const key = `${append.count} ${append.parity}`;
    const known = divided.get(key) ?? {
      parity: append.parity,
      parts: Array.from({ length: append.count }, () => undefined),
    };
    divided.set(key, known);
    if (append.place < append.count) known.parts[append.place] = bytes;
  }
  return [...single, ...[...divided.values()].flatMap(together)];
}

function together({
  parity,
  parts,
}: {
  readonly parity: number;
  readonly parts: readonly (Uint8Array | undefined)[];
}): ReadSymbol[] {
  const missing = parts.flatMap((part, at) => (part === undefined ? [at + 1] : []));
  const bytes = Uint8Array.from(parts.flatMap((part) => (part === undefined ? [] : [...part])));
  const whole = bytes.reduce((sum, byte) => sum ^ byte, 0);
  return missing.length === 0 && whole !== parity ? [] : [{ bytes, missing }];
}

/** Symbols in one picture; a corner belongs to one symbol only. */
function symbolsIn(picture: Picture): readonly SymbolContent[] {
  const bitmap = bitmapOf(picture);
  const used = new Set<Corner>();
  const found: SymbolContent[] = [];
  for (const corners of triplesOf(findCorners(bitmap))) {
    const own = [corners.topLeft, corners.topRight, corners.bottomLeft];
    if (own.some((one) => used.has(one))) continue;
    for (const matrix of sampleSymbols(bitmap, corners)) {
      const content = readMatrix(matrix);
      if (content === null) continue;
      found.push(content);
      for (const one of own) used.add(one);
      break;
    }
  }
  return found;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
