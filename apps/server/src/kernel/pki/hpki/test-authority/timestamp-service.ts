import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import { type Certificate, readCertificate } from '../../certificate.ts';
import { contextTag, DerError, DerMembers, objectIdentifier, readDer, smallInteger, TAG } from '../../der.ts';
import {
  derAlgorithm,
  derGeneralizedTime,
  derOctets,
  derOid,
  derSequence,
  derUnsigned,
  derValue,
} from '../../der-write.ts';
import { CMS, RSA_ENCRYPTION, SHA256, TIMESTAMP_TEST_POLICY } from '../../oids.ts';
import { readImprint } from '../timestamp.ts';

/** A timestamp authority, RFC 3161: requests and responses in DER, as they would go over HTTP. */
export interface TimestampService {
  /** @throws DerError for what is no request over a SHA-256 digest */
  answer(request: Buffer): Buffer;
}

const integer = (value: number): Buffer => derValue(TAG.integer, Buffer.from([value]));
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const attribute = (type: string, value: Buffer): Buffer =>
  derSequence(derOid(type), derValue(TAG.set, value));
const GRANTED = derSequence(integer(0));

export function testTimestampService(
  keys: { readonly certificateDer: Buffer; readonly privateKey: KeyObject },
  clock: Clock,
): TimestampService {
  const certificate = readCertificate(keys.certificateDer, 'professional');
  return {
    answer(request) {
      const { imprint, nonce } = readRequest(request);
      const info = derSequence(
        integer(1),
        derOid(TIMESTAMP_TEST_POLICY),
        imprintOf(imprint),
        derUnsigned(serialNumber()),
        derGeneralizedTime(clock()),
        ...(nonce === null ? [] : [nonce]),
      );
      return derSequence(GRANTED, tokenOf(info, certificate, keys.privateKey));
    },
  };
}

/** Positive and never used again, as RFC 3161 demands. */
function serialNumber(): Buffer {
  const octets = randomBytes(16);
  octets[0] = ((octets[0] ?? 0) & 0x3f) | 0x40;
  return octets;
}

const imprintOf = (digest: Buffer): Buffer => derSequence(derAlgorithm(SHA256), derOctets(digest));

/** A request for a timestamp over a SHA-256 digest, with its certificate. */
export const timestampRequest = (digest: Buffer, nonce: Buffer): Buffer =>
  derSequence(integer(1), imprintOf(digest), derUnsigned(nonce), derValue(TAG.boolean, Buffer.from([0xff])));

function readRequest(request: Buffer) {
  const members = new DerMembers(readDer(request, TAG.sequence));
  if (smallInteger(members.next(TAG.integer)) !== 1) throw new DerError('version of the request');
  const imprint = readImprint(members.next(TAG.sequence));
  const policy = members.optional(TAG.oid);
  if (policy !== null && objectIdentifier(policy) !== TIMESTAMP_TEST_POLICY)
    throw new DerError('policy not offered');
  const nonce = members.optional(TAG.integer);
  members.optional(TAG.boolean);
  members.end();
  return { imprint, nonce: nonce?.bytes ?? null };
}

/** The token of a response. @throws DerError when it was not granted, or is not an answer to `nonce` */
export function tokenIn(response: Buffer): Buffer {
  const members = new DerMembers(readDer(response, TAG.sequence));
  const status = smallInteger(new DerMembers(members.next(TAG.sequence)).next(TAG.integer));
  if (status > 1) throw new DerError('timestamp refused');
  const token = members.next(TAG.sequence).bytes;
  members.end();
  return token;
}

function tokenOf(info: Buffer, certificate: Certificate, key: KeyObject): Buffer {
  const { der, issuer, serial } = certificate;
  const attributes = [
    attribute(CMS.contentType, derOid(CMS.tstInfo)),
    attribute(CMS.messageDigest, derOctets(sha256(info))),
    attribute(CMS.signingCertificateV2, derSequence(derSequence(derSequence(derOctets(sha256(der)))))),
  ].sort(Buffer.compare);
  const signature = sign('sha256', derValue(TAG.set, ...attributes), key);
  const signer = derSequence(
    integer(1),
    derSequence(issuer, derUnsigned(Buffer.from(serial, 'hex'))),
    derAlgorithm(SHA256),
    derValue(contextTag(0), ...attributes),
    derAlgorithm(RSA_ENCRYPTION),
    derOctets(signature),
  );
  const data = derSequence(
    integer(3),
    derValue(TAG.set, derAlgorithm(SHA256)),
    derSequence(derOid(CMS.tstInfo), derValue(contextTag(0), derOctets(info))),
    derValue(contextTag(0), der),
    derValue(TAG.set, signer),
  );
  return derSequence(derOid(CMS.signedData), derValue(contextTag(0), data));
}
