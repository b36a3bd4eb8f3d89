import { createHash, randomBytes } from 'node:crypto';
import type { Organisation } from '../../../kernel/auth/session.ts';
import type { Queryable } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { parsePersonId } from '../../registry/index.ts';
import limits from '../model/app-limits.json' with { type: 'json' };
import { FHIR_PATH } from '../systems/authorization-server.ts';
import { type AppsDeps, type Asking, enter } from './deps.ts';

export interface LaunchableApp {
  readonly clientId: string;
  readonly name: string;
  readonly publisher: string;
  readonly scopes: readonly string[];
  readonly enabled: boolean;
}

/** Apps that can be started from a record, and whether an institution lets its staff do so. */
export const listLaunchable = (db: Queryable, organisation: Organisation): Promise<LaunchableApp[]> =>
  db.query<LaunchableApp>(
    `SELECT a.client_id AS "clientId", a.name, a.publisher, a.scopes, e.client_id IS NOT NULL AS enabled
     FROM identity.app a LEFT JOIN identity.app_organisation e
       ON e.client_id = a.client_id AND e.organisation_id = $1
     WHERE a.launch_uri IS NOT NULL AND a.disabled_at IS NULL ORDER BY a.name, a.client_id`,
    [organisation.organisationId],
  );

export function institutionOf({ session: { organisation } }: Asking): Organisation {
  if (organisation?.facilityCode == null) throw new AppError('INSTITUTION_REQUIRED');
  return organisation;
}

/** Lets the staff of the asking manager's institution start an app, or no longer. Throws APP_UNKNOWN. */
export async function enableApp(
  deps: AppsDeps,
  asking: Asking,
  { clientId, enabled }: { readonly clientId: string; readonly enabled: boolean },
): Promise<void> {
  const organisation = institutionOf(asking);
  const launchable = await listLaunchable(deps.db, organisation);
  if (!launchable.some((app) => app.clientId === clientId)) throw new AppError('APP_UNKNOWN');
  if (enabled)
    await deps.db.query(
      `INSERT INTO identity.app_organisation (client_id, organisation_id, enabled_at, enabled_by) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING`,
      [clientId, organisation.organisationId, deps.clock(), asking.session.account],
    );
  else
    await deps.db.query(
      'DELETE FROM identity.app_organisation WHERE client_id = $1 AND organisation_id = $2',
      [clientId, organisation.organisationId],
    );
  await enter(deps, asking, 'app-registered', { detail: { clientId, enabled } });
}

export const hashOfLaunch = (launch: string): Buffer => createHash('sha256').update(launch).digest();

/**
 * Starts an app for a patient: returns the address that the browser opens. What the app gets is worth one request, of
 * this app, in this session, for five minutes. Whether the app sees anything of the person is decided when it asks.
 * Throws APP_NOT_ENABLED, APP_UNKNOWN, PERSON_UNKNOWN.
 */
export async function launchApp(
  deps: AppsDeps,
  asking: Asking,
  { clientId, ref }: { readonly clientId: string; readonly ref: string },
): Promise<{ url: string }> {
  const organisation = institutionOf(asking);
  const personId = parsePersonId(ref);
  if (personId === null) throw new AppError('PERSON_UNKNOWN');
  const [app] = await deps.db.query<{ launch_uri: string; enabled: boolean }>(
    `SELECT a.launch_uri, EXISTS (SELECT FROM identity.app_organisation e
       WHERE e.client_id = a.client_id AND e.organisation_id = $2) AS enabled
     FROM identity.app a WHERE a.client_id = $1 AND a.launch_uri IS NOT NULL AND a.disabled_at IS NULL`,
    [clientId, organisation.organisationId],
  );
  if (app === undefined) throw new AppError('APP_UNKNOWN');
  if (!app.enabled) throw new AppError('APP_NOT_ENABLED');
  const launch = randomBytes(32).toString('base64url');
  const now = deps.clock();
  await deps.db.query(
    `INSERT INTO identity.app_launch (launch_hash, client_id, session_id, person_id, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      hashOfLaunch(launch),
      clientId,
      asking.session.sessionId,
      personId,
      now,
      new Date(now.getTime() + limits.launchSeconds * 1000),
    ],
  );
  const url = new URL(app.launch_uri);
  url.searchParams.set('iss', `${deps.publicOrigin}${FHIR_PATH}`);
  url.searchParams.set('launch', launch);
  return { url: url.href };
}
