import type { Role } from '../../../kernel/auth/session.ts';

export type StaffRole = Exclude<Role, 'patient'>;

/** A member of staff, or a program that acts for an institution or an insurer (role `system`). */
export interface StaffActor {
  readonly kind: 'staff';
  readonly account: string;
  readonly roles: readonly StaffRole[];
  readonly facilityCode: string | null;
  readonly insurerNumber: string | null;
  /** Its name, for the entry that the patient reads. */
  readonly organisation: string | null;
  /** The institution may use the emergency view, and its manager let this person use it. */
  readonly emergencyDesignated: boolean;
  /** What a program may do; null for people. */
  readonly scopes: readonly string[] | null;
  readonly onlyPerson?: OnlyPerson;
}

/** The one person whom an app was started for; whoever else is asked for is refused. Absent or null: nobody in particular. */
type OnlyPerson = string | null;

/** Who asks. An operator works at the shell of the server, where the data could be read anyway. */
export type Actor =
  | StaffActor
  | {
      readonly kind: 'patient';
      readonly account: string;
      readonly personId: string;
      readonly onlyPerson?: OnlyPerson;
    }
  | { readonly kind: 'operator'; readonly account: string };

/** The institution for which somebody asks; '' for whoever belongs to none, which the door refuses. */
export const facilityOf = (actor: Actor): string =>
  actor.kind === 'staff' ? (actor.facilityCode ?? '') : '';
