import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stageOf } from './stage.ts';

const STATES = fc.record({
  passwordGiven: fc.boolean(),
  mustChangePassword: fc.boolean(),
  hasFactor: fc.boolean(),
  factorGiven: fc.boolean(),
});

test('nobody is complete without a second factor that was given', () => {
  fc.assert(
    fc.property(STATES, (state) => {
      expect(stageOf(state) === 'complete' && !(state.hasFactor && state.factorGiven)).toBe(false);
    }),
  );
});

test('a one-time password is changed after the second factor, before the first enrolment', () => {
  const state = { passwordGiven: true, mustChangePassword: true, hasFactor: true, factorGiven: false };
  expect(stageOf(state)).toBe('second-factor');
  expect(stageOf({ ...state, factorGiven: true })).toBe('password-change');
  expect(stageOf({ ...state, hasFactor: false })).toBe('password-change');
  expect(stageOf({ ...state, passwordGiven: false, factorGiven: true })).toBe('complete');
});
