import type { SessionStage } from '../../../kernel/auth/session.ts';

/** Stages that are stored; `locked` follows from a pause or from leaving the seat. */
export type StoredStage = Exclude<SessionStage, 'locked'>;

export interface SignInState {
  /** A passkey with user verification needs no password: what is wrong with the password may wait. */
  readonly passwordGiven: boolean;
  readonly mustChangePassword: boolean;
  readonly hasFactor: boolean;
  readonly factorGiven: boolean;
}

/**
 * What a sign-in still lacks. The second factor comes before the change of a one-time password: whoever found the
 * note with the password shall not choose the next one. @spec security.md §9.2
 */
export function stageOf(state: SignInState): StoredStage {
  if (state.hasFactor && !state.factorGiven) return 'second-factor';
  if (state.mustChangePassword && state.passwordGiven) return 'password-change';
  return state.hasFactor ? 'complete' : 'enrolment';
}
