import { randomBytes } from 'node:crypto';
import type { AuditEvent } from '../../../kernel/audit/entry.ts';
import type { Organisation, Session } from '../../../kernel/auth/session.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database, Queryable } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { type ClientKey, checkKeySet } from './client-keys.ts';
import { checkScopes } from './scopes.ts';

export interface ManageClientsDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: { append(event: AuditEvent): Promise<void> };
}

/** Who asks: the manager of an organisation. */
export interface Asking {
  readonly session: Session;
  readonly requestId: string;
}

export interface Credentials {
  /** Public keys as a JWK set; the program signs assertions with one of them. */
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  /** SHA-256 of the program's certificate in base64url; its tokens are worth nothing without the certificate. */
  readonly certificateThumbprint?: string;
}

export interface NewClient extends Credentials {
  readonly name: string;
  readonly scopes: readonly string[];
}

const MOST_KEYS = 10;

/**
 * Registers a program of the asking manager's organisation, which gets an id and no secret.
 * Throws CLIENT_KEY_REFUSED, CLIENT_SCOPE_NOT_ALLOWED, INPUT_INVALID without keys and certificate.
 */
export async function registerClient(
  deps: ManageClientsDeps,
  asking: Asking,
  { name, scopes, jwks, certificateThumbprint }: NewClient,
): Promise<{ clientId: string }> {
  const organisation = organisationOf(asking);
  checkScopes(scopes, organisation.kind);
  const keys = checkKeySet(jwks?.keys ?? []);
  const thumbprints = certificateThumbprint === undefined ? [] : [certificateThumbprint];
  if (keys.length + thumbprints.length === 0) throw new AppError('INPUT_INVALID', { '/jwks': 'required' });
  const clientId = `client-${randomBytes(12).toString('hex')}`;
  await deps.db.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO identity.client (client_id, organisation_id, name, scopes, certificate_thumbprints, created_at,
         created_by, authentication)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        clientId,
        organisation.organisationId,
        name,
        [...new Set(scopes)],
        thumbprints,
        deps.clock(),
        asking.session.account,
        keys.length > 0 ? 'private_key_jwt' : 'tls_client_auth',
      ],
    );
    await insertKeys(tx, clientId, keys, deps.clock());
  });
  await enter(deps, asking, 'client-registered', {
    clientId,
    scopes: scopes.join(' '),
    keys: keys.map(({ kid }) => kid).join(' '),
    certificate: certificateThumbprint ?? null,
  });
  return { clientId };
}

/** Adds keys or a certificate beside those in use, so that a program changes over without a pause. */
export async function addCredentials(
  deps: ManageClientsDeps,
  asking: Asking,
  clientId: string,
  { jwks, certificateThumbprint }: Credentials,
): Promise<void> {
  const keys = checkKeySet(jwks?.keys ?? []);
  if (keys.length === 0 && certificateThumbprint === undefined)
    throw new AppError('INPUT_INVALID', { '/jwks': 'required' });
  await deps.db.transaction(async (tx) => {
    const authentication = await lockClient(tx, clientId, asking);
    if (keys.length > 0 && authentication === 'tls_client_auth')
      throw new AppError('CLIENT_KEY_REFUSED', { index: 0, reason: 'certificate-only' });
    const known = await tx.query<{ kid: string }>(
      'SELECT kid FROM identity.client_key WHERE client_id = $1',
      [clientId],
    );
    const repeated = keys.findIndex(({ kid }) => known.some((one) => one.kid === kid));
    if (repeated >= 0) throw new AppError('CLIENT_KEY_REFUSED', { index: repeated, reason: 'kid-repeated' });
    await insertKeys(tx, clientId, keys, deps.clock());
    if (certificateThumbprint !== undefined)
      await tx.query(
        `UPDATE identity.client SET certificate_thumbprints = array_append(certificate_thumbprints, $2)
         WHERE client_id = $1 AND NOT $2 = ANY (certificate_thumbprints)`,
        [clientId, certificateThumbprint],
      );
    const [count] = await tx.query<{ keys: number; certificates: number }>(
      `SELECT (SELECT count(*)::int FROM identity.client_key k WHERE k.client_id = c.client_id AND removed_at IS NULL) AS keys,
         cardinality(certificate_thumbprints) AS certificates
       FROM identity.client c WHERE client_id = $1`,
      [clientId],
    );
    if (Math.max(count?.keys ?? 0, count?.certificates ?? 0) > MOST_KEYS)
      throw new AppError('CLIENT_KEY_REFUSED', { index: 0, reason: 'too-many' });
  });
  await enter(deps, asking, 'client-registered', {
    clientId,
    change: 'credentials-added',
    keys: keys.map(({ kid }) => kid).join(' '),
    certificate: certificateThumbprint ?? null,
  });
}

/** Takes a key or a certificate away, and with it all tokens of the program: it may have got them by that key. */
export async function removeCredential(
  deps: ManageClientsDeps,
  asking: Asking,
  clientId: string,
  /** The `kid` of a key, or the thumbprint of a certificate. */
  name: string,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await lockClient(tx, clientId, asking);
    const keys = await tx.query(
      'UPDATE identity.client_key SET removed_at = $3 WHERE client_id = $1 AND kid = $2 AND removed_at IS NULL RETURNING kid',
      [clientId, name, deps.clock()],
    );
    const left = await tx.query<{ certificates: number }>(
      `UPDATE identity.client SET certificate_thumbprints = array_remove(certificate_thumbprints, $2)
       WHERE client_id = $1 AND $2 = ANY (certificate_thumbprints)
       RETURNING cardinality(certificate_thumbprints) AS certificates`,
      [clientId, name],
    );
    if (keys.length + left.length === 0) throw new AppError('CLIENT_KEY_UNKNOWN');
    // Without any certificate the tokens of the program would no longer be bound to one.
    if (left[0]?.certificates === 0)
      throw new AppError('CLIENT_KEY_REFUSED', { index: 0, reason: 'last-certificate' });
    await tx.query('DELETE FROM identity.client_token WHERE client_id = $1', [clientId]);
  });
  await enter(deps, asking, 'client-revoked', { clientId, change: 'credential-removed', name });
}

/** Ends a program's access the same moment. */
export async function revokeClient(deps: ManageClientsDeps, asking: Asking, clientId: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await lockClient(tx, clientId, asking);
    await tx.query('UPDATE identity.client SET revoked_at = $2, revoked_by = $3 WHERE client_id = $1', [
      clientId,
      deps.clock(),
      asking.session.account,
    ]);
    await tx.query('DELETE FROM identity.client_token WHERE client_id = $1', [clientId]);
  });
  await enter(deps, asking, 'client-revoked', { clientId });
}

export interface ClientSummary {
  readonly clientId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** `kid` of the keys in use. */
  readonly keys: readonly string[];
  readonly certificateThumbprints: readonly string[];
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly revokedAt: Date | null;
}

/** The programs of an organisation, revoked ones included. */
export const listClients = (db: Queryable, organisationId: string): Promise<ClientSummary[]> =>
  db.query<ClientSummary>(
    `SELECT c.client_id AS "clientId", c.name, c.scopes, c.certificate_thumbprints AS "certificateThumbprints",
       c.created_at AS "createdAt", c.created_by AS "createdBy", c.revoked_at AS "revokedAt",
       ARRAY(SELECT kid FROM identity.client_key k WHERE k.client_id = c.client_id AND k.removed_at IS NULL
         ORDER BY added_at, kid) AS keys
     FROM identity.client c WHERE organisation_id = $1 ORDER BY c.created_at, c.client_id`,
    [organisationId],
  );

function organisationOf({ session }: Asking): Organisation {
  if (session.organisation === null) throw new AppError('ROLE_NOT_ALLOWED');
  return session.organisation;
}

/** Another organisation's program does not exist for this one. */
async function lockClient(tx: Queryable, clientId: string, asking: Asking): Promise<string> {
  const [row] = await tx.query<{ authentication: string }>(
    `SELECT authentication FROM identity.client WHERE client_id = $1 AND organisation_id = $2 AND revoked_at IS NULL FOR UPDATE`,
    [clientId, organisationOf(asking).organisationId],
  );
  if (row === undefined) throw new AppError('CLIENT_UNKNOWN');
  return row.authentication;
}

async function insertKeys(
  tx: Queryable,
  clientId: string,
  keys: readonly ClientKey[],
  now: Date,
): Promise<void> {
  for (const { kid, jwk } of keys)
    await tx.query(
      'INSERT INTO identity.client_key (client_id, kid, jwk, added_at) VALUES ($1, $2, $3, $4)',
      [clientId, kid, JSON.stringify(jwk), now],
    );
}

const enter = (
  { audit }: ManageClientsDeps,
  { session, requestId }: Asking,
  event: 'client-registered' | 'client-revoked',
  detail: NonNullable<AuditEvent['detail']>,
): Promise<void> =>
  audit.append({
    event,
    personId: null,
    account: session.account,
    actorRole: 'manager',
    outcome: 'done',
    requestId,
    facilityCode: session.organisation?.facilityCode ?? null,
    facilityName: session.organisation?.name ?? null,
    detail,
  });
