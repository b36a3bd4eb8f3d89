/** Where a symbol stands among several. */
export interface Append {
  /** From 0. */
  readonly place: number;
  readonly count: number;
  /** All bytes of the whole, combined by exclusive or. */
  readonly parity: number;
}

export interface SymbolContent {
  readonly bytes: Uint8Array;
  readonly append: Append | null;
}

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const COUNT_BITS = {
  numeric: [10, 12, 14],
  alphanumeric: [9, 11, 13],
  byte: [8, 16, 16],
  kanji: [8, 10, 12],
};

/** Reads the segments of a symbol's data; null where they break off or are of an unknown mode. */
export function readSegments(data: Uint8Array, version: number): SymbolContent | null {
  const bits = new Bits(data);
  const size = version <= 9 ? 0 : version <= 26 ? 1 : 2;
  const bytes: number[] = [];
  let append: Append | null = null;
  while (bits.left >= 4) {
    const mode = bits.read(4);
    if (mode === 0) break;
    if (mode === 3) append = { place: bits.read(4), count: bits.read(4) + 1, parity: bits.read(8) };
    else if (mode === 1) readNumeric(bits, bits.read(COUNT_BITS.numeric[size] ?? 0), bytes);
    else if (mode === 2) readAlphanumeric(bits, bits.read(COUNT_BITS.alphanumeric[size] ?? 0), bytes);
    else if (mode === 4) {
      for (let left = bits.read(COUNT_BITS.byte[size] ?? 0); left > 0 && !bits.short; left--)
        bytes.push(bits.read(8));
    } else if (mode === 8) readKanji(bits, bits.read(COUNT_BITS.kanji[size] ?? 0), bytes);
    else if (mode === 7) skipEci(bits);
    else if (mode === 9) bits.read(8);
    else if (mode !== 5) return null;
    if (bits.short) return null;
  }
  return { bytes: Uint8Array.from(bytes), append };
}

class Bits {
  readonly #data: Uint8Array;
  #at = 0;
  /** More was asked for than there is. */
  short = false;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  get left(): number {
    return this.#data.length * 8 - this.#at;
  }

  read(count: number): number {
    if (count > this.left) {
      this.short = true;
      return 0;
    }
    let value = 0;
    for (let step = 0; step < count; step++, this.#at++) {
      value = (value << 1) | (((this.#data[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }
}

function readNumeric(bits: Bits, count: number, into: number[]): void {
  for (let left = count; left > 0 && !bits.short; left -= 3) {
    const width = Math.min(left, 3);
    const digits = String(bits.read(width * 3 + 1)).padStart(width, '0');
    for (const digit of digits) into.push(digit.charCodeAt(0));
  }
}

function readAlphanumeric(bits: Bits, count: number, into: number[]): void {
  const push = (value: number): void => {
    into.push(ALPHANUMERIC.charCodeAt(value % ALPHANUMERIC.length));
  };
  for (let left = count; left > 0 && !bits.short; left -= 2) {
    const pair = bits.read(left === 1 ? 6 : 11);
    if (left > 1) push(Math.floor(pair / 45));
    push(left > 1 ? pair % 45 : pair);
  }
}

/** 13 bits a character, Shift_JIS without its gaps. */
function readKanji(bits: Bits, count: number, into: number[]): void {
  for (let left = count; left > 0 && !bits.short; left--) {
    const value = bits.read(13);
    const packed = (Math.floor(value / 0xc0) << 8) | (value % 0xc0);
    const code = packed + (packed < 0x1f00 ? 0x8140 : 0xc140);
    into.push(code >> 8, code & 0xff);
  }
}

/** One, two or three bytes, which say so by their first bits. */
function skipEci(bits: Bits): void {
  const short = bits.read(1) === 0;
  const medium = !short && bits.read(1) === 0;
  bits.read(short ? 7 : medium ? 14 : 22);
}
