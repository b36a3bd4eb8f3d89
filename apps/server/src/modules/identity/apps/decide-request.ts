import { randomUUID } from 'node:crypto';
import type { Session } from '../../../kernel/auth/session.ts';
import type { Queryable } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import limits from '../model/app-limits.json' with { type: 'json' };
import { offeredTo, opensData } from '../model/smart-scope.ts';
import type { AppRequest } from '../systems/app-requests.ts';
import { type AppsDeps, type Asking, enter } from './deps.ts';
import { hashOfLaunch } from './launch-app.ts';

const DAY_MS = 86_400_000;

/** What somebody is asked. */
export interface OpenRequest {
  readonly app: { readonly clientId: string; readonly name: string; readonly publisher: string };
  /** Scopes that open data; each may be refused. */
  readonly dataScopes: readonly string[];
  /** The others, which come with the app. */
  readonly otherScopes: readonly string[];
  /** Where the browser goes with the answer. */
  readonly returnsTo: string;
  readonly lasts: 'days' | 'session' | 'once';
  readonly days: number;
  readonly firstTime: boolean;
  /** Of staff: whose record it opens, as in `/api/persons/:ref`. */
  readonly patientRef: string | null;
}

/**
 * What an app asks the person who is signed in. Throws APP_REQUEST_UNKNOWN, also where the request began in another
 * browser; APP_REQUEST_REFUSED where this account cannot allow it.
 * @param bound what the browser holds of the request
 */
export async function readRequest(
  deps: AppsDeps,
  { session }: Asking,
  { requestId, bound }: { readonly requestId: string; readonly bound: string | undefined },
): Promise<OpenRequest> {
  const request = await requestOf(deps, requestId, bound);
  const context = await contextOf(deps, session, request);
  const offered = offeredTo(context.kind, request.scopes);
  const [app] = await deps.db.query<{ name: string; publisher: string; first_time: boolean }>(
    `SELECT name, publisher, NOT EXISTS (SELECT FROM identity.app_grant g
       WHERE g.client_id = a.client_id AND g.account = $2) AS first_time
     FROM identity.app a WHERE client_id = $1 AND disabled_at IS NULL`,
    [request.clientId, session.account],
  );
  if (app === undefined) throw new AppError('APP_REQUEST_UNKNOWN');
  return {
    app: { clientId: request.clientId, name: app.name, publisher: app.publisher },
    dataScopes: offered.filter(opensData),
    otherScopes: offered.filter((scope) => !opensData(scope)),
    returnsTo: request.returnsTo,
    lasts: lastingOf(offered),
    days: limits.offlineDays,
    firstTime: app.first_time,
    patientRef: context.kind === 'staff' ? context.personId : null,
  };
}

/**
 * Notes what the person decided; returns where the browser goes on. Of the scopes that open data only those that were
 * ticked are allowed; without any the request is refused. Throws as `readRequest` does.
 */
export async function decideRequest(
  deps: AppsDeps,
  asking: Asking,
  decision: {
    readonly requestId: string;
    readonly bound: string | undefined;
    readonly allow: boolean;
    readonly scopes: readonly string[];
  },
): Promise<{ returnTo: string }> {
  const request = await requestOf(deps, decision.requestId, decision.bound);
  const context = await contextOf(deps, asking.session, request);
  const scopes = offeredTo(context.kind, request.scopes).filter(
    (scope) => !opensData(scope) || decision.scopes.includes(scope),
  );
  if (!decision.allow || !scopes.some(opensData))
    return goOn(await deps.requests.decide(decision.requestId, null));
  const grantId = randomUUID();
  const userHandle = await deps.db.transaction(async (tx) => {
    if (request.launch !== null) await useLaunch(tx, deps, request.launch);
    return insertGrant(tx, deps, { asking, request, grantId, scopes, personId: context.personId });
  });
  const returnTo = await deps.requests.decide(decision.requestId, { userHandle, grantId });
  await enter(deps, asking, 'app-authorised', {
    personId: context.personId,
    detail: { clientId: request.clientId, grantId, scopes: scopes.join(' ') },
  });
  return goOn(returnTo);
}

function goOn(returnTo: string | null): { returnTo: string } {
  if (returnTo === null) throw new AppError('APP_REQUEST_UNKNOWN');
  return { returnTo };
}

async function requestOf(
  { requests }: AppsDeps,
  requestId: string,
  bound: string | undefined,
): Promise<AppRequest> {
  const request = bound === requestId ? await requests.find(requestId) : null;
  if (request === null || request.decided) throw new AppError('APP_REQUEST_UNKNOWN');
  return request;
}

interface Context {
  readonly kind: 'patient' | 'staff';
  readonly personId: string;
}

/** Patients allow what is theirs; staff what they started themselves from a record. */
async function contextOf({ db, clock }: AppsDeps, session: Session, request: AppRequest): Promise<Context> {
  if (session.kind === 'patient' && session.personId !== null && request.launch === null)
    return { kind: 'patient', personId: session.personId };
  if (session.kind !== 'staff' || request.launch === null) throw new AppError('APP_REQUEST_REFUSED');
  const [launch] = await db.query<{ person_id: string }>(
    `SELECT l.person_id FROM identity.app_launch l JOIN identity.app_organisation e USING (client_id)
     WHERE l.launch_hash = $1 AND l.client_id = $2 AND l.session_id = $3 AND e.organisation_id = $4
       AND l.used_at IS NULL AND l.expires_at > $5`,
    [
      hashOfLaunch(request.launch),
      request.clientId,
      session.sessionId,
      session.organisation?.organisationId ?? null,
      clock(),
    ],
  );
  if (launch === undefined) throw new AppError('APP_REQUEST_REFUSED');
  return { kind: 'staff', personId: launch.person_id };
}

async function useLaunch(tx: Queryable, { clock }: AppsDeps, launch: string): Promise<void> {
  const rows = await tx.query(
    'UPDATE identity.app_launch SET used_at = $2 WHERE launch_hash = $1 AND used_at IS NULL RETURNING client_id',
    [hashOfLaunch(launch), clock()],
  );
  if (rows.length === 0) throw new AppError('APP_REQUEST_REFUSED');
}

const lastingOf = (scopes: readonly string[]): OpenRequest['lasts'] =>
  scopes.includes('offline_access') ? 'days' : scopes.includes('online_access') ? 'session' : 'once';

interface NewGrant {
  readonly asking: Asking;
  readonly request: AppRequest;
  readonly grantId: string;
  readonly scopes: readonly string[];
  readonly personId: string;
}

/** Returns the name under which the app knows the person. What staff allow ends with their session at the latest. */
async function insertGrant(
  tx: Queryable,
  { clock }: AppsDeps,
  { asking: { session }, request, grantId, scopes, personId }: NewGrant,
): Promise<string> {
  const now = clock();
  const lasts = lastingOf(scopes);
  const withSession = session.kind === 'staff' || lasts === 'session';
  const until = {
    days: now.getTime() + limits.offlineDays * DAY_MS,
    session: session.expiresAt.getTime(),
    once: now.getTime() + limits.unrefreshedSeconds * 1000,
  }[lasts];
  const [row] = await tx.query<{ user_handle: string }>(
    `INSERT INTO identity.app_grant (grant_id, client_id, account, person_id, session_id, organisation_id, scopes,
       created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     RETURNING (SELECT user_handle FROM identity.account WHERE account = $3) AS user_handle`,
    [
      grantId,
      request.clientId,
      session.account,
      personId,
      withSession ? session.sessionId : null,
      session.kind === 'staff' ? (session.organisation?.organisationId ?? null) : null,
      scopes,
      now,
      new Date(until),
    ],
  );
  if (row === undefined) throw new AppError('APP_REQUEST_UNKNOWN');
  return row.user_handle;
}
