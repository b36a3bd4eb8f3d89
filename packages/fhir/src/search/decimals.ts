/**
 * A decimal for comparison: sign, digits without leading zeros, and the power of ten of the first digit. Zero has no
 * digits. Exact for any number of digits.
 */
export interface Decimal {
  readonly sign: -1 | 0 | 1;
  readonly digits: string;
  /** Value is 0.digits × 10^magnitude. */
  readonly magnitude: number;
}

const DECIMAL = /^([+-]?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,6}))?$/;

/** Null when the text is no decimal, or has an exponent of more than six digits. */
export function parseDecimal(text: string): Decimal | null {
  const found = DECIMAL.exec(text);
  if (found === null) return null;
  const [, minus, whole = '', fraction = '', exponent = '0'] = found;
  const all = whole + fraction;
  const digits = all.replace(/^0+/, '');
  const magnitude = whole.length - (all.length - digits.length) + Number(exponent);
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return ZERO;
  return { sign: minus === '-' ? -1 : 1, digits: significant, magnitude };
}

const ZERO: Decimal = { sign: 0, digits: '', magnitude: 0 };

/** Less than zero where a < b, zero where they are equal. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.sign !== b.sign) return a.sign - b.sign;
  if (a.sign === 0) return 0;
  if (a.magnitude !== b.magnitude) return a.sign * (a.magnitude - b.magnitude);
  // Trailing zeros are gone, so that the order of the digits as text is the order of the numbers.
  return a.sign * (a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0);
}

/** Half of the last written place: 0.05 for `5.4`, 0.5 for `100`, 50 for `1e2`. */
function halfOfLastPlace(text: string): { readonly digits: bigint; readonly exponent: number } {
  const found = DECIMAL.exec(text);
  const [, , , fraction = '', exponent = '0'] = found ?? [];
  return { digits: 5n, exponent: Number(exponent) - fraction.length - 1 };
}

/**
 * The numbers that are written like this one when rounded: `5.4` is 5.35 (inclusive) to 5.45 (exclusive).
 * @param text a decimal that parseDecimal reads, with an exponent between -1000 and 1000
 */
export function impliedRange(text: string): { readonly from: Decimal; readonly to: Decimal } {
  return around(text, halfOfLastPlace(text));
}

/** The number less and more a tenth of it. */
export function approximateRange(text: string): { readonly from: Decimal; readonly to: Decimal } {
  const { digits, exponent } = asInteger(text);
  return around(text, { digits: digits < 0n ? -digits : digits, exponent: exponent - 1 });
}

function asInteger(text: string): { readonly digits: bigint; readonly exponent: number } {
  const found = DECIMAL.exec(text);
  const [, minus, whole = '0', fraction = '', exponent = '0'] = found ?? [];
  const digits = BigInt(whole + fraction);
  return { digits: minus === '-' ? -digits : digits, exponent: Number(exponent) - fraction.length };
}

function around(
  text: string,
  by: { readonly digits: bigint; readonly exponent: number },
): { readonly from: Decimal; readonly to: Decimal } {
  const value = asInteger(text);
  const exponent = Math.min(value.exponent, by.exponent);
  const scaled = value.digits * 10n ** BigInt(value.exponent - exponent);
  const delta = by.digits * 10n ** BigInt(by.exponent - exponent);
  return {
    from: fromInteger(scaled - delta, exponent),
    to: fromInteger(scaled + delta, exponent),
  };
}

function fromInteger(digits: bigint, exponent: number): Decimal {
  return parseDecimal(`${digits}e${exponent}`) ?? ZERO;
}
