import { checkDigit } from './insured.ts';

declare const facilityCodeBrand: unique symbol;
declare const claimCodeBrand: unique symbol;

/** 10 digits = prefecture 2 + tariff table 1 + code 7. @spec claims.md §3, eligibility.md §2.1 */
export type FacilityCode = string & { readonly [facilityCodeBrand]: true };
/** 9-digit code of an act, drug, material or comment. */
export type ClaimCode = string & { readonly [claimCodeBrand]: true };

export interface FacilityParts {
  /** 01–47. */
  readonly prefecture: string;
  /** 1 医科, 3 歯科, 4 調剤, 6 訪問看護. */
  readonly table: string;
  readonly code: string;
}

const TARIFF_TABLES = '1346';

/** Reads 10 digits, or null when the length, the prefecture (01–47) or the tariff table is wrong. */
export function parseFacilityCode(text: string): FacilityCode | null {
  if (!/^\d{10}$/.test(text)) return null;
  const prefecture = Number(text.slice(0, 2));
  if (prefecture < 1 || prefecture > 47 || !TARIFF_TABLES.includes(text.charAt(2))) return null;
  return text as FacilityCode;
}

/** Joins prefecture, table and code as claims carry them; null when the result is no facility code. */
export function facilityCode(parts: FacilityParts): FacilityCode | null {
  return parseFacilityCode(parts.prefecture + parts.table + parts.code);
}

/** Prefecture, table and code of a facility code. */
export function facilityParts(code: FacilityCode): FacilityParts {
  return { prefecture: code.slice(0, 2), table: code.slice(2, 3), code: code.slice(3) };
}

/** `13-1-000000-1`: groups that a person can read aloud, the check digit last. */
export function formatFacilityCode(code: FacilityCode): string {
  return `${code.slice(0, 2)}-${code.slice(2, 3)}-${code.slice(3, 9)}-${code.slice(9)}`;
}

/**
 * Whether the last digit is the modulus-10 check digit of the nine before it. Only to be reported:
 * which digits take part is unverified, and codes in use are never refused for it.
 */
export function hasFacilityCheckDigit(code: FacilityCode): boolean {
  return checkDigit(code.slice(0, 9)) === code.charCodeAt(9) - 48;
}

export type ClaimCodeKind = 'act' | 'dental-act' | 'pharmacy-act' | 'drug' | 'material' | 'comment';

const KINDS: Readonly<Record<string, ClaimCodeKind>> = {
  '1': 'act',
  '3': 'dental-act',
  '4': 'pharmacy-act',
  '6': 'drug',
  '7': 'material',
  '8': 'comment',
};

/** Reads a 9-digit claim code, or null when it is not nine digits that begin with a known kind. */
export function parseClaimCode(text: string): ClaimCode | null {
  return /^\d{9}$/.test(text) && KINDS[text.charAt(0)] !== undefined ? (text as ClaimCode) : null;
}

/** What a claim code names, from its first digit. @spec claims.md §10.1 */
export function claimCodeKind(code: ClaimCode): ClaimCodeKind {
  const kind = KINDS[code.charAt(0)];
  if (kind === undefined) throw new RangeError('not a claim code');
  return kind;
}
