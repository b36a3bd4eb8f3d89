import type { Instant, OrganisationKind, Role, Session } from './types.ts';

/** The answers of the module identity as the portal reads them. */
export interface SignedIn {
  readonly session: Session;
}

export interface TotpSecret {
  /** Base32, for typing. */
  readonly secret: string;
  /** `otpauth://…`, for the picture. */
  readonly uri: string;
}

export interface EnrolledTotp extends SignedIn {
  readonly recoveryCodes: readonly string[];
}

export interface EnrolledPasskey extends SignedIn {
  /** Given with the first factor of an account only. */
  readonly recoveryCodes: readonly string[] | null;
}

export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
}

export interface OwnSession {
  readonly sessionId: string;
  readonly current: boolean;
  readonly createdAt: Instant;
  readonly lastSeenAt: Instant;
  readonly address: string | null;
  readonly device: string | null;
}

export interface Security {
  readonly totp: boolean;
  readonly passkeys: readonly Passkey[];
  readonly recoveryCodesLeft: number;
  readonly sessions: readonly OwnSession[];
  readonly passwordChangedAt: Instant | null;
}

export interface Member {
  readonly account: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly emergencyDesignated: boolean;
  readonly disabled: boolean;
  /** Invited and not yet come. */
  readonly invited: boolean;
  /** Whether a second factor is enrolled. */
  readonly factors: boolean;
  readonly lockedUntil: Instant | null;
  readonly lastSignInAt: Instant | null;
}

/** A program of the organisation. */
export interface Client {
  readonly clientId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Names (`kid`) of its keys in use. */
  readonly keys: readonly string[];
  readonly certificateThumbprints: readonly string[];
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly revokedAt: Instant | null;
}

export interface OrganisationRow {
  readonly organisationId: string;
  readonly facilityCode: string | null;
  readonly insurerNumber: string | null;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly emergencyDesignated: boolean;
}

export interface OrganisationAnswer {
  readonly organisation: OrganisationRow;
  readonly members: readonly Member[];
  readonly clients: readonly Client[];
}

/** Shown once: the code is not kept in the clear. */
export interface Invitation {
  readonly account: string;
  readonly code: string;
  readonly expiresAt: Instant;
}

export interface InvitationAnswer {
  readonly account: string;
  readonly displayName: string;
  readonly organisationName: string;
}

export interface MemberChange {
  readonly displayName?: string;
  readonly roles?: readonly string[];
  readonly emergencyDesignated?: boolean;
  readonly disabled?: boolean;
}

export interface NewOrganisation {
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly facilityCode?: string;
  readonly insurerNumber?: string;
  readonly manager: { readonly account: string; readonly displayName: string };
}

/** With at least one of keys (a JWK set of public keys) and certificate (SHA-256 in base64url). */
export interface NewClient {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly jwks?: { readonly keys: readonly unknown[] };
  readonly certificateThumbprint?: string;
}

export type CardPurpose = 'sign-in' | 'registration' | 'reader';

export interface CardChallenge {
  readonly challengeId: string;
  readonly nonce: string;
  readonly expiresAt: Instant;
}

/** What the card signed; certificate (DER) and signature in base64. */
export interface CardAnswer {
  readonly challengeId: string;
  readonly certificate: string;
  readonly signature: string;
}

export interface CardRegistration extends CardAnswer {
  readonly signing: { readonly certificate: string; readonly signature: string };
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  readonly branch: string;
  readonly birthDate: string;
}
