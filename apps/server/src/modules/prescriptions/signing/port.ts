import type { Session } from '../../../kernel/auth/session.ts';
import type { DocumentKind, Signer, Verification } from '../model/signing.ts';

/** Who uses a key of the key service, for what; entered in the audit log with each signature. */
export interface KeyUse {
  readonly session: Session;
  readonly requestId: string;
  readonly kind: DocumentKind;
}

export interface VerifyOptions {
  /** When the document is looked at; the present unless told otherwise. */
  readonly at?: Date;
  /** On registration a signature must be young; a stored document may be as old as it is. Default: true. */
  readonly fresh?: boolean;
}

/** Signatures of prescriptions and dispensing results, @spec prescriptions.md §8. */
export interface Signing {
  /**
   * Never throws for what a document says: whatever is wrong with it is a reason. `csv` is what was signed, and null
   * where that cannot be read; it may be used when the status is `valid`, or `unsigned` where no signature is needed.
   */
  verify(
    xml: string,
    kind: DocumentKind,
    options?: VerifyOptions,
  ): Promise<Verification & { readonly csv: string | null }>;
  /** The document with a timestamp of the service over its signature (ES-T). @throws AppError RX_DOCUMENT_MALFORMED */
  timestamp(xml: string): Promise<string>;
  /**
   * The second certificate of an account, held by the key service; null where none was enrolled.
   * @throws AppError STEP_UP_REQUIRED unless the session of `use` is the account's own and was confirmed recently
   */
  ofAccount(account: string, use: KeyUse): Promise<Signer | null>;
}
