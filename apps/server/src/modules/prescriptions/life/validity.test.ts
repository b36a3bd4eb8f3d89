import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expired, lastDayOf, refillWindow, usableOn } from './validity.ts';

const first = { state: 'open', issuedOn: '2026-04-01', currentUse: 1, dueOn: null } as const;
const DAY = 24 * 60 * 60 * 1000;

test.each([
  ['2026-03-31T14:59:59.999Z', 'too-early'],
  ['2026-03-31T15:00:00.000Z', 'usable'],
  ['2026-04-04T14:59:59.999Z', 'usable'],
  ['2026-04-04T15:00:00.000Z', 'expired'],
])('issued on 1 April, four days in Japan: %s is %s', (now, says) => {
  const row = { ...first, usableUntil: lastDayOf('2026-04-01', null) };
  expect(usableOn(row, new Date(now))).toBe(says);
  expect(expired(row, new Date(now))).toBe(says === 'expired');
});

test('record 52 gives the last day, over the end of a year as well', () => {
  expect(lastDayOf('2026-04-01', '2026-04-20')).toBe('2026-04-20');
  expect(lastDayOf('2026-12-30', null)).toBe('2027-01-02');
  expect(lastDayOf('2028-02-27', null)).toBe('2028-03-01');
});

test('only what waits can expire', () => {
  const late = new Date('2027-01-01T00:00:00Z');
  for (const state of ['in-dispensing', 'dispensed', 'refused', 'cancelled'] as const)
    expect(expired({ ...first, usableUntil: '2026-04-04', state }, late)).toBe(false);
});

test('a later use: eight days before is too early, seven before to seven after is in time, eight after is too late', () => {
  const row = { ...first, usableUntil: '2026-04-04', currentUse: 2, dueOn: '2026-05-01' };
  expect(refillWindow(row)).toEqual({ from: '2026-04-24', to: '2026-05-08' });
  const due = Date.parse('2026-05-01T03:00:00Z');
  fc.assert(
    fc.property(fc.integer({ min: -30, max: 30 }), (days) => {
      const says = usableOn(row, new Date(due + days * DAY));
      expect(says).toBe(days < -7 ? 'too-early' : days > 7 ? 'expired' : 'usable');
    }),
  );
  expect(refillWindow({ ...row, currentUse: 1 })).toBeNull();
});
