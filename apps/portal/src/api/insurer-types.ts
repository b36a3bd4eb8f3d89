import type { Coverage } from './eligibility-types.ts';
import type { Instant } from './types.ts';

/** The fields of a coverage as an insurer writes them: texts; '' = left out. Dates `YYYY-MM-DD`. */
export interface CoverageDraft {
  readonly cardClass: string;
  readonly symbol: string;
  readonly number: string;
  readonly branch: string;
  readonly relation: string;
  readonly insuredName: string;
  readonly name: string;
  readonly kana: string;
  readonly sex: string;
  readonly birthDate: string;
  readonly postNumber: string;
  readonly address: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly reasonOfLoss: string;
  readonly ratioPercent: string;
  readonly elderlyValidFrom: string;
  readonly elderlyValidTo: string;
  readonly elderlyRatioPercent: string;
  readonly limitClassification: string;
  readonly limitFlag: string;
  readonly limitValidFrom: string;
  readonly limitValidTo: string;
  readonly disease: string;
  readonly diseaseValidFrom: string;
  readonly diseaseValidTo: string;
  readonly diseaseSelfPayYen: string;
  readonly previousInsurerNumber: string;
  readonly previousSymbol: string;
  readonly previousNumber: string;
  readonly previousBranch: string;
}

export type FindingSeverity = 'file' | 'refused' | 'warn' | 'info';

/** What is remarkable about a row, or about a field of a form (`row` null). */
export interface CoverageFinding {
  readonly row: number | null;
  readonly column: string | null;
  readonly code: string;
  readonly severity: FindingSeverity;
  readonly message: string;
}

/** `coverage` is null where a finding refuses it. */
export interface Registered {
  readonly coverage: Coverage | null;
  readonly findings: readonly CoverageFinding[];
}

export interface CoveragePage {
  readonly coverages: readonly Coverage[];
  readonly next: string | null;
}

/** One thing that the insurer told, and when; `values` are the facts as they stood from then on. */
export interface CoverageVersion {
  readonly registeredAt: Instant;
  readonly change: 'registered' | 'corrected' | 'closed';
  readonly by: string;
  readonly values: Coverage;
}

export interface CoverageHistory {
  readonly coverage: Coverage;
  readonly history: readonly CoverageVersion[];
}

export interface InsurerFile {
  readonly id: string;
  readonly sha256: string;
  readonly name: string;
  readonly bytes: number;
  readonly state: 'received' | 'reading' | 'taken' | 'refused';
  readonly encoding: 'utf-8' | 'cp932' | null;
  readonly rows: number;
  readonly registered: number;
  readonly corrected: number;
  readonly closed: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly receivedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly refusal: string | null;
}

export interface InsurerFilePage {
  readonly file: InsurerFile;
  readonly findings: readonly CoverageFinding[];
  readonly next: string | null;
}
