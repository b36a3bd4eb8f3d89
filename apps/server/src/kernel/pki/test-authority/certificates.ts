import { type KeyObject, randomBytes } from 'node:crypto';
import type { X509CertificateCreateParamsName } from '@peculiar/x509';
import { type CardCertificateKind, type CardHolder, writeHolder } from '../card-holder.ts';
import { CLIENT_AUTH, EXTENSION, POLICY } from '../oids.ts';
import type { TrustAnchor } from '../trust-anchor.ts';

export interface AuthorityKeys {
  readonly anchor: TrustAnchor;
  readonly privateKey: KeyObject;
}

/** Everything that looks at a certificate of ours is told what it is not. */
const AUTHORITY_NAME: X509CertificateCreateParamsName = [
  { C: ['JP'] },
  { O: ['Tsunagu test card authority - not the public service'] },
  { CN: ['Tsunagu test card authority'] },
];
const CARD_ORGANISATION = 'Tsunagu software card - test only';
const AUTHORITY_YEARS = 20;
const SERIAL_BYTES = 16;
const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;

/** Loaded by those who issue: the library and its metadata take a quarter of a second that verifying never needs. */
async function loadX509() {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

/** The type of the result is the platform's own, which browsers and Node name differently. */
const signingKey = (key: KeyObject) =>
  globalThis.crypto.subtle.importKey('pkcs8', derOf(key, 'pkcs8'), ALGORITHM, false, ['sign']);

const derOf = (key: KeyObject, type: 'pkcs8' | 'spki'): Uint8Array<ArrayBuffer> =>
  new Uint8Array(key.export({ format: 'der', type }));

/** Certificates count in whole seconds. */
export const wholeSecond = (instant: Date): Date => new Date(Math.floor(instant.getTime() / 1000) * 1000);

/** 126 random bits, positive, always 16 octets: nobody can guess a neighbour's number. */
export function randomSerial(): string {
  const octets = randomBytes(SERIAL_BYTES);
  octets[0] = ((octets[0] ?? 0) & 0x3f) | 0x40;
  return octets.toString('hex');
}

/** The authority's self-signed certificate, DER; it may issue to people and to no further authority. */
export async function makeAuthorityCertificate(input: {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly now: Date;
}): Promise<Buffer> {
  const x509 = await loadX509();
  const publicKey = new x509.PublicKey(derOf(input.publicKey, 'spki'));
  const notBefore = wholeSecond(input.now);
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + AUTHORITY_YEARS);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: randomSerial(),
    subject: AUTHORITY_NAME,
    issuer: AUTHORITY_NAME,
    notBefore,
    notAfter,
    publicKey,
    signingKey: await signingKey(input.privateKey),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return Buffer.from(certificate.rawData);
}

export interface CardCertificateInput {
  readonly kind: CardCertificateKind;
  readonly serial: string;
  readonly publicKey: KeyObject;
  /** Stands in the signature certificate alone. */
  readonly holder: CardHolder;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** One of a card's two certificates, DER. Its subject is a random number that says nothing and is never used again. */
export async function makeCardCertificate(
  { anchor, privateKey }: AuthorityKeys,
  { kind, serial, publicKey, holder, notBefore, notAfter }: CardCertificateInput,
): Promise<Buffer> {
  const x509 = await loadX509();
  const { digitalSignature, nonRepudiation } = x509.KeyUsageFlags;
  const ofKind =
    kind === 'auth'
      ? [
          new x509.KeyUsagesExtension(digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([CLIENT_AUTH], true),
        ]
      : [
          new x509.KeyUsagesExtension(digitalSignature | nonRepudiation, true),
          new x509.Extension(EXTENSION.subjectAltName, false, new Uint8Array(writeHolder(holder))),
        ];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial,
    subject: [{ C: ['JP'] }, { O: [CARD_ORGANISATION] }, { CN: [randomBytes(16).toString('hex')] }],
    issuer: new x509.X509Certificate(new Uint8Array(anchor.certificate.der)).subjectName,
    notBefore,
    notAfter,
    publicKey: new x509.PublicKey(derOf(publicKey, 'spki')),
    signingKey: await signingKey(privateKey),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.CertificatePolicyExtension([POLICY[kind]], true),
      new x509.AuthorityKeyIdentifierExtension(anchor.keyIdentifier, false),
      ...ofKind,
    ],
  });
  return Buffer.from(certificate.rawData);
}
