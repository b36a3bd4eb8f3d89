import { expect, test } from 'vitest';
import { tilesOf } from './pixels.ts';

test('tiles overlap, keep the order of the rows, and reach the last pixel', () => {
  const width = 8;
  const height = 4;
  const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, at) => Math.floor(at / 4));
  const tiles = tilesOf({ data, width, height });
  expect(tiles).toHaveLength(9);
  const reds = tiles.map((tile) => [...tile.data].filter((_, at) => at % 4 === 0));
  expect(reds[0]).toEqual([0, 1, 2, 3, 8, 9, 10, 11]);
  expect(reds[4]).toEqual([10, 11, 12, 13, 18, 19, 20, 21]);
  expect(reds[8]).toEqual([20, 21, 22, 23, 28, 29, 30, 31]);
});
