/**
 * What a prescription says, whichever dialect it came in. Codes stand as they are written in the records
 * (prescriptions.md §6.5); an omitted item is null. Dates `YYYY-MM-DD`; quantities are decimal strings, never floats.
 * @spec prescriptions.md §6.4, §6.6
 */
export interface Prescription {
  readonly institution: Institution;
  readonly department: {
    readonly codeKind: string;
    readonly code: string | null;
    readonly name: string;
  } | null;
  readonly doctor: { readonly code: string | null; readonly kana: string | null; readonly name: string };
  readonly patient: Patient;
  readonly insurance: Insurance;
  /** 27–30, in this order. */
  readonly publicExpenses: readonly PublicExpense[];
  /** レセプト種別, 31. */
  readonly claimKind: string | null;
  /** 交付年月日, 51. */
  readonly issuedOn: string;
  /** 使用期限, 52; null = three days after the day of issue. */
  readonly usableUntil: string | null;
  /** 麻薬施用, 61 or 60. */
  readonly narcotic: {
    readonly licence: string | null;
    readonly address: string;
    readonly phone: string;
  } | null;
  /** 残薬確認欄, 62: `1` or `2`. */
  readonly leftovers: string | null;
  /** 分割指示, 63. */
  readonly split: { readonly count: number; readonly part: number } | null;
  /** リフィル, 64: uses in all, 2 or 3. */
  readonly refillUses: number | null;
  /** 備考, 81, numbered by their place. */
  readonly remarks: readonly { readonly kind: string | null; readonly text: string }[];
  /** 引換番号, 82: 6–16 digits. */
  readonly accessCode: string | null;
  readonly groups: readonly RpGroup[];
  /** 提供診療情報, 301 (SJ1 only). */
  readonly providedInformation: readonly { readonly drug: string; readonly comment: string }[];
  /** 検査値データ等, 302 (SJ1 only). */
  readonly testValues: readonly string[];
}

export interface Institution {
  /** 点数表: `1` 医科, `3` 歯科, `4` 調剤, `6` 訪問. */
  readonly codeKind: string;
  /** Seven digits, without prefecture and 点数表. */
  readonly code: string;
  readonly prefecture: string;
  readonly name: string | null;
  readonly postalCode: string | null;
  readonly address: string | null;
  readonly phone: string | null;
  readonly fax: string | null;
  readonly otherContact: string | null;
}

export interface Patient {
  readonly code: string | null;
  /** 姓 and 名 separated by one full-width space. */
  readonly name: string | null;
  /** Half-width kana, one half-width space. */
  readonly kana: string | null;
  /** `1` male, `2` female. */
  readonly sex: string;
  /** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. */
  readonly birthDate: string;
  /** 一部負担区分, 14. */
  readonly burdenKind: string | null;
}

export interface Insurance {
  /** 保険種別, 21. */
  readonly kind: string | null;
  /** Significant digits only. */
  readonly insurerNumber: string | null;
  readonly symbol: string | null;
  readonly number: string | null;
  /** `1` insured, `2` dependant. */
  readonly relation: string | null;
  readonly branch: string | null;
  /** Percent, 24. */
  readonly patientRate: number | null;
  readonly benefitRate: number | null;
  /** 職務上の事由, 25. */
  readonly occupational: string | null;
}

export interface PublicExpense {
  readonly place: 1 | 2 | 3 | 'special';
  readonly payer: string;
  readonly beneficiary: string | null;
}

/** RP: drugs that are taken together in one way. Numbered by their place, from 1. */
export interface RpGroup {
  /** 剤形区分: `1` oral, `2` as needed, `3` external, `4` oral drops, `5` injection, `6` material, `9` unknown, `10` other. */
  readonly form: string;
  readonly formName: string | null;
  /** 調剤数量: days (oral), times (as needed), else days or times. With a split: of all parts. */
  readonly quantity: number;
  readonly splitQuantity: { readonly perPart: number; readonly total: number } | null;
  readonly usage: Usage;
  readonly supplements: readonly UsageSupplement[];
  readonly drugs: readonly Drug[];
}

export interface Usage {
  /** 用法コード種別: `1` none, `2` JAMI, `3` e-prescription usage master. */
  readonly codeKind: string;
  readonly code: string | null;
  readonly name: string;
  readonly timesPerDay: number | null;
}

/** 用法補足, 181. */
export interface UsageSupplement {
  readonly kind: string | null;
  readonly text: string;
  readonly usageCode: string | null;
  readonly siteCode: string | null;
}

export interface Drug {
  /** 情報区分: `1` drug, `2` material, `3` not covered. */
  readonly category: string | null;
  /** 薬品コード種別: `1` none, `2` レセ電, `3` 厚生省, `4` YJ, `6` HOT, `7` general name. */
  readonly codeKind: string;
  readonly code: string | null;
  readonly name: string;
  /** 用量: of a day (oral), else of the whole group; decimal string. */
  readonly amount: string;
  /** 力価フラグ: `1` price unit, `2` potency unit. */
  readonly potency: string;
  readonly unit: string;
  /** 211: amount × factor = amount in the unit of the price list. */
  readonly conversion: string | null;
  /** 221: what is taken each time; item 6–10 are codes. */
  readonly uneven: { readonly amounts: readonly string[]; readonly codes: readonly (string | null)[] } | null;
  /** 231: first, second, third, special; true = borne by it. */
  readonly burden: readonly boolean[] | null;
  /** 241: fractions such as `2/3` allowed. */
  readonly perDose: { readonly amount: string; readonly timesPerDay: number | null } | null;
  readonly supplements: readonly DrugSupplement[];
}

/** 薬品補足, 281. */
export interface DrugSupplement {
  readonly kind: string | null;
  readonly text: string;
  readonly usageCode: string | null;
}

/**
 * 調剤結果. Only parts of its official layout are public (records 511 and 521), so that the record set around them is
 * this project's own. @spec prescriptions.md §6.6, §4
 */
export interface Dispensing {
  /** One result may answer several prescriptions of one patient, institution and day. */
  readonly prescriptionIds: readonly string[];
  readonly pharmacy: Institution;
  readonly pharmacist: { readonly code: string | null; readonly kana: string | null; readonly name: string };
  readonly patient: Patient;
  readonly insurance: Insurance;
  readonly dispensedOn: string;
  readonly split: { readonly count: number; readonly part: number } | null;
  /** What was handed out, in the words of the prescription's groups. */
  readonly groups: readonly DispensedGroup[];
  /** 疑義照会, 511: what was asked and answered; up to 999, 600 characters each. */
  readonly inquiries: readonly string[];
  /** 521. `finished`: no further use. */
  readonly refill: {
    readonly use: number;
    readonly finished: boolean;
    readonly nextOn: string | null;
  } | null;
  /** To the prescriber; null = none. */
  readonly message: string | null;
}

export interface DispensedGroup extends Omit<RpGroup, 'drugs' | 'splitQuantity'> {
  readonly drugs: readonly DispensedDrug[];
}

export interface DispensedDrug extends Drug {
  /** Which line of which prescription it answers; null = added after an inquiry. */
  readonly answers: { readonly prescription: number; readonly rp: number; readonly drug: number } | null;
  /** Why it differs from what was prescribed; null = it does not, or only by brand of the same general name. */
  readonly changeReason: string | null;
}

export type Level = 'error' | 'warning';

/** What is wrong, where; never what the record says of a person. @spec prescriptions.md §6.8 */
export interface Finding {
  readonly rule: string;
  readonly level: Level;
  /** 1-based; 0 = the text as a whole. */
  readonly line: number;
  /** Number of the record as it is written, e.g. `201`; null = the text as a whole. */
  readonly record: string | null;
  /** 1-based item of the record, the record number being item 0; null = the record as a whole. */
  readonly item: number | null;
  readonly message: { readonly ja: string; readonly en: string };
}
