import { expect, test } from 'vitest';
import type { EligibilityState } from '../../api/eligibility-types.ts';
import { provisionalReason, toneOf } from './standing.ts';

const STATES: readonly EligibilityState[] = [
  'valid',
  'lost',
  'superseded',
  'not-found',
  'ambiguous',
  'valid-unregistered',
  'unknown-code',
];

test('every bad answer has a reason for taking the visit in provisionally, and no good one has', () => {
  expect(STATES.filter((state) => provisionalReason(state) === null)).toEqual([
    'valid',
    'valid-unregistered',
  ]);
  expect(provisionalReason('superseded')).toBe('lost');
});

test('a state of a later server is neither good nor without a way on', () => {
  const later: EligibilityState = JSON.parse('"suspended"');
  expect(toneOf(later)).toBe('warn');
  expect(provisionalReason(later)).toBe('outage');
});
