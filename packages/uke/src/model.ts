/**
 * What a reader of electronic claims hands out: typed claims and findings.
 * Column numbers are those of `@spec claims.md §4, §8` (0-based, column 0 = record id).
 */

export type ClaimKind = 'medical' | 'pharmacy';
/** `file` stops the file, `claim` quarantines the claim, `warn` and `info` are only reported. */
export type Severity = 'file' | 'claim' | 'warn' | 'info';

/** A deviation from the record specification. Carries no cell content, so it holds no personal data. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** Name under which the file was handed to the reader. */
  readonly file: string;
  /** 1-based number of the physical record in the file; 0 for the file as a whole. */
  readonly record: number;
  /** Record id (`SI`), or '' for the file as a whole. */
  readonly type: string;
  /** 0-based column, or null when the record as a whole is meant. */
  readonly column: number | null;
  /** 1-based ordinal of the claim in the file, or null outside claims. */
  readonly claim: number | null;
}

/** IR or YK: who sent the file. One object is shared by all claims below it. */
export interface FileHeader {
  readonly kind: ClaimKind;
  readonly reviewBody: string;
  readonly prefecture: string;
  readonly tariffTable: string;
  readonly institutionCode: string;
  /** 10 digits = prefecture 2 + tariff table 1 + code 7. */
  readonly facilityCode: string;
  readonly name: string;
  /** 請求年月 as `YYYY-MM`. */
  readonly billingMonth: string;
  readonly volume: string;
  readonly phone: string;
}

/** HO: the insurer that pays. Texts as written; `''` where blank. */
export interface Insurance {
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  /** 診療実日数; for a pharmacy 処方箋受付回数. */
  readonly days: number | null;
  readonly points: number | null;
}

/** KO: a public payer, in priority order. */
export interface PublicExpense {
  readonly payerNumber: string;
  readonly beneficiaryNumber: string;
  readonly days: number | null;
  readonly points: number | null;
}

/** A day of the month (1–31) and how many times. */
export type DayCount = readonly [day: number, count: number];

export type LineType = 'SI' | 'IY' | 'TO' | 'CO';

/** SI, IY, TO or CO of a 医科 claim. */
export interface MedicalLine {
  readonly type: LineType;
  /** 1-based physical record number in the file. */
  readonly record: number;
  /** 診療識別 after inheritance from the last non-blank one of the claim. */
  readonly category: string;
  /** 診療識別 as written, '' when blank. */
  readonly categoryWritten: string;
  /** 負担区分. */
  readonly burden: string;
  readonly code: string;
  /** SI 数量データ, IY and TO 使用量, as the decimal string written; null when blank. */
  readonly quantity: string | null;
  /** 点数, or null when the unit goes on; in yen where category is 97. */
  readonly points: number | null;
  /** 回数. */
  readonly times: number | null;
  readonly days: readonly DayCount[];
  /** 0-based group (剤) and unit (点数算定単位) within the claim; unit is -1 for CO. */
  readonly group: number;
  readonly unit: number;
  /** Inline comments of SI, IY, TO; for CO the one comment (text = 文字データ). */
  readonly comments: readonly { readonly code: string; readonly text: string }[];
  /** TO only: 単位コード, 単価 (decimal string), 商品名; null elsewhere. */
  readonly material: {
    readonly unitCode: string;
    readonly unitPrice: string;
    readonly productName: string;
  } | null;
}

/** SY. */
export interface Disease {
  readonly record: number;
  readonly code: string;
  /** 診療開始日 as `YYYY-MM-DD`. */
  readonly startDate: string;
  readonly outcome: string;
  readonly modifiers: readonly string[];
  readonly uncodedName: string;
  readonly main: boolean;
  readonly note: string;
}

/** One SH: a prescription block (RP) of a 調剤 claim. */
export interface DispensingBlock {
  readonly record: number;
  readonly prescriptionNo: string;
  /** 剤形 (SH2): 1 内服 2 内滴 3 屯服 4 注射 5 外用 6 浸煎 7 湯 9 材料. */
  readonly form: string;
  readonly usageCode: string;
  readonly usageText: string;
  /** 単位薬剤料 in points. */
  readonly unitPoints: number | null;
  readonly dispensings: readonly Dispensing[];
  readonly drugs: readonly DispensedDrug[];
  readonly materials: readonly DispensedDrug[];
  readonly comments: readonly { readonly code: string; readonly text: string }[];
}

/** One CZ: the block was dispensed once. */
export interface Dispensing {
  readonly record: number;
  readonly doctorNo: string;
  /** `YYYY-MM-DD`. */
  readonly prescribedOn: string;
  readonly dispensedOn: string;
  readonly receptionNo: string;
  /** 調剤数量: days, doses or 1, by form. */
  readonly quantity: number;
  readonly drugPoints: number | null;
}

/** IY or TO below an SH. */
export interface DispensedDrug {
  readonly record: number;
  readonly burden: string;
  readonly code: string;
  /** 使用量 (per day, per dose or whole) as written; null when blank. */
  readonly amount: string | null;
}

interface ClaimBase {
  /** 1-based ordinal of the claim in the file. */
  readonly ordinal: number;
  /** レセプト番号 as written. */
  readonly claimNo: string;
  readonly firstRecord: number;
  readonly lastRecord: number;
  /** Where the claim's raw bytes stand in the file. */
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly header: FileHeader | null;
  /** レセプト種別, four digits. */
  readonly claimType: string;
  readonly inpatient: boolean;
  /** 診療年月 or 調剤年月 as `YYYY-MM`; '' when not a month. */
  readonly month: string;
  /** 氏名 and カタカナ氏名 as written. */
  readonly name: string;
  readonly kana: string;
  /** 1 男, 2 女. */
  readonly sex: string;
  /** `YYYY-MM-DD`; '' when not a date. */
  readonly birthDate: string;
  /** 検索番号 ('' unless the claim is resubmitted). */
  readonly searchNumber: string;
  readonly insurance: Insurance | null;
  readonly publicExpenses: readonly PublicExpense[];
  /** 枝番 from SN of the insurer, '' when unknown. */
  readonly branch: string;
  readonly findings: readonly Finding[];
  /** True when a finding of severity `claim` stands against it. */
  readonly broken: boolean;
  /** The claim's bytes as they stand in the file, when the reader was asked to keep them. */
  readonly raw?: Uint8Array;
}

export interface MedicalClaim extends ClaimBase {
  readonly kind: 'medical';
  /** 入院年月日, '' when none. */
  readonly admissionDate: string;
  readonly diseases: readonly Disease[];
  readonly lines: readonly MedicalLine[];
  /** Lines of organ donors (after TI/TR): never the patient's own. */
  readonly donorLines: readonly MedicalLine[];
}

export interface PharmacyClaim extends ClaimBase {
  readonly kind: 'pharmacy';
  /** Prescribing institution, RE9–RE12: 10 digits or '' and its name. */
  readonly prescriberFacilityCode: string;
  readonly prescriberName: string;
  readonly doctors: readonly string[];
  readonly blocks: readonly DispensingBlock[];
}

export type Claim = MedicalClaim | PharmacyClaim;

/** What one step of the reader yields: the claims finished by it and findings about the file itself. */
export interface ReadBatch {
  readonly claims: readonly Claim[];
  /** Findings outside claims (framing, header, trailer). Those of a claim stand in `claim.findings`. */
  readonly findings: readonly Finding[];
}

/** Counts over the whole file, complete when the reader has ended. */
export interface ReadSummary {
  readonly kind: ClaimKind | null;
  readonly bytes: number;
  readonly records: number;
  readonly recordsByType: Readonly<Record<string, number>>;
  readonly claims: number;
  /** True when a finding of severity `file` stopped the reading. */
  readonly refused: boolean;
}
