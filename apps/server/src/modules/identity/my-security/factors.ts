import type { Session } from '../../../kernel/auth/session.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { readAccount } from '../accounts.ts';
import type { Asking, IdentityDeps } from '../deps.ts';
import { stageOf } from '../model/stage.ts';
import { countRecoveryCodes, renewRecoveryCodes } from '../recovery-codes.ts';
import { noteEvent } from '../security-log.ts';
import { advanceSession } from '../session.ts';
import { noteAddress, reserveAttempt } from '../throttle.ts';
import { confirmTotp } from '../totp.ts';

export interface Enrolled {
  readonly token: string;
  /** With the first factor only. */
  readonly recoveryCodes: string[] | null;
}

/** Checks the first code of a new authenticator. Throws SECOND_FACTOR_WRONG, ENROLMENT_NOT_BEGUN, SIGN_IN_THROTTLED. */
export async function enrolTotp(
  deps: IdentityDeps,
  asking: Asking,
  session: Session,
  code: string,
): Promise<Enrolled> {
  const { account } = session;
  const attempt = await reserveAttempt(deps, {
    guessed: 'factor',
    account,
    exists: true,
    address: asking.address,
  });
  const result = await confirmTotp(deps, account, code);
  if (result === 'wrong') throw new AppError('SECOND_FACTOR_WRONG');
  await attempt.succeeded();
  if (result === 'not-begun') throw new AppError('ENROLMENT_NOT_BEGUN');
  return enrolled(deps, asking, session, 'totp');
}

/** A factor was added: the session goes on, complete, under a new token. */
export async function enrolled(
  deps: IdentityDeps,
  asking: Asking,
  session: Session,
  method: 'totp' | 'passkey',
): Promise<Enrolled> {
  const account = await readAccount(deps.db, session.account);
  if (account === null) throw new AppError('SESSION_REQUIRED');
  const stage = stageOf({ ...account, passwordGiven: true, factorGiven: true });
  const token = await advanceSession(deps, session, { stage, confirmed: true });
  await noteEvent(deps, asking, session, { event: 'second-factor-enrolled', method });
  if (session.stage === 'enrolment') {
    await noteAddress(deps, session.account, asking.address);
    await noteEvent(deps, asking, session, { event: 'sign-in', method: `password+${method}` });
  }
  // Patients have their card to come back with.
  const isFirst = session.kind === 'staff' && (await countRecoveryCodes(deps.db, session.account)) === 0;
  return { token, recoveryCodes: isFirst ? await renewRecoveryCodes(deps.db, session.account) : null };
}

/** Removes a factor; staff keep one. Throws FACTOR_LAST, FACTOR_UNKNOWN. */
export async function removeFactor(
  deps: IdentityDeps,
  asking: Asking,
  session: Session,
  factor: { readonly totp: true } | { readonly passkeyId: string },
): Promise<void> {
  const { account } = session;
  await deps.db.transaction(async (tx) => {
    // One after the other: two requests must not remove the last two.
    await tx.query('SELECT FROM identity.account WHERE account = $1 FOR UPDATE', [account]);
    const removed =
      'totp' in factor
        ? await tx.query('DELETE FROM identity.totp WHERE account = $1 RETURNING account', [account])
        : await tx.query(
            'DELETE FROM identity.passkey WHERE account = $1 AND passkey_id = $2 RETURNING account',
            [account, factor.passkeyId],
          );
    if (removed.length === 0) throw new AppError('FACTOR_UNKNOWN');
    const left = await tx.query(
      `SELECT FROM identity.totp WHERE account = $1 AND secret IS NOT NULL
       UNION ALL SELECT FROM identity.passkey WHERE account = $1`,
      [account],
    );
    if (left.length === 0 && session.kind === 'staff') throw new AppError('FACTOR_LAST');
  });
  const method = 'totp' in factor ? 'totp' : 'passkey';
  await noteEvent(deps, asking, session, { event: 'second-factor-removed', method });
}
