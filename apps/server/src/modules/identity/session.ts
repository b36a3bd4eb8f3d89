import { createHash, randomBytes } from 'node:crypto';
import type { OrganisationKind, Role, Session } from '../../kernel/auth/session.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, Queryable } from '../../kernel/db/database.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import type { PersonId } from '../registry/index.ts';
import type { StoredStage } from './model/stage.ts';

/** A working day and a little. @spec security.md §9.3 */
const SESSION_MS = 12 * 60 * 60 * 1000;
/** A sign-in that stops half-way. */
const UNFINISHED_MS = 15 * 60 * 1000;
const PATIENT_IDLE_MINUTES = 10;
/** How much later than it was a request may be noted. */
const SEEN_EVERY_MS = 30_000;

export interface SessionDeps {
  readonly db: Database;
  readonly clock: Clock;
}

/** From where somebody comes: what the list of one's own sessions shows. */
export interface Origin {
  readonly address: string;
  readonly userAgent: string;
}

export interface Opening {
  readonly stage: StoredStage;
  /** Whether a factor other than the password was given just now. */
  readonly confirmed: boolean;
  readonly origin: Origin | null;
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
const newToken = (): string => randomBytes(32).toString('base64url');
const expiryOf = (stage: StoredStage, now: Date): Date =>
  new Date(now.getTime() + (stage === 'complete' ? SESSION_MS : UNFINISHED_MS));

/** Opens a session and returns the token for the cookie; only its hash is stored. */
export async function openSession(
  { db, clock }: SessionDeps,
  account: string,
  { stage, confirmed, origin }: Opening,
): Promise<string> {
  const token = newToken();
  const now = clock();
  await db.query(
    `INSERT INTO identity.session (token_hash, account, created_at, expires_at, stage, confirmed_at, address, user_agent)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      hashOf(token),
      account,
      now,
      expiryOf(stage, now),
      stage,
      confirmed ? now : null,
      origin?.address ?? null,
      origin?.userAgent.slice(0, 300) ?? null,
    ],
  );
  if (stage === 'complete') await noteSignIn(db, account, now);
  return token;
}

const noteSignIn = (db: Queryable, account: string, now: Date) =>
  db.query('UPDATE identity.account SET last_sign_in_at = $2 WHERE account = $1', [account, now]);

/**
 * Moves a session to a stage under a new token: whoever knew the old one is left behind. `confirmed` says that a
 * factor was given just now, which also unlocks. Throws SESSION_REQUIRED when the session changed meanwhile.
 */
export async function advanceSession(
  { db, clock }: SessionDeps,
  session: Session,
  { stage, confirmed }: { readonly stage: StoredStage; readonly confirmed: boolean },
): Promise<string> {
  const token = newToken();
  const now = clock();
  const before: StoredStage = session.stage === 'locked' ? 'complete' : session.stage;
  const expiresAt = before === 'complete' ? session.expiresAt : expiryOf(stage, now);
  const rows = await db.query(
    `UPDATE identity.session SET token_hash = $2, stage = $3, expires_at = $4, last_seen_at = $5,
       confirmed_at = CASE WHEN $6 THEN $5 ELSE confirmed_at END, locked_at = CASE WHEN $6 THEN NULL ELSE locked_at END
     WHERE session_id = $1 AND ended_at IS NULL AND stage = $7 RETURNING session_id`,
    [session.sessionId, hashOf(token), stage, expiresAt, now, confirmed, before],
  );
  if (rows.length === 0) throw new AppError('SESSION_REQUIRED');
  if (before !== 'complete' && stage === 'complete') await noteSignIn(db, session.account, now);
  return token;
}

/** Ends the session of a token; its number, or null when there was none. */
export async function endSession(
  { db, clock }: SessionDeps,
  token: string,
): Promise<{ account: string } | null> {
  const [row] = await db.query<{ account: string }>(
    'UPDATE identity.session SET ended_at = $2 WHERE token_hash = $1 AND ended_at IS NULL RETURNING account',
    [hashOf(token), clock()],
  );
  return row ?? null;
}

/** Ends one session of an account, or all of them but one. Returns how many there were. */
export async function endSessions(
  { db, clock }: { readonly db: Queryable; readonly clock: Clock },
  account: string,
  which: { readonly only: string } | { readonly except: string | null },
): Promise<number> {
  const rows = await db.query(
    `UPDATE identity.session SET ended_at = $2
     WHERE account = $1 AND ended_at IS NULL AND ($3::uuid IS NULL OR session_id = $3) AND session_id IS DISTINCT FROM $4
     RETURNING session_id`,
    [account, clock(), 'only' in which ? which.only : null, 'only' in which ? null : which.except],
  );
  return rows.length;
}

/** Leaves the seat: until a factor is given the session can do nothing. */
export async function lockSession({ db, clock }: SessionDeps, session: Session): Promise<void> {
  await db.query('UPDATE identity.session SET locked_at = $2 WHERE session_id = $1 AND ended_at IS NULL', [
    session.sessionId,
    clock(),
  ]);
}

interface SessionRow {
  readonly session_id: string;
  readonly account: string;
  readonly display_name: string;
  readonly roles: Role[];
  readonly person_id: PersonId | null;
  readonly emergency_designated: boolean;
  readonly stage: StoredStage;
  readonly created_at: Date;
  readonly confirmed_at: Date | null;
  readonly last_seen_at: Date | null;
  readonly locked_at: Date | null;
  readonly expires_at: Date;
  readonly organisation_id: string | null;
  readonly facility_code: string | null;
  readonly insurer_number: string | null;
  readonly organisation: string;
  readonly kind: OrganisationKind;
  readonly organisation_emergency: boolean;
  readonly idle_lock_minutes: number | null;
}

/**
 * The session behind a token; null when it never was, has ended or run out, or the account or its organisation is
 * disabled. After a pause it is `locked`.
 */
export async function readSession(deps: SessionDeps, token: string): Promise<Session | null> {
  const { db, clock } = deps;
  const now = clock();
  const [row] = await db.prepared<SessionRow>(
    'identity.read-session',
    `SELECT s.session_id, a.account, a.display_name, a.roles, a.person_id, a.emergency_designated, s.stage, s.created_at,
       s.confirmed_at, s.last_seen_at, s.locked_at, s.expires_at, o.organisation_id, o.facility_code, o.insurer_number,
       o.name AS organisation, o.kind, o.emergency_designated AS organisation_emergency, o.idle_lock_minutes
     FROM identity.session s JOIN identity.account a USING (account)
     LEFT JOIN identity.organisation o USING (organisation_id)
     WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND a.disabled_at IS NULL AND o.disabled_at IS NULL`,
    [hashOf(token), now],
  );
  if (row === undefined) return null;
  const locked = isLocked(row, now);
  if (!locked) noteSeen(db, row, now);
  return toSession(row, locked);
}

const seenAt = (row: SessionRow): number => (row.last_seen_at ?? row.created_at).getTime();

function isLocked(row: SessionRow, now: Date): boolean {
  if (row.stage !== 'complete') return false;
  const idleMs = (row.idle_lock_minutes ?? PATIENT_IDLE_MINUTES) * 60_000;
  return row.locked_at !== null || now.getTime() - seenAt(row) > idleMs;
}

/** Beside the request, which neither waits for it nor fails with it; a note that is lost locks a little earlier. */
function noteSeen(db: Queryable, row: SessionRow, now: Date): void {
  if (now.getTime() - seenAt(row) < SEEN_EVERY_MS) return;
  db.query(
    'UPDATE identity.session SET last_seen_at = $2 WHERE session_id = $1 AND (last_seen_at IS NULL OR last_seen_at < $2)',
    [row.session_id, now],
  ).catch(() => {});
}

function toSession(row: SessionRow, locked: boolean): Session {
  return {
    sessionId: row.session_id,
    kind: row.person_id === null ? 'staff' : 'patient',
    account: row.account,
    displayName: row.display_name,
    roles: row.roles,
    organisation:
      row.organisation_id === null
        ? null
        : {
            organisationId: row.organisation_id,
            facilityCode: row.facility_code,
            insurerNumber: row.insurer_number,
            name: row.organisation,
            kind: row.kind,
            emergencyDesignated: row.organisation_emergency,
          },
    personId: row.person_id,
    emergencyDesignated: row.emergency_designated,
    scopes: null,
    app: null,
    stage: locked ? 'locked' : row.stage,
    confirmedAt: row.confirmed_at,
    expiresAt: row.expires_at,
  };
}
