import type { Coverage } from './eligibility-types.ts';
import type { Instant, LocalDate } from './types.ts';

type Text = string | null;
interface CertificateInput {
  readonly issuedOn: Text;
  readonly validFrom: Text;
  readonly validTo: Text;
}

/** A coverage as the interface takes it; null = not said. What refuses it comes as COVERAGE_REFUSED with its fields. */
export interface CoverageInput {
  readonly cardClass: Text;
  readonly symbol: Text;
  readonly number: Text;
  readonly branch: Text;
  readonly relation: Text;
  readonly insuredName: Text;
  readonly name: Text;
  readonly kana: Text;
  readonly sex: Text;
  readonly birthDate: Text;
  readonly postNumber: Text;
  readonly address: Text;
  readonly validFrom: Text;
  readonly validTo: Text;
  readonly reasonOfLoss: Text;
  readonly ratioPercent: number | null;
  readonly preschool: boolean;
  readonly cardIssuedOn: Text;
  readonly cardValidFrom: Text;
  readonly cardValidTo: Text;
  readonly elderly: (CertificateInput & { readonly ratioPercent: number | null }) | null;
  readonly limitCertificate:
    | (CertificateInput & {
        readonly classification: Text;
        readonly flag: Text;
        readonly longTermDate: Text;
      })
    | null;
  readonly specificDiseases: readonly (CertificateInput & {
    readonly disease: Text;
    readonly selfPayYen: number | null;
  })[];
  readonly previous: {
    readonly insurerNumber: Text;
    readonly symbol: Text;
    readonly number: Text;
    readonly branch: Text;
  } | null;
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

/** A coverage as it stands now, and what is remarkable about it although it was taken. */
export interface Registered {
  readonly coverage: Coverage;
  readonly findings: readonly CoverageFinding[];
}

export interface CoveragePage {
  readonly coverages: readonly Coverage[];
  readonly next: string | null;
}

/** An own coverage whose days another insurer claims too; of the other one only who and when is shown. */
export interface Overlap {
  readonly coverageId: string;
  readonly name: string;
  readonly symbol: string;
  readonly number: string;
  readonly branch: string;
  readonly validFrom: LocalDate;
  readonly validTo: LocalDate | null;
  readonly other: {
    readonly insurerNumber: string;
    readonly insurerName: string;
    readonly validFrom: LocalDate;
    readonly validTo: LocalDate | null;
  };
  readonly noticedAt: Instant;
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
