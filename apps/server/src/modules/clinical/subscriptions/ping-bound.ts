import type { Session } from '../../../kernel/auth/session.ts';
import { grantOf } from '../../../kernel/fhir/scopes.ts';
import { senderOf } from '../door.ts';
import type { DeliverDeps } from './deliver.ts';
import type { Sockets } from './sockets.ts';

type Deps = Pick<DeliverDeps, 'db' | 'clock'>;

/**
 * Tells whoever is bound in this process. A notification goes when its ping was sent; where nobody is bound the newest
 * one stays, for all that happened meanwhile, until somebody binds.
 */
export async function pingBound({ db, clock }: Deps, sockets: Sockets, signal: AbortSignal): Promise<void> {
  await db.query(
    `DELETE FROM clinical.notification n USING clinical.subscription s
     WHERE s.subscription_id = n.subscription_id AND s.channel = 'websocket' AND EXISTS (
       SELECT FROM clinical.notification later
       WHERE later.subscription_id = n.subscription_id AND later.notification_id > n.notification_id)`,
  );
  const bound = sockets.subscriptions();
  if (bound.length === 0) return;
  const due = await db.query<{ notification_id: string; subscription_id: string }>(
    `SELECT n.notification_id, n.subscription_id
     FROM clinical.notification n JOIN clinical.subscription s USING (subscription_id)
     WHERE s.subscription_id = ANY($1) AND s.channel = 'websocket' AND s.status = 'active' AND NOT s.deleted
       AND (s.ends_at IS NULL OR s.ends_at > $2)`,
    [bound, clock()],
  );
  const told = Map.groupBy(due, ({ subscription_id }) => subscription_id);
  for (const [subscriptionId, notifications] of told) {
    if (signal.aborted) return;
    if ((await sockets.ping(subscriptionId)) === 0) continue;
    // Only what was there before the ping: what was noted since is told by the next one.
    await db.query('DELETE FROM clinical.notification WHERE notification_id = ANY($1)', [
      notifications.map(({ notification_id }) => notification_id),
    ]);
  }
}

/**
 * Whether somebody may be told of a subscription: an active one, for a websocket, of their institution, by a token that
 * reads subscriptions and everything that this one is about.
 */
export async function mayBind({ db, clock }: Deps, session: Session, id: string): Promise<boolean> {
  const { facilityCode } = senderOf({ session, requestId: '' });
  if (facilityCode === '' || !readsAll(session, 'Subscription')) return false;
  const [row] = await db.query<{ type: string }>(
    `SELECT type FROM clinical.subscription
     WHERE subscription_id = $1 AND facility_code = $2 AND channel = 'websocket' AND status = 'active' AND NOT deleted
       AND (ends_at IS NULL OR ends_at > $3)`,
    [id, facilityCode, clock()],
  );
  return row !== undefined && readsAll(session, row.type);
}

/** A ping cannot say less than that something fits the criteria, so a token for some of a type is not enough. */
function readsAll(session: Session, type: string): boolean {
  const grant = grantOf(session, type, 'read');
  return grant.granted && grant.queries === null;
}
