import { hasValidCheckDigit, parseFacilityCode } from '@tsunagu/ids';
import type { Organisation, OrganisationKind, Session } from '../../../kernel/auth/session.ts';
import type { Queryable } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { noteFacilities } from '../../registry/index.ts';
import type { Asking, IdentityDeps } from '../deps.ts';
import { type Invitation, inviteAccount } from '../invitations.ts';
import { noteEvent } from '../security-log.ts';

const COLUMNS = `organisation_id AS "organisationId", facility_code AS "facilityCode", insurer_number AS "insurerNumber",
  name, kind, emergency_designated AS "emergencyDesignated"`;

export const listOrganisations = (db: Queryable): Promise<Organisation[]> =>
  db.query<Organisation>(`SELECT ${COLUMNS} FROM identity.organisation ORDER BY name`);

export interface OrganisationWithManager {
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly facilityCode?: string;
  readonly insurerNumber?: string;
  readonly manager: { readonly account: string; readonly displayName: string };
}

/** Creates an organisation and invites its first manager. Throws INPUT_INVALID, ORGANISATION_EXISTS, ACCOUNT_EXISTS. */
export async function foundOrganisation(
  deps: IdentityDeps,
  asking: Asking,
  session: Session,
  input: OrganisationWithManager,
): Promise<{ organisation: Organisation; invitation: Invitation }> {
  requireCodes(input);
  const founded = await deps.db.transaction(async (tx) => {
    const [organisation] = await tx.query<Organisation>(
      `INSERT INTO identity.organisation (name, kind, facility_code, insurer_number) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
      [input.name, input.kind, input.facilityCode ?? null, input.insurerNumber ?? null],
    );
    if (organisation === undefined) throw new AppError('ORGANISATION_EXISTS');
    const { facilityCode, name } = organisation;
    // Patients consent to an institution, or rule it out, before any claim has named it.
    if (facilityCode !== null) await noteFacilities(tx, [{ facilityCode, name }]);
    const manager = {
      ...input.manager,
      roles: ['manager'] as const,
      organisationId: organisation.organisationId,
    };
    const invitation = await inviteAccount({ db: tx, clock: deps.clock }, manager, session.account);
    return { organisation, invitation };
  });
  const detail = { member: input.manager.account, roles: 'manager', organisation: input.name };
  await noteEvent(deps, asking, session, { event: 'account-invited', detail });
  return founded;
}

const TREATS: readonly OrganisationKind[] = ['hospital', 'clinic', 'pharmacy'];

/** Who treats has a code of ten digits, who insures a number of eight, and nobody else has either. */
function requireCodes({ kind, facilityCode, insurerNumber }: OrganisationWithManager): void {
  const facility = facilityCode === undefined ? null : parseFacilityCode(facilityCode);
  // Its check digit is unverified, so no code is refused for it.
  const codeFits = facility !== null && facility === facilityCode;
  if (TREATS.includes(kind) ? !codeFits : facilityCode !== undefined)
    throw new AppError('INPUT_INVALID', { '/facilityCode': 'not a code of such an organisation' });
  const numberFits = /^[0-9]{8}$/.test(insurerNumber ?? '') && hasValidCheckDigit(insurerNumber ?? '');
  if (kind === 'insurer' ? !numberFits : insurerNumber !== undefined)
    throw new AppError('INPUT_INVALID', { '/insurerNumber': 'not a number of such an organisation' });
}

/** Says whether the emergency view may be used at an organisation. Throws ORGANISATION_UNKNOWN, INPUT_INVALID. */
export async function designateOrganisation(
  deps: IdentityDeps,
  asking: Asking,
  session: Session,
  {
    organisationId,
    emergencyDesignated,
  }: { readonly organisationId: string; readonly emergencyDesignated: boolean },
): Promise<Organisation> {
  const [found] = await deps.db.query<Organisation>(
    `SELECT ${COLUMNS} FROM identity.organisation WHERE organisation_id = $1`,
    [organisationId],
  );
  if (found === undefined) throw new AppError('ORGANISATION_UNKNOWN');
  // No clinic and no pharmacy. @spec eligibility.md §11.1
  if (emergencyDesignated && found.kind !== 'hospital')
    throw new AppError('INPUT_INVALID', { '/emergencyDesignated': 'hospitals only' });
  await deps.db.query(
    'UPDATE identity.organisation SET emergency_designated = $2 WHERE organisation_id = $1',
    [organisationId, emergencyDesignated],
  );
  const organisation = { ...found, emergencyDesignated };
  const detail = { organisation: organisation.name, designated: emergencyDesignated };
  await noteEvent(deps, asking, session, { event: 'emergency-designated', detail });
  return organisation;
}
