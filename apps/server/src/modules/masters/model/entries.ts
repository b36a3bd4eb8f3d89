/** The six masters that medical claims are coded with. Dental (h) and dispensing (m) acts have none here. */
export type MasterKind = 'act' | 'drug' | 'material' | 'disease' | 'comment' | 'modifier';

export const masterKinds: readonly MasterKind[] = [
  'act',
  'drug',
  'material',
  'disease',
  'comment',
  'modifier',
];

/** What every row of every master has. Dates are `YYYY-MM-DD`; both ends are inclusive. */
export interface MasterEntry {
  readonly code: string;
  /** 変更年月日: the first day for which the content of this row holds; null = not stated. */
  readonly validFrom: string | null;
  /** 廃止年月日: the last usable day; null = open (99999999). */
  readonly validUntil: string | null;
}

/** One row of 医科診療行為 (s). `s.n` is the official 項番, 1-based. @spec claims.md §10.2 */
export interface ActEntry extends MasterEntry {
  /** 基本名称 (s.113); the 略称 where it is blank. */
  readonly name: string;
  /** 略称 (s.5). */
  readonly shortName: string;
  /** データ規格コード (s.8) and 単位名 (s.10); null = the act has no quantity. */
  readonly unitCode: string | null;
  readonly unit: string | null;
  /** 点数識別 (s.11): 1 yen, 3 points, 4 purchase price, 5 and 6 percent, 7 and 8 reduction. */
  readonly pointKind: number;
  /** 入外 (s.13): 0 both, 1 inpatient, 2 outpatient. */
  readonly inOut: number;
  /** 集計先 outpatient (s.15) and inpatient (s.66); 0 = not used there. */
  readonly aggregationOut: number;
  readonly aggregationIn: number;
  /** 病院・診療所 (s.19): 1 hospital, 2 clinic, 3 and 4 short-stay surgery kinds 2 and 3. */
  readonly hospital: number;
  /** ドナー分 (s.49): 0 none, else the donated organ 1–6. */
  readonly donor: number;
  /** 告示等識別(1) (s.68): how the line is recorded (1 basic, 3 combined, 5 applied by analogy, 7 add-on, 9 general add-on). */
  readonly recordingKind: number;
  /** 告示等識別(2) (s.69): what the act is in the tariff (1 basic, 3 combined, 7 add-on). */
  readonly tariffKind: number;
  /** 短期滞在手術 (s.83). */
  readonly shortStay: number;
  /** 検体コメント (s.61 = 1): a specimen name, no act. */
  readonly isSpecimen: boolean;
  /** Letter of the tariff part (s.85): A–O; `-` other tariffs and meals; `*` no number. */
  readonly letter: string;
  /** 区分番号 (s.92), 枝番 (s.93), 項番 (s.94), as integers: 項番 is 2 digits wide until 2023, 3 since. */
  readonly section: number;
  readonly branch: number;
  readonly item: number;
  /** Worked out once at loading by `classifyAct`. */
  readonly classification: ActClassification;
}

/** One row of 医薬品 (y). @spec claims.md §10.4 */
export interface DrugEntry extends MasterEntry {
  readonly name: string;
  readonly unitCode: string | null;
  readonly unit: string | null;
  /** 金額種別 (y.11): 1 price, 3 dental site price without an amount, 7 reduction. */
  readonly priceKind: number;
  /** 麻薬等 (y.14): 1 narcotic, 2 poison, 3 stimulant precursor, 5 psychotropic; 0 none. */
  readonly controlledKind: number;
  /** 後発品 (y.17). */
  readonly isGeneric: boolean;
  /** 造影剤 (y.20): 1 contrast medium, 2 auxiliary; 0 none. */
  readonly contrastKind: number;
  /** 商品名等関連 (y.23): code of the 統一名 item that this brand is listed under. */
  readonly brandOf: string | null;
  /** 剤形 (y.28): 1 oral, 3 other, 4 injection, 6 external, 8 dental. */
  readonly dosageForm: number;
  /** 薬価基準収載医薬品コード (y.32), 12 characters; its own code system, not the YJ code. */
  readonly priceListCode: string | null;
  /** 薬効分類: the first four digits of `priceListCode`. */
  readonly therapeuticClass: string | null;
  /** 一般名コード (y.37) and 一般名処方の標準的な記載 (y.38); null also where the release has no such columns. */
  readonly generalNameCode: string | null;
  readonly generalName: string | null;
  /** Price reductions and markers that stand in the drug master but are never medication. */
  readonly isPseudoDrug: boolean;
}

/** One row of 特定器材 (t). @spec claims.md §10.5 */
export interface MaterialEntry extends MasterEntry {
  /** 基本名称 (t.37); 名称 (t.5) where it is blank. */
  readonly name: string;
  readonly unitCode: string | null;
  readonly unit: string | null;
  /** 金額種別 (t.11): 1 price, 2 purchase price, 5 percent, 9 multiplier. */
  readonly priceKind: number;
}

/** One row of 傷病名 (b). @spec claims.md §10.5 */
export interface DiseaseEntry extends MasterEntry {
  readonly name: string;
  /** ICD-10 (2013): b.16 and, for the second code of a dagger–asterisk pair, b.17. */
  readonly icd10: string | null;
  readonly icd10Second: string | null;
  /** 病名交換用コード (b.13) and 病名管理番号 (b.11). */
  readonly exchangeCode: string | null;
  readonly managementNumber: string | null;
  /** 移行先 (b.4) where it names another code. */
  readonly successor: string | null;
}

/** Where a comment of pattern 40 takes digits: `position` is 1-based in the text, `digits` the count. */
export interface DigitPosition {
  readonly position: number;
  readonly digits: number;
}

/** One row of コメント (c). @spec claims.md §5.5, §10.5 */
export interface CommentEntry extends MasterEntry {
  /** Two digits, `10` … `90`. */
  readonly pattern: string;
  /** Blank for free text (pattern 10). */
  readonly text: string;
  readonly digitPositions: readonly DigitPosition[];
}

/** One row of 修飾語 (z). @spec claims.md §10.5 */
export interface ModifierEntry extends MasterEntry {
  readonly name: string;
  /** Codes 8000–8999 follow the disease name, all others precede it. */
  readonly place: 'prefix' | 'suffix';
  /** 修飾語区分 (z.19); its second character tells site, position, cause, course, state, patient, other, suffix (1–8). */
  readonly category: string | null;
  readonly exchangeCode: string | null;
  readonly managementNumber: string | null;
}

export interface EntryOf {
  readonly act: ActEntry;
  readonly drug: DrugEntry;
  readonly material: MaterialEntry;
  readonly disease: DiseaseEntry;
  readonly comment: CommentEntry;
  readonly modifier: ModifierEntry;
}

/** The kinds of care that the national view shows. @spec claims.md §11 */
export type ActCategory =
  | 'surgery'
  | 'radiotherapy'
  | 'imaging'
  | 'pathology'
  | 'medical-management'
  | 'home-care-guidance'
  | 'haemodialysis'
  | 'haemofiltration'
  | 'peritoneal-dialysis'
  | 'short-stay-surgery';

/** Parts of `surgery`. @spec claims.md §11.1 */
export type SurgerySubKind =
  | 'transfusion'
  | 'transfusion-management'
  | 'transplant'
  | 'cell-therapy'
  | 'blood-products'
  | 'device-add-on'
  | 'general-add-on'
  | 'surgery';

export interface ActClassification {
  /** null = none of the shown categories. */
  readonly category: ActCategory | null;
  /** Only for `surgery`, null elsewhere. */
  readonly subKind: SurgerySubKind | null;
  /** Organ or tissue (`kidney`, `stem-cells` …) of sub-kinds `transplant` and `cell-therapy`, null elsewhere. */
  readonly transplantGroup: string | null;
  readonly kind: 'basic' | 'add-on' | 'combined' | 'modifier';
  /** 採取: taking the organ or the cells, from a donor or from the patient. */
  readonly harvest: boolean;
  /** A specimen name (s.61 = 1): stands in an SI record but is no act. */
  readonly specimen: boolean;
}
