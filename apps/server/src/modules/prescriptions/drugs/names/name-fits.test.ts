import { expect, test } from 'vitest';
import { searchKey } from './fold.ts';
import { comparableName, plainlyEqual } from './name-fits.ts';

test.each([
  ['試験錠２．５ｍｇ', '試験錠2.5mg'],
  ['試験錠１０「見本」', '試験錠１０ 見本'],
  ['【般】試験錠５ｍｇ', '試験錠５ｍｇ'],
])('%s and %s differ by width, spaces and brackets only', (a, b) => expect(plainlyEqual(a, b)).toBe(true));

test.each([
  ['【般】ロキソプロフェンＮａ錠６０ｍｇ', 'ロキソプロフェンナトリウム錠60mg'],
  ['アトルバスタチンＣａ錠', 'アトルバスタチンカルシウム錠'],
  ['ロサルタンＫ錠５０ｍｇ', 'ロサルタンカリウム錠５０ｍｇ'],
  ['試験ＯＤ錠', '試験口腔内崩壊錠'],
])('%s and %s are equal by an alias only', (a, b) => {
  expect(plainlyEqual(a, b)).toBe(false);
  expect(comparableName(a)).toBe(comparableName(b));
});

test.each([
  ['アムロジピン錠２．５ｍｇ', 'オランザピン錠２．５ｍｇ'],
  ['試験錠５ｍｇ', '試験錠５０ｍｇ'],
])('%s is not %s', (a, b) => expect(comparableName(a)).not.toBe(comparableName(b)));

test.each([
  ['あむろじぴん', 'アムロジピン'],
  ['ｱﾑﾛｼﾞﾋﾟﾝ', 'アムロジピン'],
  ['さんかまぐねしうむ', 'サンカマグネシウム'],
  ['ジヨウ', 'ジョウ'],
  ['ＯＤ錠', 'od錠'],
])('%s finds %s', (typed, name) => expect(searchKey(typed)).toBe(searchKey(name)));
