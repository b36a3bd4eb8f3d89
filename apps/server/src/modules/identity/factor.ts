import type { Session } from '../../kernel/auth/session.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { readAccount } from './accounts.ts';
import type { Asking, IdentityDeps } from './deps.ts';
import { stageOf } from './model/stage.ts';
import { useRecoveryCode } from './recovery-codes.ts';
import { noteEvent } from './security-log.ts';
import { advanceSession } from './session.ts';
import { noteAddress, reserveAttempt } from './throttle.ts';
import { useTotpCode } from './totp.ts';

export type FactorMethod = 'totp' | 'recovery' | 'passkey';

const CHECKS = { totp: useTotpCode, recovery: useRecoveryCode };

/** Compares a code of an account, throttled. Throws SECOND_FACTOR_WRONG or SIGN_IN_THROTTLED. */
export async function checkCode(
  deps: IdentityDeps,
  asking: Asking,
  session: Session,
  { method, code }: { readonly method: 'totp' | 'recovery'; readonly code: string },
): Promise<void> {
  const { account } = session;
  const attempt = await reserveAttempt(deps, {
    guessed: 'factor',
    account,
    exists: true,
    address: asking.address,
  });
  if (await CHECKS[method](deps, account, code)) return attempt.succeeded();
  await noteEvent(deps, asking, session, {
    event: 'sign-in-failed',
    method,
    refusalCode: 'SECOND_FACTOR_WRONG',
  });
  throw new AppError('SECOND_FACTOR_WRONG');
}

/** After the second factor: the session goes on under a new token. */
export async function passSecondFactor(
  deps: IdentityDeps,
  asking: Asking,
  session: Session,
  method: FactorMethod,
): Promise<string> {
  const account = await readAccount(deps.db, session.account);
  if (account === null) throw new AppError('SESSION_REQUIRED');
  const stage = stageOf({ ...account, passwordGiven: true, factorGiven: true });
  const token = await advanceSession(deps, session, { stage, confirmed: true });
  await noteAddress(deps, session.account, asking.address);
  await noteEvent(deps, asking, session, { event: 'sign-in', method: `password+${method}` });
  return token;
}

/** A session in one of these stages. Throws SESSION_REQUIRED, or STAGE_UNEXPECTED with the present one. */
export function requireStage(session: Session, ...stages: Session['stage'][]): Session {
  if (!stages.includes(session.stage)) throw new AppError('STAGE_UNEXPECTED', { stage: session.stage });
  return session;
}
