import type { Session } from '../../../kernel/auth/session.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { type PersonId, parsePersonId } from '../../registry/index.ts';
import type { Actor, StaffRole } from './actor.ts';

/** Who asks, by the session. */
export function actorOf(session: Session): Actor {
  const onlyPerson = session.app?.patient ?? null;
  if (session.personId !== null)
    return { kind: 'patient', account: session.account, personId: session.personId, onlyPerson };
  const { organisation } = session;
  return {
    kind: 'staff',
    account: session.account,
    roles: session.roles.filter((role): role is StaffRole => role !== 'patient'),
    facilityCode: organisation?.facilityCode ?? null,
    insurerNumber: organisation?.insurerNumber ?? null,
    organisation: organisation?.name ?? null,
    // No clinic and no pharmacy may use it, whatever is set for them. @spec eligibility.md §11.1
    emergencyDesignated:
      session.emergencyDesignated && organisation?.kind === 'hospital' && organisation.emergencyDesignated,
    scopes: session.scopes,
    onlyPerson,
  };
}

/** The signed-in patient's own id. Throws ROLE_NOT_ALLOWED for anybody else. */
export function ownPersonId(session: Session): PersonId {
  const personId = session.personId === null ? null : parsePersonId(session.personId);
  if (personId === null) throw new AppError('ROLE_NOT_ALLOWED');
  return personId;
}

/** The id in an address. Throws PERSON_UNKNOWN when it cannot be one. */
export function requirePersonId(ref: string): PersonId {
  const personId = parsePersonId(ref);
  if (personId === null) throw new AppError('PERSON_UNKNOWN');
  return personId;
}
