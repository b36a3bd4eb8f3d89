import { cp932Length, writeCp932 } from './cp932.ts';
import { layoutOf } from './layout.ts';
import type { ClaimKind } from './model.ts';

/** How records are put into bytes. Default: the official form, cp932, CR LF, one 1A at the end. */
export interface PrintOptions {
  readonly encoding?: 'cp932' | 'utf-8';
  readonly newline?: '\r\n' | '\n';
  /** Whether the EOF byte 1A follows the last record. */
  readonly eof?: boolean;
}

/** A cell holds a comma or a line end, which the format cannot carry. The cell is not repeated. */
export class UnprintableCellError extends RangeError {
  /** 0-based index of the row and of the cell. */
  readonly row: number;
  readonly column: number;
  constructor(row: number, column: number) {
    super('cell holds a comma, a line end or an EOF character');
    this.name = 'UnprintableCellError';
    this.row = row;
    this.column = column;
  }
}

const EOF_BYTE = 0x1a;
const FORBIDDEN = new Set([',', '\r', '\n', String.fromCharCode(EOF_BYTE)]);

/**
 * Prints records, each given as its cells (cell 0 = record id).
 * @throws UnprintableCellError, UnencodableError
 * @spec claims.md §2.1, §2.2
 */
export function encodeRecords(rows: readonly (readonly string[])[], options: PrintOptions = {}): Uint8Array {
  const { encoding = 'cp932', newline = '\r\n', eof = true } = options;
  let text = '';
  rows.forEach((cells, row) => {
    const column = cells.findIndex(isUnprintable);
    if (column >= 0) throw new UnprintableCellError(row, column);
    text += cells.join(',') + newline;
  });
  if (encoding === 'utf-8') {
    const bytes = new TextEncoder().encode(text);
    return eof ? withEof(bytes) : bytes;
  }
  const bytes = new Uint8Array(cp932Length(text) + (eof ? 1 : 0));
  const end = writeCp932(text, bytes, 0);
  if (eof) bytes[end] = EOF_BYTE;
  return bytes;
}

function isUnprintable(cell: string): boolean {
  for (const char of cell) if (FORBIDDEN.has(char)) return true;
  return false;
}

function withEof(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length + 1);
  result.set(bytes);
  result[bytes.length] = EOF_BYTE;
  return result;
}

/**
 * Cells of one record filled up with blanks to the width of the layout. More cells than the layout
 * has are kept. `cells[0]` is the record id.
 * @throws RangeError when the kind of file has no such record.
 */
export function padRecord(kind: ClaimKind, cells: readonly string[]): string[] {
  const layout = layoutOf(kind).records.get(cells[0] ?? '');
  if (layout === undefined) throw new RangeError('no layout for this record id');
  const padded = [...cells];
  while (padded.length < layout.width) padded.push('');
  return padded;
}

/**
 * Cells of one record from values by column name (`layouts/*.json`), unnamed columns blank.
 * @throws RangeError when the record id or a column name is unknown.
 */
export function recordFromNames(
  kind: ClaimKind,
  type: string,
  values: Readonly<Record<string, string>>,
): string[] {
  const layout = layoutOf(kind).records.get(type);
  if (layout === undefined) throw new RangeError('no layout for this record id');
  const cells = padRecord(kind, [type]);
  for (const [name, value] of Object.entries(values)) {
    const column = layout.names.indexOf(name);
    if (column < 1) throw new RangeError('no such column in this record');
    cells[column] = value;
  }
  return cells;
}
