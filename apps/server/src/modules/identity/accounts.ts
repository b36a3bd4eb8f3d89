import type { OrganisationKind, Role } from '../../kernel/auth/session.ts';
import type { Queryable } from '../../kernel/db/database.ts';
import type { PersonId } from '../registry/index.ts';
import { hashPassword } from './sign-in/password.ts';

export interface NewOrganisation {
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly facilityCode: string | null;
}

export interface NewAccount {
  readonly account: string;
  readonly displayName: string;
  readonly password: string;
  readonly roles: readonly Role[];
  readonly organisation: string | null;
  readonly personId: PersonId | null;
  /** Set for accounts of the demo region: what there is to see. */
  readonly demoHint: string | null;
}

export async function createOrganisation(
  db: Queryable,
  { name, kind, facilityCode }: NewOrganisation,
): Promise<void> {
  await db.query(
    'INSERT INTO identity.organisation (name, kind, facility_code) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [name, kind, facilityCode],
  );
}

/** Creates an account; one that exists stays as it is. */
export async function createAccount(db: Queryable, account: NewAccount): Promise<void> {
  await db.query(
    `INSERT INTO identity.account (account, display_name, password_hash, roles, organisation_id, person_id, demo_hint)
     VALUES ($1, $2, $3, $4, (SELECT organisation_id FROM identity.organisation WHERE name = $5), $6, $7)
     ON CONFLICT DO NOTHING`,
    [
      account.account,
      account.displayName,
      await hashPassword(account.password),
      account.roles,
      account.organisation,
      account.personId,
      account.demoHint,
    ],
  );
}

export interface DemoAccount {
  readonly account: string;
  readonly displayName: string;
  readonly role: Role;
  readonly organisationName: string | null;
  /** Japanese. */
  readonly hint: string;
}

/** The accounts of the demo region; empty on any other installation. */
export const listDemoAccounts = (db: Queryable): Promise<DemoAccount[]> =>
  db.query<DemoAccount>(
    `SELECT account, display_name AS "displayName", roles[1] AS role, o.name AS "organisationName", demo_hint AS hint
     FROM identity.account LEFT JOIN identity.organisation o USING (organisation_id)
     WHERE demo_hint IS NOT NULL ORDER BY person_id IS NOT NULL, account`,
  );
