import { expect, test } from 'vitest';
import { needsAttention } from './needs-attention.ts';

test('what is not plainly valid needs somebody; an entry that could not be asked does too', () => {
  expect(needsAttention({ state: 'valid' })).toBe(false);
  expect(needsAttention({ state: 'lost' })).toBe(true);
  expect(needsAttention({ state: 'unknown-code' })).toBe(true);
  expect(needsAttention({ state: null })).toBe(true);
});
