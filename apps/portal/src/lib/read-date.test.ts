import { expect, test } from 'vitest';
import { readDate } from './read-date.ts';

test('dates as people type them', () => {
  for (const text of [
    '2026-04-01',
    '2026/4/1',
    '２０２６０４０１',
    '2026年4月1日',
    '令和8年4月1日',
    'r8.4.1',
  ]) {
    expect(readDate(text), text).toBe('2026-04-01');
  }
  expect(readDate('令和元年5月1日')).toBe('2019-05-01');
});

test('nothing is nothing, and what is no date is told', () => {
  expect(readDate('  ')).toBe('');
  for (const text of ['2026-02-30', 'X8.4.1', '2026', 'R8年', '4/1']) expect(readDate(text), text).toBeNull();
});
