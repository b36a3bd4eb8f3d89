import codeTables from './layouts/code-tables.json' with { type: 'json' };
import medical from './layouts/medical.json' with { type: 'json' };
import pharmacy from './layouts/pharmacy.json' with { type: 'json' };
import type { ClaimKind } from './model.ts';

/**
 * Record layouts, compiled once from data into arrays that the hot loop reads by column number.
 *
 * A column is written `name type option…`. The type is a mode, the length in cp932 bytes (none =
 * not checked), `F` for fixed or `V` for variable length and `*` for always recorded. Modes:
 * `n` digits that form a code, `i` a whole number, `d` a decimal, `m` a month, `t` a date,
 * `a` half-width characters, `k` full-width characters, `x` one of both.
 *
 * @spec claims.md §3, §4, §8
 */
export const Mode = {
  code: 0,
  integer: 1,
  decimal: 2,
  month: 3,
  date: 4,
  half: 5,
  full: 6,
  either: 7,
} as const;

const MODE_LETTERS = 'nidmtakx';

export const Flag = {
  required: 1,
  fixed: 2,
  /** A name: a blank one does not hinder the use of the claim, so the finding is a warning. */
  name: 4,
  /** A value outside the code table is a warning, not a reason to quarantine. */
  soft: 8,
} as const;

/** The codes allowed in a column. */
export interface CodeTable {
  readonly codes: ReadonlySet<string>;
  /** Length of every code. */
  readonly width: number;
  /** 1 at the value of every allowed code: the number itself, or the character code of a letter code. */
  readonly bitmap: Uint8Array;
  readonly numeric: boolean;
}

/** Layout of one record type; arrays are indexed by column, column 0 (the record id) is unused. */
export interface RecordLayout {
  readonly id: string;
  /** Number of columns with the record id. */
  readonly width: number;
  readonly names: readonly string[];
  readonly modes: Uint8Array;
  /** Longest value in cp932 bytes; 0 = not checked. */
  readonly lengths: Uint16Array;
  readonly flags: Uint8Array;
  readonly tables: readonly (CodeTable | null)[];
  /** Width of one code where the column holds a list of codes, else 0. */
  readonly each: Uint8Array;
  /** Digits allowed before and after the decimal point, by `before << 4 | after`. */
  readonly decimals: Uint8Array;
}

/** All record types of a kind of file. */
export interface FileLayout {
  readonly kind: ClaimKind;
  readonly edition: string;
  readonly records: ReadonlyMap<string, RecordLayout>;
  /** Obsolete record ids that are passed over without a finding. */
  readonly tolerated: ReadonlySet<string>;
}

type ColumnSource = string | { readonly repeat: number; readonly columns: readonly string[] };
interface LayoutSource {
  readonly edition: string;
  readonly records: Readonly<Record<string, readonly ColumnSource[]>>;
  readonly tolerated: readonly string[];
}

/** Code tables by name, from `layouts/code-tables.json`. */
export const CODE_TABLES: ReadonlyMap<string, CodeTable> = new Map(
  Object.entries(codeTables.tables).map(([name, patterns]) => [name, compileTable(patterns)]),
);

/** 負担区分 → the payers it names, bit 0 = insurer, bits 1–4 = first to fourth public payer. @spec claims.md §6.3 */
export const BURDEN_PAYERS: ReadonlyMap<string, number> = new Map(
  Object.entries(codeTables.burdenPayers).map(([code, payers]) => [
    code,
    [...payers].reduce((mask, payer) => mask | (1 << Number(payer)), 0),
  ]),
);

export const MEDICAL_LAYOUT: FileLayout = compileFile('medical', medical);
export const PHARMACY_LAYOUT: FileLayout = compileFile('pharmacy', pharmacy);

/** The layout in use for a kind of file. */
export function layoutOf(kind: ClaimKind): FileLayout {
  return kind === 'medical' ? MEDICAL_LAYOUT : PHARMACY_LAYOUT;
}

function compileFile(kind: ClaimKind, source: LayoutSource): FileLayout {
  const records = new Map<string, RecordLayout>();
  for (const [id, columns] of Object.entries(source.records)) records.set(id, compileRecord(id, columns));
  return { kind, edition: source.edition, records, tolerated: new Set(source.tolerated) };
}

function compileRecord(id: string, source: readonly ColumnSource[]): RecordLayout {
  const columns = source.flatMap(expandColumns);
  const width = columns.length + 1;
  const names: string[] = ['record'];
  const tables: (CodeTable | null)[] = [null];
  const layout = {
    modes: new Uint8Array(width),
    lengths: new Uint16Array(width),
    flags: new Uint8Array(width),
    each: new Uint8Array(width),
    decimals: new Uint8Array(width),
  };
  columns.forEach((text, index) => {
    const column = parseColumn(text);
    const at = index + 1;
    names.push(column.name);
    tables.push(column.table);
    layout.modes[at] = column.mode;
    layout.lengths[at] = column.length;
    layout.flags[at] = column.flags;
    layout.each[at] = column.each;
    layout.decimals[at] = column.decimals;
  });
  return { id, width, names, tables, ...layout };
}

function expandColumns(source: ColumnSource): string[] {
  if (typeof source === 'string') return [source];
  const expanded: string[] = [];
  for (let i = 1; i <= source.repeat; i++) {
    for (const column of source.columns) expanded.push(column.replace(' ', `${i} `));
  }
  return expanded;
}

function parseColumn(text: string) {
  const [name = '', type = '', ...options] = text.split(' ');
  const match = /^([nidmtakx])(\d*)([FV]?)(\*?)$/.exec(type);
  if (match === null) throw new Error(`layout column '${text}' has no valid type`);
  const [, letter = 'x', length, form, star] = match;
  const value = (key: string) =>
    options.find((option) => option.startsWith(`${key}=`))?.slice(key.length + 1);
  const tableName = value('table');
  const table = tableName === undefined ? null : CODE_TABLES.get(tableName);
  if (table === undefined) throw new Error(`layout column '${text}' names an unknown code table`);
  const [before = 0, after = 0] = (value('decimals') ?? '').split('.').map(Number);
  return {
    name,
    mode: MODE_LETTERS.indexOf(letter),
    length: Number(length),
    flags:
      (star === '*' ? Flag.required : 0) |
      (form === 'F' ? Flag.fixed : 0) |
      (options.includes('name') ? Flag.name : 0) |
      (options.includes('soft') ? Flag.soft : 0),
    table,
    each: Number(value('each') ?? 0),
    decimals: (before << 4) | after,
  };
}

function compileTable(patterns: readonly string[]): CodeTable {
  const codes = new Set(patterns.flatMap(expandPattern));
  const width = [...codes][0]?.length ?? 0;
  const numeric = [...codes].every((code) => /^\d+$/.test(code));
  const bitmap = new Uint8Array(numeric ? 10 ** width : 128);
  for (const code of codes) bitmap[numeric ? Number(code) : code.charCodeAt(0)] = 1;
  return { codes, width, bitmap, numeric };
}

/** `4[0-2]` → 40, 41, 42. */
function expandPattern(pattern: string): string[] {
  const match = /^([^[]*)\[([^\]]+)\](.*)$/.exec(pattern);
  if (match === null) return [pattern];
  const [, head = '', set = '', tail = ''] = match;
  const members: string[] = [];
  for (let i = 0; i < set.length; i++) {
    const first = set.charCodeAt(i);
    const isRange = set[i + 1] === '-';
    const last = isRange ? set.charCodeAt(i + 2) : first;
    if (isRange) i += 2;
    for (let c = first; c <= last; c++) members.push(String.fromCharCode(c));
  }
  return members.flatMap((member) => expandPattern(tail).map((rest) => head + member + rest));
}
