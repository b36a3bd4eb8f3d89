import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { writeHolder } from '../card-holder.ts';
import { contextTag, TAG } from '../der.ts';
import {
  derAlgorithm,
  derBits,
  derExtension,
  derInteger,
  derOctets,
  derOid,
  derSequence,
  derText,
  derTime,
  derUnsigned,
  derValue,
} from '../der-write.ts';
import { CLIENT_AUTH, EXTENSION, POLICY, SHA256_WITH_RSA } from '../oids.ts';
import { openTrustAnchor } from '../trust-anchor.ts';

/** Key pairs are made once per test file: they cost more than everything else. */
export const makeKeys = (modulusLength = 2048, publicExponent = 65_537) =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent });

export type Keys = ReturnType<typeof makeKeys>;

export const nameOf = (commonName: string): Buffer =>
  derSequence(derValue(TAG.set, derSequence(derOid('2.5.4.3'), derText(commonName))));

export const AUTHORITY_NAME = nameOf('Forged test authority');
export const KEY_IDENTIFIER = Buffer.from('a1'.repeat(20), 'hex');
export const SERIAL = '41'.repeat(16);

const bits = (unused: number, octet: number): Buffer => derValue(TAG.bitString, Buffer.from([unused, octet]));
const TRUE = derValue(TAG.boolean, Buffer.from([0xff]));

/** Extension values for certificates of every kind. */
export const EXTENSIONS = {
  leaf: derExtension(EXTENSION.basicConstraints, derSequence(), true),
  authority: derExtension(EXTENSION.basicConstraints, derSequence(TRUE), true),
  authorityKey: derExtension(
    EXTENSION.authorityKeyIdentifier,
    derSequence(derValue(contextTag(0, false), KEY_IDENTIFIER)),
  ),
  subjectKey: derExtension(EXTENSION.subjectKeyIdentifier, derOctets(KEY_IDENTIFIER)),
  digitalSignature: derExtension(EXTENSION.keyUsage, bits(7, 0x80), true),
  signing: derExtension(EXTENSION.keyUsage, bits(6, 0xc0), true),
  certSign: derExtension(EXTENSION.keyUsage, bits(1, 0x06), true),
  digitalSignatureAndCertSign: derExtension(EXTENSION.keyUsage, bits(1, 0x86), true),
  crlSignToo: derExtension(EXTENSION.keyUsage, bits(1, 0x82), true),
  nonRepudiation: derExtension(EXTENSION.keyUsage, bits(6, 0x40), true),
  clientAuth: derExtension(EXTENSION.extendedKeyUsage, derSequence(derOid(CLIENT_AUTH)), true),
  serverAuth: derExtension(EXTENSION.extendedKeyUsage, derSequence(derOid('1.3.6.1.5.5.7.3.1')), true),
  authPolicy: derExtension(EXTENSION.certificatePolicies, derSequence(derSequence(derOid(POLICY.auth)))),
  signPolicy: derExtension(EXTENSION.certificatePolicies, derSequence(derSequence(derOid(POLICY.sign)))),
  bothPolicies: derExtension(
    EXTENSION.certificatePolicies,
    derSequence(derSequence(derOid(POLICY.auth)), derSequence(derOid(POLICY.sign))),
  ),
  holder: derExtension(
    EXTENSION.subjectAltName,
    writeHolder({ name: '試験 花子', kana: null, birthDate: '1950-02-03', sex: 2, address: '試験県' }),
  ),
} as const;

const { leaf, authorityKey, digitalSignature, signing, clientAuth, authPolicy, signPolicy, holder } =
  EXTENSIONS;
export const AUTH_EXTENSIONS = [leaf, authPolicy, authorityKey, digitalSignature, clientAuth];
export const SIGN_EXTENSIONS = [leaf, signPolicy, authorityKey, signing, holder];

/** A certificate of any content; what is not given is as it should be in an authentication certificate. */
export interface Forgery {
  readonly subjectKey: KeyObject;
  readonly issuerKey: KeyObject;
  readonly version?: number;
  readonly serial?: Buffer;
  readonly issuer?: Buffer;
  readonly subject?: Buffer;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly extensions?: readonly Buffer[];
  readonly innerAlgorithm?: Buffer;
  readonly outerAlgorithm?: Buffer;
  readonly digest?: string;
  /** Instead of the key's own SubjectPublicKeyInfo. */
  readonly publicKeyInfo?: Buffer;
}

const ALGORITHM = derAlgorithm(SHA256_WITH_RSA);

export function forgeCertificate(forgery: Forgery): Buffer {
  const content = derSequence(
    derValue(contextTag(0), derInteger(BigInt(forgery.version ?? 2))),
    forgery.serial ?? derUnsigned(Buffer.from(SERIAL, 'hex')),
    forgery.innerAlgorithm ?? ALGORITHM,
    forgery.issuer ?? AUTHORITY_NAME,
    derSequence(
      derTime(forgery.notBefore ?? new Date('2020-01-01T00:00:00Z')),
      derTime(forgery.notAfter ?? new Date('2030-01-01T00:00:00Z')),
    ),
    forgery.subject ?? nameOf('0123456789abcdef'),
    forgery.publicKeyInfo ?? forgery.subjectKey.export({ format: 'der', type: 'spki' }),
    derValue(contextTag(3), derSequence(...(forgery.extensions ?? AUTH_EXTENSIONS))),
  );
  const signature = sign(forgery.digest ?? 'sha256', content, forgery.issuerKey);
  return derSequence(content, forgery.outerAlgorithm ?? ALGORITHM, derBits(signature));
}

/** A self-signed certificate of an authority, as anchors are. */
export const forgeAuthority = ({ publicKey, privateKey }: Keys, forgery: Partial<Forgery> = {}): Buffer =>
  forgeCertificate({
    subjectKey: publicKey,
    issuerKey: privateKey,
    subject: AUTHORITY_NAME,
    extensions: [EXTENSIONS.authority, EXTENSIONS.certSign, EXTENSIONS.subjectKey],
    ...forgery,
  });

export const forgeAnchor = (keys: Keys) => openTrustAnchor(forgeAuthority(keys));
