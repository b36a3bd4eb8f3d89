import { expect, test } from 'vitest';
import { toDay } from '../../../lib/dates.ts';
import { antithrombotics } from './antithrombotics.ts';
import { drugLanes } from './drug-lanes.ts';
import { drug } from './fixtures.ts';

const named = (generalName: string, therapeuticClass: string, date: string, days = 28) =>
  drug({ generalName, therapeuticClass, date, days, code: `62${therapeuticClass}${days}`.padEnd(9, '0') });

test('classes 333 and 3399 count, other blood drugs and ointments do not; what ended lately is told apart', () => {
  const today = toDay('2026-10-20');
  const lanes = drugLanes([
    named('【般】ワルファリンＫ錠１ｍｇ', '3332', '2026-10-01'),
    named('【般】クロピドグレル錠７５ｍｇ', '3399', '2026-06-01'),
    named('【般】シロスタゾール錠５０ｍｇ', '3399', '2025-01-10', 14),
    drug({
      generalName: '【般】ヘパリン類似物質クリーム０．３％',
      therapeuticClass: '3339',
      form: 'external',
      date: '2026-10-15',
      code: '623339001',
    }),
    named('【般】トラネキサム酸錠２５０ｍｇ', '3327', '2026-10-01', 7),
  ]);
  const found = antithrombotics(lanes, today, today);
  expect(found.current.map(({ lane }) => lane.label)).toEqual([expect.stringContaining('ワルファリン')]);
  expect(found.earlier.map(({ lane }) => lane.label)).toEqual([expect.stringContaining('クロピドグレル')]);
});
