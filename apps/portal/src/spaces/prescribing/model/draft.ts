import type { FoundDrug, Prescription, RpGroup, UsageEntry } from '../../../api/prescription-types.ts';
import codes from './codes.json';

/**
 * A prescription while it is written: every field as typed, every line with a key that stays when others come and go.
 * @spec prescriptions.md §6.4, §6.5
 */
export type Drug = RpGroup['drugs'][number];
type Usage = RpGroup['usage'];
export type UsageSupplement = RpGroup['supplements'][number];
export type DrugSupplement = Drug['supplements'][number];

/** The same drug by its brand and by its general name, where both are known. */
export interface Names {
  readonly brand: Pick<Drug, 'codeKind' | 'code' | 'name'>;
  readonly general: Pick<Drug, 'codeKind' | 'code' | 'name'>;
}

export interface DrugLine {
  readonly key: string;
  /** As it will be sent, but for the amount, which is as typed. */
  readonly drug: Drug;
  readonly names: Names | null;
  readonly narcotic: boolean;
}

export interface Group {
  readonly key: string;
  readonly form: string;
  readonly quantity: string;
  /** Of each part, with a split; '' = the total by the number of parts. */
  readonly perPart: string;
  readonly usage: Usage | null;
  /** The usage holds ○, which a supplement fills in. */
  readonly needsSupplement: boolean;
  readonly supplements: readonly UsageSupplement[];
  readonly drugs: readonly DrugLine[];
}

export interface Draft {
  readonly groups: readonly Group[];
  readonly usableUntil: string;
  /** `` or a number of uses or parts as text. */
  readonly refillUses: string;
  readonly splitCount: string;
  readonly leftovers: string;
  readonly department: string;
  readonly remarks: readonly string[];
  readonly narcotic: { readonly licence: string; readonly address: string; readonly phone: string };
  readonly information: readonly { readonly drug: string; readonly comment: string }[];
  readonly testValues: readonly string[];
  /** How many keys were given out. */
  readonly keys: number;
}

export const EMPTY_DRAFT: Draft = {
  groups: [],
  usableUntil: '',
  refillUses: '',
  splitCount: '',
  leftovers: '',
  department: '',
  remarks: [],
  narcotic: { licence: '', address: '', phone: '' },
  information: [],
  testValues: [],
  keys: 0,
};

/** 剤形区分 by the dosage form of the master: injection 4 → 5, external 6 and dental 8 → 3, else oral. */
const FORM_OF_DOSAGE: ReadonlyMap<number, string> = new Map([
  [4, '5'],
  [6, '3'],
  [8, '3'],
]);

const formOf = ({ dosageForm }: FoundDrug['drug']): string => FORM_OF_DOSAGE.get(dosageForm) ?? '1';

const RECEIPT_CODE = '2';
const GENERAL_NAME = '7';
const NARCOTIC = 1;

/** The line for a drug of the type-ahead list: its brand, or its general name where that was found. */
function lineOf(found: FoundDrug, key: string): DrugLine {
  const { drug } = found;
  const general = {
    codeKind: GENERAL_NAME,
    code: drug.generalNameCode,
    name: drug.generalName ?? drug.name,
  };
  const brand = { codeKind: RECEIPT_CODE, code: drug.receiptCode, name: drug.name };
  const both = drug.receiptCode !== null && drug.generalNameCode !== null && drug.generalName !== null;
  return {
    key,
    names: both ? { brand, general } : null,
    narcotic: drug.controlledKind === NARCOTIC,
    drug: {
      category: '1',
      ...(drug.receiptCode === null ? general : brand),
      amount: '',
      potency: '1',
      unit: drug.unit ?? '',
      conversion: null,
      uneven: null,
      burden: null,
      perDose: null,
      supplements: [],
    },
  };
}

export interface Added {
  readonly draft: Draft;
  readonly groupKey: string;
  readonly lineKey: string;
}

/**
 * Adds a drug to the group `into`, or to a new one. A last group that waits for its usage takes it too, when the form
 * fits: drugs chosen one after the other are mostly taken together.
 */
export function addDrug(draft: Draft, found: FoundDrug, into: string | null): Added {
  const form = formOf(found.drug);
  const last = draft.groups.at(-1);
  const open = last !== undefined && last.usage === null && last.form === form ? last.key : null;
  const target = into ?? open;
  const line = lineOf(found, `d${draft.keys + 1}`);
  if (target !== null) {
    const next = changeGroup({ ...draft, keys: draft.keys + 1 }, target, (group) => ({
      drugs: [...group.drugs, line],
    }));
    return { draft: next, groupKey: target, lineKey: line.key };
  }
  const group: Group = {
    key: `g${draft.keys + 2}`,
    form,
    quantity: defaultQuantity(form),
    perPart: '',
    usage: null,
    needsSupplement: false,
    supplements: [],
    drugs: [line],
  };
  return {
    draft: { ...draft, keys: draft.keys + 2, groups: [...draft.groups, group] },
    groupKey: group.key,
    lineKey: line.key,
  };
}

/** Where the amount is that of the whole group, the quantity is 1. @spec prescriptions.md §6.4 */
const defaultQuantity = (form: string): string => (form === '1' || form === '2' ? '' : '1');

export function changeGroup(draft: Draft, key: string, part: (group: Group) => Partial<Group>): Draft {
  return {
    ...draft,
    groups: draft.groups.map((group) => (group.key === key ? { ...group, ...part(group) } : group)),
  };
}

export function changeForm(draft: Draft, key: string, form: string): Draft {
  return changeGroup(draft, key, ({ quantity }) => ({ form, quantity: quantity || defaultQuantity(form) }));
}

export function chooseUsage(draft: Draft, key: string, entry: UsageEntry): Draft {
  const { code, name, timesPerDay } = entry;
  return changeGroup(draft, key, () => ({
    usage: { codeKind: '3', code, name, timesPerDay },
    needsSupplement: entry.needsSupplement,
  }));
}

/** A usage in free words, under the code that the records keep for it. @spec prescriptions.md §6.6 */
export function writeUsage(draft: Draft, key: string, words: string): Draft {
  const usage = { codeKind: '3', code: codes.freeTextUsage, name: words, timesPerDay: null };
  return changeGroup(draft, key, () => ({ usage, needsSupplement: false }));
}

export function changeLine(draft: Draft, key: string, part: (line: DrugLine) => Partial<DrugLine>): Draft {
  return {
    ...draft,
    groups: draft.groups.map((group) => ({
      ...group,
      drugs: group.drugs.map((line) => (line.key === key ? { ...line, ...part(line) } : line)),
    })),
  };
}

/** A new amount; what was said of single doses no longer fits it. */
export function changeAmount(draft: Draft, key: string, amount: string): Draft {
  return changeLine(draft, key, ({ drug }) => ({ drug: { ...drug, amount, uneven: null, perDose: null } }));
}

/** From the brand to the general name, or back. */
export function switchName(draft: Draft, key: string): Draft {
  return changeLine(draft, key, ({ drug, names }) => {
    if (names === null) return {};
    return { drug: { ...drug, ...(isGeneral(drug) ? names.brand : names.general) } };
  });
}

export const isGeneral = ({ codeKind }: Pick<Drug, 'codeKind'>): boolean => codeKind === GENERAL_NAME;

/** Takes a drug out; a group without drugs goes with it. */
export function removeLine(draft: Draft, key: string): Draft {
  const groups = draft.groups
    .map((group) => ({ ...group, drugs: group.drugs.filter((line) => line.key !== key) }))
    .filter((group) => group.drugs.length > 0);
  return { ...draft, groups };
}

/** Every line in the order in which a check numbers them, from 0. */
export function linesOf(draft: Draft): readonly DrugLine[] {
  return draft.groups.flatMap((group) => group.drugs);
}

export const hasNarcotic = (draft: Draft): boolean => linesOf(draft).some(({ narcotic }) => narcotic);

/** A draft with what an earlier prescription says (do 処方); its dates, split and number of uses are not taken. */
export function copyOf(document: Prescription): Draft {
  let keys = 0;
  const next = (letter: string) => {
    keys += 1;
    return `${letter}${keys}`;
  };
  const groups = document.groups.map((group) => ({
    key: next('g'),
    form: group.form,
    quantity: String(group.splitQuantity?.total ?? group.quantity),
    perPart: '',
    usage: group.usage,
    needsSupplement: false,
    supplements: group.supplements,
    drugs: group.drugs.map((drug) => ({
      key: next('d'),
      drug,
      names: null,
      narcotic: false,
    })),
  }));
  return {
    ...EMPTY_DRAFT,
    groups,
    keys,
    leftovers: document.leftovers ?? '',
    department: document.department?.code ?? '',
    remarks: document.remarks.map(({ text }) => text),
    narcotic: {
      licence: document.narcotic?.licence ?? '',
      address: document.narcotic?.address ?? '',
      phone: document.narcotic?.phone ?? '',
    },
  };
}

/** A draft with all that a prescription says, for changing it. */
export function draftOf(document: Prescription): Draft {
  return {
    ...copyOf(document),
    usableUntil: document.usableUntil ?? '',
    refillUses: document.refillUses === null ? '' : String(document.refillUses),
    information: document.providedInformation,
    testValues: document.testValues,
  };
}
