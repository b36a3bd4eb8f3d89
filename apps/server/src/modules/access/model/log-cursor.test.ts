import { expect, test } from 'vitest';
import { parseCursor, toCursor } from './log-cursor.ts';

const ID = '12345678-1234-4234-8234-123456789abc';

test.each([
  '2026-11-22 01:02:03+00',
  '2026-11-22 01:02:03.123456+00',
  '2024-02-29 23:59:59.1+09',
  '2026-01-01 00:00:00-05',
])('%s comes back as it was', (at) => {
  expect(parseCursor(toCursor(at, ID))).toEqual({ at, id: ID });
});

test('no cursor is the beginning', () => {
  expect(parseCursor(null)).toBeNull();
});

test.each([
  '',
  '|',
  `2026-11-22 01:02:03+00`,
  `2026-11-22 01:02:03+00|${ID}|`,
  `2026-02-30 01:02:03+00|${ID}`,
  `2026-11-22 25:02:03+00|${ID}`,
  `2026-11-22 01:02:03+16|${ID}`,
  `2026-11-22 ..:::...+00|${ID}`,
  `2026-11-22 01:02:03+00|${'-'.repeat(36)}`,
  `2026-11-22 01:02:03+00|${ID.toUpperCase()}`,
])('%j was never one', (cursor) => {
  expect(() => parseCursor(cursor)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
});
