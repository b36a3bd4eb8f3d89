import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountOf, multiply } from './amounts.ts';

test.each([
  ['1', 14, 14],
  ['1.5', 14, 21],
  ['0.1', 3, 0.3],
  ['0.7', 10, 7],
  ['.5', 2, null],
  ['', 2, null],
  ['1e2', 2, null],
  ['2', -1, null],
])('%s times %s is %s', (text, factor, product) => {
  expect(multiply(text, factor)).toBe(product);
});

test('products are exact', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 999 }),
      (digits, places, factor) => {
        const shift = 10 ** places;
        const text =
          places === 0
            ? String(digits)
            : `${Math.floor(digits / shift)}.${String(digits % shift).padStart(places, '0')}`;
        expect(multiply(text, factor)).toBe((digits * factor) / shift);
      },
    ),
  );
});

test('what is no decimal is no amount', () => {
  expect([amountOf('1.25'), amountOf(null), amountOf('一'), amountOf('')]).toEqual([1.25, null, null, null]);
});
