/**
 * What is known about drugs, in memory; made of dated files and never changed. All dates `YYYY-MM-DD`.
 * @spec prescriptions.md §5.3–§5.5, §7
 */
export interface DrugKnowledge {
  readonly version: string;
  /** True: the small set that comes with the software, not for care. */
  readonly demo: boolean;
  /** What it is made of, newest first. */
  readonly sources: readonly KnowledgeSource[];
  /** A code as it stood on a day. Null: in no edition. */
  resolve(code: DrugCode, on: string): ResolvedDrug | null;
  /** Whether the name that was sent belongs to the code. @spec prescriptions.md §5.5 */
  nameFits(code: DrugCode, name: string, on: string): NameVerdict;
  /** Type-ahead by kana, brand, general name or code; best first. Only what may be prescribed on that day. */
  search(
    text: string,
    options: { readonly on: string; readonly limit: number; readonly form?: string },
  ): readonly FoundDrug[];
  usage(code: string, on: string): UsageEntry | null;
  searchUsage(
    text: string,
    options: { readonly on: string; readonly limit: number; readonly form?: string },
  ): readonly UsageEntry[];
  /** Null: the pair is not contraindicated. Independent of order and of route. */
  contraindication(a: ResolvedDrug, b: ResolvedDrug, on: string): Contraindication | null;
  /** Ingredients (base names) that an allergen stands for; empty = not known. `text`: as it was recorded. */
  allergenIngredients(allergen: {
    readonly system: string | null;
    readonly code: string | null;
    readonly text: string;
  }): readonly string[];
}

/** 薬品コード種別 (`2` レセ電, `4` YJ, `6` HOT, `7` general name) and the code. */
export interface DrugCode {
  readonly kind: string;
  readonly code: string;
}

export interface KnowledgeSource {
  readonly kind:
    | 'drug-master'
    | 'price-list'
    | 'general-names'
    | 'usages'
    | 'contraindications'
    | 'allergens'
    | 'rules';
  readonly name: string;
  /** Day of the edition; null where the file names none. */
  readonly edition: string | null;
  readonly rows: number;
}

export type RouteClass =
  | 'oral'
  | 'oral-cavity'
  | 'injection'
  | 'eye'
  | 'ear'
  | 'nose'
  | 'inhalation'
  | 'rectal'
  | 'vaginal'
  | 'skin'
  | 'dental'
  | 'other';

export interface ResolvedDrug {
  /** レセ電 code, 9 digits; null for general names. */
  readonly receiptCode: string | null;
  /** 薬価基準収載医薬品コード, 12 characters. */
  readonly yj: string;
  readonly name: string;
  readonly kana: string | null;
  readonly generalName: string | null;
  readonly generalNameCode: string | null;
  readonly unit: string | null;
  /** 成分名 as in the price list. */
  readonly ingredientName: string | null;
  /** `full` as listed, `base` without salts and hydrates: what is compared. Empty = not resolved. */
  readonly ingredients: readonly { readonly full: string; readonly base: string }[];
  /** By how many characters of the code the ingredient was found; null = not at all. */
  readonly foundBy: 12 | 9 | 7 | null;
  readonly route: RouteClass;
  /** 剤形: 1 oral, 3 other, 4 injection, 6 external, 8 dental. */
  readonly dosageForm: number;
  /** 1 narcotic, 2 poison, 3 stimulant precursor, 5 psychotropic, 0 none. */
  readonly controlledKind: number;
  readonly isGeneric: boolean;
  /** 廃止日; null = open. */
  readonly abolishedOn: string | null;
  /** Placeholders and adjustments of the master are never prescribed. */
  readonly prescribable: boolean;
}

export type NameVerdict =
  | { readonly fits: true }
  /** `unknown-code`: in no edition, or a dummy; `mismatch`: the names of the code are given. */
  | { readonly fits: false; readonly reason: 'unknown-code' | 'mismatch'; readonly names: readonly string[] };

export interface FoundDrug {
  readonly drug: ResolvedDrug;
  readonly matched: 'code' | 'name' | 'kana' | 'general-name' | 'ingredient';
}

export interface UsageEntry {
  readonly code: string;
  readonly name: string;
  readonly kana: string | null;
  /** `standard`, `extended` (適用ガイド) or `dummy` (free text). */
  readonly kind: 'standard' | 'extended' | 'dummy';
  readonly timesPerDay: number | null;
  /** The name holds the placeholder ○: a supplement has to fill it in. */
  readonly needsSupplement: boolean;
}

export interface Contraindication {
  /** 参照範囲 or text of the source; '' where it gives none. */
  readonly text: string;
  readonly source: KnowledgeSource;
}
