import { expect, test } from 'vitest';
import type { FoundDrug, Prescription } from '../../../api/prescription-types.ts';
import {
  addDrug,
  changeAmount,
  changeForm,
  changeGroup,
  changeLine,
  chooseUsage,
  copyOf,
  type Draft,
  draftOf,
  EMPTY_DRAFT,
  hasNarcotic,
  linesOf,
  removeLine,
  switchName,
  writeUsage,
} from './draft.ts';
import { checkKey, faultsOf, isEmpty, partOf, tidyAmount, toSend } from './send.ts';

const found = (name: string, more: Partial<FoundDrug['drug']> = {}): FoundDrug => ({
  matched: 'name',
  drug: {
    receiptCode: '612170709',
    yj: '2171022F1029',
    name,
    kana: null,
    generalName: `【般】${name}`,
    generalNameCode: '2171022F1ZZZ',
    unit: '錠',
    ingredientName: null,
    route: 'oral',
    dosageForm: 1,
    controlledKind: 0,
    isGeneric: false,
    abolishedOn: null,
    ...more,
  },
});

const usage = {
  code: '1011000400000000',
  name: '１日１回朝食後',
  kana: null,
  kind: 'standard',
  timesPerDay: 1,
  needsSupplement: false,
} as const;

/** One drug with all that it needs. */
function complete(): Draft {
  const added = addDrug(EMPTY_DRAFT, found('あ'), null);
  const used = chooseUsage(changeAmount(added.draft, added.lineKey, '1'), added.groupKey, usage);
  return changeGroup(used, added.groupKey, () => ({ quantity: '14' }));
}

test('drugs of one form that are chosen one after the other share a group until it has its usage', () => {
  const first = addDrug(EMPTY_DRAFT, found('あ'), null);
  const second = addDrug(first.draft, found('い'), null);
  expect(second.draft.groups).toHaveLength(1);
  expect(second.groupKey).toBe(first.groupKey);
  expect(second.lineKey).not.toBe(first.lineKey);
  const third = addDrug(chooseUsage(second.draft, first.groupKey, usage), found('う'), null);
  expect(third.draft.groups.map(({ drugs }) => drugs.length)).toEqual([2, 1]);
});

test('a drug of another form starts its own group, external ones with the quantity 1', () => {
  const first = addDrug(EMPTY_DRAFT, found('あ'), null);
  const second = addDrug(first.draft, found('い軟膏', { dosageForm: 6 }), null);
  expect(second.draft.groups.map(({ form, quantity }) => [form, quantity])).toEqual([
    ['1', ''],
    ['3', '1'],
  ]);
  const injection = addDrug(second.draft, found('う注', { dosageForm: 4 }), second.groupKey);
  expect(injection.draft.groups.map(({ drugs }) => drugs.length)).toEqual([1, 2]);
});

test('a brand becomes its general name and back; without both names nothing changes', () => {
  const { draft, lineKey } = addDrug(EMPTY_DRAFT, found('あ'), null);
  const general = switchName(draft, lineKey);
  expect(linesOf(general)[0]?.drug).toMatchObject({ codeKind: '7', code: '2171022F1ZZZ', name: '【般】あ' });
  expect(switchName(general, lineKey)).toEqual(draft);
  const only = addDrug(EMPTY_DRAFT, found('い', { receiptCode: null }), null);
  expect(linesOf(only.draft)[0]?.drug.codeKind).toBe('7');
  expect(switchName(only.draft, only.lineKey)).toEqual(only.draft);
});

test('taking out the last drug takes the group with it', () => {
  const first = addDrug(EMPTY_DRAFT, found('あ'), null);
  const second = addDrug(first.draft, found('い'), null);
  const less = removeLine(second.draft, first.lineKey);
  expect(linesOf(less).map(({ key }) => key)).toEqual([second.lineKey]);
  expect(isEmpty(removeLine(less, second.lineKey))).toBe(true);
  expect(removeLine(less, second.lineKey).groups).toEqual([]);
});

test('what is missing is named where it is missing, and nothing when all is there', () => {
  const { draft, lineKey, groupKey } = addDrug(EMPTY_DRAFT, found('あ', { unit: null }), null);
  expect(faultsOf(draft)).toEqual(
    new Map([
      [groupKey, ['usage', 'quantity']],
      [lineKey, ['amount', 'unit']],
    ]),
  );
  expect(faultsOf(complete())).toEqual(new Map());
  const open = chooseUsage(complete(), groupKey, { ...usage, needsSupplement: true });
  expect(faultsOf(open).get(groupKey)).toEqual(['supplement']);
  const told = changeGroup(open, groupKey, () => ({
    supplements: [{ kind: '5', text: '２時間おき', usageCode: null, siteCode: null }],
  }));
  expect(faultsOf(told)).toEqual(new Map());
  for (const bad of ['0', '1.234567', '1234567', 'a', '-1'])
    expect(faultsOf(changeAmount(complete(), lineKey, bad)).get(lineKey), bad).toEqual(['amount']);
});

test('amounts are written half-width and without superfluous zeros', () => {
  expect(['１．５０', '0010', '2.0', ' 3 ', '0.25', '1/2'].map(tidyAmount)).toEqual([
    '1.5',
    '10',
    '2',
    '3',
    '0.25',
    '1/2',
  ]);
});

test('a usage in free words goes under the code for it', () => {
  const { draft, groupKey } = addDrug(EMPTY_DRAFT, found('あ'), null);
  const sent = toSend(writeUsage(draft, groupKey, '痛むとき'));
  expect(sent.groups[0]?.usage).toEqual({
    codeKind: '3',
    code: '0X0XXXXXXXXX0000',
    name: '痛むとき',
    timesPerDay: null,
  });
});

test('42 days in three parts: 14 each, 42 in all, and the number of the part', () => {
  const whole = { ...complete(), splitCount: '3' };
  const key = whole.groups[0]?.key ?? '';
  const days = (quantity: string, perPart = '') => changeGroup(whole, key, () => ({ quantity, perPart }));
  const sent = toSend(days('42'), 2);
  expect(sent.split).toEqual({ count: 3, part: 2 });
  expect(sent.groups[0]).toMatchObject({ quantity: 42, splitQuantity: { perPart: 14, total: 42 } });
  expect(faultsOf(days('40')).get(key)).toEqual(['perPart']);
  expect(faultsOf(days('40', '14'))).toEqual(new Map());
  expect(days('40', '14').groups.map((group) => partOf(group, 3))).toEqual([14]);
});

test('a narcotic asks for its record; without one nothing of it is sent', () => {
  const narcotic = addDrug(EMPTY_DRAFT, found('あ', { controlledKind: 1 }), null).draft;
  expect(hasNarcotic(narcotic)).toBe(true);
  expect(faultsOf(narcotic).get('narcotic')).toEqual(['narcotic']);
  const written = { ...narcotic, narcotic: { licence: ' 1 ', address: '見本県', phone: '00-0000-0000' } };
  expect(faultsOf(written).has('narcotic')).toBe(false);
  expect(toSend(written).narcotic).toEqual({ licence: '1', address: '見本県', phone: '00-0000-0000' });
  expect(hasNarcotic(complete())).toBe(false);
  expect('narcotic' in toSend(complete())).toBe(false);
});

test('a check is asked for when a drug, its amount or its days change, and for nothing else', () => {
  const draft = complete();
  const key = checkKey(draft);
  const [group] = draft.groups;
  const [line] = linesOf(draft);
  expect(checkKey({ ...draft, remarks: ['よろしく'], refillUses: '3' })).toBe(key);
  expect(checkKey(writeUsage(draft, group?.key ?? '', '別'))).toBe(key);
  expect(checkKey(changeAmount(draft, line?.key ?? '', '１'))).toBe(key);
  expect(checkKey(changeAmount(draft, line?.key ?? '', '2'))).not.toBe(key);
  expect(checkKey(changeForm(draft, group?.key ?? '', '2'))).not.toBe(key);
  expect(checkKey(switchName(draft, line?.key ?? ''))).not.toBe(key);
});

const document = (draft: Draft): Prescription => ({
  institution: {
    codeKind: '1',
    code: '1234567',
    prefecture: '13',
    name: null,
    postalCode: null,
    address: null,
    phone: null,
    fax: null,
    otherContact: null,
  },
  doctor: { code: null, kana: null, name: '見本　一郎' },
  patient: {
    code: null,
    name: '例示　花子',
    kana: null,
    sex: '2',
    birthDate: '1970-01-01',
    burdenKind: null,
  },
  insurance: {
    kind: null,
    insurerNumber: null,
    symbol: null,
    number: null,
    relation: '1',
    branch: null,
    patientRate: null,
    benefitRate: null,
    occupational: null,
  },
  publicExpenses: [],
  claimKind: null,
  issuedOn: '2026-11-20',
  accessCode: '123456',
  ...{ usableUntil: '2026-12-01', narcotic: null, leftovers: null, split: null, refillUses: 2 },
  department: null,
  ...(({ remarks, groups, providedInformation, testValues }) => ({
    remarks,
    groups,
    providedInformation,
    testValues,
  }))(toSend(draft)),
});

test('copied, the drugs come along and the dates stay behind; changed, everything comes along', () => {
  const original = document(complete());
  const copied = copyOf(original);
  expect(toSend(copied).groups).toEqual(original.groups);
  expect(copied.usableUntil + copied.refillUses).toBe('');
  expect(draftOf(original)).toMatchObject({ usableUntil: '2026-12-01', refillUses: '2' });
  const more = addDrug(copied, found('い'), null);
  expect(new Set(linesOf(more.draft).map(({ key }) => key)).size).toBe(2);
  expect(changeLine(copied, 'nobody', () => ({ narcotic: true }))).toEqual(copied);
});
