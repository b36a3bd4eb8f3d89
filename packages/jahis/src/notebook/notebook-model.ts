/**
 * A medication notebook (電子版お薬手帳) as its records have it. Codes stand as they are written; an omitted item is
 * null. Dates `YYYY-MM-DD`; quantities are decimal strings. `author`: `1` medical staff, `2` the patient or family,
 * `8` another, `9` unknown. Codes of dosage forms are others than those of prescriptions.
 * @spec prescriptions.md §6.7
 */
export interface Notebook {
  /** `1` handed out by a facility, `2` by the patient. */
  readonly category: '1' | '2';
  readonly patient: NotebookPatient | null;
  /** 2: `1` allergy, `2` side effect, `3` past illness, `9` other. */
  readonly notes: readonly { readonly kind: string; readonly text: string; readonly author: string }[];
  readonly otc: readonly OtcDrug[];
  /** 4. */
  readonly memos: readonly { readonly text: string; readonly on: string | null; readonly author: string }[];
  /** 5 and what follows it, newest first. */
  readonly blocks: readonly NotebookBlock[];
  /** 701. */
  readonly pharmacists: readonly NotebookPharmacist[];
  /** 911: this is a part of something larger. */
  readonly part: { readonly dataId: string; readonly count: number; readonly number: number } | null;
}

/** 1. */
export interface NotebookPatient {
  readonly name: string;
  /** `1` male, `2` female. */
  readonly sex: string;
  readonly birthDate: string;
  readonly postalCode: string | null;
  readonly address: string | null;
  readonly phone: string | null;
  readonly emergencyContact: string | null;
  readonly bloodGroup: string | null;
  /** Kilograms. */
  readonly weight: string | null;
  readonly kana: string | null;
}

/** 3 and its 31. */
export interface OtcDrug {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly author: string;
  /** 通番, by which the ingredients name it. */
  readonly sequence: number | null;
  /** JAN, 13 digits. */
  readonly jan: string | null;
  readonly ingredients: readonly {
    readonly name: string;
    readonly codeKind: string;
    readonly code: string | null;
    readonly author: string;
  }[];
}

/** What was dispensed on one day at one place. */
export interface NotebookBlock {
  readonly on: string;
  readonly author: string;
  /** 11. */
  readonly facility: NotebookFacility | null;
  /** 15. */
  readonly staff: { readonly name: string; readonly contact: string | null; readonly author: string } | null;
  readonly prescriptions: readonly NotebookOrigin[];
  /** 401. */
  readonly cautions: readonly AuthoredText[];
  /** 411: `30` side effects in hospital, `31` information needed after discharge, `99` other. */
  readonly provided: readonly (AuthoredText & { readonly kind: string })[];
  /** 421. */
  readonly leftovers: readonly AuthoredText[];
  /** 501. */
  readonly remarks: readonly AuthoredText[];
  /** 601. */
  readonly entries: readonly { readonly text: string; readonly on: string | null }[];
}

export interface AuthoredText {
  readonly text: string;
  readonly author: string;
}

/** 11. */
export interface NotebookFacility {
  readonly name: string;
  readonly prefecture: string | null;
  /** `1` 医科, `3` 歯科, `4` 調剤. */
  readonly codeKind: string | null;
  /** Seven digits. */
  readonly code: string | null;
  readonly postalCode: string | null;
  readonly address: string | null;
  readonly phone: string | null;
  readonly author: string;
}

/** 51, and by doctor what was prescribed there. */
export interface NotebookOrigin {
  readonly institution: {
    readonly name: string;
    readonly prefecture: string | null;
    readonly codeKind: string | null;
    readonly code: string | null;
    readonly author: string;
  } | null;
  readonly doctors: readonly {
    /** 55. */
    readonly doctor: {
      readonly name: string;
      readonly department: string | null;
      readonly author: string;
    } | null;
    readonly groups: readonly NotebookGroup[];
  }[];
}

/** One RP. */
export interface NotebookGroup {
  /** RP番号, 1–999. */
  readonly rp: number;
  readonly drugs: readonly NotebookDrug[];
  /** 301; null in loose texts only. */
  readonly usage: NotebookUsage | null;
  /** 311. */
  readonly supplements: readonly AuthoredText[];
  /** 391. */
  readonly cautions: readonly AuthoredText[];
}

export interface NotebookUsage {
  readonly name: string | null;
  readonly quantity: string;
  readonly unit: string;
  /** `1` oral, `2` oral drops, `3` as needed, `4` injection, `5` external, `6` infusion, `7` decoction, `9` material, `10` other. */
  readonly form: string;
  readonly codeKind: string;
  readonly code: string | null;
  readonly author: string;
}

/** 201 and its 281, 291. */
export interface NotebookDrug {
  readonly name: string;
  readonly amount: string;
  readonly unit: string;
  /** `1` none, `2` レセ電, `3` 厚生省, `4` YJ, `6` HOT. */
  readonly codeKind: string;
  readonly code: string | null;
  readonly author: string;
  readonly generalName: string | null;
  readonly generalCodeKind: string | null;
  readonly generalCode: string | null;
  readonly supplements: readonly AuthoredText[];
  readonly cautions: readonly AuthoredText[];
}

/** 701. */
export interface NotebookPharmacist {
  readonly name: string;
  readonly pharmacy: string;
  readonly contact: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly author: string;
}
