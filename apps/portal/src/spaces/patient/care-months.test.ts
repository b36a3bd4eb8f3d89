import { expect, test } from 'vitest';
import { treatment, visit } from '../record/model/fixtures.ts';
import { careMonths } from './care-months.ts';

test('months come newest first, kinds in the order of weight, days counted once', () => {
  const months = careMonths(
    [
      treatment({ date: '2026-09-01', category: 'imaging', name: 'a' }),
      treatment({ date: '2026-09-01', category: 'imaging', name: 'b' }),
      treatment({ date: '2026-09-02', category: 'surgery', name: 'c' }),
      treatment({ date: '2026-08-01', category: 'imaging', name: 'd' }),
    ],
    [visit('2026-10-01', 1), visit('2026-09-01', null)],
  );
  expect(months.map((month) => month.month)).toEqual(['2026-10', '2026-09', '2026-08']);
  expect(months[1]?.kinds).toEqual([
    { lane: 'surgery', days: 1, names: ['c'] },
    { lane: 'imaging', days: 1, names: ['a', 'b'] },
  ]);
  expect(months[1]?.unnamed).toBe(1);
});
