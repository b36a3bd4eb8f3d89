import type { Account } from 'oidc-provider';
import type { Queryable } from '../../../kernel/db/database.ts';

/**
 * Whoever allowed an app something, under a name that tells nothing: not the account's, which people type in to sign
 * in. `fhirUser` is the address of a Patient or a Practitioner. Undefined when the account is disabled.
 */
export async function findAppUser(
  db: Queryable,
  fhirBase: string,
  accountId: string,
): Promise<Account | undefined> {
  const [row] = await db.query<{ person_id: string | null }>(
    'SELECT person_id FROM identity.account WHERE user_handle = $1 AND disabled_at IS NULL',
    [accountId],
  );
  if (row === undefined) return undefined;
  const fhirUser = fhirUserOf(fhirBase, accountId, row.person_id);
  return { accountId, claims: async () => ({ sub: accountId, fhirUser }) };
}

/** The address of the user's own resource. */
export const fhirUserOf = (fhirBase: string, userHandle: string, personId: string | null): string =>
  personId === null ? `${fhirBase}/Practitioner/${userHandle}` : `${fhirBase}/Patient/${personId}`;
