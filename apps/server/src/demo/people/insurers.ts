import { checkDigit } from '@tsunagu/ids';

/**
 * Insurers and local payers that do not exist: prefecture 99 is assigned to nobody, the check digits
 * are right. @spec eligibility.md §2.1
 */
export type InsurerKind = 'employees' | 'municipal' | 'elderly';

export interface DemoInsurer {
  readonly kind: InsurerKind;
  /** 6 or 8 digits with check digit. */
  readonly number: string;
  readonly nameJa: string;
  readonly nameEn: string;
}

/** Appends the check digit. */
export const withCheckDigit = (digits: string): string => `${digits}${checkDigit(digits)}`;

export const INSURERS: Readonly<Record<InsurerKind, DemoInsurer>> = {
  employees: {
    kind: 'employees',
    number: withCheckDigit('0199901'),
    nameJa: '協会けんぽ繋支部（デモ）',
    nameEn: 'Demo employees’ health insurance',
  },
  municipal: {
    kind: 'municipal',
    number: withCheckDigit('99901'),
    nameJa: 'つなぐ市国民健康保険（デモ）',
    nameEn: 'Demo municipal health insurance',
  },
  elderly: {
    kind: 'elderly',
    number: withCheckDigit('3999901'),
    nameJa: '繋県後期高齢者医療広域連合（デモ）',
    nameEn: 'Demo medical care for the elderly',
  },
};

/** 乳幼児医療 of the demo city: a local public payer that stands second behind the insurer. */
export const CHILD_SUBSIDY_NUMBER = withCheckDigit('8099901');

/** 受給者番号: six digits and a check digit. */
export const beneficiaryNumber = (serial: number): string =>
  withCheckDigit(String(serial % 1_000_000).padStart(6, '0'));

/** HO1 is eight characters wide; shorter numbers stand on the right. @spec claims.md §3 */
export const insurerNumberField = (number: string): string => number.padStart(8, ' ');
