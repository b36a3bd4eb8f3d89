import { randomBytes, randomUUID } from 'node:crypto';
import type { AuditEventName } from '../../../../kernel/audit/index.ts';
import type { Session } from '../../../../kernel/auth/session.ts';
import { AppError } from '../../../../kernel/errors/app-error.ts';
import { type TargetPolicy, urlFault } from '../../../../kernel/http/targets.ts';
import type { LifeDeps } from '../../deps.ts';
import type { Caller } from '../../door.ts';
import rules from './rules.json' with { type: 'json' };

export interface ManageDeps extends Pick<LifeDeps, 'db' | 'audit' | 'clock' | 'secrets'> {
  readonly targets: TargetPolicy;
}

export interface WebhookView {
  readonly webhookId: string;
  readonly url: string;
  readonly createdAt: string;
  /** Deliveries that have not been taken yet. */
  readonly waiting: number;
  /** Attempts in a row that failed. */
  readonly failures: number;
  /** When it was given up; null = it is called. */
  readonly stoppedAt: string | null;
}

const SCOPE = 'prescriptions';
const SECRET_BYTES = 32;

/** Throws INSTITUTION_REQUIRED, and for programs without the scope SCOPE_NOT_GRANTED; apps of people may not. */
function requireInstitution({ facilityCode, session }: Caller): string {
  if (session.app !== null) throw new AppError('ROLE_NOT_ALLOWED');
  if (session.scopes !== null && !session.scopes.includes(SCOPE))
    throw new AppError('SCOPE_NOT_GRANTED', { scope: SCOPE });
  if (facilityCode === '') throw new AppError('INSTITUTION_REQUIRED');
  return facilityCode;
}

/**
 * Registers an address that is told of every step of the institution's prescriptions from now on. The secret with which
 * deliveries are signed is answered once. Throws RX_WEBHOOK_REFUSED. @spec prescriptions.md §9
 */
export async function registerWebhook(
  deps: ManageDeps,
  caller: Caller,
  url: string,
): Promise<{ readonly webhookId: string; readonly url: string; readonly secret: string }> {
  const facilityCode = requireInstitution(caller);
  const reason = urlFault(url, deps.targets);
  if (reason !== null) throw new AppError('RX_WEBHOOK_REFUSED', { reason });
  const webhookId = randomUUID();
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const sealed = deps.secrets.seal(Buffer.from(secret), webhookId);
  await deps.db.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 4))', [`webhooks ${facilityCode}`]);
    const [row] = await tx.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM prescriptions.webhook WHERE facility_code = $1',
      [facilityCode],
    );
    if ((row?.count ?? 0) >= rules.mostPerInstitution)
      throw new AppError('RX_WEBHOOK_REFUSED', { reason: 'too many', most: rules.mostPerInstitution });
    await tx.query(
      `INSERT INTO prescriptions.webhook (webhook_id, facility_code, url, sealed_secret, created_at, created_by, due_at)
       VALUES ($1, $2, $3, $4, $5, $6, $5)`,
      [webhookId, facilityCode, url, sealed, deps.clock(), caller.account],
    );
  });
  await enter(deps, caller, 'webhook-registered', webhookId);
  return { webhookId, url, secret };
}

export async function listWebhooks({ db }: ManageDeps, caller: Caller): Promise<readonly WebhookView[]> {
  const rows = await db.query<
    Omit<WebhookView, 'createdAt' | 'stoppedAt'> & { createdAt: Date; stoppedAt: Date | null }
  >(
    `SELECT webhook_id AS "webhookId", url, created_at AS "createdAt", failures, stopped_at AS "stoppedAt",
       (SELECT count(*)::int FROM prescriptions.webhook_delivery q WHERE q.webhook_id = w.webhook_id) AS waiting
     FROM prescriptions.webhook w WHERE facility_code = $1 ORDER BY created_at, webhook_id`,
    [requireInstitution(caller)],
  );
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    stoppedAt: row.stoppedAt?.toISOString() ?? null,
  }));
}

/** Calls it again at once, with what has been waiting. Throws RX_WEBHOOK_UNKNOWN. */
export async function resumeWebhook({ db, clock }: ManageDeps, caller: Caller, id: string): Promise<void> {
  const found = await db.query(
    `UPDATE prescriptions.webhook SET failures = 0, stopped_at = NULL, due_at = $3
     WHERE webhook_id = $1 AND facility_code = $2 RETURNING 1`,
    [id, requireInstitution(caller), clock()],
  );
  if (found.length === 0) throw new AppError('RX_WEBHOOK_UNKNOWN');
}

/** Throws RX_WEBHOOK_UNKNOWN. */
export async function removeWebhook(deps: ManageDeps, caller: Caller, id: string): Promise<void> {
  const facilityCode = requireInstitution(caller);
  const found = await deps.db.query(
    'DELETE FROM prescriptions.webhook WHERE webhook_id = $1 AND facility_code = $2 RETURNING 1',
    [id, facilityCode],
  );
  if (found.length === 0) throw new AppError('RX_WEBHOOK_UNKNOWN');
  await deps.db.query('DELETE FROM prescriptions.webhook_delivery WHERE webhook_id = $1', [id]);
  await enter(deps, caller, 'webhook-removed', id);
}

const roleOf = ({ roles }: Session): string => roles.join(',');

const enter = (
  { audit }: ManageDeps,
  { session, requestId, account }: Caller,
  event: AuditEventName & `webhook-${string}`,
  webhookId: string,
): Promise<void> =>
  audit.append({
    event,
    personId: null,
    account,
    actorRole: roleOf(session),
    outcome: 'done',
    requestId,
    facilityCode: session.organisation?.facilityCode ?? null,
    facilityName: session.organisation?.name ?? null,
    detail: { webhook: webhookId },
  });
