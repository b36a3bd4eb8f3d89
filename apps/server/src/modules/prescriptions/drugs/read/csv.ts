/** One row of CSV and the 1-based line on which it begins. */
export interface CsvRow {
  readonly line: number;
  readonly values: readonly string[];
}

/**
 * Reads comma-separated values, quoted or not, a quote inside a quoted value doubled (RFC 4180). Lines end with LF or
 * CRLF; empty lines are left out. null: a quote is never closed, or something follows a closing quote.
 */
export function readCsv(text: string): readonly CsvRow[] | null {
  const rows: CsvRow[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const start = line;
    const values: string[] = [];
    for (;;) {
      const value = text.charAt(at) === '"' ? quoted(text, at) : plain(text, at);
      if (value === null) return null;
      values.push(value.value);
      line += value.lines;
      at = value.end;
      if (text.charAt(at) !== ',') break;
      at += 1;
    }
    if (text.charAt(at) === '\r') at += 1;
    if (text.charAt(at) === '\n') at += 1;
    else if (at < text.length) return null;
    line += 1;
    if (values.length > 1 || values[0] !== '') rows.push({ line: start, values });
  }
  return rows;
}

interface Value {
  readonly value: string;
  readonly end: number;
  /** Line ends inside the value. */
  readonly lines: number;
}

function plain(text: string, start: number): Value {
  let end = start;
  for (; end < text.length; end += 1) {
    const char = text.charCodeAt(end);
    if (char === 0x2c || char === 0x0a || char === 0x0d) break;
  }
  return { value: text.slice(start, end), end, lines: 0 };
}

function quoted(text: string, start: number): Value | null {
  let close = text.indexOf('"', start + 1);
  while (close >= 0 && text.charAt(close + 1) === '"') close = text.indexOf('"', close + 2);
  if (close < 0) return null;
  const raw = text.slice(start + 1, close);
  const value = raw.includes('"') ? raw.replaceAll('""', '"') : raw;
  return { value, end: close + 1, lines: value.split('\n').length - 1 };
}
