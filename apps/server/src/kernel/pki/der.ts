/**
 * Strict reader for DER (ITU-T X.690): one way to write each value, every other way refused. node:crypto verifies
 * signatures but shows neither critical extensions nor path lengths, and accepts bytes behind a certificate.
 */

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Context-specific tag number 0–30; constructed unless told otherwise. */
export const contextTag = (number: number, constructed = true): number =>
  (constructed ? 0xa0 : 0x80) | number;

/** The bytes are not DER, or not the structure that was expected. The message is static and holds no content. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

export interface DerValue {
  readonly tag: number;
  /** Tag, length and content. */
  readonly bytes: Buffer;
  readonly content: Buffer;
}

function valueAt(bytes: Buffer, start: number): DerValue {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined) throw new DerError('truncated');
  if ((tag & 0x1f) === 0x1f) throw new DerError('tag number above 30');
  let length = first;
  let offset = start + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    // Four octets of length are more than any certificate or revocation list needs.
    if (count === 0 || count > 4) throw new DerError('indefinite or oversized length');
    if (offset + count > bytes.length) throw new DerError('truncated');
    length = bytes.readUIntBE(offset, count);
    if (length < 0x80 || length < 2 ** (8 * (count - 1))) throw new DerError('length not in shortest form');
    offset += count;
  }
  if (offset + length > bytes.length) throw new DerError('truncated');
  const end = offset + length;
  return { tag, bytes: bytes.subarray(start, end), content: bytes.subarray(offset, end) };
}

/** The one value that the bytes hold. @throws DerError also for bytes behind it. */
export function readDer(bytes: Buffer, tag: number): DerValue {
  const value = valueAt(bytes, 0);
  if (value.bytes.length !== bytes.length) throw new DerError('trailing bytes');
  if (value.tag !== tag) throw new DerError('unexpected tag');
  return value;
}

/** Walks the members of a constructed value from first to last. */
export class DerMembers {
  readonly #content: Buffer;
  #offset = 0;

  constructor(value: DerValue) {
    this.#content = value.content;
  }

  get done(): boolean {
    return this.#offset === this.#content.length;
  }

  /** The next member, which must carry this tag. */
  next(tag: number): DerValue {
    const value = this.any();
    if (value.tag !== tag) throw new DerError('unexpected tag');
    return value;
  }

  any(): DerValue {
    const value = valueAt(this.#content, this.#offset);
    this.#offset += value.bytes.length;
    return value;
  }

  /** The next member when it carries this tag, otherwise null, and the position stays. */
  optional(tag: number): DerValue | null {
    return !this.done && this.#content[this.#offset] === tag ? this.any() : null;
  }

  /** Throws when a member is left. */
  end(): void {
    if (!this.done) throw new DerError('unexpected member');
  }
}

/** All members of a SEQUENCE OF or SET OF. */
export function membersOf(value: DerValue, tag: number): DerValue[] {
  const members = new DerMembers(value);
  const found: DerValue[] = [];
  while (!members.done) found.push(members.next(tag));
  return found;
}

/** The octets of a positive INTEGER without a leading zero octet. @throws DerError for zero and negative numbers. */
export function positiveInteger({ content }: DerValue): Buffer {
  const [first, second] = content;
  if (first === undefined || first >= 0x80) throw new DerError('integer not positive');
  if (first !== 0) return content;
  if (second === undefined || second < 0x80) throw new DerError('integer zero or not in shortest form');
  return content.subarray(1);
}

/** An INTEGER or ENUMERATED from 0 to 127. */
export function smallInteger({ content }: DerValue): number {
  const [only] = content;
  if (content.length !== 1 || only === undefined || only >= 0x80) throw new DerError('integer out of range');
  return only;
}

export function booleanValue({ content }: DerValue): boolean {
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw new DerError('not a boolean');
  return content[0] === 0xff;
}

/** The octets of a BIT STRING whose bits fill its octets, as keys and signatures do. */
export function wholeBits({ content }: DerValue): Buffer {
  if (content.length < 2 || content[0] !== 0) throw new DerError('bit string with unused bits');
  return content.subarray(1);
}

/** The numbers of the bits that are set; bit 0 is the first. */
export function namedBits({ content }: DerValue): ReadonlySet<number> {
  const unused = content[0];
  if (unused === undefined || unused > 7 || (content.length === 1 && unused > 0))
    throw new DerError('bit string malformed');
  const bits = new Set<number>();
  for (let bit = 0; bit < (content.length - 1) * 8; bit++)
    if (((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0) bits.add(bit);
  const last = (content.length - 1) * 8 - unused;
  for (const bit of bits) if (bit >= last) throw new DerError('unused bits set');
  return bits;
}

/** Dotted decimal notation; arcs of any size (the arc 2.25 holds numbers of 128 bits). */
export function objectIdentifier({ content }: DerValue): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  let open = false;
  for (const octet of content) {
    if (!open && octet === 0x80) throw new DerError('object identifier not in shortest form');
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    open = octet >= 0x80;
    if (!open) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [first] = arcs;
  if (open || first === undefined) throw new DerError('object identifier malformed');
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...arcs.slice(1)].join('.');
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function utf8Text({ content }: DerValue): string {
  try {
    return decoder.decode(content);
  } catch {
    throw new DerError('text not UTF-8');
  }
}

const TIMES = { [TAG.utcTime]: /^\d{12}Z$/, [TAG.generalizedTime]: /^\d{14}Z$/ };

/** A time as RFC 5280 §4.1.2.5 restricts it: UTC with seconds; two-digit years are 1950–2049. */
export function timeValue({ tag, content }: DerValue): Date {
  const text = content.toString('latin1');
  const form = tag === TAG.utcTime || tag === TAG.generalizedTime ? TIMES[tag] : null;
  if (form === null || !form.test(text)) throw new DerError('not a time');
  const full = tag === TAG.utcTime ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const iso = full.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  const time = new Date(iso);
  if (Number.isNaN(time.getTime()) || time.toISOString() !== iso) throw new DerError('no such time');
  return time;
}
