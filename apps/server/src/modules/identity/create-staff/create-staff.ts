import { randomBytes } from 'node:crypto';
import type { Role } from '../../../kernel/auth/session.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { createAccount, createOrganisation, type NewOrganisation } from '../accounts.ts';
import { setPassword } from '../change-password.ts';
import type { IdentityDeps } from '../deps.ts';
import { requireAssignable } from '../model/assignable-roles.ts';

export interface NewStaff {
  readonly account: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  /** Created where it is new. */
  readonly organisation: NewOrganisation;
  /** Null for a random one. */
  readonly password: string | null;
  /** Whether the password is the person's own; otherwise it works for choosing another one only. */
  readonly keepPassword: boolean;
}

/**
 * Creates an account from outside the portal: the way to the first administrator, and back in when nobody can sign in.
 * Returns the password where it was made here. Throws ACCOUNT_EXISTS, ORGANISATION_EXISTS, ROLE_NOT_ASSIGNABLE,
 * PASSWORD_TOO_WEAK.
 */
export async function createStaff(
  deps: Pick<IdentityDeps, 'db' | 'clock' | 'audit'>,
  { account, displayName, roles, organisation, password, keepPassword }: NewStaff,
): Promise<string | null> {
  requireGivable(organisation, roles);
  const chosen = password ?? randomBytes(15).toString('base64url');
  await deps.db.transaction(async (tx) => {
    await createOrganisation(tx, organisation);
    const [row] = await tx.query<{ kind: string }>('SELECT kind FROM identity.organisation WHERE name = $1', [
      organisation.name,
    ]);
    // The code stands under another name, or the name for another kind.
    if (row?.kind !== organisation.kind) throw new AppError('ORGANISATION_EXISTS');
    const person = { account, displayName, roles, organisation: organisation.name };
    const created = await createAccount(tx, { ...person, password: null, personId: null, demoHint: null });
    if (!created) throw new AppError('ACCOUNT_EXISTS', { account });
    const own = password !== null && keepPassword;
    await setPassword({ db: tx, clock: deps.clock }, { account, password: chosen, own });
  });
  await deps.audit.append({
    event: 'account-invited',
    personId: null,
    account: null,
    actorRole: null,
    outcome: 'done',
    requestId: null,
    method: 'command-line',
    detail: { member: account, roles: roles.join(' ') },
  });
  return password === null ? chosen : null;
}

/** Operators of the installation are made here and nowhere else. */
function requireGivable({ kind }: NewOrganisation, roles: readonly Role[]): void {
  const rest = kind === 'operator' ? roles.filter((role) => role !== 'administrator') : roles;
  requireAssignable(kind, rest);
}
