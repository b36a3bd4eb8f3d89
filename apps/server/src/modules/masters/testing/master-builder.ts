import type { MasterKind } from '../model/entries.ts';
import { encodeCp932 } from './cp932.ts';

/** Values of a row by 項番 (1-based); the other columns get what an ordinary row has there. */
export type RowValues = Readonly<Record<number, string>>;

const width: Record<MasterKind, number> = {
  act: 150,
  drug: 40,
  material: 38,
  disease: 46,
  comment: 30,
  modifier: 19,
};

const ordinary: Record<MasterKind, RowValues> = {
  act: {
    2: 'S',
    5: '試験',
    10: '',
    11: '3',
    68: '1',
    69: '1',
    85: 'D',
    87: '20200401',
    88: '99999999',
    113: '試験診療',
  },
  drug: {
    2: 'Y',
    5: '試験薬',
    10: '錠',
    11: '1',
    28: '1',
    30: '20200401',
    31: '99999999',
    32: '',
    37: '',
    38: '',
  },
  material: { 2: 'T', 5: '試験材', 10: '本', 11: '1', 28: '20200401', 30: '99999999', 37: '試験器材' },
  disease: {
    2: 'B',
    4: '',
    6: '試験病',
    11: '',
    13: '',
    16: '',
    17: '',
    22: '20200401',
    23: '',
    24: '99999999',
  },
  comment: { 2: 'C', 3: '8', 7: '試験文', 21: '20200401', 22: '99999999' },
  modifier: { 2: 'Z', 7: '試験の', 14: '20200401', 15: '', 16: '99999999', 17: '', 18: '', 19: 'A1000000' },
};

/** One row in the issuer's layout; `code` fills the columns that carry it. @spec claims.md §10.1 */
export function masterRow(kind: MasterKind, code: string, values: RowValues = {}): readonly string[] {
  const codeColumns: RowValues =
    kind === 'comment' ? { 4: code.slice(1, 3), 5: String(Number(code.slice(3))), 23: code } : { 3: code };
  const all: RowValues = { ...ordinary[kind], ...codeColumns, ...values };
  return Array.from({ length: width[kind] }, (_, index) => all[index + 1] ?? '0');
}

/** Prints rows as the issuer does: every value quoted, CRLF, cp932. */
export function printMaster(rows: readonly (readonly string[])[]): Uint8Array {
  return encodeCp932(rows.map((row) => `${row.map((value) => `"${value}"`).join(',')}\r\n`).join(''));
}

const prefix: Record<MasterKind, string> = {
  act: 's_ALL',
  drug: 'y_ALL',
  material: 't_ALL',
  disease: 'b_',
  comment: 'c_ALL',
  modifier: 'z_',
};

/** `edition` is `YYYY-MM-DD`. */
export function masterFileName(kind: MasterKind, edition: string): string {
  return `${prefix[kind]}${edition.replaceAll('-', '')}.${kind === 'disease' || kind === 'modifier' ? 'txt' : 'csv'}`;
}
