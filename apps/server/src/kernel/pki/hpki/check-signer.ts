import { createHash, type KeyObject } from 'node:crypto';
import type { Certificate } from '../certificate.ts';
import { DerError } from '../der.ts';
import { KEY_USAGE } from '../extensions.ts';
import { publicKeyOf, type TrustAnchor } from '../trust-anchor.ts';
import { commonNameOf } from './distinguished-name.ts';
import { readRoles } from './hc-role.ts';
import { type Chain, findChain, type HpkiTrust, readProfessional, revocationAt } from './trust.ts';

export type SignerFault =
  | 'untrusted'
  | 'authority-not-in-force'
  | 'policy-wrong'
  | 'key-usage-wrong'
  | 'role-missing'
  | 'role-wrong'
  | 'certificate-not-yet-valid'
  | 'certificate-expired'
  | 'certificate-revoked'
  | 'revocation-unknown';

/** Does not make a signature invalid; whoever reads it should know. */
export type SignerNote = 'certificate-expired-since' | 'certificate-revoked-since';

/** A certificate with everything that its bytes and the trust list say; kept for as long as the list is the same. */
export interface KnownSigner {
  readonly certificate: Certificate;
  readonly publicKey: KeyObject;
  /** SHA-256 of the certificate. */
  readonly sha256: Buffer;
  /** Null: no trusted authority vouches for it. */
  readonly chain: Chain | null;
  readonly roles: readonly string[];
  /** Common name; '' where the certificate gives none. */
  readonly name: string;
}

const MOST_KEPT = 10_000;
const known = new WeakMap<HpkiTrust, Map<string, KnownSigner>>();

/**
 * Reads the certificate of a signer, once for each trust list.
 * @param offered other certificates that came with it, DER
 * @throws DerError when it is none that is accepted: unreadable, a short key, another algorithm
 */
export function knownSigner(der: Buffer, offered: readonly Buffer[], trust: HpkiTrust): KnownSigner {
  const sha256 = createHash('sha256').update(der).digest();
  const key = sha256.toString('hex');
  const kept = known.get(trust) ?? new Map<string, KnownSigner>();
  known.set(trust, kept);
  const found = kept.get(key);
  if (found !== undefined) return found;
  const certificate = readProfessional(der);
  const signer = {
    certificate,
    publicKey: publicKeyOf(certificate),
    sha256,
    chain: findChain(certificate, trust, offered.flatMap(readable)),
    roles: readRoles(certificate.extensions.directoryAttributes, trust.profile),
    name: commonNameOf(certificate.subject) ?? '',
  };
  // What nobody vouches for may come with better company the next time, and must not fill the memory.
  if (signer.chain !== null) {
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, signer);
  }
  return signer;
}

function readable(der: Buffer): Certificate[] {
  try {
    return [readProfessional(der)];
  } catch (error) {
    if (error instanceof DerError) return [];
    throw error;
  }
}

export interface SignerQuestion {
  readonly trust: HpkiTrust;
  /** Roles that may sign the document. */
  readonly roles: readonly string[];
  readonly signedAt: Date;
  /** When it is looked at. */
  readonly at: Date;
  /** By when the signature existed, as a timestamp proves; null where only the signer says so. */
  readonly provenAt: Date | null;
}

export interface SignerFindings {
  readonly faults: readonly SignerFault[];
  readonly notes: readonly SignerNote[];
  /** The role that counts, or the first one. */
  readonly role: string | null;
  readonly revokedAt: Date | null;
}

/**
 * Whether a certificate may have signed a document of this kind at this time.
 * @spec prescriptions.md §8 role, validity at signing time, revocation asked for after signing, policy in dotted form
 */
export function checkSigner(signer: KnownSigner, question: SignerQuestion): SignerFindings {
  const { certificate, chain, roles } = signer;
  const { trust, signedAt } = question;
  const { extensions } = certificate;
  const faults: SignerFault[] = [];
  if (chain === null) faults.push('untrusted');
  if (chain?.some((authority) => !inForce(authority.certificate, signedAt)))
    faults.push('authority-not-in-force');
  if (!extensions.policies.some((policy) => trust.profile.policies.includes(policy)))
    faults.push('policy-wrong');
  if (extensions.certificateAuthority || extensions.keyUsage?.has(KEY_USAGE.nonRepudiation) !== true)
    faults.push('key-usage-wrong');
  const role = roles.find((one) => question.roles.includes(one)) ?? null;
  if (roles.length === 0) faults.push('role-missing');
  else if (role === null) faults.push('role-wrong');
  if (signedAt < certificate.notBefore) faults.push('certificate-not-yet-valid');
  if (signedAt > certificate.notAfter) faults.push('certificate-expired');
  const revocation = chain === null ? NOT_ASKED : checkRevocation(certificate, chain, question);
  const notes: SignerNote[] = [...revocation.notes];
  if (signedAt <= certificate.notAfter && question.at > certificate.notAfter)
    notes.push('certificate-expired-since');
  return {
    faults: [...faults, ...revocation.faults],
    notes,
    role: role ?? roles[0] ?? null,
    revokedAt: revocation.revokedAt,
  };
}

interface Revocation {
  readonly faults: readonly SignerFault[];
  readonly notes: readonly SignerNote[];
  readonly revokedAt: Date | null;
}

const NOT_ASKED: Revocation = { faults: [], notes: [], revokedAt: null };
const UNKNOWN: Revocation = { faults: ['revocation-unknown'], notes: [], revokedAt: null };

/** The certificate and every authority below the anchor, which nobody can revoke but whoever chose it. */
function checkRevocation(leaf: Certificate, chain: Chain, question: SignerQuestion): Revocation {
  let below: Certificate = leaf;
  let ofLeaf: Revocation = NOT_ASKED;
  for (const authority of chain) {
    const found = revocationOf(below, authority, question);
    if (below === leaf) ofLeaf = found;
    else if (found.faults.length > 0 && ofLeaf.faults.length === 0)
      return { ...found, revokedAt: ofLeaf.revokedAt };
    below = authority.certificate;
  }
  return ofLeaf;
}

/**
 * Revoked later than it was used: the signature stands, and is marked. Where the key was lost the signer's word about
 * the time is worth nothing, because whoever found the key says the same; then only a timestamp helps.
 */
function revocationOf(
  { serial }: Certificate,
  authority: TrustAnchor,
  { trust, signedAt, at, provenAt }: SignerQuestion,
): Revocation {
  const answer = revocationAt(serial, authority, trust, at);
  if (answer === null) return UNKNOWN;
  if (answer.status === 'good') return NOT_ASKED;
  const { revokedAt, reason } = answer;
  const lost = reason === 'key-compromise' || reason === 'authority-key-compromise';
  const proven = provenAt !== null && provenAt < revokedAt;
  return revokedAt <= signedAt || (lost && !proven)
    ? { faults: ['certificate-revoked'], notes: [], revokedAt }
    : { faults: [], notes: ['certificate-revoked-since'], revokedAt };
}

const inForce = ({ notBefore, notAfter }: Certificate, at: Date): boolean =>
  at >= notBefore && at <= notAfter;
