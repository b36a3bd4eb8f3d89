import type { AuditEvent } from '../../../kernel/audit/index.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';

export interface EndGrantDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: { append(event: AuditEvent): Promise<void> };
}

/**
 * Takes away what an app was allowed, and all its tokens with it, at once. Does nothing where that happened already.
 * `app`: the app gave it back; `replay`: a code or token was used a second time, so somebody else may hold it.
 */
export async function endGrant(
  { db, clock, audit }: EndGrantDeps,
  grantId: string,
  { reason, requestId }: { readonly reason: 'person' | 'app' | 'replay'; readonly requestId: string | null },
): Promise<void> {
  const ended = await db.transaction(async (tx) => {
    const [row] = await tx.query<{ client_id: string; account: string; person_id: string; kind: string }>(
      `UPDATE identity.app_grant g SET revoked_at = $2, revoke_reason = $3 FROM identity.account c
       WHERE g.grant_id = $1 AND g.revoked_at IS NULL AND c.account = g.account
       RETURNING g.client_id, g.account, g.person_id, array_to_string(c.roles, ',') AS kind`,
      [grantId, clock(), reason],
    );
    await tx.query('DELETE FROM identity.app_token WHERE grant_id = $1', [grantId]);
    return row;
  });
  if (ended === undefined) return;
  await audit.append({
    event: 'app-revoked',
    personId: ended.person_id,
    account: ended.account,
    actorRole: ended.kind,
    outcome: 'done',
    requestId,
    detail: { clientId: ended.client_id, grantId, reason },
  });
}
