/**
 * Numbers on the health-insurance card, normalised for matching. The original text is never
 * changed: keep it beside the key.
 * @spec eligibility.md §2.1, §2.2
 */

declare const insurerNumberBrand: unique symbol;

/** 保険者番号 in its form for matching: 8 digits, padded on the left with `0`. */
export type InsurerNumber = string & { readonly [insurerNumberBrand]: true };

const HYPHENS = '\u002d\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2043\ufe58\ufe63\uff0d';
const MIDDLE_DOTS = '\u30fb\uff65\u00b7\u2022\u2027\u22c5\u0387';
const REMOVED = new Set(HYPHENS + MIDDLE_DOTS);
/** ー is a hyphen between digits and a vowel inside a kana word. */
const LONG_VOWELS_BETWEEN_DIGITS = /(?<=[0-9])\u30fc+(?=[0-9])/gu;

/**
 * 保険者番号 of 6 or 8 digits, full- or half-width, padded or not. Null when it is not a number of
 * 1–8 digits. A wrong check digit is no refusal: see {@link hasValidCheckDigit}.
 */
export function parseInsurerNumber(text: string): InsurerNumber | null {
  const plain = isAsciiAlphanumeric(text) ? text : removeSpaces(text.normalize('NFKC'));
  if (plain.length === 0 || !isDigits(plain)) return null;
  let first = 0;
  while (first < plain.length - 1 && plain.charCodeAt(first) === 48) first++;
  return plain.length - first > 8 ? null : (plain.slice(first).padStart(8, '0') as InsurerNumber);
}

/**
 * Whether the last digit is the check digit of those before it: modulus 10, weights 2, 1, 2, … from
 * the right, digits of two-digit products added. Leading zeros do not change the result, so 6- and
 * 8-digit forms agree. False for text that is not all ASCII digits.
 */
export function hasValidCheckDigit(digits: string): boolean {
  if (digits.length < 2 || !isDigits(digits)) return false;
  return checkDigit(digits.slice(0, -1)) === digits.charCodeAt(digits.length - 1) - 48;
}

/** The digit, 0–9, that completes `digits` (ASCII digits only). */
export function checkDigit(digits: string): number {
  let sum = 0;
  let weight = 2;
  for (let i = digits.length - 1; i >= 0; i--) {
    const product = (digits.charCodeAt(i) - 48) * weight;
    sum += product > 9 ? product - 9 : product;
    weight = 3 - weight;
  }
  return (10 - (sum % 10)) % 10;
}

/** 記号 or 番号 for matching: NFKC, without hyphens, middle dots and spaces. Leading zeros stay. */
export function normaliseSymbol(text: string): string {
  if (isAsciiAlphanumeric(text)) return text;
  let result = '';
  for (const char of removeSpaces(text.normalize('NFKC'))) if (!REMOVED.has(char)) result += char;
  return result.replace(LONG_VOWELS_BETWEEN_DIGITS, '');
}

/** 枝番 for matching: two digits; `''` (unknown) when blank, never `00` of our own making. Null when not 1–2 digits. */
export function normaliseBranch(text: string): string | null {
  const plain = removeSpaces(text.normalize('NFKC'));
  if (plain === '') return '';
  return plain.length <= 2 && isDigits(plain) ? plain.padStart(2, '0') : null;
}

/** What identifies an insured household or person within an insurer, as written on the card or in a claim. */
export interface InsuredNumbers {
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
}

/**
 * Key under which two writings of the same card are equal: `insurer/symbol/number`. Null when the
 * insurer number is not a number or the 番号 is blank. A difference between keys means another person.
 */
export function insuredKey(numbers: InsuredNumbers): string | null {
  const insurer = parseInsurerNumber(numbers.insurerNumber);
  const number = normaliseSymbol(numbers.number);
  if (insurer === null || number === '') return null;
  return `${insurer}/${escapeSlash(normaliseSymbol(numbers.symbol))}/${escapeSlash(number)}`;
}

/** 公費負担者番号 or 受給者番号 for matching: digits padded on the left to `width`. Null when not digits. */
export function normalisePublicNumber(text: string, width: 7 | 8): string | null {
  const plain = removeSpaces(text.normalize('NFKC'));
  return plain !== '' && plain.length <= width && isDigits(plain) ? plain.padStart(width, '0') : null;
}

function escapeSlash(text: string): string {
  return text.includes('/') || text.includes('%') ? text.replaceAll('%', '%25').replaceAll('/', '%2F') : text;
}

function isDigitAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isDigitAt(text, i)) return false;
  return true;
}

function isAsciiAlphanumeric(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const isAlphanumeric =
      (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
    if (!isAlphanumeric) return false;
  }
  return true;
}

function removeSpaces(text: string): string {
  return text.replace(/\s+/gu, '');
}
