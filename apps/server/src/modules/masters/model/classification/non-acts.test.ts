import { expect, test } from 'vitest';
import { isPseudoDrug, isWardCode } from './non-acts.ts';

test.each(['190610001', '190620050', '190630025', '190640010'])(
  '%s is a ward code (@spec claims.md §5.6)',
  (code) => {
    expect(isWardCode(code)).toBe(true);
  },
);

test.each([
  '190610000',
  '190610051',
  '190600001',
  '190650001',
  '19061001',
  '1906100010',
  '19061 001',
  '190611e1',
  '190117710',
  '',
])('%j is no ward code', (code) => {
  expect(isWardCode(code)).toBe(false);
});

test('reductions and markers of the drug master are no medication (@spec claims.md §10.4)', () => {
  expect(isPseudoDrug({ code: '630010001', priceKind: 7 })).toBe(true);
  expect(isPseudoDrug({ code: '620000001', priceKind: 7 })).toBe(true);
  for (const code of ['630010011', '630010012', '630010013'])
    expect(isPseudoDrug({ code, priceKind: 1 })).toBe(true);
  expect(isPseudoDrug({ code: '630010014', priceKind: 1 })).toBe(false);
  expect(isPseudoDrug({ code: '620000001', priceKind: 3 })).toBe(false);
});
