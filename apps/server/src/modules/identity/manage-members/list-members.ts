import type { Role } from '../../../kernel/auth/session.ts';
import { HAS_FACTOR } from '../accounts.ts';
import type { SessionDeps } from '../session.ts';
import { LOCKED_UNTIL } from '../throttle.ts';

export interface Member {
  readonly account: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly emergencyDesignated: boolean;
  readonly disabled: boolean;
  /** Invited and not yet come, or sent to a new start. */
  readonly invited: boolean;
  /** Whether a second factor is set up. */
  readonly factors: boolean;
  readonly lockedUntil: Date | null;
  readonly lastSignInAt: Date | null;
}

/** The accounts of an organisation by name. */
export const listMembers = ({ db, clock }: SessionDeps, organisationId: string): Promise<Member[]> =>
  db.query<Member>(
    `SELECT account, display_name AS "displayName", roles, emergency_designated AS "emergencyDesignated",
       disabled_at IS NOT NULL AS disabled, password_hash IS NULL AS invited, ${HAS_FACTOR} AS factors,
       ${LOCKED_UNTIL} AS "lockedUntil", last_sign_in_at AS "lastSignInAt"
     FROM identity.account a WHERE organisation_id = $2 ORDER BY account`,
    [clock(), organisationId],
  );
