import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ageClassOn, differenceYen, nextCheck, parseRecheckDays, ratioByAge } from './provisional-ratio.ts';

test.each([
  ['2020-04-01', '2026-03-31', 'preschool'],
  ['2020-04-01', '2026-04-01', 'general'],
  ['2020-04-02', '2027-03-31', 'preschool'],
  ['2020-04-02', '2027-04-01', 'general'],
  ['1956-05-01', '2026-04-30', 'general'],
  ['1956-05-01', '2026-05-01', 'seventy'],
  ['1956-05-02', '2026-05-31', 'general'],
  ['1956-05-02', '2026-06-01', 'seventy'],
  ['1951-05-02', '2026-05-01', 'seventy'],
  ['1951-05-02', '2026-05-02', 'seventy-five'],
])('born %s, on %s: %s', (birthDate, date, expected) => {
  expect(ageClassOn(birthDate, date)).toBe(expected);
});

test('shares by age', () => {
  expect(ratioByAge('1990-01-01', '2026-04-01')).toBe(30);
  expect(ratioByAge('2022-01-01', '2026-04-01')).toBe(20);
  expect(ratioByAge('1950-01-01', '2026-04-01')).toBe(10);
});

test('the difference is that of two shares rounded to ten yen', () => {
  expect(differenceYen(12_345, 30, 20)).toBe(2_470 - 3_700);
  expect(differenceYen(12_345, 30, 30)).toBe(0);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000 }), (total) => {
      expect(Math.abs(differenceYen(total, 30, 10) + total * 0.2)).toBeLessThanOrEqual(10);
    }),
  );
});

test('checks follow the days of the setting, then staff see to it', () => {
  const begun = new Date('2026-04-01T00:00:00Z');
  expect(nextCheck(begun, 0, [1, 3])?.toISOString()).toBe('2026-04-02T00:00:00.000Z');
  expect(nextCheck(begun, 1, [1, 3])?.toISOString()).toBe('2026-04-04T00:00:00.000Z');
  expect(nextCheck(begun, 2, [1, 3])).toBeNull();
  expect(parseRecheckDays('1, 3,7')).toEqual([1, 3, 7]);
  for (const wrong of ['', '3,1', '0,1', 'x', '1.5']) expect(parseRecheckDays(wrong)).toBeNull();
});
