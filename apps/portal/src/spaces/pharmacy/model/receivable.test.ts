import { describe, expect, test } from 'vitest';
import { daysLate, standingOf } from './receivable.ts';

const OPEN = { state: 'open', expired: false, pharmacy: null, window: null } as const;
const OURS = '1340000001';

describe('whether a pharmacy can take a prescription today', () => {
  test('an open one can be taken until its days are over', () => {
    expect(standingOf(OPEN, OURS, '2026-11-22')).toBe('ready');
    expect(standingOf({ ...OPEN, expired: true }, OURS, '2026-11-22')).toBe('expired');
  });

  test.each([
    ['2026-11-14', 'too-early'],
    ['2026-11-15', 'ready'],
    ['2026-11-29', 'ready'],
    ['2026-11-30', 'too-late'],
  ])('a refill on %s is %s', (today, standing) => {
    const window = { from: '2026-11-15', to: '2026-11-29' };
    expect(standingOf({ ...OPEN, window }, OURS, today)).toBe(standing);
  });

  test('one in dispensing is ours or somebody else’s', () => {
    const taken = { ...OPEN, state: 'in-dispensing', pharmacy: { code: OURS, name: '' } } as const;
    expect(standingOf(taken, OURS, '2026-11-22')).toBe('ours');
    expect(standingOf(taken, '1340000002', '2026-11-22')).toBe('elsewhere');
  });

  test('one that has ended says how', () => {
    for (const state of ['dispensed', 'refused', 'cancelled'] as const)
      expect(standingOf({ ...OPEN, state, expired: true }, OURS, '2026-11-22')).toBe(state);
  });
});

test('days late are whole days over ends of months', () => {
  expect(daysLate('2026-10-30', '2026-11-02')).toBe(3);
  expect(daysLate('2026-11-25', '2026-11-22')).toBe(-3);
});
