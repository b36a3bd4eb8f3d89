import { expect, test } from 'vitest';
import { toDay } from '../../../lib/dates.ts';
import { axisRows } from '../model/axis-rows.ts';
import { drugLanes, groupLanes } from '../model/drug-lanes.ts';
import { drug, treatment } from '../model/fixtures.ts';
import { movePointed, moveSpan, reveal } from './axis-keys.ts';

const rows = axisRows(
  groupLanes(drugLanes([drug({ date: '2026-01-10' }), drug({ date: '2026-09-01' })])),
  [
    treatment({ category: 'imaging', date: '2026-01-15' }),
    treatment({ category: 'imaging', date: '2026-09-09' }),
  ],
  [],
);

test('arrows walk through a lane and keep the time when they change it', () => {
  const start = movePointed(rows, null, 'ArrowDown');
  expect(start).toEqual({ row: 0, entry: 1 });
  const earlier = movePointed(rows, start, 'ArrowLeft');
  expect(earlier).toEqual({ row: 0, entry: 0 });
  expect(movePointed(rows, earlier, 'ArrowLeft')).toEqual({ row: 0, entry: 0 });
  expect(movePointed(rows, earlier, 'ArrowDown')).toEqual({ row: 1, entry: 0 });
  expect(movePointed(rows, earlier, 'End')).toEqual({ row: 0, entry: 1 });
  expect(movePointed(rows, earlier, 'x')).toBeNull();
});

test('keys zoom and pan; an entry out of sight is brought in', () => {
  const whole = { from: 0, to: 30_000 };
  const today = toDay('2026-11-22');
  const span = { from: today - 300, to: today + 60 };
  const closer = moveSpan('+', false, whole, today)?.(span);
  expect((closer?.to ?? 0) - (closer?.from ?? 0)).toBeCloseTo(216);
  expect(moveSpan('ArrowLeft', true, whole, today)?.(span).from).toBe(span.from - 90);
  expect(moveSpan('ArrowLeft', false, whole, today)).toBeNull();
  const seen = reveal(span, { from: today - 1000, to: today - 990 }, whole);
  expect(seen.from).toBeLessThan(today - 1000);
  expect(reveal(span, { from: today, to: today + 3 }, whole)).toBe(span);
});
