import { expect, test } from 'vitest';
import { formatRatio } from './ratio.ts';

test('tenths in Japanese, percent in English and wherever tenths would not be exact', () => {
  expect(formatRatio(30, 'ja')).toBe('3割');
  expect(formatRatio(0, 'ja')).toBe('0割');
  expect(formatRatio(15, 'ja')).toBe('15%');
  expect(formatRatio(30, 'en')).toBe('30%');
});
