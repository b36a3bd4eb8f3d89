import { insuredKey, normaliseBranch, normalisePublicNumber } from '@tsunagu/ids';
import type { Claim } from '@tsunagu/uke';
import type { Newcomer } from '../../registry/index.ts';
import { factsOf } from './facts.ts';

/** 1 inpatient, 2 outpatient, 3 pharmacy. */
export type SettingCode = 1 | 2 | 3;

/** A claim ready to be stored, but for the person. */
export interface StorableClaim {
  readonly ordinal: number;
  /** yyyymm */
  readonly month: number;
  readonly facilityCode: string;
  readonly setting: SettingCode;
  readonly payer: string;
  readonly prescriber: string;
  /** JSON of `Facts`. */
  readonly facts: string;
  /** Null when the claim carries no number that could belong to a person. */
  readonly identity: Newcomer | null;
}

export function storableClaim(claim: Claim): StorableClaim {
  return {
    ordinal: claim.ordinal,
    month: Number(claim.month.slice(0, 4)) * 100 + Number(claim.month.slice(5, 7)),
    facilityCode: claim.header?.facilityCode ?? '',
    setting: claim.kind === 'pharmacy' ? 3 : claim.inpatient ? 1 : 2,
    payer: claim.insurance?.insurerNumber ?? claim.publicExpenses[0]?.payerNumber ?? '',
    prescriber: claim.kind === 'pharmacy' ? claim.prescriberFacilityCode : '',
    facts: JSON.stringify(factsOf(claim)),
    identity: identityOf(claim),
  };
}

/** Who the patient is by the claim: the insurer's numbers, or the first public payer's where there is no insurer. */
function identityOf(claim: Claim): Newcomer | null {
  const numbers = numbersOf(claim);
  const numberKey = numbers === null ? null : insuredKey(numbers);
  if (numbers === null || numberKey === null || claim.birthDate === '') return null;
  return {
    ...numbers,
    numberKey,
    branch: normaliseBranch(claim.branch) ?? '',
    birthDate: claim.birthDate,
    sex: Number(claim.sex),
    name: claim.name,
    kana: claim.kana,
  };
}

function numbersOf(claim: Claim): { insurerNumber: string; symbol: string; number: string } | null {
  if (claim.insurance !== null) {
    const { insurerNumber, symbol, number } = claim.insurance;
    return { insurerNumber: insurerNumber.trim(), symbol, number };
  }
  const [payer] = claim.publicExpenses;
  if (payer === undefined) return null;
  const number = normalisePublicNumber(payer.beneficiaryNumber, 7);
  return number === null ? null : { insurerNumber: payer.payerNumber, symbol: '', number };
}
