import FINDINGS from './findings.json' with { type: 'json' };

export type FindingCode = keyof typeof FINDINGS;
/** `file`: the whole file is refused; `refused`: the row; the others stop nothing. */
export type Severity = 'file' | 'refused' | 'warn' | 'info';

/** What is remarkable about a row; `column` as the caller named it. */
export interface CoverageFinding {
  readonly code: FindingCode;
  readonly column: string | null;
}

const TABLE = FINDINGS as Readonly<Record<FindingCode, { readonly severity: Severity; readonly ja: string }>>;

export const severityOf = (code: FindingCode): Severity => TABLE[code].severity;

export const isRefused = ({ code }: CoverageFinding): boolean => severityOf(code) === 'refused';

/** A finding as answers and lists show it. */
export const describeFinding = (row: number | null, { code, column }: CoverageFinding) => ({
  row,
  column,
  code,
  severity: severityOf(code),
  message: TABLE[code].ja,
});
