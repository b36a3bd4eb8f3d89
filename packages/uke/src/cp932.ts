/**
 * cp932 (Windows-31J) in both directions.
 *
 * The forward table is taken from the platform's own `TextDecoder('shift_jis')`, so both agree by
 * construction; a table of our own is kept because decoding many short cells through the platform
 * decoder costs more than the cells themselves, and because it exchanges the control characters 1A,
 * 1C and 7F. Node has no encoder, so the reverse table is made
 * from the forward one.
 *
 * @spec claims.md §2.2
 */

const UNDEFINED = 0;
const HALFWIDTH_KANA_FIRST = 0xff61;
const HALFWIDTH_KANA_BYTE = 0xa1;

/** UTF-16 code unit of every 2-byte sequence, by `lead << 8 | trail`; 0 where undefined. */
const FORWARD = buildForward();
/** cp932 bytes of every UTF-16 code unit: one byte below 256, `lead << 8 | trail` above; 0 where none. */
const REVERSE = buildReverse(FORWARD);

/** Characters that keyboards and converters produce for a JIS X 0208 character under another code point. */
const LOOKALIKES: readonly (readonly [from: number, to: number])[] = [
  [0x301c, 0xff5e],
  [0x2016, 0x2225],
  [0x2212, 0xff0d],
  [0x2014, 0x2015],
  [0x00a5, 0xffe5],
  [0x00a2, 0xffe0],
  [0x00a3, 0xffe1],
  [0x00ac, 0xffe2],
  [0x203e, 0xffe3],
];
for (const [from, to] of LOOKALIKES) REVERSE[from] = REVERSE[to] ?? UNDEFINED;

function buildForward(): Uint16Array {
  const table = new Uint16Array(65536);
  const decoder = new TextDecoder('shift_jis');
  const pair = new Uint8Array(2);
  for (let lead = 0x81; lead <= 0xfc; lead++) {
    if (lead >= 0xa0 && lead <= 0xdf) continue;
    for (let trail = 0x40; trail <= 0xfc; trail++) {
      pair[0] = lead;
      pair[1] = trail;
      const text = decoder.decode(pair);
      if (text.length === 1 && text !== '\ufffd') table[(lead << 8) | trail] = text.charCodeAt(0);
    }
  }
  return table;
}

function buildReverse(forward: Uint16Array): Uint16Array {
  const table = new Uint16Array(65536);
  for (let byte = 0; byte < 0x80; byte++) table[byte] = byte;
  for (let i = 0; i < 63; i++) table[HALFWIDTH_KANA_FIRST + i] = HALFWIDTH_KANA_BYTE + i;
  // 398 sequences are duplicates: JIS X 0208 wins, then NEC row 13, IBM, NEC-selected IBM.
  for (let rank = 0; rank < 4; rank++) {
    for (let bytes = 0x8140; bytes <= 0xfcfc; bytes++) {
      const unit = forward[bytes] ?? UNDEFINED;
      if (unit !== UNDEFINED && leadRank(bytes >> 8) === rank && table[unit] === UNDEFINED)
        table[unit] = bytes;
    }
  }
  return table;
}

function leadRank(lead: number): number {
  if (lead === 0x87) return 1;
  if (lead >= 0xfa) return 2;
  if (lead === 0xed || lead === 0xee) return 3;
  return 0;
}

/** True for the first byte of a 2-byte character. */
function isLeadByte(byte: number): boolean {
  return (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc);
}

/** True when a 2-byte sequence is a NEC or IBM extension or user-defined, not JIS X 0208. */
export function isExtension(bytes: number): boolean {
  const lead = bytes >> 8;
  return lead === 0x87 || lead >= 0xed;
}

export const VALID = 0;
export const VALID_WITH_EXTENSION = 1;
export const INVALID = 2;

/** Whether `bytes[start, end)` is cp932 text: `VALID`, `VALID_WITH_EXTENSION` or `INVALID`. */
export function inspectCp932(bytes: Uint8Array, start: number, end: number): 0 | 1 | 2 {
  let result: 0 | 1 = VALID;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x80 || (byte >= 0xa1 && byte <= 0xdf)) continue;
    i += 1;
    if (i >= end || !isLeadByte(byte)) return INVALID;
    const pair = (byte << 8) | (bytes[i] ?? 0);
    if (FORWARD[pair] === UNDEFINED) return INVALID;
    if (isExtension(pair)) result = VALID_WITH_EXTENSION;
  }
  return result;
}

/** One-character strings by code unit, filled as characters are met. */
const chars: (string | undefined)[] = new Array<string | undefined>(65536);

function charOf(unit: number): string {
  let char = chars[unit];
  if (char === undefined) {
    char = String.fromCharCode(unit);
    chars[unit] = char;
  }
  return char;
}

/**
 * Text of `bytes[start, end)`, or null where the bytes are not cp932 (lone lead byte, undefined
 * sequence, 80, A0, FD–FF).
 */
export function decodeCp932(bytes: Uint8Array, start = 0, end: number = bytes.length): string | null {
  let text = '';
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte < 0x80) text += charOf(byte);
    else if (byte >= 0xa1 && byte <= 0xdf) text += charOf(byte - HALFWIDTH_KANA_BYTE + HALFWIDTH_KANA_FIRST);
    else {
      i += 1;
      const unit = i < end ? (FORWARD[(byte << 8) | (bytes[i] as number)] as number) : UNDEFINED;
      if (unit === UNDEFINED) return null;
      text += charOf(unit);
    }
  }
  return text;
}

/** cp932 bytes of one UTF-16 code unit (below 256: one byte), or 0 when it has none (U+0000 included). */
export function encodeUnit(unit: number): number {
  return REVERSE[unit] ?? UNDEFINED;
}

/** Whether every character of `text` is in JIS X 0201 or JIS X 0208. */
export function isJisText(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const bytes = encodeUnit(text.charCodeAt(i));
    if (bytes === UNDEFINED || (bytes >= 256 && isExtension(bytes))) return false;
  }
  return true;
}

/** Number of bytes that `text` takes in cp932; characters without a cp932 form count 2. */
export function cp932Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const bytes = encodeUnit(text.charCodeAt(i));
    length += bytes !== UNDEFINED && bytes < 256 ? 1 : 2;
  }
  return length;
}

/** A text has a character without a cp932 form. `index` is its place in the text; the text is not repeated. */
export class UnencodableError extends RangeError {
  readonly index: number;
  constructor(index: number) {
    super('character has no cp932 form');
    this.name = 'UnencodableError';
    this.index = index;
  }
}

/**
 * Writes `text` as cp932 into `target` at `offset` and returns the offset behind it. 〜 ‖ − — are
 * written as the JIS X 0208 characters that they stand for.
 * @throws UnencodableError
 */
export function writeCp932(text: string, target: Uint8Array, offset: number): number {
  let at = offset;
  for (let i = 0; i < text.length; i++) {
    const bytes = encodeUnit(text.charCodeAt(i));
    if (bytes === UNDEFINED) throw new UnencodableError(i);
    if (bytes >= 256) target[at++] = bytes >> 8;
    target[at++] = bytes & 255;
  }
  return at;
}

/** `text` as cp932. @throws UnencodableError */
export function encodeCp932(text: string): Uint8Array {
  const target = new Uint8Array(text.length * 2);
  return target.slice(0, writeCp932(text, target, 0));
}
