import {
  type FacilityCode,
  type InsurerNumber,
  insuredKey,
  normaliseBranch,
  normaliseSymbol,
  parseFacilityCode,
  parseInsurerNumber,
} from '@tsunagu/ids';

/** The numbers of a person in the writing of a file, under any of the names that messages use. */
export interface WrittenNumbers {
  readonly insurerNumber?: string;
  readonly insuredCardSymbol?: string;
  readonly insuranceCardSymbol?: string;
  readonly insuredIdentificationNumber?: string;
  readonly insuredPersonIdentificationNumber?: string;
  readonly insuredBranchNumber?: string;
  readonly branchNumber?: string;
}

/** The same in their forms for matching; store them beside the originals, never instead of them. */
export interface InsuredKeys {
  /** 8 digits; null when absent or no number. */
  readonly insurerNumber: InsurerNumber | null;
  /** '' when absent. */
  readonly symbol: string;
  /** '' when absent. */
  readonly number: string;
  /** Two digits; null when unknown. */
  readonly branch: string | null;
  /** `insurer/symbol/number`, see `@tsunagu/ids`; null when insurer or 番号 are missing. */
  readonly insuredKey: string | null;
}

/** Keys for matching of the person in a request, a result or the header of a view request. @spec eligibility.md §2.2 */
export function insuredKeys(written: WrittenNumbers): InsuredKeys {
  const insurerNumber = written.insurerNumber ?? '';
  const symbol = written.insuredCardSymbol ?? written.insuranceCardSymbol ?? '';
  const number = written.insuredIdentificationNumber ?? written.insuredPersonIdentificationNumber ?? '';
  const branch = normaliseBranch(written.insuredBranchNumber ?? written.branchNumber ?? '');
  return {
    insurerNumber: parseInsurerNumber(insurerNumber),
    symbol: normaliseSymbol(symbol),
    number: normaliseSymbol(number),
    branch: branch === '' ? null : branch,
    insuredKey: insuredKey({ insurerNumber, symbol, number }),
  };
}

/** Key of a facility in the writing of a header; null when it is no facility code. */
export function facilityKey(written: string | undefined): FacilityCode | null {
  return written === undefined ? null : parseFacilityCode(written.trim());
}

/**
 * 保険者番号 as it is sent: 8 characters. The pad character is unverified.
 * @spec eligibility.md §2.1
 */
export function padInsurerNumber(number: InsurerNumber, pad: '0' | ' ' = '0'): string {
  return pad === '0' ? number : number.replace(/^0+/, '').padStart(8, ' ');
}
