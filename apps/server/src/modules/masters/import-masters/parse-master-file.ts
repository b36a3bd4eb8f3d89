import type { MasterKind } from '../model/entries.ts';
import { type LayoutColumn, type MasterLayout, masterLayouts } from '../model/layout/layout.ts';
import { decodeCp932 } from './decode-cp932.ts';
import { isoDate } from './recognise-file.ts';
import type { MasterFileCode, MasterFilePlace } from './report.ts';
import { type CsvRow, scanCsv } from './scan-csv.ts';

/** The values of one row in the order of `copyColumns`, null where blank. */
export type CopyRow = readonly (string | null)[];

export interface ParsedMaster {
  readonly rows: readonly CopyRow[];
  /** Columns per row of the file. */
  readonly columns: number;
}

export interface MasterFault {
  readonly code: MasterFileCode;
  readonly place?: MasterFilePlace;
}

export function layoutOf(master: MasterKind): MasterLayout {
  const layout = masterLayouts.find((candidate) => candidate.master === master);
  if (layout === undefined) throw new Error(`no layout for master ${master}`);
  return layout;
}

/** Columns of `masters.<master>` that `parseMasterFile` fills, in its order. */
export function copyColumns(layout: MasterLayout): readonly string[] {
  return ['code', 'changed_on', 'usable_until', ...layout.columns.map((column) => column.name)];
}

/** Reads a file whole or not at all: the first fault refuses it. @spec claims.md §10.1 */
export function parseMasterFile(layout: MasterLayout, bytes: Uint8Array): ParsedMaster | MasterFault {
  if (bytes.length === 0) return { code: 'master-file-empty' };
  const decoded = decodeCp932(bytes);
  if ('badLine' in decoded) return { code: 'master-file-undecodable', place: { line: decoded.badLine } };

  const rows: CopyRow[] = [];
  const codes = new Set<string>();
  let columns = 0;
  const fault = scanCsv<MasterFault>(decoded.text, (row, line) => {
    if (line === 1) columns = row.width;
    const wrong = checkRow(layout, row, line, columns) ?? checkCode(layout, row, line, codes);
    if (wrong !== null) return wrong;
    const taken = takeRow(layout, row, line);
    if ('code' in taken) return taken;
    rows.push(taken);
    return null;
  });
  if (fault === null) return { rows, columns };
  const endsMidRow =
    fault.code === 'master-file-columns' && fault.place?.line === unfinishedLine(decoded.text);
  return endsMidRow ? { ...fault, code: 'master-file-truncated' } : fault;
}

/** The number of the last line where it lacks a line end: a row that is short there was cut off. */
function unfinishedLine(text: string): number | null {
  if (text.endsWith('\n')) return null;
  return text.split('\n').length;
}

function checkRow(layout: MasterLayout, row: CsvRow, line: number, columns: number): MasterFault | null {
  if (row.width !== columns || row.width < layout.minColumns) {
    return { code: 'master-file-columns', place: { line, column: row.width } };
  }
  if (row.value(2) !== layout.recordLetter) {
    return { code: 'master-file-wrong-master', place: { line, column: 2 } };
  }
  return null;
}

function checkCode(layout: MasterLayout, row: CsvRow, line: number, codes: Set<string>): MasterFault | null {
  const place = { line, column: layout.codeNo };
  const code = row.value(layout.codeNo);
  const parts = layout.codeParts.map(({ no, width }) => row.value(no).padStart(width, '0')).join('');
  if (!layout.codeForm.test(code) || (parts !== '' && parts !== code))
    return { code: 'master-file-value', place };
  if (codes.has(code)) return { code: 'master-file-duplicate-code', place };
  codes.add(code);
  return null;
}

function takeRow(layout: MasterLayout, row: CsvRow, line: number): CopyRow | MasterFault {
  const taken: (string | null)[] = [row.value(layout.codeNo)];
  const changedNo = layout.changedNos.find((no) => !isBlankDate(row.value(no)));
  for (const no of [changedNo ?? layout.changedNos[0] ?? 0, layout.usableUntilNo]) {
    const date = takeDate(row.value(no));
    if (date === undefined) return { code: 'master-file-value', place: { line, column: no } };
    taken.push(date);
  }
  for (const column of layout.columns) {
    const value = takeValue(column, row.value(column.no));
    if (value === undefined) return { code: 'master-file-value', place: { line, column: column.no } };
    taken.push(value);
  }
  return taken;
}

/** undefined = not a value of this type. */
function takeValue(column: LayoutColumn, value: string): string | null | undefined {
  switch (column.type) {
    case 'integer':
      if (value === '') return '0';
      return /^\d{1,5}$/.test(value) && Number(value) <= 32_767 ? String(Number(value)) : undefined;
    case 'required':
      return value === '' ? undefined : value;
    case 'text':
      return value === '' || (column.zeroIsNull && /^0+$/.test(value)) ? null : value;
  }
}

const dates = new Map<string, string | undefined>();

/** null = open or not stated, undefined = no such day. The few thousand valid days are kept ready. */
function takeDate(digits: string): string | null | undefined {
  if (isBlankDate(digits) || digits === '99999999') return null;
  const ready = dates.get(digits);
  if (ready !== undefined) return ready;
  const date = isoDate(digits) ?? undefined;
  if (date !== undefined) dates.set(digits, date);
  return date;
}

function isBlankDate(digits: string): boolean {
  return digits === '' || /^0+$/.test(digits);
}
