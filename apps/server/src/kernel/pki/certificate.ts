import {
  contextTag,
  DerError,
  DerMembers,
  type DerValue,
  objectIdentifier,
  positiveInteger,
  readDer,
  smallInteger,
  TAG,
  timeValue,
  wholeBits,
} from './der.ts';
import {
  type CertificateExtensions,
  type CertificateProfile,
  readCertificateExtensions,
} from './extensions.ts';
import { RSA_ENCRYPTION, SHA256_WITH_RSA } from './oids.ts';

/** Certificates of people have 1–2 KiB. */
const MOST_BYTES = 8 * 1024;
const FEWEST_MODULUS_BITS = 2048;
/** Verifying costs more with longer keys; nobody in this field uses longer ones. */
const MOST_MODULUS_BITS = 4096;
const LEAST_EXPONENT = 65_537;
const MOST_EXPONENT_BYTES = 4;
const MOST_SERIAL_BYTES = 20;
const VERSION_3 = 2;

/** A certificate as it was read; nothing in it is trusted yet. */
export interface Certificate {
  readonly der: Buffer;
  /** What the issuer signed. */
  readonly signedBytes: Buffer;
  /** RSASSA-PKCS1-v1_5 with SHA-256; no other algorithm is read. */
  readonly signature: Buffer;
  /** Lower-case hexadecimal, two digits per octet. */
  readonly serial: string;
  /** DER of the issuer's name. */
  readonly issuer: Buffer;
  readonly subject: Buffer;
  /** Both ends are inclusive. */
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SubjectPublicKeyInfo, an RSA key of 2048–4096 bits. */
  readonly publicKeyInfo: Buffer;
  readonly extensions: CertificateExtensions;
}

/**
 * Reads an X.509 version 3 certificate with an RSA key, signed with RSA and SHA-256 (RFC 5280).
 * @param profile of whom the certificate speaks: the holder of a card, or somebody else
 * @throws DerError for everything else: other algorithms, short keys, bytes behind it, unknown critical extensions
 */
export function readCertificate(der: Buffer, profile: CertificateProfile = 'card'): Certificate {
  if (der.length > MOST_BYTES) throw new DerError('certificate too long');
  const { signedPart, signature, algorithm } = readSigned(der);
  const members = new DerMembers(signedPart);
  const version = new DerMembers(members.next(contextTag(0)));
  if (smallInteger(version.next(TAG.integer)) !== VERSION_3) throw new DerError('not version 3');
  version.end();
  const serial = readSerial(members.next(TAG.integer));
  // An algorithm outside the signature must be the one inside it, or a signature could be read in another sense.
  if (!members.next(TAG.sequence).bytes.equals(algorithm)) throw new DerError('two signature algorithms');
  const issuer = members.next(TAG.sequence).bytes;
  const validity = new DerMembers(members.next(TAG.sequence));
  const notBefore = timeValue(validity.any());
  const notAfter = timeValue(validity.any());
  validity.end();
  const subject = members.next(TAG.sequence).bytes;
  const publicKeyInfo = members.next(TAG.sequence);
  checkPublicKey(publicKeyInfo);
  const explicit = new DerMembers(members.next(contextTag(3)));
  const extensions = readCertificateExtensions(explicit.next(TAG.sequence), profile);
  explicit.end();
  members.end();
  return {
    der,
    signedBytes: signedPart.bytes,
    signature,
    serial,
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKeyInfo: publicKeyInfo.bytes,
    extensions,
  };
}

/** The shape that certificates and revocation lists share: content, algorithm, signature. */
export function readSigned(der: Buffer): { signedPart: DerValue; algorithm: Buffer; signature: Buffer } {
  const members = new DerMembers(readDer(der, TAG.sequence));
  const signedPart = members.next(TAG.sequence);
  const algorithm = members.next(TAG.sequence);
  const signature = wholeBits(members.next(TAG.bitString));
  members.end();
  checkAlgorithm(algorithm, SHA256_WITH_RSA);
  return { signedPart, algorithm: algorithm.bytes, signature };
}

/** Lower-case hexadecimal of a serial number. @throws DerError beyond 20 octets (RFC 5280 §4.1.2.2) */
export function readSerial(value: DerValue): string {
  const octets = positiveInteger(value);
  if (octets.length > MOST_SERIAL_BYTES) throw new DerError('serial number too long');
  return octets.toString('hex');
}

/** RSA algorithms carry NULL parameters (RFC 4055 §5). */
function checkAlgorithm(value: DerValue, expected: string): void {
  const members = new DerMembers(value);
  if (objectIdentifier(members.next(TAG.oid)) !== expected) throw new DerError('algorithm not accepted');
  if (members.next(TAG.null).content.length !== 0) throw new DerError('algorithm parameters');
  members.end();
}

function checkPublicKey(info: DerValue): void {
  const members = new DerMembers(info);
  checkAlgorithm(members.next(TAG.sequence), RSA_ENCRYPTION);
  const key = new DerMembers(readDer(wholeBits(members.next(TAG.bitString)), TAG.sequence));
  members.end();
  const modulus = positiveInteger(key.next(TAG.integer));
  const exponent = positiveInteger(key.next(TAG.integer));
  key.end();
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  if (bits < FEWEST_MODULUS_BITS || bits > MOST_MODULUS_BITS) throw new DerError('key length not accepted');
  if (exponent.length > MOST_EXPONENT_BYTES) throw new DerError('public exponent not accepted');
  const value = exponent.readUIntBE(0, exponent.length);
  if (value < LEAST_EXPONENT || value % 2 === 0) throw new DerError('public exponent not accepted');
}
