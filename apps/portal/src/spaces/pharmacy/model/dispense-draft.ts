import type { DispensingDraft, DispensingInput } from '../../../api/pharmacy-types.ts';
import type {
  DispensedGroup,
  DispensingView,
  FoundDrug,
  PrescriptionView,
  RpGroup,
} from '../../../api/prescription-types.ts';
import type { LocalDate } from '../../../api/types.ts';
import { fromDay, toDay } from '../../../lib/dates.ts';

type Drug = RpGroup['drugs'][number];
type Answers = DispensedGroup['drugs'][number]['answers'];

/** One drug on the form: what was prescribed, and what is handed out. */
export interface DraftLine {
  readonly key: string;
  readonly answers: Answers;
  /** Null: added after an inquiry. */
  readonly prescribed: Drug | null;
  readonly drug: Drug;
  /** Another product of the same general name: no reason is asked for. */
  readonly sameGeneral: boolean;
  readonly removed: boolean;
  readonly reason: string;
}

/** What is taken together in one way. */
export interface DraftGroup {
  readonly key: string;
  /** Null: added after an inquiry. */
  readonly prescribed: RpGroup | null;
  readonly form: string;
  readonly formName: string | null;
  readonly usage: RpGroup['usage'];
  readonly supplements: RpGroup['supplements'];
  /** As typed: days, times or pieces. */
  readonly quantity: string;
  /** Why days or times differ. */
  readonly reason: string;
  readonly lines: readonly DraftLine[];
}

export interface ResultDraft {
  readonly prescriptionIds: readonly string[];
  readonly dispensedOn: LocalDate;
  readonly groups: readonly DraftGroup[];
  /** Null: no refill. */
  readonly refill: { readonly nextOn: LocalDate; readonly finished: boolean } | null;
  readonly split: DispensingDraft['split'];
  readonly message: string;
}

/** Forms whose quantity counts days: oral drugs and oral drops. */
const BY_DAY: readonly string[] = ['1', '4'];
/** 薬品補足 by which the prescriber keeps product, form or strength as they are. @spec prescriptions.md §6.5 */
const NO_CHANGE: readonly string[] = ['3', '4', '5', '6'];

const quantityOf = (group: RpGroup): number => group.splitQuantity?.perPart ?? group.quantity;

function lineOf(drug: Drug, answers: Answers, key: string): DraftLine {
  return { key, answers, prescribed: drug, drug, sameGeneral: false, removed: false, reason: '' };
}

function groupOf(group: RpGroup, prescription: number, rp: number): DraftGroup {
  const key = `${prescription}-${rp}`;
  return {
    key,
    prescribed: group,
    form: group.form,
    formName: group.formName,
    usage: group.usage,
    supplements: group.supplements,
    quantity: String(quantityOf(group)),
    reason: '',
    lines: group.drugs.map((drug, at) =>
      lineOf(drug, { prescription, rp, drug: at + 1 }, `${key}-${at + 1}`),
    ),
  };
}

/** Days that the longest of the groups lasts; null where nothing is counted in days. */
function longestDays(groups: readonly DraftGroup[]): number | null {
  const days = groups
    .filter(({ form, lines }) => BY_DAY.includes(form) && lines.some(({ removed }) => !removed))
    .map(({ quantity }) => Number(quantity))
    .filter((number) => Number.isInteger(number) && number > 0);
  return days.length === 0 ? null : Math.max(...days);
}

/** 次回調剤予定日: dispensing date and the days supplied; '' where no days are. @spec prescriptions.md §4 */
export function proposedNext(dispensedOn: LocalDate, groups: readonly DraftGroup[]): LocalDate {
  const days = longestDays(groups);
  return days === null ? '' : fromDay(toDay(dispensedOn) + days);
}

/** The form as it is before anything is changed: everything as prescribed. Prescriptions and RP count from 1. */
export function draftOf(views: readonly PrescriptionView[], dispensedOn: LocalDate): ResultDraft {
  const groups = views.flatMap((view, at) =>
    view.document.groups.map((group, place) => groupOf(group, at + 1, place + 1)),
  );
  const refill = views.find(({ totalUses }) => totalUses > 1);
  return {
    prescriptionIds: views.map(({ prescriptionId }) => prescriptionId),
    dispensedOn,
    groups,
    refill:
      refill === undefined
        ? null
        : {
            nextOn: proposedNext(dispensedOn, groups),
            finished: refill.currentUse >= refill.totalUses,
          },
    split: views.find(({ split }) => split !== null)?.split ?? null,
    message: '',
  };
}

/** The form over a result that stands already, for its change. */
export function draftOfResult(views: readonly PrescriptionView[], result: DispensingView): ResultDraft {
  const { document } = result;
  const prescribed = (answers: Answers): { group: RpGroup; drug: Drug } | null => {
    if (answers === null) return null;
    const group = views[answers.prescription - 1]?.document.groups[answers.rp - 1];
    const drug = group?.drugs[answers.drug - 1];
    return group === undefined || drug === undefined ? null : { group, drug };
  };
  return {
    prescriptionIds: result.prescriptionIds,
    dispensedOn: result.dispensedOn,
    groups: document.groups.map((group, place) => {
      const found = group.drugs.map(({ answers }) => prescribed(answers));
      return {
        key: `result-${place + 1}`,
        prescribed: found.find((one) => one !== null)?.group ?? null,
        form: group.form,
        formName: group.formName,
        usage: group.usage,
        supplements: group.supplements,
        quantity: String(group.quantity),
        reason: '',
        lines: group.drugs.map(({ answers, changeReason, ...drug }, at) => ({
          key: `result-${place + 1}-${at + 1}`,
          answers,
          prescribed: found[at]?.drug ?? null,
          drug,
          // A change that was registered without a reason needed none.
          sameGeneral: changeReason === null,
          removed: false,
          reason: changeReason ?? '',
        })),
      };
    }),
    refill:
      document.refill === null
        ? null
        : { nextOn: document.refill.nextOn ?? '', finished: document.refill.finished },
    split: document.split,
    message: document.message ?? '',
  };
}

/** The drug as another product of the list, in the same amount and unit. レセ電 codes are written where there is one. */
export function asProduct(drug: Drug, { drug: product }: FoundDrug): Drug {
  const byReceipt = product.receiptCode !== null;
  return {
    ...drug,
    codeKind: byReceipt ? '2' : '4',
    code: byReceipt ? product.receiptCode : product.yj,
    name: product.name,
  };
}

/** A drug that nobody prescribed, added after an inquiry. */
export function addedLine(found: FoundDrug, key: string): DraftLine {
  const empty: Drug = {
    category: '1',
    codeKind: '2',
    code: null,
    name: '',
    amount: '1',
    potency: '1',
    unit: found.drug.unit ?? '',
    conversion: null,
    uneven: null,
    burden: null,
    perDose: null,
    supplements: [],
  };
  const drug = asProduct(empty, found);
  return { key, answers: null, prescribed: null, drug, sameGeneral: false, removed: false, reason: '' };
}

export function quantityChanged(group: DraftGroup): boolean {
  return group.prescribed !== null && Number(group.quantity) !== quantityOf(group.prescribed);
}

export function forbidsChange(line: DraftLine): boolean {
  return line.prescribed?.supplements.some(({ kind }) => kind !== null && NO_CHANGE.includes(kind)) ?? false;
}

export function brandChanged({ prescribed, drug }: DraftLine): boolean {
  return prescribed !== null && (prescribed.code !== drug.code || prescribed.codeKind !== drug.codeKind);
}

/** Whether a line may stand only with a reason: another product of the same general name is the pharmacy's own choice. */
export function needsReason(line: DraftLine): boolean {
  const { prescribed, drug, removed, sameGeneral } = line;
  if (removed || prescribed === null) return true;
  if (prescribed.amount !== drug.amount || prescribed.unit !== drug.unit) return true;
  return brandChanged(line) && (!sameGeneral || forbidsChange(line));
}

/** Of the form: by key of the group or line, the message key of what is wrong. */
export type DraftFaults = Readonly<Record<string, string>>;

export function faultsOf(draft: ResultDraft, today: LocalDate): DraftFaults {
  const faults: Record<string, string> = {};
  if (draft.dispensedOn === '' || draft.dispensedOn > today) faults.dispensedOn = 'pharmacy.fault.date';
  for (const group of draft.groups) {
    if (!/^[1-9]\d{0,2}$/.test(group.quantity)) faults[group.key] = 'pharmacy.fault.quantity';
    else if (quantityChanged(group) && group.reason === '')
      faults[`${group.key}-reason`] = 'pharmacy.fault.reason';
    for (const line of group.lines) {
      if (!/^\d{1,7}(\.\d{1,5})?$/.test(line.drug.amount) || Number(line.drug.amount) === 0)
        faults[line.key] = 'pharmacy.fault.amount';
      else if (needsReason(line) && line.reason === '')
        faults[`${line.key}-reason`] = 'pharmacy.fault.reason';
    }
  }
  if (draft.groups.every(({ lines }) => lines.every(({ removed }) => removed)))
    faults.groups = 'pharmacy.fault.nothing';
  const { refill } = draft;
  if (refill !== null && !refill.finished && (refill.nextOn === '' || refill.nextOn <= draft.dispensedOn))
    faults.nextOn = 'pharmacy.fault.next';
  return faults;
}

function reasonOf(line: DraftLine, group: DraftGroup): string | null {
  const reasons = [needsReason(line) ? line.reason : '', quantityChanged(group) ? group.reason : ''];
  const given = reasons.filter((reason) => reason !== '');
  return given.length === 0 ? null : [...new Set(given)].join('、');
}

/** What is to be handed out, as the form stands. */
export const dispensedGroups = (draft: ResultDraft): DispensedGroup[] =>
  draft.groups
    .map(
      (group): DispensedGroup => ({
        form: group.form,
        formName: group.formName,
        quantity: Number(group.quantity),
        usage: group.usage,
        supplements: group.supplements,
        drugs: group.lines
          .filter(({ removed }) => !removed)
          .map((line) => ({ ...line.drug, answers: line.answers, changeReason: reasonOf(line, group) })),
      }),
    )
    .filter(({ drugs }) => drugs.length > 0);

/**
 * What is registered. Drugs that are not handed out are in no group: `omitted` (name and reason of each) goes with the
 * inquiries, where the prescriber reads it.
 */
export function inputOf(
  draft: ResultDraft,
  sign: DispensingInput['sign'],
  inquiries: readonly string[],
  omitted: (name: string, reason: string) => string,
): DispensingInput {
  const groups = dispensedGroups(draft);
  const left = draft.groups.flatMap(({ lines }) => lines.filter(({ removed }) => removed));
  const { refill } = draft;
  const message = draft.message.trim();
  return {
    prescriptionIds: draft.prescriptionIds,
    draft: {
      dispensedOn: draft.dispensedOn,
      groups,
      inquiries: [...inquiries, ...left.map(({ drug, reason }) => omitted(drug.name, reason))],
      refill:
        refill === null
          ? null
          : { finished: refill.finished, nextOn: refill.finished ? null : refill.nextOn },
      split: draft.split,
      message: message === '' ? null : message,
    },
    sign,
  };
}
