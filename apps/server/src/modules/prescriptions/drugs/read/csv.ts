/** One row of CSV; valid until the next one is asked for. */
export interface CsvRow {
  /** 1-based line on which it begins. */
  readonly line: number;
  readonly width: number;
  /** The value of a 0-based column, blank beyond the width. Cut out when asked for: few of many columns are used. */
  value(column: number): string;
}

/**
 * The rows of comma-separated values, quoted or not, a quote inside a quoted value doubled (RFC 4180). Lines end with
 * LF or CRLF; empty lines are left out. Returns whether the text is well-formed; it ends at the first fault.
 */
export function* csvRows(text: string): Generator<CsvRow, boolean> {
  const bounds: number[] = [];
  let width = 0;
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  let start = 1;
  const row: CsvRow = {
    get line() {
      return start;
    },
    get width() {
      return width;
    },
    value(column) {
      if (column < 0 || column >= width) return '';
      const raw = text.slice(bounds[2 * column], bounds[2 * column + 1]);
      return raw.includes('""') && text.charAt((bounds[2 * column] ?? 0) - 1) === '"'
        ? raw.replaceAll('""', '"')
        : raw;
    },
  };
  while (at < text.length) {
    start = line;
    width = 0;
    for (;;) {
      const isQuoted = text.charCodeAt(at) === QUOTE;
      const end = isQuoted ? closingQuote(text, at + 1) : endOfPlain(text, at);
      if (end < 0) return false;
      bounds[2 * width] = isQuoted ? at + 1 : at;
      bounds[2 * width + 1] = end;
      width += 1;
      if (isQuoted) line += linesBetween(text, at, end);
      at = isQuoted ? end + 1 : end;
      if (text.charCodeAt(at) !== COMMA) break;
      at += 1;
    }
    if (text.charCodeAt(at) === CR) at += 1;
    if (text.charCodeAt(at) === LF) at += 1;
    else if (at < text.length) return false;
    line += 1;
    if (width > 1 || bounds[0] !== bounds[1]) yield row;
  }
  return true;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const CR = 0x0d;
const LF = 0x0a;

function endOfPlain(text: string, start: number): number {
  let end = start;
  for (; end < text.length; end += 1) {
    const char = text.charCodeAt(end);
    if (char === COMMA || char === LF || char === CR) break;
  }
  return end;
}

/** -1: it is never closed. */
function closingQuote(text: string, start: number): number {
  let close = text.indexOf('"', start);
  while (close >= 0 && text.charCodeAt(close + 1) === QUOTE) close = text.indexOf('"', close + 2);
  return close;
}

function linesBetween(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = start; at < end; at += 1) if (text.charCodeAt(at) === LF) lines += 1;
  return lines;
}
