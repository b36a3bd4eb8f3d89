import { expect, test } from 'vitest';
import { proxyEnds } from './minor-proxy.ts';

/** @spec phr.md §3 A7 */
const ends = (birthDate: string, now: string, wanted: string | null = null) => {
  const { until, viewOnlyFrom } = proxyEnds(
    birthDate,
    new Date(now),
    wanted === null ? null : new Date(wanted),
  );
  return [until?.toISOString() ?? null, viewOnlyFrom?.toISOString() ?? null];
};

test('a child’s proxy ends with the 18th birthday and only looks from the 15th, at midnight in Japan', () => {
  expect(ends('2020-04-01', '2026-11-22T00:00:00Z')).toEqual([
    '2038-03-31T15:00:00.000Z',
    '2035-03-31T15:00:00.000Z',
  ]);
});

test('an earlier end is kept, a later one is cut', () => {
  const now = '2026-11-22T00:00:00Z';
  expect(ends('2020-04-01', now, '2030-01-01T15:00:00Z')[0]).toBe('2030-01-01T15:00:00.000Z');
  expect(ends('2020-04-01', now, '2050-01-01T15:00:00Z')[0]).toBe('2038-03-31T15:00:00.000Z');
});

test('of age from the very instant of the birthday on; adults’ proxies have the end that was wanted', () => {
  expect(ends('2008-11-23', '2026-11-22T14:59:59.999Z')).toEqual([
    '2026-11-22T15:00:00.000Z',
    '2023-11-22T15:00:00.000Z',
  ]);
  expect(ends('2008-11-23', '2026-11-22T15:00:00.000Z')).toEqual([null, null]);
  expect(ends('1950-01-01', '2026-11-22T00:00:00Z', '2027-01-01T15:00:00Z')).toEqual([
    '2027-01-01T15:00:00.000Z',
    null,
  ]);
});

test('born on 29 February: 1 March in years without one', () => {
  expect(ends('2012-02-29', '2026-11-22T00:00:00Z')).toEqual([
    '2030-02-28T15:00:00.000Z',
    '2027-02-28T15:00:00.000Z',
  ]);
});
