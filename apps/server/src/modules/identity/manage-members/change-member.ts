import type { Organisation, Role, Session } from '../../../kernel/auth/session.ts';
import type { Transaction } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { retirePassword } from '../change-password.ts';
import type { Asking, IdentityDeps } from '../deps.ts';
import { type Invitation, inviteAccount, newInvitation } from '../invitations.ts';
import { requireAssignable } from '../model/assignable-roles.ts';
import { noteEvent } from '../security-log.ts';
import { endSessions } from '../session.ts';
import { forgetFailures } from '../throttle.ts';

/** A manager at work, for the organisation whose members these are. */
export interface Managing {
  readonly asking: Asking;
  readonly session: Session;
  readonly organisation: Organisation;
}

export interface NewMember {
  readonly account: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
}

/** Throws ROLE_NOT_ASSIGNABLE, ACCOUNT_EXISTS. */
export async function inviteMember(
  deps: IdentityDeps,
  { asking, session, organisation }: Managing,
  member: NewMember,
): Promise<Invitation> {
  requireAssignable(organisation.kind, member.roles);
  const { organisationId } = organisation;
  const invitation = await deps.db.transaction((tx) =>
    inviteAccount({ db: tx, clock: deps.clock }, { ...member, organisationId }, session.account),
  );
  const detail = { member: member.account, roles: member.roles.join(' ') };
  await noteEvent(deps, asking, session, { event: 'account-invited', detail });
  return invitation;
}

export interface MemberChange {
  readonly displayName?: string;
  readonly roles?: readonly Role[];
  readonly emergencyDesignated?: boolean;
  readonly disabled?: boolean;
}

interface MemberRow {
  readonly roles: Role[];
  readonly disabled: boolean;
  readonly emergency: boolean;
}

/**
 * Changes a member of one's own organisation. Sessions of somebody whose roles change, or who is disabled, end at once.
 * Throws ACCOUNT_UNKNOWN, OWN_ACCOUNT, ROLE_NOT_ASSIGNABLE, MANAGER_LAST.
 */
export async function changeMember(
  deps: IdentityDeps,
  managing: Managing,
  member: string,
  change: MemberChange,
): Promise<void> {
  const { session, organisation } = managing;
  const { displayName, ...rights } = change;
  if (member === session.account && Object.keys(rights).length > 0) throw new AppError('OWN_ACCOUNT');
  if (change.roles !== undefined) requireAssignable(organisation.kind, change.roles);
  const before = await deps.db.transaction(async (tx) => {
    const found = await lockMember(tx, organisation, member);
    await tx.query(
      `UPDATE identity.account SET display_name = coalesce($2, display_name), roles = coalesce($3, roles),
         emergency_designated = coalesce($4, emergency_designated),
         disabled_at = CASE WHEN $5::boolean IS NULL THEN disabled_at WHEN $5 THEN coalesce(disabled_at, $6) END
       WHERE account = $1`,
      [
        member,
        displayName ?? null,
        change.roles ?? null,
        change.emergencyDesignated ?? null,
        change.disabled ?? null,
        deps.clock(),
      ],
    );
    await requireManager(tx, organisation);
    if (change.disabled === true || changesRoles(found, change))
      await endSessions({ db: tx, clock: deps.clock }, member, { except: null });
    return found;
  });
  await noteChanges(deps, managing, member, before, change);
}

const changesRoles = ({ roles }: MemberRow, change: MemberChange): boolean =>
  change.roles !== undefined && [...change.roles].sort().join() !== [...roles].sort().join();

/** Changes of one organisation go one after the other: two must not remove the last two managers. */
async function lockMember(
  tx: Transaction,
  { organisationId }: Organisation,
  member: string,
): Promise<MemberRow> {
  await tx.query('SELECT FROM identity.organisation WHERE organisation_id = $1 FOR UPDATE', [organisationId]);
  const [row] = await tx.query<MemberRow>(
    `SELECT roles, disabled_at IS NOT NULL AS disabled, emergency_designated AS emergency FROM identity.account
     WHERE account = $1 AND organisation_id = $2 FOR UPDATE`,
    [member, organisationId],
  );
  if (row === undefined) throw new AppError('ACCOUNT_UNKNOWN');
  return row;
}

async function requireManager(tx: Transaction, { organisationId }: Organisation): Promise<void> {
  const managers = await tx.query(
    `SELECT FROM identity.account WHERE organisation_id = $1 AND 'manager' = ANY (roles) AND disabled_at IS NULL
       AND password_hash IS NOT NULL`,
    [organisationId],
  );
  if (managers.length === 0) throw new AppError('MANAGER_LAST');
}

async function noteChanges(
  deps: IdentityDeps,
  { asking, session }: Managing,
  member: string,
  before: MemberRow,
  change: MemberChange,
): Promise<void> {
  const note = (event: Parameters<typeof noteEvent>[3]['event'], detail: Record<string, string | boolean>) =>
    noteEvent(deps, asking, session, { event, detail: { member, ...detail } });
  if (change.roles !== undefined && changesRoles(before, change))
    await note('role-changed', { before: before.roles.join(' '), after: change.roles.join(' ') });
  if (change.emergencyDesignated !== undefined && change.emergencyDesignated !== before.emergency)
    await note('emergency-designated', { designated: change.emergencyDesignated });
  if (change.disabled === true && !before.disabled) await note('account-disabled', {});
  if (change.disabled === false && before.disabled) await note('account-changed', { enabled: true });
  if (change.displayName !== undefined) await note('account-changed', { displayName: true });
}

/**
 * Sends a member to a new start: password, factors, recovery codes and sessions are gone, and a new invitation takes
 * their place. Whoever lost the telephone, or forgot the password, comes to the manager in person.
 */
export async function resetFactors(
  deps: IdentityDeps,
  { asking, session, organisation }: Managing,
  member: string,
): Promise<Invitation> {
  if (member === session.account) throw new AppError('OWN_ACCOUNT');
  const invitation = await deps.db.transaction(async (tx) => {
    await lockMember(tx, organisation, member);
    for (const table of ['totp', 'passkey', 'recovery_code'])
      await tx.query(`DELETE FROM identity.${table} WHERE account = $1`, [member]);
    await retirePassword(tx, member, deps.clock());
    await endSessions({ db: tx, clock: deps.clock }, member, { except: null });
    await forgetFailures(tx, member);
    await requireManager(tx, organisation);
    return newInvitation({ db: tx, clock: deps.clock }, member, session.account);
  });
  await noteEvent(deps, asking, session, {
    event: 'second-factor-removed',
    method: 'reset',
    detail: { member },
  });
  return invitation;
}

/** Lets a member try again at once. @spec security.md §9.1 */
export async function unlockMember(
  deps: IdentityDeps,
  { asking, session, organisation }: Managing,
  member: string,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await lockMember(tx, organisation, member);
    await forgetFailures(tx, member);
  });
  await noteEvent(deps, asking, session, { event: 'account-changed', detail: { member, unlocked: true } });
}
