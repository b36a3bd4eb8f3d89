import type { Member } from '../../api/identity-types.ts';

/** The one thing a manager has to know first about a member. */
export type MemberState = 'disabled' | 'invited' | 'locked' | 'no-factor' | 'active';

export function stateOf(member: Member, nowMs: number): MemberState {
  if (member.disabled) return 'disabled';
  if (member.invited) return 'invited';
  if (member.lockedUntil !== null && Date.parse(member.lockedUntil) > nowMs) return 'locked';
  return member.factors ? 'active' : 'no-factor';
}
