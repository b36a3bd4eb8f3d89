import { checkDigit } from '@tsunagu/ids';

/** A made-up patient; every number is computed from the ordinal. */
export interface TestPerson {
  readonly name: string;
  readonly kana: string;
  readonly sex: '1' | '2';
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  /** Two digits, or '' when the claim does not say. */
  readonly branch: string;
}

const withCheckDigit = (digits: string): string => `${digits}${checkDigit(digits)}`;

/** Digits as claims want them in names: full-width. */
export const fullWidth = (text: string): string =>
  text.replace(/[0-9A-Za-z]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));

const kanaDigits = ['レイ', 'イチ', 'ニ', 'サン', 'ヨン', 'ゴ', 'ロク', 'ナナ', 'ハチ', 'キュウ'];

export function testPerson(ordinal: number, changed: Partial<TestPerson> = {}): TestPerson {
  return {
    name: `試験　患者${fullWidth(String(ordinal))}`,
    kana: `シケンカンジャ${[...String(ordinal)].map((digit) => kanaDigits[Number(digit)]).join('')}`,
    sex: ordinal % 2 === 0 ? '2' : '1',
    birthDate: `19${50 + (ordinal % 40)}-0${1 + (ordinal % 9)}-1${ordinal % 10}`,
    insurerNumber: withCheckDigit('0699990'),
    symbol: '９９',
    number: String(7_000_000 + ordinal),
    branch: '01',
    ...changed,
  };
}

/** An institution as claims name it. */
export interface TestFacility {
  /** 10 digits: prefecture, tariff table, code. */
  readonly code: string;
  readonly name: string;
}

const facility = (table: '1' | '4', serial: string, name: string): TestFacility => ({
  code: withCheckDigit(`13${table}${serial}`),
  name,
});

export const HOSPITAL = facility('1', '999101', '試験病院');
export const CLINIC = facility('1', '999102', '試験医院');
export const PHARMACY = facility('4', '999103', '試験薬局');
