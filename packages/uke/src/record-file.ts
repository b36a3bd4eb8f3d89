import { encodeCp932 } from './cp932.ts';
import { decodeText } from './fields.ts';
import { layoutOf } from './layout.ts';
import type { ClaimKind } from './model.ts';
import { sniff } from './sniff.ts';

/** A record with all its columns as text, losslessly. */
export interface FileRecord {
  /** Record id, e.g. `SI`; '' when the line has none. */
  readonly type: string;
  /** All columns as written, column 0 = record id. */
  readonly cells: readonly string[];
  readonly newline: '\r\n' | '\n' | '';
  /** The bytes as read with the line end; null when the record was made or changed. */
  readonly raw: Uint8Array | null;
}

/** A whole file as its records. For tools, edits and tests; the reader of claims streams instead. */
export interface RecordFile {
  readonly encoding: 'cp932' | 'utf-8';
  readonly bom: boolean;
  readonly records: readonly FileRecord[];
  /** The byte 1A ended the file. */
  readonly eof: boolean;
}

const LF = 0x0a;
const CR = 0x0d;
const EOF_BYTE = 0x1a;
const COMMA = 0x2c;

/** Splits a file in memory into records. Works for every kind of file in the form of institutions, DPC and 歯科 too. */
export function readRecordFile(bytes: Uint8Array): RecordFile {
  const { bom, encoding: sniffed } = sniff(bytes.subarray(0, 65536), bytes.length <= 65536, '');
  const encoding = sniffed === 'utf-8' ? 'utf-8' : 'cp932';
  const eof = bytes.length > bom && bytes[bytes.length - 1] === EOF_BYTE;
  const end = eof ? bytes.length - 1 : bytes.length;
  const records: FileRecord[] = [];
  let start = bom;
  while (start < end) {
    const lineEnd = bytes.indexOf(LF, start);
    const next = lineEnd < 0 || lineEnd >= end ? end : lineEnd + 1;
    records.push(readRecord(bytes.subarray(start, next), encoding));
    start = next;
  }
  return { encoding, bom: bom > 0, records, eof };
}

/** The records of a claim that was read with `keepRaw`; empty when it was not. */
export function rawRecords(claim: { readonly raw?: Uint8Array }): readonly FileRecord[] {
  return claim.raw === undefined ? [] : readRecordFile(claim.raw).records;
}

function readRecord(raw: Uint8Array, encoding: 'cp932' | 'utf-8'): FileRecord {
  const newline = raw.at(-1) !== LF ? '' : raw.at(-2) === CR ? '\r\n' : '\n';
  const end = raw.length - newline.length;
  const cells: string[] = [];
  let start = 0;
  for (let i = 0; i <= end; i++) {
    if (i !== end && raw[i] !== COMMA) continue;
    const text = decodeText(encoding, raw, start, i);
    cells.push(text ?? '\ufffd');
    start = i + 1;
  }
  const id = cells[0] ?? '';
  return { type: /^[A-Z]{2}$/.test(id) ? id : '', cells, newline, raw: raw.slice() };
}

/** A copy of a record with one cell changed. Columns between are filled with blanks. */
export function withCell(record: FileRecord, column: number, value: string): FileRecord {
  const cells = [...record.cells];
  while (cells.length <= column) cells.push('');
  cells[column] = value;
  return { ...record, type: column === 0 ? value : record.type, cells, raw: null };
}

/** Columns of a record by the names of the layout; columns beyond it as `column44`. Blank ones are left out. */
export function namedCells(
  kind: ClaimKind,
  record: Pick<FileRecord, 'type' | 'cells'>,
): Readonly<Record<string, string>> {
  const names = layoutOf(kind).records.get(record.type)?.names ?? [];
  const named: Record<string, string> = {};
  record.cells.forEach((cell, column) => {
    if (column > 0 && cell !== '') named[names[column] ?? `column${column}`] = cell;
  });
  return named;
}

/**
 * Prints a file. Records that were not changed are printed byte for byte unless `fromCells` is set.
 * @throws UnencodableError when a changed cell has a character without a cp932 form.
 */
export function printRecordFile(
  file: RecordFile,
  options: { readonly fromCells?: boolean } = {},
): Uint8Array {
  const pieces: Uint8Array[] = [];
  if (file.bom) pieces.push(Uint8Array.of(0xef, 0xbb, 0xbf));
  for (const record of file.records) {
    if (record.raw !== null && options.fromCells !== true) pieces.push(record.raw);
    else pieces.push(encodeText(record.cells.join(',') + record.newline, file.encoding));
  }
  if (file.eof) pieces.push(Uint8Array.of(EOF_BYTE));
  return joinBytes(pieces);
}

function encodeText(text: string, encoding: 'cp932' | 'utf-8'): Uint8Array {
  return encoding === 'utf-8' ? new TextEncoder().encode(text) : encodeCp932(text);
}

/** One array from several. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
