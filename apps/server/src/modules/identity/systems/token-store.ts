import { createHash } from 'node:crypto';
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { Clock } from '../../../kernel/clock.ts';
import { type AppStoreDeps, openAppStore } from './app-store.ts';
import { APP_PREFIX, readApp } from './read-app.ts';
import { readClient } from './read-client.ts';
import type { TokenStoreDeps } from './store-deps.ts';

const CLEAN_EVERY_MS = 60_000;

export const hashOfToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/** What the provider stores, in tables of our own; kinds of things that are not in use are never found. */
export function openTokenStore(deps: AppStoreDeps): (kind: string) => Adapter {
  const ofApps = openAppStore(deps);
  let cleanedAt = 0;
  const clean = async (): Promise<void> => {
    const now = deps.clock();
    if (now.getTime() - cleanedAt < CLEAN_EVERY_MS) return;
    cleanedAt = now.getTime();
    for (const table of ['client_token', 'client_assertion'])
      await deps.db.query(`DELETE FROM identity.${table} WHERE expires_at < $1`, [now]);
  };
  return (kind) => {
    switch (kind) {
      case 'Client':
        return { ...NOTHING, find: (id) => (id.startsWith(APP_PREFIX) ? readApp : readClient)(deps.db, id) };
      case 'ReplayDetection':
        return assertions(deps);
      case 'ClientCredentials':
        return tokens(deps, clean);
      default:
        return ofApps(kind) ?? NOTHING;
    }
  };
}

const unused = async (): Promise<never> => {
  throw new Error('the authorization server stored something that is not in use');
};
const NOTHING: Adapter = {
  find: async () => undefined,
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  upsert: unused,
  consume: unused,
  destroy: unused,
  revokeByGrantId: unused,
};

/**
 * Assertions that were used. The provider looks first and stores then; two requests at the same moment would both pass,
 * so it is the row that decides.
 */
const assertions = ({ db, clock }: TokenStoreDeps): Adapter => ({
  ...NOTHING,
  async upsert(id, _payload, expiresIn = 0) {
    const rows = await db.query(
      `INSERT INTO identity.client_assertion (assertion_hash, expires_at) VALUES ($1, $2)
       ON CONFLICT DO NOTHING RETURNING assertion_hash`,
      [id, new Date(clock().getTime() + expiresIn * 1000)],
    );
    if (rows.length === 0)
      throw new errors.InvalidClientAuth('client assertion tokens must only be used once');
  },
});

interface TokenRow {
  readonly client_id: string;
  readonly scopes: string[];
  readonly certificate_thumbprint: string | null;
  readonly issued_at: Date;
  readonly expires_at: Date;
}

const tokens = ({ db, clock, audit }: TokenStoreDeps, clean: () => Promise<void>): Adapter => ({
  ...NOTHING,
  async upsert(token, payload, expiresIn = 0) {
    const { clientId = '', scope = '', 'x5t#S256': thumbprint = null } = payload;
    const now = clock();
    await clean();
    const [row] = await db.query<{ token_id: string }>(
      `INSERT INTO identity.client_token (token_hash, client_id, scopes, certificate_thumbprint, issued_at, expires_at)
       SELECT $1, client_id, $3, $4, $5, $6 FROM identity.client WHERE client_id = $2 AND revoked_at IS NULL
       RETURNING token_id`,
      [
        hashOfToken(token),
        clientId,
        scope.split(' '),
        thumbprint,
        now,
        new Date(now.getTime() + expiresIn * 1000),
      ],
    );
    // Revoked while its assertion was being checked.
    if (row === undefined) throw new errors.InvalidClientAuth('client not found');
    await audit.append({
      event: 'sign-in',
      personId: null,
      account: clientId,
      actorRole: 'system',
      outcome: 'done',
      requestId: null,
      method: thumbprint === null ? 'client-assertion' : 'client-certificate',
      detail: { tokenId: row.token_id, scopes: scope },
    });
  },
  async find(token) {
    const [row] = await db.query<TokenRow>(
      'SELECT client_id, scopes, certificate_thumbprint, issued_at, expires_at FROM identity.client_token WHERE token_hash = $1',
      [hashOfToken(token)],
    );
    return row === undefined ? undefined : toPayload(token, row, clock);
  },
  async destroy(token) {
    await db.query('DELETE FROM identity.client_token WHERE token_hash = $1', [hashOfToken(token)]);
  },
});

/** The provider reads the machine's clock; what it is told is shifted from ours to that one. */
function toPayload(token: string, row: TokenRow, clock: Clock): AdapterPayload {
  const shift = Date.now() - clock().getTime();
  const seconds = (instant: Date): number => Math.floor((instant.getTime() + shift) / 1000);
  return {
    kind: 'ClientCredentials',
    jti: token,
    clientId: row.client_id,
    scope: row.scopes.join(' '),
    iat: seconds(row.issued_at),
    exp: seconds(row.expires_at),
    ...(row.certificate_thumbprint === null ? {} : { 'x5t#S256': row.certificate_thumbprint }),
  };
}
