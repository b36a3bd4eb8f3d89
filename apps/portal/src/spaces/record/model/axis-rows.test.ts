import { expect, test } from 'vitest';
import { fromDay, toDay } from '../../../lib/dates.ts';
import { axisRows, entryAt, wholeSpan } from './axis-rows.ts';
import { drugLanes, groupLanes } from './drug-lanes.ts';
import { drug, treatment, visit } from './fixtures.ts';
import { layoutMarks } from './mark-layout.ts';
import { treatmentLanes } from './treatment-lanes.ts';

const TODAY = toDay('2026-11-22');

test('rows: visits first, drugs under the heading of their purpose, then treatments', () => {
  const groups = groupLanes(
    drugLanes([
      drug({}),
      drug({ generalName: 'オルメサルタン錠20mg', name: 'オルメサルタン錠20mg', therapeuticClass: '2149' }),
    ]),
  );
  const rows = axisRows(groups, [treatment({})], [visit('2026-09-03', 1)]);
  expect(rows.map((row) => row.kind)).toEqual(['visit', 'drug', 'drug', 'treatment']);
  expect(rows.map((row) => (row.kind === 'drug' ? (row.heading?.id ?? null) : ''))).toEqual([
    '',
    'pressure',
    null,
    '',
  ]);
});

test('pointing finds the covering entry, then the nearest within reach', () => {
  const [row] = axisRows(
    groupLanes(drugLanes([drug({ date: '2026-08-01' }), drug({ date: '2026-10-01' })])),
    [],
    [],
  );
  const entries = row?.entries ?? [];
  expect(entryAt(entries, toDay('2026-10-05'), 0)).toBe(1);
  expect(entryAt(entries, toDay('2026-09-01'), 10)).toBe(0);
  expect(entryAt(entries, toDay('2026-09-14'), 2)).toBe(-1);
});

test('the range holds the period, today and every entry', () => {
  const rows = axisRows(groupLanes(drugLanes([drug({ date: '2020-01-05' })])), [], []);
  const whole = wholeSpan({ from: '2021-11', to: '2026-11' }, rows, TODAY);
  expect(fromDay(whole.from)).toBe('2020-01-05');
  expect(whole.to).toBeGreaterThan(TODAY);
});

test('450 sessions are one ribbon from afar and single marks from near', () => {
  const lines = Array.from({ length: 450 }, (_, index) =>
    treatment({ date: fromDay(toDay('2023-10-02') + Math.floor((index * 7) / 3)) }),
  );
  const [lane] = treatmentLanes(lines);
  if (lane === undefined) throw new Error('no lane');
  const far = layoutMarks(lane, { from: TODAY - 1826, to: TODAY }, 1000);
  expect([far.ribbons.length, far.clusters.length]).toEqual([1, 0]);
  const near = layoutMarks(lane, { from: toDay('2026-03-02'), to: toDay('2026-03-16') }, 1000);
  expect(near.clusters).toHaveLength(6);
});
