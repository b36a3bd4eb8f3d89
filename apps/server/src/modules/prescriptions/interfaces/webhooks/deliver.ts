import { createHmac } from 'node:crypto';
import { notify } from '../../../../kernel/http/notify.ts';
import type { TargetPolicy } from '../../../../kernel/http/targets.ts';
import type { LifeDeps } from '../../deps.ts';
import rules from './rules.json' with { type: 'json' };

export interface DeliverDeps extends Pick<LifeDeps, 'db' | 'clock' | 'secrets'> {
  readonly targets: TargetPolicy;
}

const AT_ONCE = 8;
const MOST_IN_A_TURN = 100;
/** Longer than a call may take; renewed before each. */
const LEASE_MS = 60_000;

interface Webhook {
  readonly webhookId: string;
  readonly url: string;
  readonly sealedSecret: string;
  readonly failures: number;
}

interface Delivery {
  readonly sequence: string;
  readonly deliveryId: string;
  readonly prescriptionId: string;
  readonly version: number;
  readonly event: string;
  readonly state: string;
  readonly at: Date;
}

/** Tells everybody who is due, several receivers at once, each in the order of what happened. */
export async function deliverDue(deps: DeliverDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const due = await takeDue(deps);
    if (due.length === 0) return;
    await Promise.all(due.map((webhook) => deliverTo(deps, webhook, signal)));
  }
}

/** Leased to this process, so that no other one sends meanwhile: the condition is looked at again behind a lock. */
const takeDue = ({ db, clock }: DeliverDeps): Promise<Webhook[]> => {
  const now = clock();
  return db.query<Webhook>(
    `UPDATE prescriptions.webhook w SET due_at = $2
     WHERE w.due_at <= $1 AND w.stopped_at IS NULL AND w.webhook_id IN (
       SELECT d.webhook_id FROM prescriptions.webhook d
       WHERE d.due_at <= $1 AND d.stopped_at IS NULL
         AND EXISTS (SELECT FROM prescriptions.webhook_delivery q WHERE q.webhook_id = d.webhook_id)
       ORDER BY d.due_at LIMIT ${AT_ONCE})
     RETURNING w.webhook_id AS "webhookId", w.url, w.sealed_secret AS "sealedSecret", w.failures`,
    [now, new Date(now.getTime() + LEASE_MS)],
  );
};

async function deliverTo(deps: DeliverDeps, webhook: Webhook, signal: AbortSignal): Promise<void> {
  const { db, clock } = deps;
  for (let count = 0; count < MOST_IN_A_TURN && !signal.aborted; count++) {
    const next = await headOf(deps, webhook);
    if (next === null) break;
    if (!(await call(deps, webhook, next))) return putOff(deps, webhook, count === 0 ? webhook.failures : 0);
    await db.query('DELETE FROM prescriptions.webhook_delivery WHERE webhook_id = $1 AND sequence = $2', [
      webhook.webhookId,
      next.sequence,
    ]);
    await lease(deps, webhook, clock().getTime() + LEASE_MS);
  }
  await lease(deps, webhook, clock().getTime());
}

/** What waits longest: nothing overtakes it, so that of one prescription every step comes behind the one before. */
async function headOf({ db }: DeliverDeps, { webhookId }: Webhook): Promise<Delivery | null> {
  const [head] = await db.query<Delivery>(
    `SELECT sequence::text, delivery_id AS "deliveryId", prescription_id AS "prescriptionId", version, event, state, at
     FROM prescriptions.webhook_delivery WHERE webhook_id = $1 ORDER BY sequence LIMIT 1`,
    [webhookId],
  );
  return head ?? null;
}

async function lease({ db }: DeliverDeps, { webhookId }: Webhook, until: number): Promise<void> {
  await db.query('UPDATE prescriptions.webhook SET due_at = $2, failures = 0 WHERE webhook_id = $1', [
    webhookId,
    new Date(until),
  ]);
}

/** The pause doubles; after the last attempt it is stopped, and what waits for it stays. */
async function putOff({ db, clock }: DeliverDeps, { webhookId }: Webhook, before: number): Promise<void> {
  const failures = before + 1;
  const now = clock();
  const pause = Math.min(rules.firstPauseSeconds * 2 ** (failures - 1), rules.longestPauseSeconds);
  await db.query(
    'UPDATE prescriptions.webhook SET failures = $2, due_at = $3, stopped_at = $4 WHERE webhook_id = $1',
    [
      webhookId,
      failures,
      new Date(now.getTime() + pause * 1000),
      failures >= rules.mostAttempts ? now : null,
    ],
  );
}

/** Ids, event, state and time: nothing of the person. */
function call(
  { clock, secrets, targets }: DeliverDeps,
  webhook: Webhook,
  delivery: Delivery,
): Promise<boolean> {
  const { deliveryId, prescriptionId, version, event, state, at } = delivery;
  const body = JSON.stringify({ deliveryId, prescriptionId, version, event, state, at: at.toISOString() });
  const secret = secrets.open(webhook.sealedSecret, webhook.webhookId);
  return notify({
    url: new URL(webhook.url),
    headers: {
      'content-type': 'application/json',
      'tsunagu-delivery': deliveryId,
      'tsunagu-signature': signatureOf(secret, body, clock()),
    },
    body,
    targets,
    withinMs: rules.timeoutSeconds * 1000,
  });
}

/** `t=<seconds since 1970>,v1=<hex>`: HMAC-SHA256 over `<t>.<body>`, so that an old delivery cannot be sent again later. */
function signatureOf(secret: Buffer, body: string, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** What nobody took for long, and what waits for webhooks that were removed. */
export async function forgetOld({ db, clock }: Pick<DeliverDeps, 'db' | 'clock'>): Promise<void> {
  const before = new Date(clock().getTime() - rules.keptDays * 24 * 60 * 60 * 1000);
  await db.query(
    `DELETE FROM prescriptions.webhook_delivery q
     WHERE q.at < $1 OR NOT EXISTS (SELECT FROM prescriptions.webhook w WHERE w.webhook_id = q.webhook_id)`,
    [before],
  );
}
