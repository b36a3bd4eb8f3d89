import type { Transaction } from './database.ts';

type Cell = string | number | null;

const BYTES_PER_CHUNK = 256 * 1024;
const SPECIAL = /[\\\t\r\n]/;

/** COPY's text format gives a meaning to the backslash, the tab and line ends. */
const escapeText = (text: string): string =>
  SPECIAL.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\r', '\\r').replaceAll('\n', '\\n')
    : text;

const encodeCell = (cell: Cell): string =>
  cell === null ? '\\N' : typeof cell === 'number' ? String(cell) : escapeText(cell);

/** Stores many rows with COPY. `into` is a table with its columns, as after COPY. */
export async function copyRows(
  tx: Transaction,
  into: string,
  rows: Iterable<readonly Cell[]>,
): Promise<void> {
  const chunks = encode(rows);
  const first = chunks.next();
  if (!first.done) await tx.copyIn(`COPY ${into} FROM STDIN`, prepend(first.value, chunks));
}

function* encode(rows: Iterable<readonly Cell[]>): Generator<Uint8Array> {
  let text = '';
  for (const row of rows) {
    let separator = '';
    for (const cell of row) {
      text += separator + encodeCell(cell);
      separator = '\t';
    }
    text += '\n';
    if (text.length >= BYTES_PER_CHUNK) {
      yield Buffer.from(text);
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text);
}

function* prepend<T>(first: T, rest: Iterable<T>): Generator<T> {
  yield first;
  yield* rest;
}
