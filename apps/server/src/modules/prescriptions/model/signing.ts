/** Whoever holds a key: a file, a card, a service. Never hands the key out. @spec prescriptions.md §8 */
export interface Signer {
  /** Signer first, then the authorities up to but without the anchor; DER. */
  readonly certificateChain: readonly Buffer[];
  /** RSASSA-PKCS1-v1_5 with SHA-256 over `bytes`. */
  sign(bytes: Uint8Array): Promise<Buffer>;
}

export type DocumentKind = 'prescription' | 'dispensing';

/** Outcome of a verification; kept with the prescription, without the certificate itself. */
export interface Verification {
  readonly status: 'valid' | 'invalid' | 'unsigned';
  /** Why it is not valid, in the order of the checks; empty when valid. */
  readonly reasons: readonly VerificationReason[];
  readonly signedAt: string | null;
  readonly signer: {
    readonly name: string;
    /** As in hcRole: `Medical Doctor`, `Dentist`, `Pharmacist`. */
    readonly role: string | null;
    readonly certificateSha256: string;
    readonly serial: string;
    readonly expiresAt: string;
    readonly revokedAt: string | null;
  } | null;
  /** What whoever reads it should know although it is valid: revoked or expired since it was signed. */
  readonly notes?: readonly VerificationReason[];
  /** The certificate is of the test authority of this installation: it proves nothing about anybody. */
  readonly testAuthority?: true;
  /** Of the timestamp (ES-T); null where there is none. */
  readonly timestampedAt: string | null;
}

export interface VerificationReason {
  /** Stable: `tampered-content`, `certificate-expired`, `certificate-revoked`, `role-missing`, `role-wrong`, `untrusted` … */
  readonly key: string;
  readonly message: { readonly ja: string; readonly en: string };
}
