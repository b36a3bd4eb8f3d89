import type { AdapterPayload, JWKS } from 'oidc-provider';
import type { Queryable } from '../../../kernel/db/database.ts';
import { REGISTERED_SCOPES } from './read-app.ts';

interface ClientRow {
  readonly client_id: string;
  readonly scopes: string[];
  readonly authentication: 'private_key_jwt' | 'tls_client_auth';
  readonly certificate_thumbprints: string[];
  readonly keys: string;
}

/** Where the provider keeps the certificates that a program may show. */
export const THUMBPRINTS = 'certificate_thumbprints';
/** Told to the provider in place of a name: the certificate itself is compared. */
const BY_THUMBPRINT = 'urn:ietf:params:oauth:jwk-thumbprint';

const parseKeys = (json: string): JWKS => ({ keys: JSON.parse(json) as JWKS['keys'] });

/** A program in the words of RFC 7591; undefined when it or its organisation may not enter. */
export async function readClient(db: Queryable, clientId: string): Promise<AdapterPayload | undefined> {
  const [row] = await db.query<ClientRow>(
    `SELECT c.client_id, c.scopes, c.authentication, c.certificate_thumbprints,
       (SELECT coalesce(json_agg(k.jwk ORDER BY k.added_at, k.kid), '[]') FROM identity.client_key k
        WHERE k.client_id = c.client_id AND k.removed_at IS NULL) AS keys
     FROM identity.client c JOIN identity.organisation o USING (organisation_id)
     WHERE c.client_id = $1 AND c.revoked_at IS NULL AND o.disabled_at IS NULL`,
    [clientId],
  );
  if (row === undefined) return undefined;
  return {
    client_id: row.client_id,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    [REGISTERED_SCOPES]: row.scopes,
    token_endpoint_auth_method: row.authentication,
    ...(row.authentication === 'private_key_jwt'
      ? { jwks: parseKeys(row.keys) }
      : { tls_client_auth_san_uri: BY_THUMBPRINT }),
    tls_client_certificate_bound_access_tokens: row.certificate_thumbprints.length > 0,
    [THUMBPRINTS]: row.certificate_thumbprints,
  };
}
