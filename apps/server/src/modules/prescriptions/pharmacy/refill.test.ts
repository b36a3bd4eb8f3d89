import { expect, test } from 'vitest';
import { afterResult, nextDispensingOn } from './refill.ts';

const ORAL = { form: '1', quantity: 28 };
const STAND = { totalUses: 3, use: 1, dispensedOn: '2026-04-02', groups: [ORAL] };

/** @spec prescriptions.md §4 */
test('the next dispensing is due the days supplied after this one', () => {
  expect(nextDispensingOn('2026-04-02', [ORAL])).toBe('2026-04-30');
  expect(nextDispensingOn('2026-02-15', [{ form: '1', quantity: 14 }])).toBe('2026-03-01');
  expect(nextDispensingOn('2028-02-15', [{ form: '1', quantity: 14 }])).toBe('2028-02-29');
});

test('what is counted in times or pieces says nothing of days', () => {
  expect(
    nextDispensingOn('2026-04-02', [ORAL, { form: '2', quantity: 90 }, { form: '3', quantity: 60 }]),
  ).toBe('2026-04-30');
  expect(nextDispensingOn('2026-04-02', [{ form: '3', quantity: 60 }])).toBeNull();
});

test('uses are left until the last one, unless the pharmacist ends them', () => {
  expect(afterResult(STAND, null)).toEqual({ kind: 'more-to-come', use: 1, nextOn: '2026-04-30' });
  expect(afterResult({ ...STAND, use: 2 }, { nextOn: '2026-05-01', finished: false })).toEqual({
    kind: 'more-to-come',
    use: 2,
    nextOn: '2026-05-01',
  });
  expect(afterResult({ ...STAND, use: 3 }, null)).toEqual({ kind: 'finished', use: 3 });
  expect(afterResult(STAND, { nextOn: null, finished: true })).toEqual({ kind: 'finished', use: 1 });
  expect(afterResult({ ...STAND, totalUses: 1 }, null)).toEqual({ kind: 'none' });
});

test('a day that nobody can compute has to be said, and lies ahead', () => {
  const groups = [{ form: '3', quantity: 5 }];
  expect(afterResult({ ...STAND, groups }, null).kind).toBe('day-missing');
  for (const nextOn of ['2026-04-02', '2026-04-01', '2026-04-31'])
    expect(afterResult({ ...STAND, groups }, { nextOn, finished: false }).kind, nextOn).toBe(
      'day-impossible',
    );
});
