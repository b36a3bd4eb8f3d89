const DECIMAL = /^(\d+)(?:\.(\d+))?$/;

/** A decimal as a number; null for what is none. */
export function amountOf(text: string | null): number | null {
  return text !== null && DECIMAL.test(text) ? Number(text) : null;
}

/** A decimal times a whole number, exact: 0.1 times 3 is 0.3. Null for what is no decimal. */
export function multiply(text: string | null, factor: number): number | null {
  const [, whole, fraction = ''] = DECIMAL.exec(text ?? '') ?? [];
  if (whole === undefined || !Number.isSafeInteger(factor) || factor < 0) return null;
  if (fraction === '') return Number(whole) * factor;
  const product = (BigInt(whole + fraction) * BigInt(factor)).toString().padStart(fraction.length + 1, '0');
  return Number(`${product.slice(0, -fraction.length)}.${product.slice(-fraction.length)}`);
}
