import type { Session } from '../../../kernel/auth/session.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { readAccount } from '../accounts.ts';
import { setPassword } from '../change-password.ts';
import type { Asking, IdentityDeps } from '../deps.ts';
import { stageOf } from '../model/stage.ts';
import { verifyOrPretend } from '../password.ts';
import { noteEvent } from '../security-log.ts';
import { advanceSession, endSessions } from '../session.ts';
import { reserveAttempt } from '../throttle.ts';

export interface OwnPasswordChange {
  readonly current: string;
  readonly next: string;
}

/**
 * Changes one's own password and ends every other session of the account, also that of a thief. Returns the token under
 * which this one goes on. Throws PASSWORD_WRONG, PASSWORD_TOO_WEAK, SIGN_IN_THROTTLED.
 */
export async function changeOwnPassword(
  deps: IdentityDeps,
  asking: Asking,
  session: Session,
  { current, next }: OwnPasswordChange,
): Promise<string> {
  const { account, sessionId } = session;
  const before = await readAccount(deps.db, account);
  const attempt = await reserveAttempt(deps, {
    guessed: 'password',
    account,
    exists: true,
    address: asking.address,
  });
  if (!(await verifyOrPretend(before?.passwordHash ?? null, current))) {
    const refused = { event: 'password-changed', refusalCode: 'PASSWORD_WRONG' } as const;
    await noteEvent(deps, asking, session, refused);
    throw new AppError('PASSWORD_WRONG');
  }
  await attempt.succeeded();
  const ended = await deps.db.transaction(async (tx) => {
    await setPassword({ db: tx, clock: deps.clock }, { account, password: next, own: true });
    return endSessions({ db: tx, clock: deps.clock }, account, { except: sessionId });
  });
  await noteEvent(deps, asking, session, { event: 'password-changed', detail: { endedSessions: ended } });
  const after = await readAccount(deps.db, account);
  if (after === null) throw new AppError('SESSION_REQUIRED');
  const stage = stageOf({ ...after, passwordGiven: true, factorGiven: session.confirmedAt !== null });
  return advanceSession(deps, session, { stage, confirmed: false });
}
