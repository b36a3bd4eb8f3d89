import type { Session } from '../../../kernel/auth/session.ts';
import { deviceWords } from '../model/device.ts';
import { countRecoveryCodes } from '../recovery-codes.ts';
import type { SessionDeps } from '../session.ts';

interface PasskeyLine {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

interface SessionLine {
  readonly sessionId: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** What an account proves itself with, and where it is signed in. */
export async function readSecurity({ db, clock }: SessionDeps, { account, sessionId }: Session) {
  const [own] = await db.query<{ totp: boolean; changedAt: Date | null }>(
    `SELECT EXISTS (SELECT FROM identity.totp t WHERE t.account = a.account AND secret IS NOT NULL) AS totp,
       password_changed_at AS "changedAt" FROM identity.account a WHERE account = $1`,
    [account],
  );
  const passkeys = await db.query<PasskeyLine>(
    `SELECT passkey_id AS id, name, created_at AS "createdAt", last_used_at AS "lastUsedAt"
     FROM identity.passkey WHERE account = $1 ORDER BY created_at`,
    [account],
  );
  const sessions = await db.query<SessionLine>(
    `SELECT session_id AS "sessionId", created_at AS "createdAt", coalesce(last_seen_at, created_at) AS "lastSeenAt",
       address, user_agent AS "userAgent"
     FROM identity.session WHERE account = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY created_at DESC`,
    [account, clock()],
  );
  return {
    totp: own?.totp ?? false,
    passkeys,
    recoveryCodesLeft: await countRecoveryCodes(db, account),
    sessions: sessions.map(({ userAgent, ...line }) => ({
      ...line,
      current: line.sessionId === sessionId,
      device: deviceWords(userAgent),
    })),
    passwordChangedAt: own?.changedAt ?? null,
  };
}
