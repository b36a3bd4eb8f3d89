import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '../../kernel/auth/session.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Transaction } from '../../kernel/db/database.ts';
import { AppError } from '../../kernel/errors/app-error.ts';

const VALID_MS = 7 * 24 * 60 * 60 * 1000;
const CODE_BYTES = 24;

export const hashOfCode = (code: string): Buffer => createHash('sha256').update(code).digest();

/** Shown once: only the hash of the code is kept. */
export interface Invitation {
  readonly account: string;
  readonly code: string;
  readonly expiresAt: Date;
}

export interface InvitedAccount {
  readonly account: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly organisationId: string;
}

interface InvitingDeps {
  readonly db: Transaction;
  readonly clock: Clock;
}

/** Creates an account that nobody can use before the invitation is accepted. Throws ACCOUNT_EXISTS. */
export async function inviteAccount(
  deps: InvitingDeps,
  { account, displayName, roles, organisationId }: InvitedAccount,
  invitedBy: string,
): Promise<Invitation> {
  const rows = await deps.db.query(
    `INSERT INTO identity.account (account, display_name, roles, organisation_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING account`,
    [account, displayName, roles, organisationId],
  );
  if (rows.length === 0) throw new AppError('ACCOUNT_EXISTS', { account });
  return newInvitation(deps, account, invitedBy);
}

/** A new code for an account; earlier ones stop working. */
export async function newInvitation(
  { db, clock }: InvitingDeps,
  account: string,
  invitedBy: string,
): Promise<Invitation> {
  const code = randomBytes(CODE_BYTES).toString('base64url');
  const now = clock();
  const expiresAt = new Date(now.getTime() + VALID_MS);
  await db.query('UPDATE identity.invitation SET closed_at = $2 WHERE account = $1 AND closed_at IS NULL', [
    account,
    now,
  ]);
  await db.query(
    `INSERT INTO identity.invitation (code_hash, account, created_at, created_by, expires_at) VALUES ($1, $2, $3, $4, $5)`,
    [hashOfCode(code), account, now, invitedBy, expiresAt],
  );
  return { account, code, expiresAt };
}
