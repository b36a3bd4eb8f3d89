import { type MasterKind, masterKinds } from '../entries.ts';
import table from './layouts.json' with { type: 'json' };

/** One column that is taken over from the file. `no` is the official 項番, 1-based. */
export interface LayoutColumn {
  readonly no: number;
  /** Column of the table `masters.<master>`. */
  readonly name: string;
  readonly type: 'text' | 'required' | 'integer';
  readonly zeroIsNull: boolean;
}

export interface MasterLayout {
  readonly master: MasterKind;
  /** First letter of the file name, and value of column 2. */
  readonly prefix: string;
  readonly recordLetter: string;
  /** Narrower files are refused; wider ones are newer and read by position. @spec claims.md §10.1 */
  readonly minColumns: number;
  readonly codeNo: number;
  readonly codeForm: RegExp;
  /** Columns that make up the code, zero-padded to their width; empty = no such rule. */
  readonly codeParts: readonly { readonly no: number; readonly width: number }[];
  /** The first of these that is not blank dates the content of a row. */
  readonly changedNos: readonly number[];
  readonly usableUntilNo: number;
  readonly columns: readonly LayoutColumn[];
}

/** @spec claims.md §10.1–§10.5 */
export const masterLayouts: readonly MasterLayout[] = masterKinds.map((master) => {
  const row = table.layouts[master];
  return {
    master,
    prefix: row.prefix,
    recordLetter: row.recordLetter,
    minColumns: row.minColumns,
    codeNo: row.code.no,
    codeForm: new RegExp(row.code.form),
    codeParts: 'parts' in row.code ? row.code.parts : [],
    changedNos: row.changed,
    usableUntilNo: row.usableUntil,
    columns: row.columns.map((column) => ({
      no: column.no,
      name: column.name,
      type: columnType(column.type),
      zeroIsNull: 'zeroIsNull' in column && column.zeroIsNull === true,
    })),
  };
});

function columnType(type: string): LayoutColumn['type'] {
  if (type === 'text' || type === 'required' || type === 'integer') return type;
  throw new Error(`master layout names an unknown column type: ${type}`);
}
