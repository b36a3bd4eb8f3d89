import type { RevocationAnswer } from '../card-authority.ts';
import { type Certificate, readCertificate } from '../certificate.ts';
import { KEY_USAGE } from '../extensions.ts';
import type { RevocationList } from '../revocation-list.ts';
import { publicKeyOf, signedBy, type TrustAnchor } from '../trust-anchor.ts';
import type { HpkiProfile } from './profile.ts';

/** Whom the server believes, at one moment; replaced whole when anchors or lists change. */
export interface HpkiTrust {
  /** Certificates of the test authority prove nothing about anybody. */
  readonly test: boolean;
  readonly profile: HpkiProfile;
  readonly anchors: readonly TrustAnchor[];
  /** Authorities below an anchor, not verified yet. */
  readonly intermediates: readonly Certificate[];
  /** Anchors of timestamp services. */
  readonly timestampAnchors: readonly TrustAnchor[];
  /** Verified lists of an authority, by its key identifier. */
  readonly lists: ReadonlyMap<string, readonly RevocationList[]>;
}

/** Hands out what is trusted now. */
export interface HpkiTrustSource {
  current(): Promise<HpkiTrust>;
}

/** A chain from the leaf's issuer up to an anchor, which is the last. */
export type Chain = readonly TrustAnchor[];

const MOST_AUTHORITIES = 4;

/**
 * The authorities that vouch for a certificate, by signatures alone; whether they were in force is asked later.
 * @param offered certificates that came with the signature: they may help to build the chain, never end it
 * @returns null where no anchor is reached
 */
export function findChain(
  leaf: Certificate,
  { anchors, intermediates }: Pick<HpkiTrust, 'anchors' | 'intermediates'>,
  offered: readonly Certificate[] = [],
): Chain | null {
  const chain: TrustAnchor[] = [];
  let below = leaf;
  while (chain.length < MOST_AUTHORITIES) {
    const anchor = anchors.find((one) => vouches(one, below, chain.length));
    if (anchor !== undefined) return [...chain, anchor];
    const next = [...intermediates, ...offered]
      .map(asAuthority)
      .find(
        (one) =>
          one !== null &&
          !chain.some((had) => had.keyIdentifier === one.keyIdentifier) &&
          vouches(one, below, chain.length),
      );
    if (next === undefined || next === null) return null;
    chain.push(next);
    below = next.certificate;
  }
  return null;
}

function vouches(authority: TrustAnchor, below: Certificate, between: number): boolean {
  const { pathLength } = authority.certificate.extensions;
  const named = below.extensions.authorityKeyIdentifier;
  return (
    authority.certificate.subject.equals(below.issuer) &&
    (named === null || named === authority.keyIdentifier) &&
    (pathLength === null || between <= pathLength) &&
    signedBy(authority, below)
  );
}

/** Null for a certificate that may not issue any. */
function asAuthority(certificate: Certificate): TrustAnchor | null {
  const { certificateAuthority, keyUsage, subjectKeyIdentifier } = certificate.extensions;
  if (!certificateAuthority || keyUsage === null || !keyUsage.has(KEY_USAGE.keyCertSign)) return null;
  if (subjectKeyIdentifier === null) return null;
  return { certificate, publicKey: publicKeyOf(certificate), keyIdentifier: subjectKeyIdentifier };
}

/**
 * What an authority says of one of its certificates, by its newest list; null where none is in force at `at`. A list
 * that was made later is better still: it tells of everything that was known before.
 */
export function revocationAt(
  serial: string,
  issuer: TrustAnchor,
  { lists }: Pick<HpkiTrust, 'lists'>,
  at: Date,
): RevocationAnswer | null {
  let newest: RevocationList | null = null;
  for (const list of lists.get(issuer.keyIdentifier) ?? [])
    if (list.nextUpdate > at && (newest === null || list.thisUpdate > newest.thisUpdate)) newest = list;
  return newest === null ? null : newest.answer(serial);
}

export const readProfessional = (der: Buffer): Certificate => readCertificate(der, 'professional');
