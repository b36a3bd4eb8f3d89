import { AppError } from '../../../kernel/errors/app-error.ts';
import { type AccountState, readAccount } from '../accounts.ts';
import type { Asking, IdentityDeps } from '../deps.ts';
import { stageOf } from '../model/stage.ts';
import { hashPassword, isOutdated, verifyOrPretend } from '../password.ts';
import { noteEvent } from '../security-log.ts';
import { openSession } from '../session.ts';
import { reserveAttempt } from '../throttle.ts';

export interface SignInInput {
  readonly account: string;
  readonly password: string;
}

/**
 * The first factor. Returns the token of a session that can do nothing yet but what is missing.
 * Throws SIGN_IN_FAILED or SIGN_IN_THROTTLED, the same for accounts that do not exist, after the same work.
 */
export async function signIn(deps: IdentityDeps, asking: Asking, input: SignInInput): Promise<string> {
  const found = await readAccount(deps.db, input.account);
  const attempt = await reserveAttempt(deps, {
    guessed: 'password',
    account: input.account,
    exists: found !== null,
    address: asking.address,
  });
  const correct = await verifyOrPretend(found?.passwordHash ?? null, input.password);
  if (found === null || !correct) {
    // What was typed may be a password: unknown accounts are not named.
    await noteEvent(deps, asking, found, {
      event: 'sign-in-failed',
      method: 'password',
      refusalCode: 'SIGN_IN_FAILED',
    });
    throw new AppError('SIGN_IN_FAILED');
  }
  await attempt.succeeded();
  await hashAnew(deps, found, input.password);
  const stage = stageOf({ ...found, passwordGiven: true, factorGiven: false });
  return openSession(deps, found.account, { stage, confirmed: false, origin: asking });
}

/** Only now is the password at hand to be hashed with today's parameters. @spec security.md §9.1 */
async function hashAnew(
  { db }: IdentityDeps,
  { account, passwordHash }: AccountState,
  password: string,
): Promise<void> {
  if (passwordHash === null || !isOutdated(passwordHash)) return;
  await db.query('UPDATE identity.account SET password_hash = $3 WHERE account = $1 AND password_hash = $2', [
    account,
    passwordHash,
    await hashPassword(password),
  ]);
}
