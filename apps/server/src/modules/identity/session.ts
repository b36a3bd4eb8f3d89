import { createHash, randomBytes } from 'node:crypto';
import type { OrganisationKind, Role, Session, SessionStage } from '../../kernel/auth/session.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/db/database.ts';
import type { PersonId } from '../registry/index.ts';

/** A working day and a little; the idle lock comes with the second factor. */
const SESSION_MS = 12 * 60 * 60 * 1000;

export interface SessionDeps {
  readonly db: Database;
  readonly clock: Clock;
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Opens a session and returns the token for the cookie; only its hash is stored. */
export async function openSession({ db, clock }: SessionDeps, account: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const now = clock();
  await db.query(
    'INSERT INTO identity.session (token_hash, account, created_at, expires_at) VALUES ($1, $2, $3, $4)',
    [hashOf(token), account, now, new Date(now.getTime() + SESSION_MS)],
  );
  return token;
}

export async function endSession({ db, clock }: SessionDeps, token: string): Promise<void> {
  await db.query('UPDATE identity.session SET ended_at = $2 WHERE token_hash = $1 AND ended_at IS NULL', [
    hashOf(token),
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
  readonly stage: SessionStage;
  readonly confirmed_at: Date | null;
  readonly expires_at: Date;
  readonly organisation_id: string | null;
  readonly facility_code: string | null;
  readonly insurer_number: string | null;
  readonly organisation: string;
  readonly kind: OrganisationKind;
  readonly organisation_emergency: boolean;
}

/** The session behind a token; null when it never was, has ended or run out, or the account is disabled. */
export async function readSession({ db, clock }: SessionDeps, token: string): Promise<Session | null> {
  const [row] = await db.prepared<SessionRow>(
    'identity.read-session',
    `SELECT s.session_id, a.account, a.display_name, a.roles, a.person_id, a.emergency_designated, s.stage, s.confirmed_at,
       s.expires_at, o.organisation_id, o.facility_code, o.insurer_number, o.name AS organisation, o.kind,
       o.emergency_designated AS organisation_emergency
     FROM identity.session s JOIN identity.account a USING (account)
     LEFT JOIN identity.organisation o USING (organisation_id)
     WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND a.disabled_at IS NULL`,
    [hashOf(token), clock()],
  );
  return row === undefined ? null : toSession(row);
}

function toSession(row: SessionRow): Session {
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
    stage: row.stage,
    confirmedAt: row.confirmed_at,
    expiresAt: row.expires_at,
  };
}
