import { AppError } from '../../../kernel/errors/app-error.ts';
import { openSession, type SessionDeps } from '../session.ts';
import { hashPassword, verifyPassword } from './password.ts';
import type { SignInThrottle } from './throttle.ts';

export interface SignInDeps extends SessionDeps {
  readonly throttle: SignInThrottle;
}

export interface SignInInput {
  readonly account: string;
  readonly password: string;
  /** Network address of the caller. */
  readonly address: string;
}

// Checked where there is no such account, so that the answer takes equally long.
let decoy: Promise<string> | undefined;

/** Returns the token of a new session. Throws SIGN_IN_FAILED or SIGN_IN_THROTTLED. */
export async function signIn(deps: SignInDeps, { account, password, address }: SignInInput): Promise<string> {
  const key = `${account}\t${address}`;
  const waitSeconds = deps.throttle.waitSeconds(key);
  if (waitSeconds > 0) throw new AppError('SIGN_IN_THROTTLED', { waitSeconds });

  const [row] = await deps.db.query<{ password_hash: string }>(
    'SELECT password_hash FROM identity.account WHERE account = $1 AND disabled_at IS NULL',
    [account],
  );
  decoy ??= hashPassword('decoy');
  const correct = await verifyPassword(row?.password_hash ?? (await decoy), password);
  if (row === undefined || !correct) {
    deps.throttle.failed(key);
    throw new AppError('SIGN_IN_FAILED');
  }
  deps.throttle.succeeded(key);
  return openSession(deps, account);
}
