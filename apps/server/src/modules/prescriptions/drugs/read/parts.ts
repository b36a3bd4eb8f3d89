import type { KnowledgeSource, UsageEntry } from '../../model/knowledge.ts';

/** What one file says, typed; the knowledge is made of these. Dates `YYYY-MM-DD`. */
export type KnowledgePart =
  | DrugMasterPart
  | PriceListPart
  | GeneralNamesPart
  | UsagesPart
  | ContraindicationsPart
  | AllergensPart;

export type FileKind = Exclude<KnowledgeSource['kind'], 'rules'>;

interface PartOf<Kind extends FileKind, Row> {
  readonly kind: Kind;
  readonly name: string;
  readonly edition: string | null;
  readonly rows: readonly Row[];
}

/** `partial`: a file of differences, which stands beside the full file of its day. */
export type DrugMasterPart = PartOf<'drug-master', MasterDrug> & { readonly partial?: boolean };
export type PriceListPart = PartOf<'price-list', ListedDrug>;
export type GeneralNamesPart = PartOf<'general-names', GeneralName>;
export type UsagesPart = PartOf<'usages', DatedUsage>;
export type ContraindicationsPart = PartOf<'contraindications', ContraindicatedPair>;
export type AllergensPart = PartOf<'allergens', Allergen>;

/** A row of 医薬品マスター. @spec prescriptions.md §7 */
export interface MasterDrug {
  readonly code: string;
  readonly name: string;
  /** 基本漢字名, column 35. */
  readonly basicName: string | null;
  readonly kana: string | null;
  readonly unit: string | null;
  readonly controlledKind: number;
  readonly isGeneric: boolean;
  readonly dosageForm: number;
  readonly validFrom: string | null;
  /** Last usable day; null = open. */
  readonly validUntil: string | null;
  /** 薬価基準収載医薬品コード; null: a placeholder or an adjustment. */
  readonly yj: string | null;
  readonly generalNameCode: string | null;
  readonly generalName: string | null;
}

/** A row of the price list. */
export interface ListedDrug {
  readonly yj: string;
  readonly dosageForm: number;
  readonly ingredientName: string;
  readonly specification: string;
  readonly name: string;
  readonly isGeneric: boolean;
  readonly isNarcotic: boolean;
  /** 経過措置による使用期限; null = none. */
  readonly usableUntil: string | null;
}

export interface GeneralName {
  /** 一般名コード: nine characters and `ZZZ`. */
  readonly code: string;
  readonly name: string;
  readonly ingredientName: string;
}

export interface DatedUsage extends UsageEntry {
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

/** A pair that may not be taken together, as レセ電 codes. */
export interface ContraindicatedPair {
  readonly a: string;
  readonly b: string;
  readonly text: string;
}

export interface Allergen {
  readonly code: string;
  readonly name: string;
  readonly kana: string | null;
  readonly english: string | null;
  /** Last day on which it may be chosen; null = open. */
  readonly validUntil: string | null;
}

/** Why a file was not taken. Rows of docs/drug-check.md. */
export type ReadFaultCode =
  | 'knowledge-file-unknown'
  | 'knowledge-file-empty'
  | 'knowledge-file-undecodable'
  | 'knowledge-file-malformed'
  | 'knowledge-file-columns'
  | 'knowledge-file-value'
  | 'knowledge-file-duplicate'
  | 'knowledge-file-unknown-code';

/** Line and column are 1-based; `value` is a code of the file, never more. */
export interface ReadFault {
  readonly fault: ReadFaultCode;
  readonly line: number;
  readonly column: number | null;
  readonly value: string | null;
}

/** Whole or not at all. */
export type ReadResult<Part> = Part | ReadFault;

export const fault = (
  code: ReadFaultCode,
  line: number,
  column: number | null = null,
  value: string | null = null,
): ReadFault => ({ fault: code, line, column, value });
