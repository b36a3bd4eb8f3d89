import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addMonths,
  dayAfterMonth,
  dayOfInstant,
  firstDay,
  fromDay,
  isDate,
  monthOfDay,
  toDay,
  weekday,
} from './dates.ts';

test('day numbers and dates are inverse', () => {
  fc.assert(fc.property(fc.integer({ min: -30_000, max: 60_000 }), (day) => toDay(fromDay(day)) === day));
});

test('an instant falls on the day it is in Tokyo', () => {
  expect(fromDay(dayOfInstant('2026-11-21T15:00:00.000Z'))).toBe('2026-11-22');
  expect(fromDay(dayOfInstant('2026-11-21T14:59:59.999Z'))).toBe('2026-11-21');
});

test('months move over years in both directions', () => {
  expect(addMonths('2026-11', 2)).toBe('2027-01');
  expect(addMonths('2026-01', -1)).toBe('2025-12');
  expect(dayAfterMonth('2024-02') - firstDay('2024-02')).toBe(29);
  expect(monthOfDay(toDay('2024-02-29'))).toBe('2024-02');
});

test('weekdays and existing dates', () => {
  expect(weekday(toDay('2026-11-22'))).toBe(0);
  expect(isDate('2023-02-29')).toBe(false);
  expect(isDate('2024-02-29')).toBe(true);
});
