import { createHash } from 'node:crypto';
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database, Queryable } from '../../../kernel/db/database.ts';
import { GENERAL_SCOPES } from '../model/smart-scope.ts';
import { endGrant } from './end-grant.ts';
import { LIVE_GRANT } from './live-grant.ts';
import type { TokenStoreDeps } from './store-deps.ts';

type ArtifactKind = 'Interaction' | 'AuthorizationCode' | 'AccessToken' | 'RefreshToken';

const CLEAN_EVERY_MS = 60_000;

export const hashOfArtifact = (kind: ArtifactKind, token: string): Buffer =>
  createHash('sha256').update(`${kind} ${token}`).digest();

export interface AppStoreDeps extends TokenStoreDeps {
  /** Base of the FHIR interface: what tokens of apps are for. */
  readonly fhirBase: string;
}

/** What the provider stores about apps' requests, codes and tokens; null for kinds that are none of these. */
export function openAppStore(deps: AppStoreDeps): (kind: string) => Adapter | null {
  const clean = cleaner(deps);
  return (kind) => {
    switch (kind) {
      case 'Interaction':
      case 'AuthorizationCode':
      case 'AccessToken':
      case 'RefreshToken':
        return artifacts(deps, kind, clean);
      case 'Grant':
        return grants(deps);
      case 'Session':
        return FORGETFUL;
      default:
        return null;
    }
  };
}

const nothing = async (): Promise<undefined> => undefined;

/** The provider's own session of a browser. Who is there the portal says anew for each request, so none is kept. */
const FORGETFUL: Adapter = {
  find: nothing,
  findByUid: nothing,
  findByUserCode: nothing,
  upsert: nothing,
  consume: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
};

function cleaner({ db, clock }: AppStoreDeps): () => Promise<void> {
  let cleanedAt = 0;
  return async () => {
    const now = clock();
    if (now.getTime() - cleanedAt < CLEAN_EVERY_MS) return;
    cleanedAt = now.getTime();
    for (const table of ['app_token', 'app_launch'])
      await db.query(`DELETE FROM identity.${table} WHERE expires_at < $1`, [now]);
  };
}

/** The provider reads the machine's clock; what it is told is shifted from ours to that one. */
const shifted = (clock: Clock) => {
  const shift = Date.now() - clock().getTime();
  return (instant: Date): number => Math.floor((instant.getTime() + shift) / 1000);
};

interface ArtifactRow {
  /** JSON. */
  readonly payload: string;
  readonly issued_at: Date;
  readonly expires_at: Date;
  readonly consumed_at: Date | null;
}

const parsePayload = (json: string): AdapterPayload => JSON.parse(json) as AdapterPayload;

function artifacts(deps: AppStoreDeps, kind: ArtifactKind, clean: () => Promise<void>): Adapter {
  const { db, clock } = deps;
  return {
    ...FORGETFUL,
    async upsert(id, { jti: _, ...payload }, expiresIn = 0) {
      await clean();
      await insertArtifact(db, clock, { kind, id, payload, expiresIn });
    },
    async find(id) {
      const [row] = await db.query<ArtifactRow>(
        'SELECT payload, issued_at, expires_at, consumed_at FROM identity.app_token WHERE token_hash = $1',
        [hashOfArtifact(kind, id)],
      );
      if (row === undefined) return undefined;
      const seconds = shifted(clock);
      return {
        ...parsePayload(row.payload),
        jti: id,
        iat: seconds(row.issued_at),
        exp: seconds(row.expires_at),
        ...(row.consumed_at === null ? {} : { consumed: seconds(row.consumed_at) }),
      };
    },
    /** The provider looks first and uses up then; of two requests at the same moment the row lets one through. */
    async consume(id) {
      const hash = hashOfArtifact(kind, id);
      const used = await db.query(
        'UPDATE identity.app_token SET consumed_at = $2 WHERE token_hash = $1 AND consumed_at IS NULL RETURNING kind',
        [hash, clock()],
      );
      if (used.length > 0) return;
      const [row] = await db.query<{ grant_id: string | null }>(
        'SELECT grant_id FROM identity.app_token WHERE token_hash = $1',
        [hash],
      );
      if (row?.grant_id != null) await endGrant(deps, row.grant_id, { reason: 'replay', requestId: null });
      throw new errors.InvalidGrant('used already');
    },
    async destroy(id) {
      await db.query('DELETE FROM identity.app_token WHERE token_hash = $1', [hashOfArtifact(kind, id)]);
    },
    async revokeByGrantId(grantId) {
      await db.query('DELETE FROM identity.app_token WHERE grant_id = $1 AND kind = $2', [grantId, kind]);
    },
  };
}

async function insertArtifact(
  db: Database,
  clock: Clock,
  artifact: {
    readonly kind: ArtifactKind;
    readonly id: string;
    readonly payload: AdapterPayload;
    readonly expiresIn: number;
  },
): Promise<void> {
  const { kind, id, payload, expiresIn } = artifact;
  const now = clock();
  const rows = await db.query(
    `INSERT INTO identity.app_token (token_hash, kind, grant_id, payload, issued_at, expires_at)
     SELECT $1, $2, $3::uuid, $4, $5::timestamptz, $6::timestamptz
     WHERE $3::uuid IS NULL OR EXISTS (SELECT ${LIVE_GRANT} AND g.grant_id = $3::uuid)
     ON CONFLICT (token_hash) DO UPDATE SET payload = excluded.payload
     RETURNING kind`.replaceAll('$now', '$5::timestamptz'),
    [
      hashOfArtifact(kind, id),
      kind,
      kind === 'Interaction' ? null : (payload.grantId ?? null),
      JSON.stringify(payload),
      now,
      new Date(now.getTime() + expiresIn * 1000),
    ],
  );
  // Revoked while the request was being answered.
  if (rows.length === 0) throw new errors.InvalidGrant('the person allows this no longer');
}

interface GrantRow {
  readonly client_id: string;
  readonly user_handle: string;
  readonly scopes: string[];
  readonly created_at: Date;
  readonly expires_at: Date;
}

const grants = (deps: AppStoreDeps): Adapter => ({
  ...FORGETFUL,
  async find(grantId) {
    const row = await readGrant(deps.db, deps.clock(), grantId);
    if (row === null) return undefined;
    const seconds = shifted(deps.clock);
    return {
      kind: 'Grant',
      jti: grantId,
      clientId: row.client_id,
      accountId: row.user_handle,
      openid: { scope: row.scopes.filter((scope) => GENERAL_SCOPES.includes(scope)).join(' ') },
      resources: { [deps.fhirBase]: row.scopes.join(' ') },
      iat: seconds(row.created_at),
      exp: seconds(row.expires_at),
    };
  },
  async destroy(grantId) {
    await endGrant(deps, grantId, { reason: 'replay', requestId: null });
  },
});

async function readGrant(db: Queryable, now: Date, grantId: string): Promise<GrantRow | null> {
  const [row] = await db.query<GrantRow>(
    `SELECT g.client_id, c.user_handle, g.scopes, g.created_at, g.expires_at ${LIVE_GRANT} AND g.grant_id = $2`.replaceAll(
      '$now',
      '$1',
    ),
    [now, grantId],
  );
  return row ?? null;
}
