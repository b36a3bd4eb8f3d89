/** Who is signed in, as every route sees it; the module `identity` says who that is. */
export interface Session {
  readonly account: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly organisation: Organisation | null;
  /** Set for patients. */
  readonly personId: string | null;
  readonly expiresAt: Date;
}

export interface Organisation {
  /** 10 digits where the organisation treats patients. */
  readonly facilityCode: string | null;
  readonly name: string;
  readonly kind: OrganisationKind;
}

export type OrganisationKind = 'hospital' | 'clinic' | 'pharmacy' | 'insurer' | 'operator';

export const ROLES = [
  'physician',
  'pharmacist',
  'nurse',
  'receptionist',
  'intake-operator',
  'administrator',
  'patient',
] as const;
export type Role = (typeof ROLES)[number];
