import { expect, test } from 'vitest';
import { collect, NOTHING_COLLECTED, type ReadPictures } from './collect.ts';
import type { Pixels } from './pixels.ts';

/** A picture that shows symbol `part` of a code of three; 0 shows nothing. */
const picture = (part: number): Pixels => ({ data: Uint8ClampedArray.of(part), width: 1, height: 1 });

const read: ReadPictures = (pictures) => {
  const parts = new Set(pictures.map(({ data }) => data[0] ?? 0).filter((part) => part > 0));
  if (parts.size === 0) return [];
  return [{ bytes: Uint8Array.from(parts), missing: [1, 2, 3].filter((part) => !parts.has(part)) }];
};

test('symbols shown one after another, in any order and twice, become one code', () => {
  let now = collect(NOTHING_COLLECTED, [picture(2)], read);
  expect([now.missing, now.whole, now.seen]).toEqual([[1, 3], null, true]);
  now = collect(now, [picture(2)], read);
  expect(now.pictures).toHaveLength(1);
  now = collect(now, [picture(0)], read);
  expect([now.missing, now.seen]).toEqual([[1, 3], false]);
  now = collect(now, [picture(3), picture(1)], read);
  expect([...(now.whole?.bytes ?? [])]).toEqual([2, 3, 1]);
  expect(now.missing).toEqual([]);
});

test('pictures without a code leave nothing', () => {
  expect(collect(NOTHING_COLLECTED, [picture(0)], read)).toEqual(NOTHING_COLLECTED);
});
