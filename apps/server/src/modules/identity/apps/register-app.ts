import { createHash, randomBytes } from 'node:crypto';
import type { Queryable } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { isAppScope } from '../model/smart-scope.ts';
import { checkKeySet } from '../systems/client-keys.ts';
import { APP_PREFIX } from '../systems/read-app.ts';
import { type AppsDeps, type Asking, enter } from './deps.ts';

export type AppAuthentication = 'none' | 'client_secret_basic' | 'private_key_jwt';

export interface NewApp {
  readonly name: string;
  readonly publisher: string;
  readonly redirectUris: readonly string[];
  /** Where members of staff start it from a record. */
  readonly launchUri?: string;
  readonly scopes: readonly string[];
  /** `none`: the app runs in the browser or on a telephone, and can keep no secret. */
  readonly authentication: AppAuthentication;
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
}

export interface RegisteredApp {
  readonly clientId: string;
  readonly name: string;
  readonly publisher: string;
  readonly redirectUris: readonly string[];
  readonly launchUri: string | null;
  readonly scopes: readonly string[];
  readonly authentication: AppAuthentication;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Registers an app for the whole installation. A secret is told once and kept as a hash.
 * Throws APP_ADDRESS_REFUSED, APP_SCOPE_NOT_ALLOWED, CLIENT_KEY_REFUSED, INPUT_INVALID where keys are missing.
 */
export async function registerApp(
  deps: AppsDeps,
  asking: Asking,
  app: NewApp,
): Promise<{ clientId: string; clientSecret: string | null }> {
  for (const uri of [...app.redirectUris, ...(app.launchUri === undefined ? [] : [app.launchUri])])
    checkAddress(uri);
  const wrong = app.scopes.find((scope) => !isAppScope(scope));
  if (wrong !== undefined) throw new AppError('APP_SCOPE_NOT_ALLOWED', { scope: wrong });
  const keys = checkKeySet(app.jwks?.keys ?? []).map(({ jwk }) => jwk);
  if ((app.authentication === 'private_key_jwt') !== keys.length > 0)
    throw new AppError('INPUT_INVALID', { '/jwks': 'with private_key_jwt only' });
  const clientId = `${APP_PREFIX}${randomBytes(12).toString('hex')}`;
  const clientSecret =
    app.authentication === 'client_secret_basic' ? randomBytes(32).toString('base64url') : null;
  await deps.db.query(
    `INSERT INTO identity.app (client_id, name, publisher, redirect_uris, launch_uri, scopes, authentication, secret_hash,
       keys, created_at, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      clientId,
      app.name,
      app.publisher,
      [...new Set(app.redirectUris)],
      app.launchUri ?? null,
      [...new Set(app.scopes)],
      app.authentication,
      clientSecret === null ? null : createHash('sha256').update(clientSecret).digest(),
      JSON.stringify(keys),
      deps.clock(),
      asking.session.account,
    ],
  );
  await enter(deps, asking, 'app-registered', {
    detail: { clientId, name: app.name, scopes: app.scopes.join(' ') },
  });
  return { clientId, clientSecret };
}

/** Apps return to whole addresses that are compared letter by letter: no wildcard, no fragment, no other scheme. */
function checkAddress(uri: string): void {
  const url = URL.parse(uri);
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (url === null || !secure || uri.includes('#') || uri.includes('*') || url.username !== '')
    throw new AppError('APP_ADDRESS_REFUSED', { address: uri });
}

/** Takes an app out of use, and with it everything that it was allowed; or puts it back. Throws APP_UNKNOWN. */
export async function disableApp(
  deps: AppsDeps,
  asking: Asking,
  { clientId, disabled }: { readonly clientId: string; readonly disabled: boolean },
): Promise<void> {
  const rows = await deps.db.query(
    `UPDATE identity.app SET disabled_at = $2, disabled_by = $3 WHERE client_id = $1 RETURNING client_id`,
    [clientId, disabled ? deps.clock() : null, disabled ? asking.session.account : null],
  );
  if (rows.length === 0) throw new AppError('APP_UNKNOWN');
  await enter(deps, asking, 'app-registered', { detail: { clientId, disabled } });
}

export const listApps = (db: Queryable): Promise<RegisteredApp[]> =>
  db.query<RegisteredApp>(
    `SELECT client_id AS "clientId", name, publisher, redirect_uris AS "redirectUris", launch_uri AS "launchUri", scopes,
       authentication, created_at AS "createdAt", disabled_at AS "disabledAt"
     FROM identity.app ORDER BY name, client_id`,
  );
