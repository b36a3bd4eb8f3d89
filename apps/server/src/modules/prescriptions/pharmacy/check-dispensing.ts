import type { DispensedDrug, DispensedGroup, Dispensing, Drug, RpGroup } from '@tsunagu/jahis';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { requireDrugs } from '../life/drug-rules.ts';
import { refillWindow } from '../life/validity.ts';
import type { DrugKnowledge, ResolvedDrug } from '../model/knowledge.ts';
import type { PrescriptionRow } from '../store.ts';
import rules from './rules.json' with { type: 'json' };

export interface CheckedResult {
  readonly dispensing: Dispensing;
  /** In the order of the result's ids. */
  readonly rows: readonly PrescriptionRow[];
  readonly knowledge: DrugKnowledge;
  /** In Japan, `YYYY-MM-DD`. */
  readonly today: string;
  /** The use that it answers; a change leaves it as it was. */
  readonly use: number;
  readonly changes: boolean;
}

/** Throws an AppError that says what is wrong, and where. */
type Check = (result: CheckedResult) => void;

/** 薬品補足 that forbid the pharmacy's own choice of another product. @spec prescriptions.md §6.5 (281) */
const FORBIDS_CHANGE: ReadonlySet<string> = new Set(Object.keys(rules.changeForbidden));
const WITHOUT_CODE = '1';

/** What a result must fulfil besides its format, in this order. */
const CHECKS: readonly Check[] = [
  answersTheseAlone,
  belongsTogether,
  dayIsPossible,
  somethingWasGiven,
  linesExist,
  changesAreExplained,
  drugsExist,
];

/** Throws the first refusal. @spec prescriptions.md §2, §3.1, §6.6 */
export function checkDispensing(result: CheckedResult): void {
  for (const check of CHECKS) check(result);
}

/** The document names the prescriptions for which it is registered, in the same order. */
function answersTheseAlone({ dispensing, rows }: CheckedResult): void {
  const named = dispensing.prescriptionIds.map((id) => id.toLowerCase());
  if (named.length !== rows.length || rows.some(({ prescriptionId }, at) => named[at] !== prescriptionId))
    throw new AppError('RX_TOGETHER', { reason: 'ids' });
}

/** One patient (who was looked at before), institution, day and use. @spec prescriptions.md §11 3 */
function belongsTogether({ dispensing, rows, use, changes }: CheckedResult): void {
  const [first] = rows;
  if (first === undefined) throw new AppError('RX_UNKNOWN');
  const differs = (other: PrescriptionRow): string | null => {
    if (other.institutionCode !== first.institutionCode) return 'institution';
    if (other.issuedOn !== first.issuedOn) return 'day';
    if (other.totalUses !== first.totalUses || (!changes && other.currentUse !== use)) return 'use';
    return sameSplit(other.document.split, dispensing.split ?? first.document.split) ? null : 'split';
  };
  for (const other of rows) {
    const reason = differs(other);
    if (reason !== null) throw new AppError('RX_TOGETHER', { reason });
  }
}

const sameSplit = (a: Dispensing['split'], b: Dispensing['split']): boolean =>
  a?.count === b?.count && a?.part === b?.part;

/** Not before the days of its use began, and not in the future. @spec prescriptions.md §4 */
function dayIsPossible({ dispensing: { dispensedOn }, rows, today, changes }: CheckedResult): void {
  const [first] = rows;
  const began = first === undefined || changes ? null : refillWindow(first);
  const from = began?.from ?? first?.issuedOn ?? today;
  if (dispensedOn < from || dispensedOn > today) throw new AppError('RX_RESULT_DATE', { from, to: today });
}

function somethingWasGiven({ dispensing: { groups } }: CheckedResult): void {
  if (groups.every(({ drugs }) => drugs.length === 0))
    throw new AppError('RX_RESULT_REFERENCE', { reason: 'nothing' });
}

interface Line {
  readonly group: DispensedGroup;
  readonly drug: DispensedDrug;
  /** `1-2`: second drug of the first RP, for the answer. */
  readonly place: string;
}

const linesOf = ({ groups }: Dispensing): Line[] =>
  groups.flatMap((group, rp) =>
    group.drugs.map((drug, at) => ({ group, drug, place: `${rp + 1}-${at + 1}` })),
  );

/** What the line answers; null where it was added. Numbers count from 1. */
function prescribedLine(
  { answers }: DispensedDrug,
  rows: readonly PrescriptionRow[],
): { readonly group: RpGroup; readonly drug: Drug } | null | undefined {
  if (answers === null) return null;
  const group = rows[answers.prescription - 1]?.document.groups[answers.rp - 1];
  const drug = group?.drugs[answers.drug - 1];
  return group === undefined || drug === undefined ? undefined : { group, drug };
}

function linesExist({ dispensing, rows }: CheckedResult): void {
  for (const { drug, place } of linesOf(dispensing))
    if (prescribedLine(drug, rows) === undefined) throw new AppError('RX_RESULT_REFERENCE', { place });
}

/**
 * What differs from the prescription says why; a product of the same general name is the pharmacy's own choice, unless
 * the prescriber forbade it. @spec prescriptions.md §2 (inquiry), §6.5 (281)
 */
function changesAreExplained({ dispensing, rows, knowledge }: CheckedResult): void {
  for (const { group, drug, place } of linesOf(dispensing)) {
    if (drug.changeReason !== null && drug.changeReason.trim() !== '') continue;
    const prescribed = prescribedLine(drug, rows);
    const differs =
      prescribed == null
        ? 'added'
        : (differenceOfUse(group, prescribed.group) ??
          differenceOfDrug(drug, prescribed.drug, { knowledge, on: dispensing.dispensedOn }));
    if (differs !== null) throw new AppError('RX_CHANGE_REASON', { place, differs });
  }
}

function differenceOfUse(given: DispensedGroup, prescribed: RpGroup): string | null {
  if (given.form !== prescribed.form) return 'form';
  if (given.quantity !== (prescribed.splitQuantity?.perPart ?? prescribed.quantity)) return 'quantity';
  return sameUsage(given.usage, prescribed.usage) ? null : 'usage';
}

/** Where paper has words alone, the service writes them under a code that stands for none. @spec prescriptions.md §6.6 */
const WORDS_ALONE = '0X0XXXXXXXXX0000';
const codeOfUsage = ({ code }: RpGroup['usage']): string | null => (code === WORDS_ALONE ? null : code);

function sameUsage(given: RpGroup['usage'], prescribed: RpGroup['usage']): boolean {
  const codes = [codeOfUsage(given), codeOfUsage(prescribed)];
  return codes.includes(null) ? given.name === prescribed.name : codes[0] === codes[1];
}

function differenceOfDrug(
  given: Drug,
  prescribed: Drug,
  { knowledge, on }: { readonly knowledge: DrugKnowledge; readonly on: string },
): string | null {
  const sameCode = given.codeKind === prescribed.codeKind && given.code === prescribed.code;
  if (sameCode && given.name === prescribed.name) return differenceOfDose(given, prescribed);
  if (prescribed.supplements.some(({ kind }) => kind !== null && FORBIDS_CHANGE.has(kind)))
    return 'forbidden';
  const resolve = ({ codeKind: kind, code }: Drug): ResolvedDrug | null =>
    code === null || kind === WITHOUT_CODE ? null : knowledge.resolve({ kind, code }, on);
  const [one, other] = [resolve(given), resolve(prescribed)];
  if (one === null || other === null || !sameGeneralName(one, other)) return 'drug';
  return differenceOfDose(given, prescribed);
}

/** 力価 and 薬価単位 of the same number are different doses. @spec prescriptions.md §6.5 */
function differenceOfDose(given: Drug, prescribed: Drug): string | null {
  if (given.potency !== prescribed.potency) return 'potency';
  return given.amount === prescribed.amount && given.unit === prescribed.unit ? null : 'amount';
}

/** Same general name: ingredient, form and strength. @spec prescriptions.md §5.3 (first nine characters) */
const sameGeneralName = (a: ResolvedDrug, b: ResolvedDrug): boolean =>
  a.generalNameCode !== null && b.generalNameCode !== null
    ? a.generalNameCode === b.generalNameCode
    : a.yj.slice(0, 9) === b.yj.slice(0, 9);

/** Dummies and names that do not belong to their codes are no more taken than in prescriptions. @spec prescriptions.md §1 */
function drugsExist({ dispensing, rows, knowledge }: CheckedResult): void {
  const [first] = rows;
  if (first === undefined || rows.some(({ issueType }) => issueType !== 1)) return;
  requireDrugs(knowledge, {
    ...first.document,
    // Whether it could be refilled was decided on registering.
    refillUses: null,
    narcotic: rows.find(({ document }) => document.narcotic !== null)?.document.narcotic ?? null,
    groups: dispensing.groups.map((group) => ({ ...group, splitQuantity: null })),
  });
}
