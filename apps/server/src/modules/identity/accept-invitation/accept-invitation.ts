import { AppError } from '../../../kernel/errors/app-error.ts';
import { readAccount } from '../accounts.ts';
import { setPassword } from '../change-password.ts';
import type { Asking, IdentityDeps } from '../deps.ts';
import { hashOfCode } from '../invitations.ts';
import { stageOf } from '../model/stage.ts';
import { noteEvent } from '../security-log.ts';
import { endSessions, openSession } from '../session.ts';
import { reserveAttempt } from '../throttle.ts';

export interface OpenedInvitation {
  readonly account: string;
  readonly displayName: string;
  readonly organisationName: string;
}

/** Whom a code invites. Throws INVITATION_UNKNOWN, SIGN_IN_THROTTLED. */
export async function openInvitation(
  deps: IdentityDeps,
  asking: Asking,
  code: string,
): Promise<OpenedInvitation> {
  const attempt = await reserveAttempt(deps, {
    guessed: 'invitation',
    account: '',
    exists: false,
    address: asking.address,
  });
  const [row] = await deps.db.query<OpenedInvitation>(
    `SELECT account, display_name AS "displayName", o.name AS "organisationName"
     FROM identity.invitation i JOIN identity.account a USING (account)
     JOIN identity.organisation o USING (organisation_id)
     WHERE i.code_hash = $1 AND i.closed_at IS NULL AND i.expires_at > $2
       AND a.disabled_at IS NULL AND o.disabled_at IS NULL`,
    [hashOfCode(code), deps.clock()],
  );
  if (row === undefined) throw new AppError('INVITATION_UNKNOWN');
  await attempt.succeeded();
  return row;
}

/**
 * Gives the invited account its password and opens a session in which a second factor is set up. A password that is
 * too weak leaves the invitation open. Returns the token. Throws INVITATION_UNKNOWN, PASSWORD_TOO_WEAK.
 */
export async function acceptInvitation(
  deps: IdentityDeps,
  asking: Asking,
  { code, password }: { readonly code: string; readonly password: string },
): Promise<string> {
  const { account } = await openInvitation(deps, asking, code);
  await deps.db.transaction(async (tx) => {
    const taken = await tx.query(
      `UPDATE identity.invitation SET closed_at = $2 WHERE code_hash = $1 AND closed_at IS NULL RETURNING account`,
      [hashOfCode(code), deps.clock()],
    );
    if (taken.length === 0) throw new AppError('INVITATION_UNKNOWN');
    await setPassword({ db: tx, clock: deps.clock }, { account, password, own: true });
    await endSessions({ db: tx, clock: deps.clock }, account, { except: null });
  });
  const state = await readAccount(deps.db, account);
  if (state === null) throw new AppError('INVITATION_UNKNOWN');
  await noteEvent(deps, asking, state, { event: 'password-changed', method: 'invitation' });
  const stage = stageOf({ ...state, passwordGiven: true, factorGiven: false });
  return openSession(deps, account, { stage, confirmed: false, origin: asking });
}
