/**
 * The tables of records: which items a record has, of which type, and what they require of each other. Readers and
 * writers of every family are driven by them; no record is described anywhere else. @spec prescriptions.md §6.2, §6.4
 */

/** A family or dialect with records of its own. */
export type LayoutDialect = 'sj1' | 'qr' | 'tc' | 'dispensing';
export type ItemType = '9' | 'X' | 'K' | 'N' | 'Q' | 'F' | 'D' | 'B' | 'S';
/** Where a record stands: right after the header, before the RPs, in an RP, at a drug, after the RPs; notebooks have no levels but blocks. */
export type RecordLevel = 'first' | 'head' | 'rp' | 'drug' | 'tail';

export interface Item {
  readonly name: string;
  readonly type: ItemType;
  /** Characters; 0 = not published. */
  readonly length: number;
  readonly required: boolean;
  /** null = any. */
  readonly values: ReadonlySet<string> | null;
  /** What an omitted item means. */
  readonly standard: string;
}

/** Item `item` is required (`if`, `unless`) or forbidden (`only` = unless) by the value of item `by`. */
export interface Condition {
  readonly kind: 'required' | 'forbidden';
  readonly item: number;
  readonly by: number;
  readonly values: ReadonlySet<string>;
  /** Whether the values make it hold, or make it not hold. */
  readonly when: boolean;
}

export interface RecordLayout {
  readonly no: string;
  readonly name: string;
  /** Another number under which the record is read. */
  readonly alias: string | null;
  readonly mandatory: boolean;
  readonly repeats: boolean;
  readonly level: RecordLevel;
  readonly oneOf: readonly number[];
  readonly conditions: readonly Condition[];
  readonly items: readonly Item[];
}

/** Records of one dialect by number, aliases included. */
export type Layout = ReadonlyMap<string, RecordLayout>;

/** One row of a table as its file writes it; `only` names the dialects that have the record. */
export interface RecordRow {
  readonly name: string;
  readonly alias?: string;
  readonly mandatory?: boolean;
  readonly repeats?: boolean;
  readonly level?: string;
  readonly only?: string;
  readonly oneOf?: readonly number[];
  readonly conditions?: readonly string[];
  readonly items: readonly string[];
  /** Items in SJ1, where they differ. */
  readonly sj1?: readonly string[];
}

/** Reads a table for one dialect. @throws Error on a row that cannot be read: the tables are part of this package. */
export function layoutOf(rows: Readonly<Record<string, RecordRow>>, dialect: LayoutDialect): Layout {
  const layout = new Map<string, RecordLayout>();
  for (const [no, row] of Object.entries(rows)) {
    if (row.only !== undefined && !row.only.split('|').includes(dialect)) continue;
    const sj1 = dialect === 'sj1' || dialect === 'dispensing';
    const record: RecordLayout = {
      no,
      name: row.name,
      alias: row.alias ?? null,
      mandatory: row.mandatory ?? false,
      repeats: row.repeats ?? false,
      level: parseLevel(row.level ?? 'head'),
      oneOf: row.oneOf ?? [],
      conditions: (row.conditions ?? []).map(parseCondition),
      items: (sj1 ? (row.sj1 ?? row.items) : row.items).map(parseItem),
    };
    layout.set(no, record);
    if (record.alias !== null) layout.set(record.alias, record);
  }
  return layout;
}

function parseItem(text: string): Item {
  const match = /^(\S+) ([9XKNQFDBS])\((\d+)\) ([!-])(?: ([^\s~]+))?(?: ~(\S+))?$/.exec(text);
  if (match === null) throw new Error(`unreadable item in a table of records: ${text}`);
  const [, name = '', type, length = '', required, values, standard = ''] = match;
  return {
    name,
    type: type as ItemType,
    length: Number(length),
    required: required === '!',
    values: values === undefined ? null : new Set(values.split('|')),
    standard,
  };
}

function parseCondition(text: string): Condition {
  const match = /^(\d+) (if|unless|only|not) (\d+)=(\S+)$/.exec(text);
  if (match === null) throw new Error(`unreadable condition in a table of records: ${text}`);
  const [, item = '', word, by = '', values = ''] = match;
  return {
    kind: word === 'only' || word === 'not' ? 'forbidden' : 'required',
    item: Number(item),
    by: Number(by),
    values: new Set(values.split('|')),
    when: word === 'if' || word === 'not',
  };
}

function parseLevel(text: string): RecordLevel {
  if (text === 'first' || text === 'head' || text === 'rp' || text === 'drug' || text === 'tail') return text;
  throw new Error(`unknown level in a table of records: ${text}`);
}
