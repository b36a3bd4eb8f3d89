import table from './blocks.json' with { type: 'json' };
import { readSegments, type SymbolContent } from './read-segments.ts';
import { correct } from './reed-solomon.ts';
import type { QrMatrix } from './write-symbols.ts';

type EccLevel = keyof typeof table.blocks;

const FORMAT_MASK = 0x5412;
/** Bits of a format that may be wrong. */
const MOST_FORMAT_ERRORS = 3;

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** What the modules of a symbol say; null where they are none, or too damaged. ISO/IEC 18004. */
export function readMatrix(matrix: QrMatrix): SymbolContent | null {
  const version = (matrix.size - 17) / 4;
  if (!Number.isInteger(version) || version < 1 || version > 40) return null;
  const format = readFormat(matrix);
  if (format === null) return null;
  const codewords = readCodewords(matrix, version, format.mask);
  const data = correctBlocks(codewords, version, format.level);
  return data === null ? null : readSegments(data, version);
}

function isDark({ size, dark }: QrMatrix, x: number, y: number): boolean {
  return dark[y * size + x] === true;
}

/** The format stands twice; the nearest of the 32 valid ones counts. */
function readFormat(matrix: QrMatrix): { level: EccLevel; mask: number } | null {
  const { size } = matrix;
  const first: readonly [number, number][] = Array.from({ length: 15 }, (_, bit) => {
    if (bit < 6) return [8, bit];
    if (bit === 6) return [8, 7];
    if (bit === 7) return [8, 8];
    return bit === 8 ? [7, 8] : [14 - bit, 8];
  });
  const second: readonly [number, number][] = Array.from({ length: 15 }, (_, bit) =>
    bit < 8 ? [size - 1 - bit, 8] : [8, size - 15 + bit],
  );
  let best: { errors: number; data: number } | null = null;
  for (const places of [first, second]) {
    const read = places.reduce((sum, [x, y], bit) => sum | (isDark(matrix, x, y) ? 1 << bit : 0), 0);
    for (let data = 0; data < 32; data++) {
      const errors = countBits(read ^ formatBits(data));
      if (best === null || errors < best.errors) best = { errors, data };
    }
  }
  if (best === null || best.errors > MOST_FORMAT_ERRORS) return null;
  const level = table.levels[best.data >> 3];
  return level === 'L' || level === 'M' || level === 'Q' || level === 'H'
    ? { level, mask: best.data & 7 }
    : null;
}

function formatBits(data: number): number {
  let rest = data;
  for (let step = 0; step < 10; step++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  return ((data << 10) | rest) ^ FORMAT_MASK;
}

function countBits(value: number): number {
  let count = 0;
  for (let left = value; left !== 0; left &= left - 1) count++;
  return count;
}

function alignmentPlaces(version: number): readonly number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = version === 32 ? 26 : Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const places = [6];
  for (let at = version * 4 + 10; places.length < count; at -= step) places.splice(1, 0, at);
  return places;
}

/** Modules that carry no data. */
function reserved(version: number): (x: number, y: number) => boolean {
  const size = version * 4 + 17;
  const places = alignmentPlaces(version);
  const last = places.length - 1;
  const aligned = new Set<number>();
  places.forEach((x, i) => {
    places.forEach((y, j) => {
      if ((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)) return;
      for (let dy = -2; dy <= 2; dy++) for (let dx = -2; dx <= 2; dx++) aligned.add((y + dy) * size + x + dx);
    });
  });
  return (x, y) =>
    (x < 9 && y < 9) ||
    (x >= size - 8 && y < 9) ||
    (x < 9 && y >= size - 8) ||
    x === 6 ||
    y === 6 ||
    (version >= 7 && ((x >= size - 11 && y < 6) || (y >= size - 11 && x < 6))) ||
    aligned.has(y * size + x);
}

function readCodewords(matrix: QrMatrix, version: number, mask: number): Uint8Array {
  const { size } = matrix;
  const skip = reserved(version);
  const inverted = MASKS[mask] ?? (() => false);
  const bytes: number[] = [];
  let byte = 0;
  let count = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const upward = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++) {
      const y = upward ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (skip(x, y)) continue;
        byte = (byte << 1) | (isDark(matrix, x, y) !== inverted(x, y) ? 1 : 0);
        if (++count % 8 === 0) {
          bytes.push(byte & 0xff);
          byte = 0;
        }
      }
    }
  }
  return Uint8Array.from(bytes);
}

/** Takes the interleaved blocks apart, corrects each, and puts their data together. */
function correctBlocks(codewords: Uint8Array, version: number, level: EccLevel): Uint8Array | null {
  const count = table.blocks[level][version - 1] ?? 1;
  const checks = table.codewordsPerBlock[level][version - 1] ?? 0;
  const short = count - (codewords.length % count);
  const shortLength = Math.floor(codewords.length / count);
  const blocks = Array.from(
    { length: count },
    (_, block) => new Uint8Array(shortLength + (block < short ? 0 : 1)),
  );
  let at = 0;
  for (let place = 0; place <= shortLength; place++) {
    for (let block = 0; block < count; block++) {
      const isShort = block < short;
      // Short blocks have one data byte less: their check bytes begin a place earlier.
      if (isShort && place === shortLength - checks) continue;
      const target = blocks[block];
      if (target === undefined) continue;
      target[isShort && place > shortLength - checks ? place - 1 : place] = codewords[at++] ?? 0;
    }
  }
  const data: number[] = [];
  for (const block of blocks) {
    const fixed = correct(block, checks);
    if (fixed === null) return null;
    data.push(...fixed.subarray(0, fixed.length - checks));
  }
  return Uint8Array.from(data);
}
