import { describe, expect, test } from 'vitest';
import {
  addedLine,
  asProduct,
  type DraftLine,
  draftOf,
  draftOfResult,
  faultsOf,
  inputOf,
  needsReason,
  proposedNext,
  type ResultDraft,
} from './dispense-draft.ts';
import { EXAMPLE, OTHER_BRAND, resultOf } from './testing-example.ts';

const TODAY = '2026-11-22';
const START = draftOf([EXAMPLE], TODAY);
const omitted = (name: string, reason: string) => `${name}:${reason}`;
const input = (draft: ResultDraft) => inputOf(draft, 'service', [], omitted);

/** The form with its first line changed. */
function withFirst(change: (line: DraftLine) => DraftLine): ResultDraft {
  const [first, ...rest] = START.groups;
  if (first === undefined) throw new Error('the example has no group');
  return { ...START, groups: [{ ...first, lines: first.lines.map(change) }, ...rest] };
}

describe('everything as prescribed', () => {
  test('needs nothing more, and answers each line by its place from 1', () => {
    expect(faultsOf(START, TODAY)).toEqual({});
    const { draft, prescriptionIds } = input(START);
    expect(prescriptionIds).toEqual([EXAMPLE.prescriptionId]);
    expect(draft.groups.map(({ drugs }) => drugs.map(({ answers }) => answers))).toEqual([
      [{ prescription: 1, rp: 1, drug: 1 }],
      [{ prescription: 1, rp: 2, drug: 1 }],
    ]);
    expect(draft.groups).toEqual(resultOf(EXAMPLE, TODAY).document.groups);
    expect(draft.refill).toBeNull();
    expect(draft.message).toBeNull();
  });

  test('of a part of a split prescription, the quantity is that of the part', () => {
    const { document } = EXAMPLE;
    const groups = document.groups.map((group) => ({
      ...group,
      quantity: 42,
      splitQuantity: { perPart: 14, total: 42 },
    }));
    const split = { count: 3, part: 2 };
    const view = { ...EXAMPLE, split, document: { ...document, groups, split } };
    const draft = draftOf([view], TODAY);
    expect(draft.split).toEqual(split);
    expect(input(draft).draft.groups.map(({ quantity }) => quantity)).toEqual([14, 14]);
    expect(faultsOf(draft, TODAY)).toEqual({});
  });

  test('two prescriptions become one result whose lines name their prescription', () => {
    const other = { ...EXAMPLE, prescriptionId: '31234567-89ab-4def-8123-456789abcdef' };
    const { prescriptionIds, draft } = input(draftOf([EXAMPLE, other], TODAY));
    expect(prescriptionIds).toEqual([EXAMPLE.prescriptionId, other.prescriptionId]);
    expect(draft.groups.map(({ drugs }) => drugs[0]?.answers?.prescription)).toEqual([1, 1, 2, 2]);
  });
});

describe('what differs', () => {
  const brand = (line: DraftLine) => ({
    ...line,
    drug: asProduct(line.drug, OTHER_BRAND),
    sameGeneral: true,
  });

  test('another product of the same general name needs no reason, unless the prescriber forbade it', () => {
    const draft = withFirst(brand);
    expect(faultsOf(draft, TODAY)).toEqual({});
    expect(input(draft).draft.groups[0]?.drugs[0]).toMatchObject({
      codeKind: '2',
      code: '620000001',
      name: OTHER_BRAND.drug.name,
      amount: '3',
      changeReason: null,
    });
    const forbidden = withFirst((line) =>
      brand({
        ...line,
        prescribed: {
          ...line.drug,
          supplements: [{ kind: '3', text: '後発品変更不可', usageCode: null }],
        },
      }),
    );
    expect(Object.values(faultsOf(forbidden, TODAY))).toEqual(['pharmacy.fault.reason']);
  });

  test('another amount, other days and a drug that is left out need a reason; what is left out is told', () => {
    const amount = withFirst((line) => ({ ...line, drug: { ...line.drug, amount: '2' } }));
    expect(faultsOf(amount, TODAY)).toEqual({ '1-1-1-reason': 'pharmacy.fault.reason' });
    const days = { ...START, groups: START.groups.map((group) => ({ ...group, quantity: '7' })) };
    expect(Object.keys(faultsOf(days, TODAY))).toEqual(['1-1-reason', '1-2-reason']);
    const told = { ...days, groups: days.groups.map((group) => ({ ...group, reason: '残薬の調整' })) };
    expect(faultsOf(told, TODAY)).toEqual({});
    expect(input(told).draft.groups[0]?.drugs[0]?.changeReason).toBe('残薬の調整');
    const left = withFirst((line) => ({ ...line, removed: true, reason: '疑義照会により変更' }));
    expect(input(left).draft.groups).toHaveLength(1);
    expect(input(left).draft.inquiries).toEqual(['見本錠２．５ｍｇ:疑義照会により変更']);
  });

  test('a drug that nobody prescribed answers no line and needs a reason', () => {
    const line = addedLine(OTHER_BRAND, 'new');
    expect(needsReason(line)).toBe(true);
    const draft = { ...START, groups: START.groups.map((group) => ({ ...group, lines: [line] })) };
    expect(Object.keys(faultsOf(draft, TODAY))).toEqual(['new-reason']);
    expect(input(draft).draft.groups[0]?.drugs[0]?.answers).toBeNull();
  });

  test('faults are told at their field', () => {
    expect(faultsOf({ ...START, dispensedOn: '2026-11-23' }, TODAY)).toEqual({
      dispensedOn: 'pharmacy.fault.date',
    });
    const zero = withFirst((line) => ({ ...line, drug: { ...line.drug, amount: '0' } }));
    expect(faultsOf(zero, TODAY)).toEqual({ '1-1-1': 'pharmacy.fault.amount' });
    const nothing = {
      ...START,
      groups: START.groups.map((group) => ({
        ...group,
        lines: group.lines.map((line) => ({ ...line, removed: true, reason: 'x' })),
      })),
    };
    expect(faultsOf(nothing, TODAY)).toEqual({ groups: 'pharmacy.fault.nothing' });
  });
});

describe('a refill', () => {
  const refill = { ...EXAMPLE, totalUses: 3, currentUse: 2 };

  test('the next day is the day of dispensing and the days supplied; the last use has none', () => {
    const draft = draftOf([refill], TODAY);
    expect(draft.refill).toEqual({ nextOn: '2026-12-06', finished: false });
    expect(proposedNext('2026-12-25', draft.groups)).toBe('2027-01-08');
    const last = draftOf([{ ...refill, currentUse: 3 }], TODAY);
    expect(last.refill?.finished).toBe(true);
    expect(input(last).draft.refill).toEqual({ finished: true, nextOn: null });
  });

  test('a next day that does not lie ahead is a fault', () => {
    const draft = draftOf([refill], TODAY);
    const wrong = { ...draft, refill: { nextOn: TODAY, finished: false } };
    expect(faultsOf(wrong, TODAY)).toEqual({ nextOn: 'pharmacy.fault.next' });
  });
});

test('a result is changed from what it says', () => {
  const result = resultOf(EXAMPLE, '2026-11-21');
  const draft = draftOfResult([EXAMPLE], result);
  expect(faultsOf(draft, TODAY)).toEqual({});
  expect(input(draft).draft.groups).toEqual(result.document.groups);
  expect(input(draft).draft.dispensedOn).toBe('2026-11-21');
});
