import table from './findings.json' with { type: 'json' };
import type { Finding, Severity } from './model.ts';

/** Code of a finding that the reader itself can raise; those that need masters are raised by others. */
export type FindingCode = keyof typeof table.codes;

/** What stands behind a finding code. */
export interface FindingRule {
  readonly code: string;
  readonly severity: Severity;
  /** Static text without any content of the file. */
  readonly ja: string;
}

/** Every code that the reader can raise, with its default severity. @spec claims.md §17 */
export const FINDING_RULES: ReadonlyMap<string, FindingRule> = new Map(
  Object.entries(table.codes).map(([code, rule]) => [
    code,
    { code, severity: parseSeverity(rule.severity), ja: rule.ja },
  ]),
);

function parseSeverity(text: string): Severity {
  if (text === 'file' || text === 'claim' || text === 'warn' || text === 'info') return text;
  throw new Error(`unknown severity '${text}' in the table of findings`);
}

/** Collects the findings of one file, apart for the file and for the claim being read. */
export class Findings {
  readonly #file: string;
  #claim: number | null = null;
  #ofClaim: Finding[] = [];
  #ofFile: Finding[] = [];
  #once = new Set<string>();
  #broken = false;
  /** Set when a finding of severity `file` was reported. */
  refused = false;

  constructor(file: string) {
    this.#file = file;
  }

  openClaim(ordinal: number): void {
    this.#claim = ordinal;
    this.#ofClaim = [];
    this.#broken = false;
  }

  closeClaim(): { readonly findings: readonly Finding[]; readonly broken: boolean } {
    const result = {
      findings: this.#ofClaim.length === 0 ? NO_FINDINGS : this.#ofClaim,
      broken: this.#broken,
    };
    this.#claim = null;
    this.#ofClaim = [];
    return result;
  }

  /** Findings about the file since the last call. */
  takeOfFile(): readonly Finding[] {
    if (this.#ofFile.length === 0) return NO_FINDINGS;
    const result = this.#ofFile;
    this.#ofFile = [];
    return result;
  }

  /** Reports against the open claim, or the file when none is open. `severity` only where it departs from the default. */
  add(code: FindingCode, record: number, type: string, column: number | null, severity?: Severity): void {
    const finding = this.#make(code, record, type, column, severity);
    if (this.#claim === null || finding.severity === 'file') {
      this.#ofFile.push(finding);
      return;
    }
    this.#ofClaim.push(finding);
    if (finding.severity === 'claim') this.#broken = true;
  }

  /** Reports about the file, once for each `key` (default: the code). */
  addOnce(code: FindingCode, record: number, type: string, column: number | null, key: string = code): void {
    if (this.#once.has(key)) return;
    this.#once.add(key);
    this.#ofFile.push(this.#make(code, record, type, column));
  }

  #make(
    code: FindingCode,
    record: number,
    type: string,
    column: number | null,
    severity?: Severity,
  ): Finding {
    const grade = severity ?? FINDING_RULES.get(code)?.severity ?? 'warn';
    if (grade === 'file') this.refused = true;
    return { code, severity: grade, file: this.#file, record, type, column, claim: this.#claim };
  }
}

const NO_FINDINGS: readonly Finding[] = [];
