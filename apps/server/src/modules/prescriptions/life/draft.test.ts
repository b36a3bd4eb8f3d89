import { readPrescription, writePrescription } from '@tsunagu/jahis';
import { expect, test } from 'vitest';
import { testPerson } from '../../../testing/people.ts';
import { type Person, parsePersonId } from '../../registry/index.ts';
import type { InsuredOn } from '../deps.ts';
import { type Draft, facilityCodeOf, institutionOf, prescriptionOf } from './draft.ts';
import { numbersOf } from './find-person.ts';

const { insurerNumber, symbol, number, branch, birthDate } = testPerson(1);
const personId = parsePersonId('00000000-0000-8000-8000-000000000001');
if (personId === null) throw new Error('no id');
const PERSON: Person = {
  personId,
  name: '試験  患者',
  kana: 'シケン　ガヴパーッﾄ',
  sex: 2,
  birthDate,
  address: '',
  nameDegraded: false,
  insured: { insurerNumber, symbol, number, branch },
};
const INSURED: InsuredOn = {
  insurerNumber,
  symbol,
  number,
  branch,
  relation: '2',
  publicAssistance: false,
};
const DRAFT: Draft = {
  remarks: [{ kind: null, text: '試験の備考' }],
  groups: [
    {
      form: '1',
      formName: null,
      quantity: 7,
      splitQuantity: null,
      usage: { codeKind: '3', code: '1011000400000000', name: '１日１回朝食後　服用', timesPerDay: 1 },
      supplements: [],
      drugs: [
        {
          category: '1',
          codeKind: '2',
          code: '690000011',
          name: '試験錠',
          amount: '1',
          potency: '1',
          unit: '錠',
          conversion: null,
          uneven: null,
          burden: null,
          perDose: null,
          supplements: [],
        },
      ],
    },
  ],
  providedInformation: [],
  testValues: [],
};

const typed = (person: Partial<Person> = {}, insured: InsuredOn | null = INSURED) =>
  prescriptionOf(DRAFT, {
    person: { ...PERSON, ...person },
    insured,
    facilityCode: '1319991012',
    institutionName: '試験病院',
    doctorName: '試験　医師',
    today: '2026-11-22',
  });
const read = (prescription: ReturnType<typeof typed>) =>
  readPrescription(writePrescription(prescription, 'sj1').bytes, { mode: 'strict', dialect: 'sj1' });

test('what is written for a draft is read strictly and says the same', () => {
  const prescription = typed();
  expect(prescription.patient).toMatchObject({ name: '試験　患者', kana: 'ｼｹﾝ ｶﾞｳﾞﾊﾟｰｯﾄ', sex: '2' });
  expect(prescription.insurance).toMatchObject({ relation: '2', branch });
  const again = read(prescription);
  expect(again.findings.filter(({ level }) => level === 'error')).toEqual([]);
  expect(again.prescription).toEqual(prescription);
});

test('the zeros that fill six digits up to eight are left out, and only those', () => {
  const of = (given: string) => typed({}, { ...INSURED, insurerNumber: given }).insurance.insurerNumber;
  expect(of('00139998')).toBe('139998');
  expect(of('06999902')).toBe('06999902');
});

test('public assistance alone stands in record 27, and its numbers find the person again', () => {
  const assisted = { ...INSURED, insurerNumber: '12139999', symbol: '', number: '1234567', branch: '' };
  const prescription = typed({}, { ...assisted, publicAssistance: true });
  expect(prescription.insurance.insurerNumber).toBeNull();
  const again = read(prescription).prescription;
  expect(again?.publicExpenses).toEqual([{ place: 1, payer: '12139999', beneficiary: '1234567' }]);
  expect(again === null || again === undefined ? null : numbersOf(again)).toEqual({
    insurerNumber: '12139999',
    symbol: '',
    number: '1234567',
    branch: '',
  });
});

test('a sex that nobody has said is not made up', () => {
  const again = read(typed({ sex: 3 }));
  expect(again.prescription).toBeNull();
  expect(again.findings).toContainEqual(expect.objectContaining({ record: '12', level: 'error' }));
});

test('the number of an institution is that of its document', () => {
  expect(facilityCodeOf(institutionOf('1319991012', null))).toBe('1319991012');
});
