import file from './code-tables.json' with { type: 'json' };

export type CodeTableName = keyof typeof file.tables;
export type CodeStatus = 'verified' | 'unverified';

export interface CodeValue {
  readonly code: string;
  readonly ja: string;
  readonly en: string;
  readonly status: CodeStatus;
}

export interface CodeTable {
  readonly name: CodeTableName;
  /** Official number of the table, `OQSCD006`, where it is known. */
  readonly officialId: string | null;
  /** Section of eligibility.md. */
  readonly spec: string;
  readonly status: CodeStatus;
  readonly values: ReadonlyMap<string, CodeValue>;
}

/** What an answer means for reception. @spec eligibility.md §7.4 */
export type ValidityState =
  | 'valid'
  | 'lost'
  | 'superseded'
  | 'not-found'
  | 'ambiguous'
  | 'valid-unregistered'
  | 'unknown-code';

interface RawValue {
  readonly ja: string;
  readonly en: string;
  readonly status: string;
}

function status(text: string): CodeStatus {
  if (text === 'verified' || text === 'unverified') return text;
  throw new Error(`unknown status '${text}' in the code tables`);
}

const NAMES = Object.keys(file.tables) as CodeTableName[];

/** The code tables of the interface by our own names. @spec eligibility.md §7 */
export const CODE_TABLES: ReadonlyMap<string, CodeTable> = new Map(
  NAMES.map((name) => {
    const raw = file.tables[name];
    const values = Object.entries<RawValue>(raw.values).map(
      ([code, { ja, en, status: known }]): [string, CodeValue] => [
        code,
        { code, ja, en, status: status(known) },
      ],
    );
    return [
      name,
      { name, officialId: raw.id, spec: raw.spec, status: status(raw.status), values: new Map(values) },
    ];
  }),
);

/** What a code means, or null for an unknown one. */
export function codeValue(table: CodeTableName, code: string): CodeValue | null {
  return CODE_TABLES.get(table)?.values.get(code) ?? null;
}

const STATES: ReadonlyMap<string, string> = new Map(
  Object.entries(file.tables['qualification-validity'].values).map(([code, { state }]) => [code, state]),
);

/** State of a `QualificationValidity`; every code that is not in the table is `unknown-code`. @spec eligibility.md §7.4 */
export function validityState(code: string | undefined): ValidityState {
  const state = code === undefined ? undefined : STATES.get(code);
  switch (state) {
    case 'valid':
    case 'lost':
    case 'superseded':
    case 'not-found':
    case 'ambiguous':
    case 'valid-unregistered':
      return state;
    default:
      return 'unknown-code';
  }
}
