import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromDay, toDay } from '../../../lib/dates.ts';
import { applyFilter } from './filter.ts';
import { drug, institution, record, treatment, visit } from './fixtures.ts';
import { dialysis, operations } from './summary.ts';
import { clamp, pan, presetSpan, ticks, zoom } from './time-scale.ts';
import { ribbonsOf, treatmentLanes } from './treatment-lanes.ts';
import { visitMonths } from './visit-months.ts';

const TODAY = toDay('2026-11-22');

function sessions(from: string, count: number) {
  return Array.from({ length: count }, (_, index) =>
    treatment({ date: fromDay(toDay(from) + Math.floor((index * 7) / 3)) }),
  );
}

test('dialysis three times a week is one ribbon and is summed up', () => {
  const lines = sessions('2026-01-05', 120);
  const [lane] = treatmentLanes(lines);
  expect(lane?.marks).toHaveLength(120);
  expect(lane?.ribbons).toHaveLength(1);
  expect(dialysis(lines)[0]).toMatchObject({ lane: 'haemodialysis', perWeek: 3 });
  expect(dialysis([])).toEqual([]);
});

test('a pause parts a ribbon; few marks stay marks', () => {
  const marks = [0, 2, 4, 7, 9, 40, 42, 44, 100].map((day) => ({ day, lines: [] }));
  expect(ribbonsOf(marks)).toEqual([{ from: 0, to: 10, marks: 5 }]);
  expect(ribbonsOf([])).toEqual([]);
});

test('operations come newest first without what only accompanies them', () => {
  const lines = [
    treatment({ category: 'surgery', subKind: 'surgery', date: '2025-01-01', code: 'a' }),
    treatment({ category: 'surgery', subKind: 'surgery', date: '2025-01-01', code: 'a' }),
    treatment({ category: 'surgery', subKind: 'general-add-on', date: '2025-01-01', code: 'b' }),
    treatment({ category: 'surgery', subKind: 'transfusion', date: '2026-01-01', code: 'c' }),
    treatment({ category: 'imaging', date: '2026-02-01', code: 'd' }),
  ];
  expect(operations(lines).map((line) => line.code)).toEqual(['c', 'a']);
  expect(treatmentLanes(lines).map((lane) => lane.id)).toEqual(['surgery', 'transfusion', 'imaging']);
});

test('zooming and panning stay inside the whole range and keep the anchor', () => {
  const whole = { from: TODAY - 1826, to: TODAY + 100 };
  fc.assert(
    fc.property(
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      fc.integer({ min: -3000, max: 3000 }),
      (factor, by) => {
        const start = presetSpan('1y', TODAY);
        for (const span of [zoom(start, factor, TODAY - 100, whole), pan(start, by, whole)]) {
          expect(span.from).toBeGreaterThanOrEqual(whole.from);
          expect(span.to).toBeLessThanOrEqual(whole.to + 1e-6);
          expect(span.to - span.from).toBeGreaterThanOrEqual(6.999);
        }
      },
    ),
  );
  const closer = zoom({ from: 0, to: 100 }, 0.5, 40, { from: -1000, to: 1000 });
  expect((40 - closer.from) / (closer.to - closer.from)).toBeCloseTo(0.4);
  expect(clamp({ from: -50, to: 50 }, { from: 0, to: 60 })).toEqual({ from: 0, to: 60 });
});

test('labels of the axis have room', () => {
  for (const id of ['5y', '1y', '3m', '1m', '1w']) {
    const span = presetSpan(id, TODAY);
    const width = 900;
    const labelled = ticks(span, width).filter((tick) => tick.labelled);
    expect(labelled.length).toBeGreaterThan(1);
    for (const [index, tick] of labelled.entries()) {
      const next = labelled[index + 1];
      if (next === undefined) continue;
      expect(((next.day - tick.day) / (span.to - span.from)) * width).toBeGreaterThan(25);
    }
  }
});

test('visits are counted by month; without names they are only counted', () => {
  const months = visitMonths([
    visit('2026-09-03', 1),
    visit('2026-09-03', null, 'pharmacy'),
    visit('2026-09-17', 1),
    visit('2026-10-01', 2, 'inpatient'),
  ]);
  expect(months.map((month) => [month.month, month.days, month.unnamed])).toEqual([
    ['2026-10', 1, 0],
    ['2026-09', 2, 1],
  ]);
  expect(months[1]?.institutions).toEqual([{ name: institution(1).name, days: 2 }]);
});

test('filters of the address: text in any width, setting, category, current only', () => {
  const all = record({
    drugs: [
      drug({ date: '2026-10-20', days: 60 }),
      drug({
        date: '2025-01-01',
        generalName: 'ロキソプロフェンNa錠60mg',
        name: 'ロキソプロフェンＮａ錠６０ｍｇ',
        setting: 'pharmacy',
      }),
    ],
    treatments: [treatment({}), treatment({ category: 'surgery' })],
  });
  const count = (search: Parameters<typeof applyFilter>[1]) => {
    const kept = applyFilter(all, search, TODAY);
    return [kept.drugs.length, kept.treatments.length];
  };
  expect(count({})).toEqual([2, 2]);
  expect(count({ q: 'ﾛｷｿ' })).toEqual([1, 0]);
  expect(count({ q: 'ろきそ' })).toEqual([1, 0]);
  expect(count({ setting: 'pharmacy' })).toEqual([1, 0]);
  expect(count({ cat: 'medication' })).toEqual([2, 0]);
  expect(count({ cat: 'surgery' })).toEqual([0, 1]);
  expect(count({ current: '1' })).toEqual([1, 2]);
});
