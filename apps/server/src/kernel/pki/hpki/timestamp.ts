import { createHash, verify } from 'node:crypto';
import { type Certificate, readSerial } from '../certificate.ts';
import {
  contextTag,
  DerError,
  DerMembers,
  type DerValue,
  membersOf,
  objectIdentifier,
  readDer,
  smallInteger,
  TAG,
  timeValue,
} from '../der.ts';
import { CMS, RSA_ENCRYPTION, SHA256, SHA256_WITH_RSA, TIME_STAMPING } from '../oids.ts';
import { publicKeyOf, type TrustAnchor } from '../trust-anchor.ts';
import { findChain, type HpkiTrust, readProfessional, revocationAt } from './trust.ts';

/** Proof that something existed at a time, RFC 3161. */
export interface VerifiedTimestamp {
  readonly at: Date;
  readonly policy: string;
}

/**
 * Verifies a timestamp token over a SHA-256 digest: its own signature, what it is about, and the service behind it.
 * @throws DerError that says what is wrong with it
 */
export function verifyTimestamp(
  token: Buffer,
  digest: Buffer,
  trust: Pick<HpkiTrust, 'timestampAnchors' | 'intermediates' | 'lists' | 'profile'>,
  now: Date,
): VerifiedTimestamp {
  const { info, infoBytes, signer, certificates } = readToken(token);
  if (!info.imprint.equals(digest)) throw new DerError('timestamp of something else');
  const certificate = certificates.find(
    (one) => one.serial === signer.serial && one.issuer.equals(signer.issuer),
  );
  if (certificate === undefined) throw new DerError('timestamp without certificate');
  if (!signer.certificateDigest.equals(sha256(certificate.der)))
    throw new DerError('timestamp names another certificate');
  if (!signer.messageDigest.equals(sha256(infoBytes))) throw new DerError('timestamp changed');
  if (!verify('sha256', signer.signedAttributes, publicKeyOf(certificate), signer.signature))
    throw new DerError('timestamp signature wrong');
  checkService(certificate, certificates, trust, info.at, now);
  if (info.at.getTime() > now.getTime() + trust.profile.clockToleranceSeconds * 1000)
    throw new DerError('timestamp from the future');
  return { at: info.at, policy: info.policy };
}

function checkService(
  certificate: Certificate,
  offered: readonly Certificate[],
  trust: Pick<HpkiTrust, 'timestampAnchors' | 'intermediates' | 'lists' | 'profile'>,
  at: Date,
  now: Date,
): void {
  const { extendedKeyUsage } = certificate.extensions;
  if (extendedKeyUsage.length !== 1 || extendedKeyUsage[0] !== TIME_STAMPING)
    throw new DerError('certificate not for timestamps');
  const { timestampAnchors: anchors, intermediates } = trust;
  const chain = findChain(certificate, { anchors, intermediates }, offered);
  if (chain === null) throw new DerError('timestamp service not trusted');
  let below = certificate;
  for (const authority of chain) {
    if (at < below.notBefore || at > below.notAfter) throw new DerError('certificate not valid at that time');
    checkRevocation(below, authority, trust, at, now);
    below = authority.certificate;
  }
  if (at < below.notBefore || at > below.notAfter) throw new DerError('certificate not valid at that time');
}

function checkRevocation(
  { serial }: Certificate,
  authority: TrustAnchor,
  trust: Pick<HpkiTrust, 'lists' | 'profile'>,
  at: Date,
  now: Date,
): void {
  const answer = revocationAt(serial, authority, trust, now);
  if (answer === null) throw new DerError('revocation of the timestamp service unknown');
  // A key that was lost may have signed any time.
  if (answer.status === 'revoked' && (answer.revokedAt <= at || answer.reason === 'key-compromise'))
    throw new DerError('timestamp service revoked');
}

function readToken(token: Buffer) {
  const outer = new DerMembers(readDer(token, TAG.sequence));
  isType(outer.next(TAG.oid), CMS.signedData);
  const explicit = new DerMembers(outer.next(contextTag(0)));
  outer.end();
  const data = new DerMembers(explicit.next(TAG.sequence));
  explicit.end();
  if (smallInteger(data.next(TAG.integer)) !== 3) throw new DerError('version of signed data');
  data.next(TAG.set);
  const content = new DerMembers(data.next(TAG.sequence));
  isType(content.next(TAG.oid), CMS.tstInfo);
  const wrapped = new DerMembers(content.next(contextTag(0)));
  content.end();
  const infoBytes = wrapped.next(TAG.octetString).content;
  wrapped.end();
  const list = data.optional(contextTag(0));
  data.optional(contextTag(1));
  const [signerInfo, ...more] = membersOf(data.next(TAG.set), TAG.sequence);
  data.end();
  if (signerInfo === undefined || more.length > 0) throw new DerError('not one signer');
  return {
    info: readInfo(infoBytes),
    infoBytes,
    signer: readSigner(signerInfo),
    certificates:
      list === null ? [] : membersOf(list, TAG.sequence).map(({ bytes }) => readProfessional(bytes)),
  };
}

function readInfo(bytes: Buffer) {
  const members = new DerMembers(readDer(bytes, TAG.sequence));
  if (smallInteger(members.next(TAG.integer)) !== 1) throw new DerError('version of the timestamp');
  const policy = objectIdentifier(members.next(TAG.oid));
  const imprint = readImprint(members.next(TAG.sequence));
  members.next(TAG.integer);
  // Fractions of a second are read away: what is shown has whole seconds.
  const time = members.next(TAG.generalizedTime);
  const whole = Buffer.from(time.content.toString('latin1').replace(/\.\d+Z$/, 'Z'), 'latin1');
  return { policy, imprint, at: timeValue({ ...time, content: whole }) };
}

/** The digest of a message imprint, which must be SHA-256. */
export function readImprint(value: DerValue): Buffer {
  const members = new DerMembers(value);
  checkDigestAlgorithm(members.next(TAG.sequence));
  const digest = members.next(TAG.octetString).content;
  members.end();
  if (digest.length !== 32) throw new DerError('digest of another length');
  return digest;
}

/** SHA-256, with NULL parameters or none. */
function checkDigestAlgorithm(value: DerValue): void {
  const members = new DerMembers(value);
  isType(members.next(TAG.oid), SHA256);
  members.optional(TAG.null);
  members.end();
}

function readSigner(value: DerValue) {
  const members = new DerMembers(value);
  if (smallInteger(members.next(TAG.integer)) !== 1) throw new DerError('version of the signer');
  const id = new DerMembers(members.next(TAG.sequence));
  const issuer = id.next(TAG.sequence).bytes;
  const serial = readSerial(id.next(TAG.integer));
  id.end();
  checkDigestAlgorithm(members.next(TAG.sequence));
  const attributes = members.next(contextTag(0));
  const algorithm = objectIdentifier(new DerMembers(members.next(TAG.sequence)).next(TAG.oid));
  if (algorithm !== RSA_ENCRYPTION && algorithm !== SHA256_WITH_RSA)
    throw new DerError('algorithm not accepted');
  const signature = members.next(TAG.octetString).content;
  members.optional(contextTag(1));
  members.end();
  // RFC 5652 §5.4: signed with the tag of a SET, not with the one that stands in the message.
  const signedAttributes = Buffer.from(attributes.bytes);
  signedAttributes[0] = TAG.set;
  const values = readAttributes(attributes);
  const value1 = (type: string): Buffer => {
    const found = values.get(type);
    if (found === undefined) throw new DerError('signed attribute missing');
    return found;
  };
  isType(readDer(value1(CMS.contentType), TAG.oid), CMS.tstInfo);
  return {
    issuer,
    serial,
    signedAttributes,
    signature,
    messageDigest: readDer(value1(CMS.messageDigest), TAG.octetString).content,
    certificateDigest: readCertificateDigest(value1(CMS.signingCertificateV2)),
  };
}

function readAttributes(set: DerValue): ReadonlyMap<string, Buffer> {
  const values = new Map<string, Buffer>();
  for (const attribute of membersOf(set, TAG.sequence)) {
    const members = new DerMembers(attribute);
    const type = objectIdentifier(members.next(TAG.oid));
    const inside = new DerMembers(members.next(TAG.set));
    members.end();
    const { bytes } = inside.any();
    inside.end();
    if (values.has(type)) throw new DerError('signed attribute given twice');
    values.set(type, bytes);
  }
  return values;
}

/** ESSCertIDv2 (RFC 5035) of the signer's certificate; SHA-256, which stands there by leaving the algorithm out. */
function readCertificateDigest(value: Buffer): Buffer {
  const certificates = new DerMembers(new DerMembers(readDer(value, TAG.sequence)).next(TAG.sequence));
  const members = new DerMembers(certificates.next(TAG.sequence));
  const algorithm = members.optional(TAG.sequence);
  if (algorithm !== null) checkDigestAlgorithm(algorithm);
  return members.next(TAG.octetString).content;
}

function isType(value: DerValue, expected: string): void {
  if (objectIdentifier(value) !== expected) throw new DerError('unexpected kind');
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
