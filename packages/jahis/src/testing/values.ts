import { monthLength } from '@tsunagu/ids';
import * as fc from 'fast-check';

/** Texts of some characters, by one number: the arbitraries of strings take a hundred times as long. */
const word = (characters: readonly string[], min: number, max: number) =>
  fc.tuple(fc.integer({ min, max }), fc.nat()).map(([length, seed]) => {
    let state = seed;
    let result = '';
    for (let at = 0; at < length; at++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      result += characters[(state >>> 8) % characters.length] ?? '';
    }
    return result;
  });
const DIGITS = [...'0123456789'];
const ASCII = [...'0123456789ABCXYZabcxyz.-'];
export const digits = (min: number, max = min) => word(DIGITS, min, max);
export const ascii = (max: number) => word(ASCII, 1, max);
/** No comma, no spaces at the ends; every character is in Shift_JIS as well. */
const CHARACTERS = [...'あいうアイウ見本例示薬錠髙①％０９ＡＺ（）・ーabcXYZ019 　／'];
export const text = (max: number) => word(CHARACTERS, 1, max).map((one) => one.trim() || '例');
export const kana = (max: number) => word([...'ｱｲｳｶﾞｰﾝ'], 1, max);
export const quantity = fc
  .tuple(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 0, max: 99_999 }))
  .map(([whole, part]) => `${whole}.${String(part).padStart(5, '0')}`.replace(/\.?0+$/, ''));
export const day = fc
  .tuple(
    fc.integer({ min: 1950, max: 2026 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 31 }),
  )
  .map(([year, month, at]) => {
    const last = Math.min(at, monthLength(year, month));
    return `${year}-${String(month).padStart(2, '0')}-${String(last).padStart(2, '0')}`;
  });
export const partialDay = fc.oneof(
  day,
  day.map((one) => one.slice(0, 7)),
  day.map((one) => one.slice(0, 4)),
);
export const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });
export const few = <T>(one: fc.Arbitrary<T>, min = 0) => fc.array(one, { minLength: min, maxLength: 3 });
export const code = (...values: string[]) => fc.constantFrom(...values);
