import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type Certificate, readCertificate } from './certificate.ts';
import { DerError } from './der.ts';
import { type CertificateProfile, KEY_USAGE } from './extensions.ts';

/** A certificate of an authority that the server trusts by decision, not by another signature. */
export interface TrustAnchor {
  readonly certificate: Certificate;
  readonly publicKey: KeyObject;
  /** Hexadecimal; what its certificates name as their authority's key. */
  readonly keyIdentifier: string;
}

/**
 * Makes an authority's self-signed certificate an anchor. Validity in time is judged when it is used.
 * @throws DerError when it is no authority, may not sign certificates and revocation lists, or did not sign itself
 */
export function openTrustAnchor(der: Buffer, profile: CertificateProfile = 'card'): TrustAnchor {
  const certificate = readCertificate(der, profile);
  const { certificateAuthority, keyUsage, subjectKeyIdentifier } = certificate.extensions;
  if (!certificateAuthority) throw new DerError('anchor is no authority');
  if (keyUsage === null || !keyUsage.has(KEY_USAGE.keyCertSign) || !keyUsage.has(KEY_USAGE.crlSign))
    throw new DerError('anchor may not sign certificates');
  if (subjectKeyIdentifier === null) throw new DerError('anchor without key identifier');
  const anchor = {
    certificate,
    publicKey: publicKeyOf(certificate),
    keyIdentifier: subjectKeyIdentifier,
  };
  if (!certificate.issuer.equals(certificate.subject) || !signedBy(anchor, certificate))
    throw new DerError('anchor not signed by itself');
  return anchor;
}

export const publicKeyOf = ({ publicKeyInfo }: Certificate): KeyObject =>
  createPublicKey({ key: publicKeyInfo, format: 'der', type: 'spki' });

/** RSASSA-PKCS1-v1_5 with SHA-256, whatever the signed bytes claim. */
export const signedBy = (
  { publicKey }: Pick<TrustAnchor, 'publicKey'>,
  { signedBytes, signature }: { readonly signedBytes: Buffer; readonly signature: Buffer },
): boolean => verify('sha256', signedBytes, publicKey, signature);
