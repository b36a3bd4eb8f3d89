import { describe, expect, test } from 'vitest';
import { activePeriod } from './active-period.ts';

describe('the days on which a drug is taken', () => {
  test.each([
    ['oral, by its days', '1', 7, '2026-04-07'],
    ['one day is the day itself', '1', 1, '2026-04-01'],
    ['oral without a number is flat', '1', null, '2026-04-14'],
    ['oral for no days is flat', '1', 0, '2026-04-14'],
    ['as needed: doses are no days', '2', 5, '2026-04-14'],
    ['external', '3', 1, '2026-04-14'],
    ['unknown form', null, 90, '2026-04-14'],
    ['more than anybody supplies', '1', 99_999, '2027-05-05'],
  ])('%s', (_, form, quantity, to) => {
    expect(activePeriod('2026-04-01', form, quantity)).toEqual({ from: '2026-04-01', to });
  });

  test('over the end of February', () => {
    expect(activePeriod('2028-02-28', '1', 3).to).toBe('2028-03-01');
  });
});
