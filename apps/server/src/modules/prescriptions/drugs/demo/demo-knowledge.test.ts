import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { csvRows } from '../read/csv.ts';
import { atOnce } from '../steps.ts';
import { demoKnowledge } from './demo-knowledge.ts';

const knowledge = atOnce(demoKnowledge('1', []));
const ON = '2026-04-01';
const masters = readFileSync(
  new URL('../../../../demo/masters/data/drugs-20210401.csv', import.meta.url),
  'utf8',
);
const drug = (code: string) => {
  const found = knowledge.resolve({ kind: '2', code }, ON);
  if (found === null) throw new Error(`no ${code}`);
  return found;
};
const TACROLIMUS = '690000841';
const SPIRONOLACTONE = '690000171';

test('every drug of the demo masters is known, with its name and an ingredient', () => {
  let isHeader = true;
  let count = 0;
  for (const row of csvRows(masters)) {
    if (!isHeader) {
      const code = { kind: '2', code: row.value(1) };
      expect(knowledge.nameFits(code, row.value(2), ON)).toEqual({ fits: true });
      expect(knowledge.resolve(code, ON)).toMatchObject({ foundBy: 12, prescribable: true });
      expect(knowledge.resolve(code, ON)?.ingredients.length).toBeGreaterThan(0);
      count += 1;
    }
    isHeader = false;
  }
  expect(count).toBeGreaterThan(100);
});

test('it says that it is for the demo', () => {
  expect(knowledge.demo).toBe(true);
  expect(new Set(knowledge.sources.map(({ name }) => name))).toEqual(new Set(['demo']));
});

test('a contraindicated pair is one in both orders, whichever brand, and by general name', () => {
  const [a, b] = [drug(TACROLIMUS), drug(SPIRONOLACTONE)];
  const brand = drug('690000851');
  const general = knowledge.resolve({ kind: '7', code: '3999901M1ZZZ' }, ON);
  expect(knowledge.contraindication(a, b, ON)?.text).not.toBe('');
  expect(knowledge.contraindication(b, a, ON)).not.toBeNull();
  expect(knowledge.contraindication(brand, b, ON)).not.toBeNull();
  expect(general === null ? null : knowledge.contraindication(general, b, ON)).not.toBeNull();
  expect(knowledge.contraindication(a, drug('690000011'), ON)).toBeNull();
});

describe('names are held against codes', () => {
  test.each([
    [{ kind: '2', code: '690000011' }, 'アムロジピン錠2.5mg「デモ」', true],
    [{ kind: '4', code: '2171901F1901' }, 'アムロジピン錠２．５ｍｇ「デモ」', true],
    [{ kind: '7', code: '2171901F1ZZZ' }, '【般】アムロジピン錠２．５ｍｇ', true],
    [{ kind: '7', code: '2171901F1ZZZ' }, '【般】オランザピン錠２．５ｍｇ', false],
    [{ kind: '2', code: '690000011' }, 'アムロジピン錠５ｍｇ「デモ」', false],
  ])('%o called %s', (code, name, fits) => expect(knowledge.nameFits(code, name, ON).fits).toBe(fits));

  test('an unknown code is told from a wrong name', () => {
    expect(knowledge.nameFits({ kind: '2', code: '600000000' }, 'x', ON)).toEqual({
      fits: false,
      reason: 'unknown-code',
      names: [],
    });
    expect(knowledge.nameFits({ kind: '2', code: '690000011' }, 'x', ON)).toMatchObject({
      reason: 'mismatch',
      names: ['アムロジピン錠２．５ｍｇ「デモ」'],
    });
  });
});

describe('search', () => {
  const names = (text: string, more: { readonly form?: string } = {}) =>
    knowledge.search(text, { on: ON, limit: 10, ...more }).map((found) => found.drug.name);

  test.each(['あむろ', 'アムロ', 'ｱﾑﾛ', 'アムロジピン'])(
    '%s finds the general name before brands',
    (text) => {
      const [first = '', ...others] = names(text);
      expect(first).toMatch(/^【般】アムロジピン/);
      expect(others.some((name) => name.includes('「'))).toBe(true);
    },
  );
  test('a brand is found by its beginning, a kanji name by its kana, a drug by its code', () => {
    expect(names('ツナグアムロ')[0]).toMatch(/^ツナグアムロ/);
    expect(names('さんかまぐ')[0]).toMatch(/^【般】酸化マグネシウム/);
    expect(names('690000011')).toEqual(['アムロジピン錠２．５ｍｇ「デモ」']);
  });
  test('beginnings stand before middles', () => {
    const found = names('アスピリン');
    expect(found[0]).toMatch(/アスピリン/);
    expect(knowledge.search('ロジピン', { on: ON, limit: 3 }).length).toBe(3);
  });
  test('a group for external use gets external drugs', () => {
    expect(names('ロキソプロフェン', { form: '3' }).every((name) => name.includes('テープ'))).toBe(true);
    expect(names('ロキソプロフェン', { form: '1' }).some((name) => name.includes('テープ'))).toBe(false);
  });
  test('several words must all be found', () => {
    const found = names('点眼 レボフロ');
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((name) => name.includes('点眼') && name.includes('レボフロキサシン'))).toBe(true);
  });
  test('nothing typed, nothing found', () => expect(names(' ')).toEqual([]));
});

describe('directions for use', () => {
  test('are found by code and by kana', () => {
    expect(knowledge.usage('1013044400000000', ON)).toMatchObject({ timesPerDay: 3, needsSupplement: false });
    expect(knowledge.usage('9999999999999999', ON)).toBeNull();
    expect(knowledge.searchUsage('いちにちさんかい', { on: ON, limit: 3 })[0]?.name).toMatch(/１日３回/);
  });
  test('with a placeholder need a supplement; the dummy takes any text', () => {
    const all = knowledge.searchUsage('', { on: ON, limit: 100 });
    expect(all.filter(({ needsSupplement }) => needsSupplement).every(({ name }) => name.includes('○'))).toBe(
      true,
    );
    expect(knowledge.usage('0X0XXXXXXXXX0000', ON)?.kind).toBe('dummy');
  });
  test('fit the form of the group', () => {
    const codes = knowledge.searchUsage('', { on: ON, limit: 100, form: '3' }).map(({ code }) => code);
    expect(codes.every((code) => code.startsWith('2') || code.startsWith('0X'))).toBe(true);
  });
});

describe('what an allergy stands for', () => {
  const stands = (text: string, code: string | null = null) =>
    knowledge.allergenIngredients({ system: null, code, text });
  test.each([
    ['ペニシリン系アレルギー', 'アモキシシリン'],
    ['アモキシシリンで発疹', 'アモキシシリン'],
    ['ツナグアムロ錠で薬疹', 'アムロジピン'],
    ['ロキソプロフェン、レボフロキサシン', 'レボフロキサシン'],
  ])('%s: %s', (text, ingredient) => expect(stands(text)).toContain(ingredient));
  test('a code says it as well as words', () => expect(stands('', '690000011')).toEqual(['アムロジピン']));
  test('food is no ingredient', () => {
    expect(stands('さば')).toEqual([]);
    expect(stands('', 'DEMO00000010')).toEqual([]);
  });
});
