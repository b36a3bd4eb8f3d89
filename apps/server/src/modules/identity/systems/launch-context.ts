import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Database } from '../../../kernel/db/database.ts';
import { fhirUserOf } from './find-app-user.ts';

/**
 * What a token of an app comes with: whose record it opens. The app is not shown inside the portal, so it has to name
 * the person itself.
 * @spec https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html
 */
export async function launchContextOf(
  { db, fhirBase }: { readonly db: Database; readonly fhirBase: string },
  { entities: { Grant } }: KoaContextWithOIDC['oidc'],
): Promise<Readonly<Record<string, string | boolean>>> {
  if (Grant === undefined) return {};
  const [row] = await db.query<{
    person_id: string;
    scopes: string[];
    user_handle: string;
    own_person: string | null;
  }>(
    `SELECT g.person_id, g.scopes, c.user_handle, c.person_id AS own_person
     FROM identity.app_grant g JOIN identity.account c USING (account) WHERE g.grant_id = $1`,
    [Grant.jti],
  );
  if (row === undefined) return {};
  return {
    patient: row.person_id,
    need_patient_banner: true,
    ...(row.scopes.includes('fhirUser')
      ? { fhirUser: fhirUserOf(fhirBase, row.user_handle, row.own_person) }
      : {}),
  };
}
