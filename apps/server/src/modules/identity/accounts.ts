import type { OrganisationKind, Role } from '../../kernel/auth/session.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Queryable } from '../../kernel/db/database.ts';
import { noteFacilities, type PersonId } from '../registry/index.ts';
import { hashPassword } from './password.ts';
import type { SecretBox } from './secret-box.ts';
import { acceptableCode } from './totp.ts';

export interface NewOrganisation {
  readonly name: string;
  readonly kind: OrganisationKind;
  /** 10 digits where the organisation treats patients. */
  readonly facilityCode: string | null;
  /** 8 digits where the organisation insures. */
  readonly insurerNumber?: string | null;
  /** Default false. @spec eligibility.md §11.1 */
  readonly emergencyDesignated?: boolean;
}

export interface NewAccount {
  readonly account: string;
  readonly displayName: string;
  /** Null where nobody signs in with one: patients, and staff before they accepted their invitation. */
  readonly password: string | null;
  /** Default false: the password is the person's own. */
  readonly mustChangePassword?: boolean;
  readonly roles: readonly Role[];
  readonly organisation: string | null;
  readonly personId: PersonId | null;
  /** Set for accounts of the demo region: what there is to see. */
  readonly demoHint: string | null;
  /** Default false: may not use the emergency view. */
  readonly emergencyDesignated?: boolean;
}

/** Creates an organisation; false when one of that name exists, which stays as it is. */
export async function createOrganisation(
  db: Queryable,
  { name, kind, facilityCode, insurerNumber = null, emergencyDesignated = false }: NewOrganisation,
): Promise<boolean> {
  const rows = await db.query(
    `INSERT INTO identity.organisation (name, kind, facility_code, insurer_number, emergency_designated)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING RETURNING organisation_id`,
    [name, kind, facilityCode, insurerNumber, emergencyDesignated],
  );
  // Patients consent to an institution, or rule it out, before any claim has named it.
  if (facilityCode !== null && rows.length > 0) await noteFacilities(db, [{ facilityCode, name }]);
  return rows.length > 0;
}

/** Creates an account; false when it exists, which stays as it is. */
export async function createAccount(db: Queryable, account: NewAccount): Promise<boolean> {
  const rows = await db.query(
    `INSERT INTO identity.account (account, display_name, password_hash, must_change_password, roles, organisation_id, person_id, demo_hint,
       emergency_designated)
     VALUES ($1, $2, $3, $4, $5, (SELECT organisation_id FROM identity.organisation WHERE name = $6), $7, $8, $9)
     ON CONFLICT DO NOTHING RETURNING account`,
    [
      account.account,
      account.displayName,
      account.password === null ? null : await hashPassword(account.password),
      account.mustChangePassword ?? false,
      account.roles,
      account.organisation,
      account.personId,
      account.demoHint,
      account.emergencyDesignated ?? false,
    ],
  );
  return rows.length > 0;
}

/** What a sign-in needs to know of an account. */
export interface AccountState {
  readonly account: string;
  readonly personId: PersonId | null;
  readonly roles: readonly Role[];
  readonly organisation: { readonly facilityCode: string | null; readonly name: string } | null;
  readonly passwordHash: string | null;
  readonly mustChangePassword: boolean;
  readonly hasFactor: boolean;
}

interface AccountRow extends Omit<AccountState, 'organisation'> {
  readonly facilityCode: string | null;
  readonly organisationName: string | null;
}

/** An account that may sign in; null when there is none, or it or its organisation is disabled. */
export async function readAccount(db: Queryable, account: string): Promise<AccountState | null> {
  const [row] = await db.query<AccountRow>(
    `SELECT a.account, person_id AS "personId", roles, password_hash AS "passwordHash",
       must_change_password AS "mustChangePassword", ${HAS_FACTOR} AS "hasFactor",
       o.facility_code AS "facilityCode", o.name AS "organisationName"
     FROM identity.account a LEFT JOIN identity.organisation o USING (organisation_id)
     WHERE a.account = $1 AND a.disabled_at IS NULL AND o.disabled_at IS NULL`,
    [account],
  );
  if (row === undefined) return null;
  const { facilityCode, organisationName, ...rest } = row;
  return {
    ...rest,
    organisation: organisationName === null ? null : { facilityCode, name: organisationName },
  };
}

/** SQL: whether the account `a` has a second factor that works. */
export const HAS_FACTOR = `(EXISTS (SELECT FROM identity.totp t WHERE t.account = a.account AND t.secret IS NOT NULL)
  OR EXISTS (SELECT FROM identity.passkey p WHERE p.account = a.account))`;

export interface DemoAccount {
  readonly account: string;
  readonly displayName: string;
  readonly role: Role;
  readonly organisationName: string | null;
  /** Japanese. */
  readonly hint: string;
  /** What the account's authenticator would show; null where it has none. */
  readonly totpCode: string | null;
}

interface DemoRow extends Omit<DemoAccount, 'totpCode'> {
  readonly secret: string | null;
  readonly lastStep: string | null;
}

/** The accounts of the demo region that sign in with a password; empty on any other installation. */
export async function listDemoAccounts(deps: {
  readonly db: Queryable;
  readonly clock: Clock;
  readonly secrets: SecretBox;
}): Promise<DemoAccount[]> {
  const rows = await deps.db.query<DemoRow>(
    `SELECT a.account, display_name AS "displayName", roles[1] AS role, o.name AS "organisationName", demo_hint AS hint,
       t.secret, t.last_step AS "lastStep"
     FROM identity.account a LEFT JOIN identity.organisation o USING (organisation_id)
     LEFT JOIN identity.totp t ON t.account = a.account
     WHERE demo_hint IS NOT NULL AND password_hash IS NOT NULL ORDER BY person_id IS NOT NULL, a.account`,
  );
  return rows.map(({ secret, lastStep, ...account }) => ({
    ...account,
    totpCode:
      secret === null
        ? null
        : acceptableCode(deps, account.account, {
            secret,
            lastStep: lastStep === null ? null : Number(lastStep),
          }),
  }));
}
