import jsQr from 'jsqr';
import { describe, expect, test } from 'vitest';
import { isPng, pictureOfPng, pngOfPicture } from '../node/png.ts';
import { QrCode, QrSegment } from '../qr/generator.ts';
import { readSymbols, svgOf, symbolsOf } from '../qr/index.ts';
import { readMatrix } from '../qr/read-matrix.ts';
import { photographed, pictureOf } from './testing/pictures.ts';

/** @spec prescriptions.md §6.1: QR symbols of texts */
const bytesOf = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (at * 31 + length) & 255);

/** Another reader than ours; its types say something else than what it exports. */
const independent: unknown = jsQr;

function readIndependently(matrix: Parameters<typeof pictureOf>[0][number]): readonly number[] | null {
  if (typeof independent !== 'function') throw new Error('no independent reader');
  const { data, width, height } = pictureOf([matrix]);
  const found: { binaryData: number[] } | null = independent(data, width, height);
  return found?.binaryData ?? null;
}

describe('writing', () => {
  test('one symbol where the bytes fit, and another reader reads it', () => {
    const bytes = bytesOf(400);
    const [only, ...others] = symbolsOf(bytes);
    expect(others).toEqual([]);
    if (only === undefined) throw new Error('no symbol');
    expect(readIndependently(only)).toEqual([...bytes]);
  });

  test('several name their place, number and parity; more than 16 are never made', () => {
    const bytes = bytesOf(1_001);
    const parity = bytes.reduce((sum, byte) => sum ^ byte, 0);
    const read = symbolsOf(bytes).map(readMatrix);
    expect(read.map((one) => one?.append)).toEqual([0, 1, 2].map((place) => ({ place, count: 3, parity })));
    expect(symbolsOf(bytesOf(30_000))).toHaveLength(16);
    expect(() => symbolsOf(bytesOf(40_000))).toThrow(RangeError);
  });

  test('SVG: one square a module inside a light margin', () => {
    const [matrix] = symbolsOf(bytesOf(10));
    if (matrix === undefined) throw new Error('no symbol');
    const svg = svgOf(matrix);
    expect(svg).toContain(`viewBox="0 0 ${matrix.size + 8} ${matrix.size + 8}"`);
    const painted = [...svg.matchAll(/h(\d+)v1/g)].reduce((sum, [, width]) => sum + Number(width), 0);
    expect(painted).toBe(matrix.dark.filter(Boolean).length);
  });
});

test('every version and level is read, with modules damaged', () => {
  const bytes = bytesOf(7);
  let read = 0;
  for (const level of [QrCode.Ecc.LOW, QrCode.Ecc.MEDIUM, QrCode.Ecc.QUARTILE, QrCode.Ecc.HIGH]) {
    for (let version = 1; version <= 40; version++) {
      const code = QrCode.encodeSegments(
        [QrSegment.makeBytes([...bytes])],
        level,
        version,
        version,
        version % 8,
        false,
      );
      const dark = Array.from({ length: code.size ** 2 }, (_, at) =>
        code.getModule(at % code.size, Math.floor(at / code.size)),
      );
      const damaged = Math.floor(dark.length * 0.6);
      dark[damaged] = dark[damaged] !== true;
      const found = readMatrix({ size: code.size, dark });
      expect(found?.bytes, `version ${version}, level ${level.ordinal}`).toEqual(bytes);
      read++;
    }
  }
  expect(read).toBe(160);
});

test('a symbol with too many errors says nothing', () => {
  const [matrix] = symbolsOf(bytesOf(100));
  if (matrix === undefined) throw new Error('no symbol');
  const dark = matrix.dark.map((one, at) => (at % 3 === 0 && at > matrix.size * 9 ? !one : one));
  expect(readMatrix({ size: matrix.size, dark })).toBeNull();
});

describe('reading pictures', () => {
  const bytes = bytesOf(1_000);
  const symbols = symbolsOf(bytes);
  const pictures = symbols.map((one) => pictureOf([one]));
  const chosen = (...places: number[]) => places.flatMap((place) => pictures[place - 1] ?? []);

  test('parts in any order, and more than once', () => {
    expect(readSymbols(chosen(3, 1, 3, 2))).toEqual([{ bytes, missing: [] }]);
  });

  test('parts that are missing are named; nothing is passed off as whole', () => {
    expect(readSymbols(chosen(3, 1))).toMatchObject([{ missing: [2] }]);
  });

  test('all on one sheet, and a single symbol beside them', () => {
    const other = symbolsOf(bytesOf(30));
    const read = readSymbols([pictureOf([...symbols, ...other], 3)]);
    expect(read).toHaveLength(2);
    expect(read).toEqual(
      expect.arrayContaining([
        { bytes, missing: [] },
        { bytes: bytesOf(30), missing: [] },
      ]),
    );
  });

  test.each([
    [0.3, 0],
    [0.8, 0.05],
    [1.2, 0.1],
    [-2.5, 0.05],
    [3.1, 0.1],
  ])('turned by %d and slanted by %d, in a shadow and with noise', (turn, slant) => {
    for (const length of [120, 300]) {
      const seen = photographed(pictureOf(symbolsOf(bytesOf(length)), 5), { turn, slant, noise: 30 });
      expect(readSymbols([seen])).toEqual([{ bytes: bytesOf(length), missing: [] }]);
    }
  });

  test('through a PNG file', () => {
    const file = pngOfPicture(pictureOf(symbols));
    expect(isPng(file)).toBe(true);
    const picture = pictureOfPng(file);
    expect(readSymbols(picture === null ? [] : [picture])).toEqual([{ bytes, missing: [] }]);
    expect(pictureOfPng(file.subarray(0, 200))).toBeNull();
    expect(isPng(bytes)).toBe(false);
  });

  test('nothing in an empty picture', () => {
    expect(readSymbols([{ data: new Uint8ClampedArray(400).fill(255), width: 10, height: 10 }])).toEqual([]);
  });
});
