import { createHash, type KeyObject, sign } from 'node:crypto';
import { contextTag, DerMembers, readDer, TAG, wholeBits } from '../der.ts';
import {
  derAlgorithm,
  derBits,
  derExtension,
  derGeneralizedTime,
  derInteger,
  derOctets,
  derOid,
  derSequence,
  derTime,
  derUnsigned,
  derValue,
} from '../der-write.ts';
import { BASIC_OCSP_RESPONSE, EXTENSION, SHA256, SHA256_WITH_RSA } from '../oids.ts';
import type { TrustAnchor } from '../trust-anchor.ts';
import { type AuthorityKeys, wholeSecond } from './certificates.ts';
import { CARD_REVOCATION_REASONS, type Register, type Revocation } from './register.ts';

/** How long a statement of the authority holds. */
export const STATEMENT_HOURS = 24;
const VERSION_2 = Buffer.from([TAG.integer, 1, 1]);
/** OCSPResponseStatus 0: there is an answer. */
const SUCCESSFUL = Buffer.from([TAG.enumerated, 1, 0]);

const endOf = (begin: Date): Date => new Date(begin.getTime() + STATEMENT_HOURS * 3_600_000);

const reasonCode = (revocation: Revocation): Buffer =>
  derValue(TAG.enumerated, Buffer.from([CARD_REVOCATION_REASONS[revocation.reason].crlReason]));

const signed = (content: Buffer, key: KeyObject, ...further: Buffer[]): Buffer =>
  derSequence(content, derAlgorithm(SHA256_WITH_RSA), derBits(sign('sha256', content, key)), ...further);

/**
 * The number of a list says how many bytes of the register the list tells of, above the second in which it was made.
 * It grows with both, and any process can see from it whether a list is behind the register.
 */
const SECONDS_BITS = 40n;
export const registerBytesOf = (listNumber: bigint): number => Number(listNumber >> SECONDS_BITS);

/** A complete X.509 version 2 revocation list (RFC 5280 §5), DER. Built by hand: the server renews it while it serves. */
export function makeRevocationList(
  { anchor, privateKey }: AuthorityKeys,
  register: Pick<Register, 'bytes' | 'revocations'>,
  now: Date,
): Buffer {
  const thisUpdate = wholeSecond(now);
  const number = (BigInt(register.bytes) << SECONDS_BITS) | BigInt(thisUpdate.getTime() / 1000);
  const entries = [...register.revocations.values()].map((revocation) =>
    derSequence(
      derUnsigned(Buffer.from(revocation.serial, 'hex')),
      derTime(new Date(revocation.at)),
      derSequence(derExtension(EXTENSION.reasonCode, reasonCode(revocation))),
    ),
  );
  const key = derValue(contextTag(0, false), Buffer.from(anchor.keyIdentifier, 'hex'));
  const content = derSequence(
    VERSION_2,
    derAlgorithm(SHA256_WITH_RSA),
    anchor.certificate.subject,
    derTime(thisUpdate),
    derTime(endOf(thisUpdate)),
    ...(entries.length === 0 ? [] : [derSequence(...entries)]),
    derValue(
      contextTag(0),
      derSequence(
        derExtension(EXTENSION.authorityKeyIdentifier, derSequence(key)),
        derExtension(EXTENSION.crlNumber, derInteger(number)),
      ),
    ),
  );
  return signed(content, privateKey);
}

/** An OCSP response (RFC 6960 §4.2) about one serial number, signed by the authority itself, DER. */
export function makeOcspResponse(
  { anchor, privateKey }: AuthorityKeys,
  register: Register,
  serial: string,
  now: Date,
): Buffer {
  const thisUpdate = wholeSecond(now);
  const single = derSequence(
    certificateId(anchor, serial),
    ocspStatus(register, serial),
    derGeneralizedTime(thisUpdate),
    derValue(contextTag(0), derGeneralizedTime(endOf(thisUpdate))),
  );
  const content = derSequence(
    derValue(contextTag(1), anchor.certificate.subject),
    derGeneralizedTime(thisUpdate),
    derSequence(single),
  );
  const certificates = derValue(contextTag(0), derSequence(anchor.certificate.der));
  const basic = signed(content, privateKey, certificates);
  const bytes = derSequence(derOid(BASIC_OCSP_RESPONSE), derOctets(basic));
  return derSequence(SUCCESSFUL, derValue(contextTag(0), bytes));
}

/** good [0], revoked [1] or unknown [2]. */
function ocspStatus(register: Register, serial: string): Buffer {
  if (register.find(serial) === null) return derValue(contextTag(2, false));
  const revocation = register.revocations.get(serial);
  if (revocation === undefined) return derValue(contextTag(0, false));
  return derValue(
    contextTag(1),
    derGeneralizedTime(new Date(revocation.at)),
    derValue(contextTag(0), reasonCode(revocation)),
  );
}

function certificateId({ certificate }: TrustAnchor, serial: string): Buffer {
  const info = new DerMembers(readDer(certificate.publicKeyInfo, TAG.sequence));
  info.next(TAG.sequence);
  const key = wholeBits(info.next(TAG.bitString));
  const sha256 = (octets: Buffer): Buffer => createHash('sha256').update(octets).digest();
  return derSequence(
    derAlgorithm(SHA256),
    derOctets(sha256(certificate.subject)),
    derOctets(sha256(key)),
    derUnsigned(Buffer.from(serial, 'hex')),
  );
}
