import type { OrganisationKind, Session } from '../../../kernel/auth/session.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import { thumbprintOf } from './provider-configuration.ts';
import { readAppSession } from './read-app-session.ts';
import { hashOfToken } from './token-store.ts';

export interface SystemSessionDeps {
  readonly db: Database;
  readonly clock: Clock;
}

interface TokenRow {
  readonly token_id: string;
  readonly client_id: string;
  readonly client: string;
  readonly scopes: string[];
  readonly bound_to: string | null;
  readonly thumbprints: string[];
  readonly issued_at: Date;
  readonly expires_at: Date;
  readonly organisation_id: string;
  readonly facility_code: string | null;
  readonly insurer_number: string | null;
  readonly organisation: string;
  readonly kind: OrganisationKind;
  readonly emergency_designated: boolean;
}

/**
 * The session behind the token of a program or of an app; null when it never was, has run out, the program was revoked, its organisation
 * disabled, or the connection lacks the certificate that the token is bound to.
 * @param clientCertificate DER; null when the connection has none that the server trusts
 */
export const readSystemSession = async (
  deps: SystemSessionDeps,
  token: string,
  clientCertificate: Buffer | null,
): Promise<Session | null> =>
  (await readProgramSession(deps, token, clientCertificate)) ?? readAppSession(deps, token);

async function readProgramSession(
  { db, clock }: SystemSessionDeps,
  token: string,
  clientCertificate: Buffer | null,
): Promise<Session | null> {
  const [row] = await db.prepared<TokenRow>(
    'identity.read-system-session',
    `SELECT t.token_id, c.client_id, c.name AS client, t.scopes, t.certificate_thumbprint AS bound_to,
       c.certificate_thumbprints AS thumbprints, t.issued_at, t.expires_at, o.organisation_id, o.facility_code,
       o.insurer_number, o.name AS organisation, o.kind, o.emergency_designated
     FROM identity.client_token t JOIN identity.client c USING (client_id)
     JOIN identity.organisation o USING (organisation_id)
     WHERE t.token_hash = $1 AND t.expires_at > $2 AND c.revoked_at IS NULL AND o.disabled_at IS NULL`,
    [hashOfToken(token), clock()],
  );
  if (row === undefined || !holdsCertificate(row, clientCertificate)) return null;
  return {
    sessionId: row.token_id,
    kind: 'system',
    account: row.client_id,
    displayName: row.client,
    roles: ['system'],
    scopes: row.scopes,
    app: null,
    organisation: {
      organisationId: row.organisation_id,
      facilityCode: row.facility_code,
      insurerNumber: row.insurer_number,
      name: row.organisation,
      kind: row.kind,
      emergencyDesignated: row.emergency_designated,
    },
    personId: null,
    emergencyDesignated: false,
    stage: 'complete',
    confirmedAt: row.issued_at,
    expiresAt: row.expires_at,
  };
}

/** RFC 8705 §3. A token from before the program had a certificate is worth nothing any more. */
function holdsCertificate({ bound_to, thumbprints }: TokenRow, certificate: Buffer | null): boolean {
  if (bound_to === null && thumbprints.length === 0) return true;
  if (certificate === null) return false;
  const shown = thumbprintOf(certificate);
  return shown === bound_to && thumbprints.includes(shown);
}
