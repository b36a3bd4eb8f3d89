import { randomUUID } from 'node:crypto';
import type { Definitions } from '@tsunagu/fhir';
import type { Queryable, Transaction } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { FhirCaller, FhirResource, WriteRequest, Written } from '../../../kernel/fhir/ports.ts';
import { senderOf } from '../door.ts';
import { isObject } from '../model/json.ts';
import { readContent, type StoredVersion, writeContent } from '../store.ts';
import type { DeliverDeps } from './deliver.ts';
import { compileCriteria, parseSubscription } from './parse-subscription.ts';

export interface SubscriptionDeps extends DeliverDeps {
  readonly definitions: () => Promise<Definitions>;
}

export interface SubscriptionRow {
  readonly subscription_id: string;
  readonly version: number;
  readonly status: string;
  readonly updated_at: Date;
  readonly content: string;
  readonly deleted: boolean;
}

/** The institution on whose behalf somebody subscribes; apps that patients or staff started may not. */
function facilityThatMay(caller: FhirCaller): string {
  const { session } = caller;
  const { facilityCode } = senderOf(caller);
  const mayRole = session.roles.some((role) => role === 'system' || role === 'manager');
  if (!mayRole || session.app !== null) throw new AppError('ROLE_NOT_ALLOWED');
  if (facilityCode === '') throw new AppError('INSTITUTION_REQUIRED');
  return facilityCode;
}

/** Creates, changes or ends one subscription. */
export async function writeSubscription(
  deps: SubscriptionDeps,
  caller: FhirCaller,
  request: WriteRequest,
): Promise<Written> {
  const facilityCode = facilityThatMay(caller);
  if (request.kind === 'create') {
    if (request.ifNoneExist !== null) throw new AppError('CLINICAL_CONDITION_UNSUPPORTED');
    await refuseTooMany(deps, facilityCode);
    return put(deps, { facilityCode, id: randomUUID(), body: request.body, version: 1 });
  }
  if (request.kind !== 'update' && request.kind !== 'delete')
    throw new AppError('FHIR_INTERACTION_NOT_ALLOWED', { type: 'Subscription' });
  const head = await readOwn(deps.db, facilityCode, request.id);
  if (head === null || head.deleted) throw new AppError('FHIR_RESOURCE_UNKNOWN');
  if (request.ifMatch !== null && request.ifMatch !== String(head.version))
    throw new AppError('CLINICAL_VERSION_MISMATCH');
  if (request.kind === 'update')
    return put(deps, { facilityCode, id: request.id, body: request.body, version: head.version + 1 });
  const now = deps.clock();
  await deps.db.query(
    'UPDATE clinical.subscription SET deleted = true, version = version + 1, updated_at = $2 WHERE subscription_id = $1',
    [request.id, now],
  );
  await deps.db.query('DELETE FROM clinical.notification WHERE subscription_id = $1', [request.id]);
  const versionId = String(head.version + 1);
  const gone = { type: 'Subscription', id: request.id, versionId, lastUpdated: now, issues: [] };
  return { ...gone, outcome: 'deleted', resource: null };
}

/** Each is looked through whenever the institution stores something, and each may be slow to answer. */
const MOST_SUBSCRIPTIONS = 20;

async function refuseTooMany({ db }: SubscriptionDeps, facilityCode: string): Promise<void> {
  const [row] = await db.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM clinical.subscription WHERE facility_code = $1 AND NOT deleted',
    [facilityCode],
  );
  if ((row?.count ?? 0) >= MOST_SUBSCRIPTIONS)
    throw new AppError('SUBSCRIPTION_REFUSED', { reason: 'too many', most: MOST_SUBSCRIPTIONS });
}

interface PutSubscription {
  readonly facilityCode: string;
  readonly id: string;
  readonly body: unknown;
  readonly version: number;
}

async function put(
  deps: SubscriptionDeps,
  { facilityCode, id, body, version }: PutSubscription,
): Promise<Written> {
  if (!isObject(body)) throw new AppError('FHIR_BODY_UNEXPECTED', { expression: 'Subscription' });
  const parsed = parseSubscription(body, await deps.definitions(), deps.targets);
  const now = deps.clock();
  const meta = { versionId: String(version), lastUpdated: now.toISOString() };
  const resource: FhirResource = { ...parsed.content, resourceType: 'Subscription', id, meta };
  const { headers } = parsed;
  const sealed = headers.length === 0 ? null : deps.secrets.seal(Buffer.from(headers.join('\n')), id);
  const rows = await deps.db.query(
    `INSERT INTO clinical.subscription AS s (subscription_id, facility_code, version, status, type, query, endpoint,
       ends_at, updated_at, sealed_headers, content, channel)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (subscription_id) DO UPDATE SET version = excluded.version, status = excluded.status,
       type = excluded.type, query = excluded.query, endpoint = excluded.endpoint, ends_at = excluded.ends_at,
       updated_at = excluded.updated_at, sealed_headers = excluded.sealed_headers, content = excluded.content,
       channel = excluded.channel
     WHERE s.version = excluded.version - 1 RETURNING 1`,
    [
      id,
      facilityCode,
      version,
      parsed.status,
      parsed.type,
      parsed.query,
      parsed.endpoint,
      parsed.endsAt,
      now,
      sealed,
      writeContent(resource),
      parsed.channel,
    ],
  );
  if (rows.length === 0) throw new AppError('CLINICAL_VERSION_MISMATCH');
  const outcome = version === 1 ? 'created' : 'updated';
  return {
    outcome,
    resource,
    type: 'Subscription',
    id,
    versionId: String(version),
    lastUpdated: now,
    issues: [],
  };
}

async function readOwn(db: Queryable, facilityCode: string, id: string): Promise<SubscriptionRow | null> {
  const [row] = await db.query<SubscriptionRow>(
    `SELECT subscription_id, version, status, updated_at, content, deleted FROM clinical.subscription
     WHERE subscription_id = $1 AND facility_code = $2`,
    [id, facilityCode],
  );
  return row ?? null;
}

/** The present version, with the status as the deliveries left it. */
export async function subscriptionHistory(deps: SubscriptionDeps, caller: FhirCaller, id: string) {
  const { facilityCode } = senderOf(caller);
  const row = facilityCode === '' ? null : await readOwn(deps.db, facilityCode, id);
  if (row === null) return [];
  const { version, updated_at: lastUpdated, deleted, content, status } = row;
  const resource = deleted ? null : { ...readContent(content), status };
  return [{ versionId: String(version), lastUpdated, deleted, resource }];
}

/** Notes in the transaction itself who is to be told of what it stores. */
export async function noteStored(
  deps: SubscriptionDeps,
  tx: Transaction,
  versions: readonly StoredVersion[],
): Promise<void> {
  const [first] = versions;
  if (first === undefined) return;
  const now = deps.clock();
  const subscriptions = await tx.query<{
    subscription_id: string;
    channel: string;
    type: string;
    query: string;
  }>(
    `SELECT subscription_id, channel, type, query FROM clinical.subscription
     WHERE facility_code = $1 AND status = 'active' AND NOT deleted AND (ends_at IS NULL OR ends_at > $2)`,
    [first.facilityCode, now],
  );
  if (subscriptions.length === 0) return;
  const definitions = await deps.definitions();
  for (const { subscription_id, channel, type, query } of subscriptions) {
    const search = compileCriteria(type, query, definitions);
    for (const { content, type: stored } of versions) {
      if (content === null || stored !== type || !search.matches(readContent(content))) continue;
      await tx.query('INSERT INTO clinical.notification (subscription_id, due_at) VALUES ($1, $2)', [
        subscription_id,
        now,
      ]);
      // A ping says that something happened, not how much.
      if (channel === 'websocket') break;
    }
  }
}
