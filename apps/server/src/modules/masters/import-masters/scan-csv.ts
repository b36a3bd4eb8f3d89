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

/**
 * Hands out the rows of CSV in which every value is quoted and no value holds a quote or a control character;
 * line ends are CRLF or LF, the last one may be missing. Stops at the first fault, or when `visit` answers
 * something.
 *
 * @spec claims.md §10.1
 */
export function scanCsv<Stop>(
  text: string,
  visit: (values: readonly string[], line: number) => Stop | null,
): CsvFault | Stop | null {
  let at = 0;
  let line = 1;
  let values: string[] = [];
  const fault = (code: CsvFault['code']): CsvFault => ({ code, place: { line, column: values.length + 1 } });

  while (at < text.length) {
    if (text.charCodeAt(at) !== QUOTE) return fault('master-file-malformed');
    const start = at + 1;
    let end = start;
    // At the end of the text charCodeAt gives NaN, for which the comparison is false.
    while (text.charCodeAt(end) >= SPACE && text.charCodeAt(end) !== QUOTE) end += 1;
    if (end >= text.length) return fault('master-file-truncated');
    if (text.charCodeAt(end) !== QUOTE) return fault('master-file-malformed');
    values.push(text.slice(start, end));
    at = end + 1;
    if (text.charCodeAt(at) === COMMA) {
      at += 1;
      if (at >= text.length) return fault('master-file-truncated');
      continue;
    }
    if (text.charCodeAt(at) === CR) at += 1;
    if (text.charCodeAt(at) === LF) at += 1;
    else if (at < text.length) return fault('master-file-malformed');
    const stop = visit(values, line);
    if (stop !== null) return stop;
    values = [];
    line += 1;
  }
  return null;
}
