/** Who is signed in, as every route sees it; the module `identity` says who that is. */
export interface Session {
  /** Names the session in lists; not its secret. */
  readonly sessionId: string;
  readonly kind: SessionKind;
  readonly account: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly organisation: Organisation | null;
  /** Set for patients. */
  readonly personId: string | null;
  /** Whether the manager of the institution let this member of staff use the emergency view. */
  readonly emergencyDesignated: boolean;
  readonly stage: SessionStage;
  /** What a program's token may be used for; null for people, whom roles limit. */
  readonly scopes: readonly string[] | null;
  /** The app that somebody lets act for them; null for people at the portal and for programs of organisations. */
  readonly app: AppGrant | null;
  /** When a factor was given last; what is dangerous asks for a recent one. */
  readonly confirmedAt: Date | null;
  readonly expiresAt: Date;
}

/** An app that a patient chose or that a member of staff started, SMART App Launch. Its limits are the scopes. */
export interface AppGrant {
  readonly clientId: string;
  readonly name: string;
  /** The one person that the app may see; null where its scopes name none. */
  readonly patient: string | null;
}

/** Staff and patients use the portal, systems the interfaces. */
export type SessionKind = 'staff' | 'patient' | 'system';

/**
 * What is still missing before a session may do anything: `password-change` a password of one's own, `enrolment`
 * a second factor, `second-factor` its use, `locked` a factor after a pause. @spec security.md §9.2, §9.3
 */
export type SessionStage = 'password-change' | 'enrolment' | 'second-factor' | 'locked' | 'complete';

export interface Organisation {
  readonly organisationId: string;
  /** 10 digits where the organisation treats patients. */
  readonly facilityCode: string | null;
  /** 8 digits where the organisation insures. */
  readonly insurerNumber: string | null;
  readonly name: string;
  readonly kind: OrganisationKind;
  /** 救急告示病院 and the like, where the emergency view may be used. @spec eligibility.md §11.1 */
  readonly emergencyDesignated: boolean;
}

export const ORGANISATION_KINDS = [
  'hospital',
  'clinic',
  'pharmacy',
  'insurer',
  'ministry',
  'operator',
] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

/**
 * `manager` is the 管理アカウント of an organisation, `administrator` whoever operates the installation,
 * `system` a program that acts for an organisation.
 */
export const ROLES = [
  'physician',
  'pharmacist',
  'nurse',
  'receptionist',
  'manager',
  'insurer-clerk',
  'ministry',
  'intake-operator',
  'administrator',
  'system',
  'patient',
] as const;
export type Role = (typeof ROLES)[number];
