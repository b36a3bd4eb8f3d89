/** The columns of one release; each reader takes a row number, `0 … size - 1`. */
export interface Columns<Name extends string> {
  readonly size: number;
  /** Blank stays blank. */
  text(name: Name): (row: number) => string;
  /** Blank is null. */
  optional(name: Name): (row: number) => string | null;
  /** For values that repeat a lot, such as dates and units: as `optional`, but equal values are one string. */
  shared(name: Name): (row: number) => string | null;
  /** Blank is 0. */
  integer(name: Name): (row: number) => number;
}

const LINE_FEED = 0x0a;
const ZERO = 0x30;

/** Splits the texts that `selectColumns` gives: one value per line, no line feed at the end. */
export function splitColumns<Name extends string>(
  texts: Readonly<Record<Name | 'code', string>>,
): Columns<Name> {
  const size = countLines(texts.code);
  return {
    size,
    text(name) {
      const values = texts[name].split('\n');
      return (row) => values[row] ?? '';
    },
    optional(name) {
      const values = texts[name].split('\n');
      return (row) => values[row] || null;
    },
    shared(name) {
      const values = texts[name].split('\n');
      const copies = new Map<string, string>();
      return (row) => {
        const value = values[row];
        if (!value) return null;
        const copy = copies.get(value);
        if (copy !== undefined) return copy;
        copies.set(value, value);
        return value;
      };
    },
    integer(name) {
      const values = readIntegers(texts[name], size);
      return (row) => values[row] ?? 0;
    },
  };
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

/** Hundreds of thousands of short strings would only be made to be thrown away. */
function readIntegers(text: string, size: number): Int32Array {
  const values = new Int32Array(size);
  let row = 0;
  let value = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === LINE_FEED) {
      values[row] = value;
      row += 1;
      value = 0;
    } else {
      value = value * 10 + char - ZERO;
    }
  }
  values[row] = value;
  return values;
}
