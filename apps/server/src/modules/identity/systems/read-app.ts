import type { AdapterPayload, JWK } from 'oidc-provider';
import type { Queryable } from '../../../kernel/db/database.ts';

interface AppRow {
  readonly client_id: string;
  readonly name: string;
  readonly redirect_uris: string[];
  readonly scopes: string[];
  readonly authentication: 'none' | 'client_secret_basic' | 'private_key_jwt';
  readonly secret_hash: Buffer | null;
  /** JSON. */
  readonly keys: string;
}

const parseKeys = (json: string): JWK[] => JSON.parse(json) as JWK[];

/** Where the provider keeps what an app or a program was registered for: it would refuse scopes that it does not know. */
export const REGISTERED_SCOPES = 'registered_scopes';
/** Apps have ids of their own kind, so that one look is enough. */
export const APP_PREFIX = 'app-';

/** An app in the words of RFC 7591; undefined when there is none or it was disabled. */
export async function readApp(db: Queryable, clientId: string): Promise<AdapterPayload | undefined> {
  const [row] = await db.query<AppRow>(
    `SELECT client_id, name, redirect_uris, scopes, authentication, secret_hash, keys FROM identity.app
     WHERE client_id = $1 AND disabled_at IS NULL`,
    [clientId],
  );
  if (row === undefined) return undefined;
  return {
    client_id: row.client_id,
    client_name: row.name,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: row.redirect_uris,
    token_endpoint_auth_method: row.authentication,
    // The secret itself is nowhere; `compareClientSecret` hashes what it is shown.
    ...(row.secret_hash === null ? {} : { client_secret: row.secret_hash.toString('hex') }),
    ...(row.authentication === 'private_key_jwt' ? { jwks: { keys: parseKeys(row.keys) } } : {}),
    [REGISTERED_SCOPES]: row.scopes,
  };
}
