import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { judge } from '../../conformance/drug-check/judge.ts';
import judged from '../../conformance/drug-check/judged.json' with { type: 'json' };
import { type Agreement, measure } from '../../conformance/drug-check/measure.ts';
import { routeOfCode, sameIngredient } from '../../conformance/drug-check/truth.ts';

const list = fileURLToPath(new URL('../../../shared/data/masters/mhlw_price_20250716.csv', import.meta.url));
const exists = existsSync(list);

describe.skipIf(!exists)(`against the price list${exists ? '' : ' (skipped: no shared data)'}`, () => {
  const measured = exists ? measure(readFileSync(list)) : null;

  test('every disagreement about ingredients is judged, and hardly any goes against the check', () => {
    if (measured === null) throw new Error('no price list');
    const { unjudged, precision, recall } = judge(
      measured.ingredients,
      measured.ingredientDisagreements,
      judged.ingredients,
    );
    expect(unjudged).toEqual([]);
    expect(measured.ingredients).toMatchObject({ pairs: 3_560_446, both: 813, onlyCheck: 87, onlyTruth: 94 });
    expect(precision).toBe(1);
    expect(recall).toBeGreaterThan(0.99);
  });

  test('every disagreement about routes is judged, and none goes against the check', () => {
    if (measured === null) throw new Error('no price list');
    const { unjudged, precision, recall } = judge(
      measured.routes,
      measured.routeDisagreements,
      judged.routes,
    );
    expect(unjudged).toEqual([]);
    expect(measured.routes).toMatchObject({ pairs: 108_031, both: 99_395, onlyCheck: 2, onlyTruth: 13 });
    expect({ precision, recall }).toEqual({ precision: 1, recall: 1 });
  });
});

test.each([
  ['アムロジピンベシル酸塩', 'アムロジピン', true],
  ['ロサルタンカリウム', 'ロサルタンナトリウム', true],
  ['塩化ナトリウム', '塩化カリウム', false],
  ['ヒドロコルチゾン', 'ヒドロコルチゾン酪酸エステル', false],
])('the second opinion on %s and %s: %s', (a, b, same) => expect(sameIngredient(a, b)).toBe(same));

test('the second opinion tells routes by the code', () => {
  expect(routeOfCode('1147700J1010')).toBe('rectum');
  expect(routeOfCode('1319726Q1020')).toBe('eye');
});

describe('judging', () => {
  const agreement: Agreement = { pairs: 10, both: 8, onlyCheck: 1, onlyTruth: 1, precision: 0, recall: 0 };
  const found = [
    { side: 'check', a: 'x', b: 'y' },
    { side: 'truth', a: 'v', b: 'w' },
  ] as const;
  const group = { group: 'g', words: 'x|v', why: '' };
  test('counts what the check is right about, and holds the rest against it', () => {
    const right = judge(agreement, found, [{ ...group, side: 'check', right: 'check' }]);
    expect(right).toMatchObject({ precision: 1, recall: 0.9, unjudged: [found[1]] });
    const wrong = judge(agreement, found, [{ ...group, side: 'check', right: 'truth' }]);
    expect(wrong.precision).toBeLessThan(1);
  });
});
