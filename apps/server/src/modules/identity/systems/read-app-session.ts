import type { OrganisationKind, Role, Session } from '../../../kernel/auth/session.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database, Queryable } from '../../../kernel/db/database.ts';
import { hashOfArtifact } from './app-store.ts';
import { LIVE_GRANT } from './live-grant.ts';

interface Row {
  readonly grant_id: string;
  readonly client_id: string;
  readonly app: string;
  readonly account: string;
  readonly display_name: string;
  readonly roles: Role[];
  readonly own_person: string | null;
  readonly emergency_designated: boolean;
  readonly person_id: string;
  readonly token_scope: string;
  readonly granted_at: Date;
  readonly last_used_at: Date | null;
  readonly expires_at: Date;
  readonly organisation_id: string | null;
  readonly facility_code: string | null;
  readonly insurer_number: string | null;
  readonly organisation: string;
  readonly kind: OrganisationKind;
  readonly organisation_emergency: boolean;
}

/** How exactly the last use is noted. */
const USED_EVERY_MS = 60_000;

/**
 * The session behind an app's token: that of the person who allowed it, limited to its scopes and to one patient.
 * Null when it never was or has run out, and from the moment on in which it was revoked.
 */
export async function readAppSession(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  token: string,
): Promise<Session | null> {
  const now = clock();
  const [row] = await db.prepared<Row>(
    'identity.read-app-session',
    `SELECT g.grant_id, g.client_id, p.name AS app, c.account, c.display_name, c.roles, c.person_id AS own_person,
       c.emergency_designated, g.person_id, t.payload ->> 'scope' AS token_scope, g.created_at AS granted_at,
       g.last_used_at, t.expires_at, o.organisation_id, o.facility_code, o.insurer_number, o.name AS organisation, o.kind,
       o.emergency_designated AS organisation_emergency
     ${LIVE_GRANT} AND t.token_hash = $1 AND t.expires_at > $2`
      .replaceAll('$now', '$2')
      .replace(
        'FROM identity.app_grant g',
        'FROM identity.app_token t JOIN identity.app_grant g USING (grant_id)',
      ),
    [hashOfArtifact('AccessToken', token), now],
  );
  if (row === undefined) return null;
  noteUse(db, row, now);
  return toSession(row);
}

/** Beside the request, which neither waits for it nor fails with it. */
function noteUse(db: Queryable, { grant_id, last_used_at }: Row, now: Date): void {
  if (last_used_at !== null && now.getTime() - last_used_at.getTime() < USED_EVERY_MS) return;
  db.query('UPDATE identity.app_grant SET last_used_at = $2 WHERE grant_id = $1', [grant_id, now]).catch(
    () => {},
  );
}

const toSession = (row: Row): Session => ({
  sessionId: row.grant_id,
  kind: row.own_person === null ? 'staff' : 'patient',
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
  personId: row.own_person,
  emergencyDesignated: row.emergency_designated,
  stage: 'complete',
  scopes: row.token_scope.split(' '),
  app: { clientId: row.client_id, name: row.app, patient: row.person_id },
  // Whoever allowed the app is not there; nothing that asks for a recent factor is open to it.
  confirmedAt: null,
  expiresAt: row.expires_at,
});
