import type { MasterFilePlace } from './report.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;

export interface CsvFault {
  readonly code: 'master-file-malformed' | 'master-file-truncated';
  readonly place: MasterFilePlace;
}

/** The row that is being visited; valid only during the visit. */
export interface CsvRow {
  /** Number of values. */
  readonly width: number;
  /** The value of a 1-based column, blank beyond the width. */
  value(no: number): string;
}

/**
 * Hands out the rows of CSV in which every value is quoted and no value holds a quote or a control character;
 * line ends are CRLF or LF, the last one may be missing. Stops at the first fault, or when `visit` answers
 * something. Values are cut out on demand: of 150 columns some twenty are used.
 *
 * @spec claims.md §10.1
 */
export function scanCsv<Stop>(
  text: string,
  visit: (row: CsvRow, line: number) => Stop | null,
): CsvFault | Stop | null {
  const bounds: number[] = [];
  let width = 0;
  let at = 0;
  let line = 1;
  const row: CsvRow = {
    get width() {
      return width;
    },
    value: (no) => (no > width ? '' : text.slice(bounds[2 * no - 2], bounds[2 * no - 1])),
  };
  const fault = (code: CsvFault['code']): CsvFault => ({ code, place: { line, column: width + 1 } });

  while (at < text.length) {
    if (text.charCodeAt(at) !== QUOTE) return fault('master-file-malformed');
    let end = at + 1;
    let char = text.charCodeAt(end);
    // At the end of the text charCodeAt gives NaN, for which the comparison is false.
    while (char >= SPACE && char !== QUOTE) {
      end += 1;
      char = text.charCodeAt(end);
    }
    if (char !== QUOTE) return fault(end >= text.length ? 'master-file-truncated' : 'master-file-malformed');
    bounds[2 * width] = at + 1;
    bounds[2 * width + 1] = end;
    at = end + 1;
    if (text.charCodeAt(at) === COMMA) {
      width += 1;
      at += 1;
      if (at >= text.length) return fault('master-file-truncated');
      continue;
    }
    if (text.charCodeAt(at) === CR) at += 1;
    if (text.charCodeAt(at) === LF) at += 1;
    else if (at < text.length) return fault('master-file-malformed');
    width += 1;
    const stop = visit(row, line);
    if (stop !== null) return stop;
    width = 0;
    line += 1;
  }
  return null;
}
