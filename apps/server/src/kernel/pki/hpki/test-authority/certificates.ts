import { createHash, type KeyObject, sign } from 'node:crypto';
import { contextTag, DerMembers, readDer, TAG, wholeBits } from '../../der.ts';
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
} from '../../der-write.ts';
import { EXTENSION, SHA256_WITH_RSA, TIME_STAMPING } from '../../oids.ts';
import { writeRole } from '../hc-role.ts';
import type { HpkiProfile } from '../profile.ts';

/** Everything that looks at a certificate of ours is told what it is not. */
const ORGANISATION = 'Tsunagu test authority - not HPKI';
const COUNTRY = derValue(0x13, Buffer.from('JP', 'latin1'));

const part = (type: string, value: Buffer): Buffer => derValue(TAG.set, derSequence(derOid(type), value));

/** A name as HPKI writes it: country, organisation, common name. */
const nameOf = (commonName: string): Buffer =>
  derSequence(
    part('2.5.4.6', COUNTRY),
    part('2.5.4.10', derText(ORGANISATION)),
    part('2.5.4.3', derText(commonName)),
  );

const AUTHORITY_NAME = nameOf('Tsunagu test authority for professionals');
const TIMESTAMP_NAME = nameOf('Tsunagu test timestamps');

const TRUE = derValue(TAG.boolean, Buffer.from([0xff]));
const bits = (unused: number, octet: number): Buffer => derValue(TAG.bitString, Buffer.from([unused, octet]));
const USAGE = { authority: bits(1, 0x06), signing: bits(6, 0x40), timestamps: bits(6, 0xc0) } as const;

const infoOf = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });

/** SHA-1 of the key's bits: a name for it, of no other meaning (RFC 5280 §4.2.1.2). */
function keyIdentifierOf(key: KeyObject): Buffer {
  const info = new DerMembers(readDer(infoOf(key), TAG.sequence));
  info.next(TAG.sequence);
  return createHash('sha1')
    .update(wholeBits(info.next(TAG.bitString)))
    .digest();
}

interface Order {
  readonly serial: string;
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly authorityKey: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Buffer[];
}

function certificateOf(order: Order): Buffer {
  const { serial, subject, publicKey, authorityKey, notBefore, notAfter, extensions } = order;
  const authority = derValue(contextTag(0, false), keyIdentifierOf(authorityKey.publicKey));
  const content = derSequence(
    derValue(contextTag(0), derInteger(2n)),
    derUnsigned(Buffer.from(serial, 'hex')),
    derAlgorithm(SHA256_WITH_RSA),
    AUTHORITY_NAME,
    derSequence(derTime(notBefore), derTime(notAfter)),
    subject,
    infoOf(publicKey),
    derValue(
      contextTag(3),
      derSequence(
        derExtension(EXTENSION.subjectKeyIdentifier, derOctets(keyIdentifierOf(publicKey))),
        derExtension(EXTENSION.authorityKeyIdentifier, derSequence(authority)),
        ...extensions,
      ),
    ),
  );
  return derSequence(
    content,
    derAlgorithm(SHA256_WITH_RSA),
    derBits(sign('sha256', content, authorityKey.privateKey)),
  );
}

type Common = Pick<Order, 'serial' | 'publicKey' | 'authorityKey' | 'notBefore' | 'notAfter'>;

export const authorityCertificate = (order: Common): Buffer =>
  certificateOf({
    ...order,
    subject: AUTHORITY_NAME,
    extensions: [
      derExtension(
        EXTENSION.basicConstraints,
        derSequence(TRUE, derValue(TAG.integer, Buffer.from([0]))),
        true,
      ),
      derExtension(EXTENSION.keyUsage, USAGE.authority, true),
    ],
  });

export const timestampCertificate = (order: Common): Buffer =>
  certificateOf({
    ...order,
    subject: TIMESTAMP_NAME,
    extensions: [
      derExtension(EXTENSION.keyUsage, USAGE.timestamps, true),
      derExtension(EXTENSION.extendedKeyUsage, derSequence(derOid(TIME_STAMPING)), true),
    ],
  });

/** A certificate for signing documents; `role` null: it names no qualification. */
export const professionalCertificate = (
  order: Common & { readonly name: string; readonly role: string | null },
  profile: HpkiProfile,
): Buffer =>
  certificateOf({
    ...order,
    subject: nameOf(order.name),
    extensions: [
      derExtension(EXTENSION.keyUsage, USAGE.signing, true),
      derExtension(
        EXTENSION.certificatePolicies,
        derSequence(...profile.policies.map((policy) => derSequence(derOid(policy)))),
      ),
      ...(order.role === null
        ? []
        : [derExtension(EXTENSION.subjectDirectoryAttributes, writeRole(order.role, profile))]),
    ],
  });
