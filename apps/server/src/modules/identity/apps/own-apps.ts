import { AppError } from '../../../kernel/errors/app-error.ts';
import { endGrant } from '../systems/end-grant.ts';
import type { AppsDeps, Asking } from './deps.ts';

export interface OwnApp {
  readonly grantId: string;
  readonly name: string;
  readonly publisher: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
}

/** What a patient allows apps at present. */
export const listOwnApps = (
  { db, clock }: Pick<AppsDeps, 'db' | 'clock'>,
  { session }: Asking,
): Promise<OwnApp[]> =>
  db.query<OwnApp>(
    `SELECT g.grant_id AS "grantId", a.name, a.publisher, g.scopes, g.created_at AS "createdAt",
       g.expires_at AS "expiresAt", g.last_used_at AS "lastUsedAt"
     FROM identity.app_grant g JOIN identity.app a USING (client_id)
     WHERE g.account = $1 AND g.revoked_at IS NULL AND g.expires_at > $2 AND a.disabled_at IS NULL
     ORDER BY g.created_at DESC, g.grant_id`,
    [session.account, clock()],
  );

/** Ends what the patient allowed an app; its tokens are worth nothing from now on. Throws APP_UNKNOWN. */
export async function revokeOwnApp(deps: AppsDeps, asking: Asking, grantId: string): Promise<void> {
  const own = await listOwnApps(deps, asking);
  if (!own.some((one) => one.grantId === grantId)) throw new AppError('APP_UNKNOWN');
  await endGrant(deps, grantId, { reason: 'person', requestId: asking.requestId });
}
