import { expect, test } from 'vitest';
import type { Member } from '../../api/identity-types.ts';
import { stateOf } from './member-state.ts';

const MEMBER: Member = {
  account: 'a',
  displayName: 'A',
  roles: ['nurse'],
  emergencyDesignated: false,
  disabled: false,
  invited: false,
  factors: true,
  lockedUntil: null,
  lastSignInAt: null,
};
const NOW = Date.parse('2026-11-22T01:00:00.000Z');

test('what matters most about a member comes first, and a lock that has passed is none', () => {
  expect(stateOf(MEMBER, NOW)).toBe('active');
  expect(stateOf({ ...MEMBER, factors: false }, NOW)).toBe('no-factor');
  expect(stateOf({ ...MEMBER, lockedUntil: '2026-11-22T01:00:01.000Z' }, NOW)).toBe('locked');
  expect(stateOf({ ...MEMBER, lockedUntil: '2026-11-22T01:00:00.000Z' }, NOW)).toBe('active');
  expect(stateOf({ ...MEMBER, invited: true, factors: false }, NOW)).toBe('invited');
  expect(stateOf({ ...MEMBER, invited: true, disabled: true }, NOW)).toBe('disabled');
});
