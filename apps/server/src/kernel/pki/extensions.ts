import { type CardHolder, readHolder } from './card-holder.ts';
import {
  booleanValue,
  contextTag,
  DerError,
  DerMembers,
  type DerValue,
  membersOf,
  namedBits,
  objectIdentifier,
  readDer,
  smallInteger,
  TAG,
} from './der.ts';
import { EXTENSION } from './oids.ts';

/** Bits of keyUsage. RFC 5280 §4.2.1.3. */
export const KEY_USAGE = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5, crlSign: 6 } as const;

/** The extensions that decide whether a certificate may be relied on. */
export interface CertificateExtensions {
  readonly certificateAuthority: boolean;
  /** How many further authorities may follow; null where no limit is set. */
  readonly pathLength: number | null;
  /** Null where the extension is missing. */
  readonly keyUsage: ReadonlySet<number> | null;
  readonly extendedKeyUsage: readonly string[];
  readonly policies: readonly string[];
  /** Hexadecimal. */
  readonly subjectKeyIdentifier: string | null;
  /** Hexadecimal. */
  readonly authorityKeyIdentifier: string | null;
  readonly holder: CardHolder | null;
  /** SubjectDirectoryAttributes, DER; null where the extension is missing. */
  readonly directoryAttributes: Buffer | null;
}

/**
 * `card`: the names of the subject are those of a card's holder. `professional`: HPKI and its authorities, whose
 * alternative names (mail addresses, for one) decide nothing here.
 */
export type CertificateProfile = 'card' | 'professional';

/** Extension values by identifier. @throws DerError when a critical one is not in `known`, or one stands twice */
export function readExtensionValues(list: DerValue, known: ReadonlySet<string>): ReadonlyMap<string, Buffer> {
  const values = new Map<string, Buffer>();
  for (const extension of membersOf(list, TAG.sequence)) {
    const members = new DerMembers(extension);
    const type = objectIdentifier(members.next(TAG.oid));
    const critical = members.optional(TAG.boolean);
    const { content } = members.next(TAG.octetString);
    members.end();
    if (values.has(type)) throw new DerError('extension given twice');
    if (critical !== null && booleanValue(critical) && !known.has(type))
      throw new DerError('unknown critical extension');
    values.set(type, content);
  }
  return values;
}

/** What is understood here; an authority that constrains names, for one, is not. */
const KNOWN: ReadonlySet<string> = new Set([
  EXTENSION.subjectKeyIdentifier,
  EXTENSION.authorityKeyIdentifier,
  EXTENSION.basicConstraints,
  EXTENSION.keyUsage,
  EXTENSION.extendedKeyUsage,
  EXTENSION.certificatePolicies,
  EXTENSION.subjectAltName,
]);

export function readCertificateExtensions(
  list: DerValue,
  profile: CertificateProfile,
): CertificateExtensions {
  const values = readExtensionValues(list, KNOWN);
  const read = <T>(type: string, reader: (value: Buffer) => T): T | null => {
    const value = values.get(type);
    return value === undefined ? null : reader(value);
  };
  return {
    ...(read(EXTENSION.basicConstraints, readBasicConstraints) ?? {
      certificateAuthority: false,
      pathLength: null,
    }),
    keyUsage: read(EXTENSION.keyUsage, (value) => namedBits(readDer(value, TAG.bitString))),
    extendedKeyUsage: read(EXTENSION.extendedKeyUsage, readPurposes) ?? [],
    policies: read(EXTENSION.certificatePolicies, readPolicies) ?? [],
    subjectKeyIdentifier: read(EXTENSION.subjectKeyIdentifier, (value) =>
      readDer(value, TAG.octetString).content.toString('hex'),
    ),
    authorityKeyIdentifier: read(EXTENSION.authorityKeyIdentifier, readAuthorityKeyIdentifier),
    holder: profile === 'card' ? read(EXTENSION.subjectAltName, readHolder) : null,
    directoryAttributes: values.get(EXTENSION.subjectDirectoryAttributes) ?? null,
  };
}

function readBasicConstraints(value: Buffer) {
  const members = new DerMembers(readDer(value, TAG.sequence));
  const authority = members.optional(TAG.boolean);
  const length = members.optional(TAG.integer);
  members.end();
  const certificateAuthority = authority !== null && booleanValue(authority);
  if (length !== null && !certificateAuthority) throw new DerError('path length without authority');
  return { certificateAuthority, pathLength: length === null ? null : smallInteger(length) };
}

const readPurposes = (value: Buffer): string[] =>
  membersOf(readDer(value, TAG.sequence), TAG.oid).map(objectIdentifier);

/** Qualifiers are notices for people; they decide nothing. */
const readPolicies = (value: Buffer): string[] =>
  membersOf(readDer(value, TAG.sequence), TAG.sequence).map((policy) =>
    objectIdentifier(new DerMembers(policy).next(TAG.oid)),
  );

/** The key's identifier alone; issuer and serial number may stand behind it. */
export function readAuthorityKeyIdentifier(value: Buffer): string | null {
  const key = new DerMembers(readDer(value, TAG.sequence)).optional(contextTag(0, false));
  return key === null ? null : key.content.toString('hex');
}
