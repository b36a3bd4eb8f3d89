import { packClaimDate } from '@tsunagu/ids';
import { decodeCp932 } from './cp932.ts';

/** Text encoding of the file; `undecided` while only ASCII was seen. */
export type Encoding = 'cp932' | 'utf-8' | 'undecided';

/** Columns beyond this are counted, but not addressable; the widest layout has 114. */
const MAX_COLUMNS = 512;
const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

const EMPTY = new Uint8Array(0);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The columns of the record at hand: offsets into a buffer that is not copied. One instance serves a
 * whole file, so the hot loop allocates nothing here. Commas are found on bytes before decoding,
 * which is safe because no trail byte of cp932 is a comma or a line end.
 *
 * `as number` stands where an index into a typed array is known to be inside it; a default would
 * cost a test for every byte.
 * @spec claims.md §1 trap 20
 */
export class Fields {
  bytes: Uint8Array = EMPTY;
  /** Column c is `bytes[starts[c], starts[c + 1] - 1)`. */
  readonly starts = new Int32Array(MAX_COLUMNS + 2);
  /** Number of columns with the record id. */
  count = 0;
  /** Offset behind the last byte of the record, without its line end. */
  end = 0;
  /** True when a byte of the record is not ASCII. */
  hasHigh = false;
  /** Number of control characters in the record, which no text may hold. */
  controls = 0;
  /** True when the line ended with LF alone. */
  bareLf = false;
  /** Set when the record is not in the file's encoding: its text then reads as ''. */
  isUndecodable = false;
  encoding: Encoding = 'cp932';

  /** Finds the columns of the record at `from`; returns the offset of its LF, or -1 when none stands before `limit`. */
  scan(bytes: Uint8Array, from: number, limit: number): number {
    const starts = this.starts;
    let n = 1;
    let bits = 0;
    let controls = 0;
    for (let i = from; i < limit; i++) {
      const byte = bytes[i] as number;
      bits |= byte;
      if (byte > COMMA) continue;
      if (byte === COMMA) {
        if (n < MAX_COLUMNS) starts[n] = i + 1;
        n += 1;
      } else if (byte === LF) {
        this.bareLf = i === from || bytes[i - 1] !== CR;
        this.controls = this.bareLf ? controls : controls - 1;
        this.#close(bytes, from, this.bareLf ? i : i - 1, n, bits);
        return i;
      } else if (byte < SPACE) controls += 1;
    }
    return -1;
  }

  /** Finds the columns of `bytes[from, end)`, a record without a line end. */
  scanUnterminated(bytes: Uint8Array, from: number, end: number): void {
    const line = new Uint8Array(end - from + 1);
    line.set(bytes.subarray(from, end));
    line[end - from] = LF;
    this.scan(line, 0, line.length);
    this.bareLf = false;
  }

  #close(bytes: Uint8Array, from: number, end: number, count: number, bits: number): void {
    this.bytes = bytes;
    this.count = count;
    this.end = end;
    this.hasHigh = bits > 0x7f;
    this.isUndecodable = false;
    this.starts[0] = from;
    this.starts[count < MAX_COLUMNS ? count : MAX_COLUMNS] = end + 1;
  }

  /** Makes the columns from `count` up to `width` read as blank. */
  fill(width: number): void {
    for (let c = this.count; c <= width; c++) this.starts[c] = this.end + 1;
  }

  isBlank(column: number): boolean {
    return (this.starts[column] as number) >= (this.starts[column + 1] as number) - 1;
  }

  /** Whole number of up to 15 digits; -1 when blank or not digits. */
  integer(column: number): number {
    const start = this.starts[column] as number;
    const end = (this.starts[column + 1] as number) - 1;
    if (start >= end || end - start > 15) return -1;
    let value = 0;
    for (let i = start; i < end; i++) {
      const digit = (this.bytes[i] as number) - 48;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    return value;
  }

  /** Like {@link integer}, with null for blank. */
  integerOrNull(column: number): number | null {
    const value = this.integer(column);
    return value < 0 ? null : value;
  }

  /** Date or month as YYYYMMDD (DD = 00 for a month), 0 when blank or none. */
  date(column: number): number {
    return packClaimDate(this.bytes, this.starts[column] as number, (this.starts[column + 1] as number) - 1);
  }

  /** `YYYY-MM-DD`, or '' when blank or not a day. */
  dateText(column: number): string {
    const packed = this.date(column);
    return packed % 100 === 0 ? '' : isoDate(packed);
  }

  /** `YYYY-MM`, or '' when blank or not a month. */
  monthText(column: number): string {
    const packed = this.date(column);
    return packed === 0 || packed % 100 !== 0 ? '' : isoDate(packed).slice(0, 7);
  }

  /** Text of a column; '' when blank or not decodable (the record then has a finding). */
  text(column: number): string {
    const start = this.starts[column] as number;
    const end = (this.starts[column + 1] as number) - 1;
    if (start >= end) return '';
    if (this.hasHigh) {
      for (let i = start; i < end; i++) {
        if ((this.bytes[i] as number) > 0x7f) return this.#decode(start, end);
      }
    }
    return asciiText(this.bytes, start, end);
  }

  #decode(start: number, end: number): string {
    return this.isUndecodable ? '' : (decodeText(this.encoding, this.bytes, start, end) ?? '');
  }

  /** Digits of a code of up to 9 digits, from a cache; other content as {@link text}. */
  code(column: number): string {
    const start = this.starts[column] as number;
    const end = (this.starts[column + 1] as number) - 1;
    if (end - start !== 9) return this.text(column);
    const bytes = this.bytes;
    let value = 0;
    for (let i = start; i < end; i++) {
      const digit = (bytes[i] as number) - 48;
      if (digit < 0 || digit > 9) return this.text(column);
      value = value * 10 + digit;
    }
    const slot = value % CODE_SLOTS;
    if (codeValues[slot] === value) return codeTexts[slot] as string;
    const text = asciiText(bytes, start, end);
    codeValues[slot] = value;
    codeTexts[slot] = text;
    return text;
  }
}

// Codes, dates and short texts repeat all the time; sharing their strings saves both time and memory.
const CODE_SLOTS = 32749;
const codeValues = new Int32Array(CODE_SLOTS).fill(-1);
const codeTexts: string[] = new Array<string>(CODE_SLOTS).fill('');
const DATE_SLOTS = 4093;
const dateValues = new Int32Array(DATE_SLOTS).fill(-1);
const dateTexts: string[] = new Array<string>(DATE_SLOTS).fill('');
const CHARS: readonly string[] = Array.from({ length: 128 }, (_, i) => String.fromCharCode(i));
const PAIRS: readonly string[] = Array.from({ length: 128 * 128 }, (_, i) =>
  String.fromCharCode(i >> 7, i & 127),
);

/** YYYYMMDD as `YYYY-MM-DD`, from a cache. */
export function isoDate(packed: number): string {
  const slot = packed % DATE_SLOTS;
  if (dateValues[slot] === packed) return dateTexts[slot] as string;
  const digits = String(packed).padStart(8, '0');
  const text = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
  dateValues[slot] = packed;
  dateTexts[slot] = text;
  return text;
}

/** Text of ASCII bytes. */
function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let i = start;
  for (; i + 1 < end; i += 2) text += PAIRS[((bytes[i] as number) << 7) | (bytes[i + 1] as number)] ?? '';
  if (i < end) text += CHARS[bytes[i] as number] ?? '';
  return text;
}

/** Text of bytes in the file's encoding, or null when they are not in it. */
export function decodeText(encoding: Encoding, bytes: Uint8Array, start: number, end: number): string | null {
  if (encoding !== 'utf-8') return decodeCp932(bytes, start, end);
  try {
    return utf8.decode(bytes.subarray(start, end));
  } catch {
    return null;
  }
}
