import { describe, expect, it } from 'vitest';
import keys from '../../../conformance/ids/2.2/insured-keys.json' with { type: 'json' };
import dates from '../../../conformance/ids/3/claim-dates.json' with { type: 'json' };
import {
  formatWareki,
  formatWarekiMonth,
  hasValidCheckDigit,
  insuredKey,
  normaliseBranch,
  parseClaimDate,
} from './index.ts';

describe('conformance vectors', () => {
  it('for insured keys', () => {
    const [first] = keys.same.map(insuredKey);
    expect(first).toBeTypeOf('string');
    for (const numbers of keys.same) expect([numbers, insuredKey(numbers)]).toEqual([numbers, first]);
    for (const numbers of keys.different) expect(insuredKey(numbers)).not.toBe(first);
    for (const { written, key } of keys.branches)
      expect([written, normaliseBranch(written)]).toEqual([written, key]);
    for (const { digits, valid } of keys.checkDigits)
      expect([digits, hasValidCheckDigit(digits)]).toEqual([digits, valid]);
  });

  it.each(dates.valid)('for the date $written', ({ written, day, month, wareki, display }) => {
    const parsed = parseClaimDate(written);
    expect(parsed).toEqual({ precision: day === null ? 'month' : 'day', date: day, month, wareki });
    if (parsed === null) return;
    expect(parsed.date === null ? formatWarekiMonth(parsed.month) : formatWareki(parsed.date)).toBe(display);
  });

  it.each(dates.invalid)('for %j, which is no date', (written) => {
    expect(parseClaimDate(written)).toBeNull();
  });
});
