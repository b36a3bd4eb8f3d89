import { TAG } from './der.ts';

/** Writers for the few DER values that no library builds for us: the holder's names and test certificates. */

export function derValue(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const octets = Buffer.from(
    length.toString(16).padStart(length < 0x100 ? 2 : length < 0x10000 ? 4 : 8, '0'),
    'hex',
  );
  let start = 0;
  while (octets[start] === 0) start++;
  const shortest = octets.subarray(start);
  return Buffer.concat([Buffer.from([0x80 | shortest.length]), shortest]);
}

export const derSequence = (...members: readonly Uint8Array[]): Buffer => derValue(TAG.sequence, ...members);

export const derText = (text: string): Buffer => derValue(TAG.utf8String, Buffer.from(text, 'utf8'));

/** `dotted`: decimal arcs of any size. */
export function derOid(dotted: string): Buffer {
  const [root = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  return derValue(TAG.oid, ...[root * 40n + second, ...rest].map(base128));
}

function base128(arc: bigint): Buffer {
  const octets = [Number(arc & 0x7fn)];
  for (let left = arc >> 7n; left > 0n; left >>= 7n) octets.unshift(Number(left & 0x7fn) | 0x80);
  return Buffer.from(octets);
}

/** A non-negative INTEGER. */
export function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  return derUnsigned(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'));
}

/** An INTEGER from its octets, read as not negative; without leading zero octets. */
export const derUnsigned = (octets: Buffer): Buffer =>
  derValue(TAG.integer, (octets[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), octets]) : octets);

export const derOctets = (octets: Uint8Array): Buffer => derValue(TAG.octetString, octets);

/** A BIT STRING of whole octets. */
export const derBits = (octets: Uint8Array): Buffer => derValue(TAG.bitString, Buffer.from([0]), octets);

/** A time in whole seconds: two-digit years until 2049, as RFC 5280 §4.1.2.5 demands. */
export function derTime(instant: Date): Buffer {
  const digits = instant.toISOString().replace(/\.\d+|[-:T]/g, '');
  return instant.getUTCFullYear() < 2050
    ? derValue(TAG.utcTime, Buffer.from(digits.slice(2), 'latin1'))
    : derValue(TAG.generalizedTime, Buffer.from(digits, 'latin1'));
}

/** GeneralizedTime in whole seconds, which OCSP uses throughout. */
export const derGeneralizedTime = (instant: Date): Buffer =>
  derValue(TAG.generalizedTime, Buffer.from(instant.toISOString().replace(/\.\d+|[-:T]/g, ''), 'latin1'));

export const derAlgorithm = (oid: string): Buffer => derSequence(derOid(oid), derValue(TAG.null));

export const derExtension = (oid: string, value: Uint8Array, critical = false): Buffer =>
  derSequence(
    derOid(oid),
    ...(critical ? [derValue(TAG.boolean, Buffer.from([0xff]))] : []),
    derOctets(value),
  );
