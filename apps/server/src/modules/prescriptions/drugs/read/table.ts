import type { Steps } from '../steps.ts';
import { type CsvRow, csvRows } from './csv.ts';
import { fault, type ReadFault } from './parts.ts';

const ROWS_PER_STEP = 500;

interface Table {
  /** null: the first row is no header. */
  readonly checkHeader: ((header: readonly string[]) => ReadFault | null) | null;
  /** Takes one row; the first fault ends the reading. */
  readonly take: (row: CsvRow, header: readonly string[]) => ReadFault | null;
}

/** Goes through a table whole or to its first fault; a table without rows is one. */
export function* readTable(text: string | null, { checkHeader, take }: Table): Steps<ReadFault | null> {
  if (text === null) return fault('knowledge-file-undecodable', 0);
  const rows = csvRows(text);
  let header: readonly string[] = [];
  let count = checkHeader === null ? 1 : 0;
  for (;;) {
    const next = rows.next();
    if (next.done === true) {
      if (!next.value) return fault('knowledge-file-malformed', 0);
      return count <= 1 ? fault('knowledge-file-empty', 0) : null;
    }
    const row = next.value;
    if (count === 0) header = valuesOf(row);
    const wrong = count === 0 && checkHeader !== null ? checkHeader(header) : take(row, header);
    if (wrong !== null) return wrong;
    count += 1;
    if (count % ROWS_PER_STEP === 0) yield;
  }
}

const valuesOf = (row: CsvRow): readonly string[] =>
  Array.from({ length: row.width }, (_, column) => row.value(column));

/** The values of the first line. */
export function firstRow(text: string): readonly string[] {
  const next = csvRows(text).next();
  return next.done === true ? [] : valuesOf(next.value);
}
