import type { RevocationAnswer } from './card-authority.ts';
import { readSerial, readSigned } from './certificate.ts';
import {
  contextTag,
  DerError,
  DerMembers,
  type DerValue,
  membersOf,
  positiveInteger,
  readDer,
  smallInteger,
  TAG,
  timeValue,
} from './der.ts';
import { readAuthorityKeyIdentifier, readExtensionValues } from './extensions.ts';
import { EXTENSION } from './oids.ts';
import { signedBy, type TrustAnchor } from './trust-anchor.ts';

/** A revocation list whose signature was verified; whether it is fresh is for the reader to judge. */
export interface RevocationList {
  readonly number: bigint;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly size: number;
  readonly answer: (serial: string) => RevocationAnswer;
}

/** RFC 5280 §5.3.1. */
const REASON_NAMES: Readonly<Record<number, string>> = {
  0: 'unspecified',
  1: 'key-compromise',
  2: 'authority-compromise',
  3: 'affiliation-changed',
  4: 'superseded',
  5: 'cessation-of-operation',
  6: 'on-hold',
  9: 'privilege-withdrawn',
  10: 'authority-key-compromise',
};

const VERSION_2 = 1;
/** A list of only some reasons, or of changes since another list, marks itself by a critical extension: refused. */
const KNOWN: ReadonlySet<string> = new Set([EXTENSION.authorityKeyIdentifier, EXTENSION.crlNumber]);
const KNOWN_OF_ENTRY: ReadonlySet<string> = new Set([EXTENSION.reasonCode, EXTENSION.invalidityDate]);

/**
 * Reads a complete X.509 version 2 revocation list (RFC 5280 §5) and verifies the anchor's signature over it.
 * Costs time per entry: keep the result for as long as the bytes are the same.
 * @throws DerError when it is malformed, partial, of another authority, or not signed by this one
 */
export function readRevocationList(der: Buffer, anchor: TrustAnchor): RevocationList {
  const { signedPart, signature, algorithm } = readSigned(der);
  if (!signedBy(anchor, { signedBytes: signedPart.bytes, signature }))
    throw new DerError('list not signed by the authority');
  const members = new DerMembers(signedPart);
  if (smallInteger(members.next(TAG.integer)) !== VERSION_2) throw new DerError('not a version 2 list');
  if (!members.next(TAG.sequence).bytes.equals(algorithm)) throw new DerError('two signature algorithms');
  if (!members.next(TAG.sequence).bytes.equals(anchor.certificate.subject))
    throw new DerError('list of another authority');
  const thisUpdate = timeValue(members.any());
  const nextUpdate = timeValue(members.any());
  const entries = members.optional(TAG.sequence);
  const explicit = new DerMembers(members.next(contextTag(0)));
  members.end();
  const extensions = readExtensionValues(explicit.next(TAG.sequence), KNOWN);
  explicit.end();
  const key = extensions.get(EXTENSION.authorityKeyIdentifier);
  if (key !== undefined && readAuthorityKeyIdentifier(key) !== anchor.keyIdentifier)
    throw new DerError('list of another key');
  const number = extensions.get(EXTENSION.crlNumber);
  if (number === undefined) throw new DerError('list without number');
  const revoked = new Map(entries === null ? [] : membersOf(entries, TAG.sequence).map(readEntry));
  return {
    number: BigInt(`0x${positiveInteger(readDer(number, TAG.integer)).toString('hex')}`),
    thisUpdate,
    nextUpdate,
    size: revoked.size,
    answer: (serial) => ({ ...(revoked.get(serial) ?? { status: 'good' }), thisUpdate, nextUpdate }),
  };
}

function readEntry(entry: DerValue) {
  const members = new DerMembers(entry);
  const serial = readSerial(members.next(TAG.integer));
  const revokedAt = timeValue(members.any());
  const list = members.optional(TAG.sequence);
  members.end();
  const values = list === null ? null : readExtensionValues(list, KNOWN_OF_ENTRY);
  const code = values?.get(EXTENSION.reasonCode);
  const reason = code === undefined ? 0 : smallInteger(readDer(code, TAG.enumerated));
  const status = { status: 'revoked', revokedAt, reason: REASON_NAMES[reason] ?? 'unspecified' } as const;
  return [serial, status] as const;
}
