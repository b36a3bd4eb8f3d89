import type { PrescriptionDraft, RpGroup } from '../../../api/prescription-types.ts';
import codes from './codes.json';
import type { Draft, DrugLine, Group } from './draft.ts';
import { hasNarcotic, linesOf } from './draft.ts';

/** Up to six digits, a point, up to five more. @spec prescriptions.md §6.2 */
const AMOUNT = /^\d{1,6}(\.\d{1,5})?$/;
const QUANTITY = /^[1-9]\d{0,2}$/;

/** As written in a record: half-width, without superfluous zeros. */
export function tidyAmount(typed: string): string {
  const plain = typed.normalize('NFKC').trim();
  if (!AMOUNT.test(plain)) return plain;
  const [whole = '', part = ''] = plain.split('.');
  const kept = part.replace(/0+$/, '');
  return `${whole.replace(/^0+(?=\d)/, '')}${kept === '' ? '' : `.${kept}`}`;
}

const tidyQuantity = (typed: string): string => typed.normalize('NFKC').trim();

export type Fault = 'amount' | 'unit' | 'usage' | 'quantity' | 'supplement' | 'perPart' | 'narcotic';

function lineFaults({ drug }: DrugLine): readonly Fault[] {
  const amount = tidyAmount(drug.amount);
  const faults: Fault[] = [];
  if (!AMOUNT.test(amount) || Number(amount) === 0) faults.push('amount');
  if (drug.unit.trim() === '') faults.push('unit');
  return faults;
}

function groupFaults(group: Group, parts: number): readonly Fault[] {
  const faults: Fault[] = [];
  if (group.usage === null) faults.push('usage');
  if (!QUANTITY.test(tidyQuantity(group.quantity))) faults.push('quantity');
  else if (parts > 1 && partOf(group, parts) === null) faults.push('perPart');
  if (group.needsSupplement && group.supplements.every(({ text }) => text.trim() === ''))
    faults.push('supplement');
  return faults;
}

/** Under which the faults of the narcotic record stand. */
export const NARCOTIC = 'narcotic';

/** What is missing before it can be issued, by the key of its line or group, or NARCOTIC; empty = nothing. */
export function faultsOf(draft: Draft): ReadonlyMap<string, readonly Fault[]> {
  const parts = Number(draft.splitCount || '1');
  const all = new Map<string, readonly Fault[]>();
  const { address, phone } = draft.narcotic;
  if (hasNarcotic(draft) && (address.trim() === '' || phone.trim() === '')) all.set(NARCOTIC, ['narcotic']);
  for (const group of draft.groups) {
    const own = groupFaults(group, parts);
    if (own.length > 0) all.set(group.key, own);
    for (const line of group.drugs) {
      const faults = lineFaults(line);
      if (faults.length > 0) all.set(line.key, faults);
    }
  }
  return all;
}

/** What one part holds: as typed, else the total in equal shares; null = it does not come out even. */
export function partOf(group: Group, parts: number): number | null {
  const total = Number(tidyQuantity(group.quantity));
  const typed = tidyQuantity(group.perPart);
  const share = typed === '' ? total / parts : Number(typed);
  return Number.isInteger(share) && share >= 1 && share <= total ? share : null;
}

function groupToSend(group: Group, parts: number): RpGroup {
  const total = Number(tidyQuantity(group.quantity)) || 1;
  const share = parts > 1 ? partOf(group, parts) : null;
  return {
    form: group.form,
    formName: null,
    quantity: total,
    splitQuantity: share === null ? null : { perPart: share, total },
    usage: group.usage ?? { codeKind: '3', code: codes.freeTextUsage, name: '用法未定', timesPerDay: null },
    supplements: group.supplements.filter(({ text }) => text.trim() !== ''),
    drugs: group.drugs.map(({ drug }) => ({
      ...drug,
      amount: tidyAmount(drug.amount) || '1',
      unit: drug.unit.trim(),
      supplements: drug.supplements.filter(({ text }) => text.trim() !== ''),
    })),
  };
}

const written = (texts: readonly string[]): readonly string[] =>
  texts.map((text) => text.trim()).filter((text) => text !== '');

/**
 * The draft as the server takes it. `part`: of a split, from 1. What is not yet written is left open with a stand-in,
 * so that drugs are checked as soon as they are chosen; nothing is issued while `faultsOf` names anything.
 */
export function toSend(draft: Draft, part = 1): PrescriptionDraft {
  const parts = Number(draft.splitCount || '1');
  const { licence, address, phone } = draft.narcotic;
  const withNarcotic = hasNarcotic(draft) || written([licence, address, phone]).length > 0;
  return {
    groups: draft.groups.map((group) => groupToSend(group, parts)),
    remarks: written(draft.remarks).map((text) => ({ kind: null, text })),
    providedInformation: draft.information.filter(({ comment }) => comment.trim() !== ''),
    testValues: written(draft.testValues),
    ...(draft.usableUntil === '' ? {} : { usableUntil: draft.usableUntil }),
    ...(draft.refillUses === '' ? {} : { refillUses: Number(draft.refillUses) }),
    ...(parts > 1 ? { split: { count: parts, part } } : {}),
    ...(draft.leftovers === '' ? {} : { leftovers: draft.leftovers }),
    ...(draft.department === '' ? {} : { department: { codeKind: '2', code: draft.department, name: '' } }),
    ...(withNarcotic
      ? { narcotic: { licence: licence.trim() || null, address: address.trim(), phone: phone.trim() } }
      : {}),
  };
}

/** What a check depends on, as a text: a change of anything else asks for no new one. */
export function checkKey(draft: Draft): string {
  return JSON.stringify(
    draft.groups.map(({ form, quantity, drugs }) => [
      form,
      tidyQuantity(quantity),
      drugs.map(({ drug }) => [drug.codeKind, drug.code, drug.name, tidyAmount(drug.amount)]),
    ]),
  );
}

export const isEmpty = (draft: Draft): boolean => linesOf(draft).length === 0;
