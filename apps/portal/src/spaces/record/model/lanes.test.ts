import { expect, test } from 'vitest';
import { fromDay, toDay } from '../../../lib/dates.ts';
import { layoutBars, suppliesAt } from './bar-layout.ts';
import { coverageOf } from './coverage.ts';
import { currentDrugs, dataEdge, nowState } from './current-drugs.ts';
import { drugLanes, groupLanes } from './drug-lanes.ts';
import { drug, institution } from './fixtures.ts';
import { doseOf, ingredientName } from './ingredient.ts';
import { coveredRuns, monthCoverage } from './month-coverage.ts';
import { PURPOSES, purposeOf } from './purpose.ts';
import purposeTable from './purposes.json';

function onlyLane(lines: Parameters<typeof drugLanes>[0]) {
  const [lane, ...rest] = drugLanes(lines);
  if (lane === undefined || rest.length > 0) throw new Error('expected one lane');
  return lane;
}

test.each([
  ['【般】アムロジピン錠２．５ｍｇ', 'アムロジピン'],
  ['アムロジピンＯＤ錠５ｍｇ「試験」', 'アムロジピン'],
  ['フェンタニル３日用テープ８．４ｍｇ「試験」', 'フェンタニル'],
  ['ドネペジル塩酸塩口腔内崩壊錠５ｍｇ', 'ドネペジル塩酸塩'],
  ['５－ＦＵ注２５０ｍｇ', '5-FU'],
  ['当帰飲子エキス顆粒（医療用）', '当帰飲子'],
  ['酸化マグネシウム原末', '酸化マグネシウム'],
])('the ingredient of %s is %s', (name, ingredient) => {
  expect(ingredientName(name)).toBe(ingredient);
});

test('strengths of one ingredient share a lane; routes do not; unknown codes keep their own', () => {
  const lanes = drugLanes([
    drug({}),
    drug({ name: 'アムロジピン錠２．５ｍｇ「試験」', generalName: '【般】アムロジピン錠２．５ｍｇ' }),
    drug({ form: 'external' }),
    drug({ known: false, code: '629999999', name: '629999999', generalName: null, therapeuticClass: null }),
  ]);
  expect(lanes.map((lane) => [lane.label, lane.route, lane.supplies.length])).toEqual([
    ['アムロジピン', 'internal', 2],
    ['アムロジピン', 'external', 1],
    ['629999999', 'internal', 1],
  ]);
});

test('a dose is amount times strength', () => {
  expect(doseOf(drug({ amount: '2' }))).toEqual({ value: 10, unit: 'mg' });
  expect(doseOf(drug({ name: '散剤', amount: '1.5', unit: 'ｇ' }))).toEqual({ value: 1.5, unit: 'ｇ' });
  expect(doseOf(drug({ amount: null }))).toBeNull();
});

test('periods: stated days, flat 14 days, single days', () => {
  expect(coverageOf(drug({ date: '2026-09-01', days: 28 }))).toMatchObject({
    to: toDay('2026-09-29'),
    kind: 'exact',
  });
  expect(coverageOf(drug({ form: 'as-needed', days: 3 }))).toMatchObject({
    to: toDay('2026-09-15'),
    kind: 'assumed',
  });
  expect(coverageOf(drug({ form: 'injection', days: 3 }))).toMatchObject({
    to: toDay('2026-09-02'),
    kind: 'single',
  });
  expect(coverageOf(drug({ days: null }))).toMatchObject({ to: toDay('2026-09-02'), kind: 'single' });
});

test('two known institutions overlap from the first day on', () => {
  const lane = onlyLane([
    drug({ date: '2026-09-01', days: 28, institution: institution(1) }),
    drug({ date: '2026-09-26', days: 28, institution: institution(2) }),
  ]);
  expect(lane.overlaps).toHaveLength(1);
  expect(lane.overlaps[0]).toMatchObject({
    certainty: 'institutions',
    from: toDay('2026-09-26'),
    to: toDay('2026-09-29'),
  });
});

test('an early refill is no duplicate, two strengths of one claim neither', () => {
  expect(
    onlyLane([
      drug({ date: '2026-09-01', days: 28, institution: institution(1) }),
      drug({ date: '2026-09-10', days: 28, institution: institution(1) }),
    ]).overlaps,
  ).toEqual([]);
  expect(onlyLane([drug({ days: 28 }), drug({ date: '2026-09-25', days: 28 })]).overlaps).toEqual([]);
  expect(onlyLane([drug({ claim: 900 }), drug({ claim: 900 })]).overlaps).toEqual([]);
});

test('unseen institutions: long overlaps of two claims are named as possible; the prescriber decides over the pharmacy', () => {
  expect(onlyLane([drug({ days: 28 }), drug({ date: '2026-09-10', days: 28 })]).overlaps[0]?.certainty).toBe(
    'claims',
  );
  const viaPharmacies = onlyLane([
    drug({ institution: institution(8), prescriber: institution(1) }),
    drug({ institution: institution(9), prescriber: institution(1), date: '2026-09-10' }),
  ]);
  expect(viaPharmacies.overlaps).toEqual([]);
});

test('daily inpatient lines against one supply make one overlap', () => {
  const ward = Array.from({ length: 20 }, (_, index) =>
    drug({ date: fromDay(toDay('2026-09-02') + index), days: 1, claim: 901, institution: institution(2) }),
  );
  const lane = onlyLane([drug({ days: 28, institution: institution(1) }), ...ward]);
  expect(lane.overlaps.map((one) => one.to - one.from)).toEqual([20]);
});

test('now: covered, likely at the edge of the data, ended', () => {
  const today = toDay('2026-11-22');
  const edge = dataEdge('2026-10', today);
  expect(fromDay(edge)).toBe('2026-11-01');
  const state = (date: string, days: number) => nowState(onlyLane([drug({ date, days })]), edge, today);
  expect(state('2026-10-20', 60)).toBe('covered');
  expect(state('2026-10-05', 28)).toBe('likely');
  expect(state('2026-09-01', 28)).toBe('ended');
  expect(currentDrugs(drugLanes([drug({ form: 'injection', date: '2026-10-31' })]), edge, today)).toEqual([]);
  expect(dataEdge(null, today)).toBe(today);
});

test('what is in force: the newest supply and the one of another institution beside it, no refilled one', () => {
  const today = toDay('2026-11-22');
  const lanes = drugLanes([
    drug({ date: '2026-09-12', institution: institution(1) }),
    drug({ date: '2026-10-10', institution: institution(1) }),
    drug({ date: '2026-10-17', institution: institution(2) }),
  ]);
  const [now] = currentDrugs(lanes, dataEdge('2026-10', today), today);
  expect(now?.supplies.map((supply) => supply.line.date)).toEqual(['2026-10-17', '2026-10-10']);
  expect(now?.overlaps).toHaveLength(1);
});

test('lanes are grouped by purpose in the order of the table', () => {
  const groups = groupLanes(
    drugLanes([
      drug({ generalName: 'ゾルピデム酒石酸塩錠5mg', therapeuticClass: '1129' }),
      drug({}),
      drug({ generalName: '謎の薬', therapeuticClass: null }),
    ]),
  );
  expect(groups.map((group) => group.purpose.id)).toEqual(['pressure', 'sleep', 'other']);
});

test('every class of the purpose table leads to a group with words in both languages', () => {
  for (const [digits, id] of Object.entries(purposeTable.classes)) {
    expect(PURPOSES.map((purpose) => purpose.id)).toContain(id);
    expect(purposeOf(digits.padEnd(4, '0').slice(0, 4)).id).toBeTruthy();
  }
  for (const one of PURPOSES) for (const text of Object.values(one)) expect(text).not.toBe('');
  expect(purposeOf('3961').id).toBe('diabetes');
  expect(purposeOf('2492').id).toBe('diabetes');
  expect(purposeOf('0000').id).toBe('other');
});

test('bars: doses are steps, touching months join only from afar', () => {
  const lane = onlyLane([
    drug({ date: '2026-08-01', days: 31 }),
    drug({ date: '2026-09-01', days: 30 }),
    drug({ date: '2026-10-01', days: 31, amount: '2' }),
  ]);
  const span = { from: toDay('2026-01-01'), to: toDay('2027-01-01') };
  const far = layoutBars(lane.regimens, lane.topDose, span, 500);
  expect(far.map((bar) => [bar.regimens.length, bar.step])).toEqual([
    [2, false],
    [1, true],
  ]);
  expect(far[1]?.height).toBe(1);
  expect(layoutBars(lane.regimens, lane.topDose, span, 5000)).toHaveLength(3);
});

test('two strengths of one claim are one bar with the doses added', () => {
  const lane = onlyLane([
    drug({ claim: 77 }),
    drug({
      claim: 77,
      name: 'アムロジピン錠２．５ｍｇ「試験」',
      generalName: '【般】アムロジピン錠２．５ｍｇ',
    }),
  ]);
  expect(lane.regimens.map((regimen) => regimen.dose)).toEqual([{ value: 7.5, unit: 'mg' }]);
  expect(lane.topDose).toEqual({ value: 7.5, unit: 'mg' });
});

test('a day finds the supplies that cover it, else the nearest within reach', () => {
  const lane = onlyLane([drug({ date: '2026-09-01', days: 10 })]);
  expect(suppliesAt(lane.supplies, toDay('2026-09-10'), 0)).toHaveLength(1);
  expect(suppliesAt(lane.supplies, toDay('2026-09-12'), 3)).toHaveLength(1);
  expect(suppliesAt(lane.supplies, toDay('2026-09-20'), 3)).toHaveLength(0);
});

test('the calendar shows covered days of the month only, with the day of supply', () => {
  const lanes = drugLanes([drug({ date: '2026-08-25', days: 10 }), drug({ date: '2026-09-20', days: 28 })]);
  const [row] = monthCoverage(lanes, '2026-09');
  expect(row?.days).toHaveLength(30);
  expect(row?.coveredDays).toBe(3 + 11);
  expect(coveredRuns(row?.days ?? []).map(([from, to]) => [fromDay(from), fromDay(to)])).toEqual([
    ['2026-09-01', '2026-09-03'],
    ['2026-09-20', '2026-09-30'],
  ]);
  expect(row?.days.filter((day) => day.supplied).map((day) => fromDay(day.day))).toEqual(['2026-09-20']);
  expect(monthCoverage(lanes, '2026-01')).toEqual([]);
});
