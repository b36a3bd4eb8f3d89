import type { TrustAnchor } from './trust-anchor.ts';

export type RevocationStatus =
  | { readonly status: 'good' }
  | { readonly status: 'revoked'; readonly revokedAt: Date; readonly reason: string };

/** A signed statement whose signature the authority's adapter has verified. */
export type RevocationAnswer = RevocationStatus & {
  /** The statement holds from `thisUpdate` (inclusive) to `nextUpdate` (exclusive). */
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
};

/**
 * What the server asks of the authority behind the cards. `openCardAuthority` answers it from a directory and stands in
 * for the public service (公的個人認証サービス); README.md of this folder says what an adapter to the real one would do
 * differently. Serial numbers are lower-case hexadecimal, two digits per octet, without leading zero octets.
 */
export interface CardAuthority {
  /** Certificates of the authority that the server trusts; several while the authority changes its key. */
  readonly anchors: readonly TrustAnchor[];
  /**
   * Whether a certificate was revoked. Rejects when no verified answer can be had; the caller judges its freshness.
   * @param issuer the anchor that signed the certificate
   */
  revocationOf(serial: string, issuer: TrustAnchor): Promise<RevocationAnswer>;
  /** The serial number of the certificate that this one renewed, or null: it is a first one, or unknown. */
  predecessorOf(serial: string): Promise<string | null>;
}
