/** Reed–Solomon over GF(256), polynomial 0x11D, roots from α⁰, as QR symbols use it. ISO/IEC 18004. */
const FIELD = 0x11d;
const EXP = new Uint8Array(512);
const LOG = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power++) {
  EXP[power] = value;
  EXP[power + 255] = value;
  LOG[value] = power;
  value = value & 0x80 ? (value << 1) ^ FIELD : value << 1;
}

const exp = (power: number): number => EXP[((power % 255) + 255) % 255] ?? 0;
const log = (value: number): number => LOG[value] ?? 0;
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : exp(log(a) + log(b)));

/** A block with its errors put right; null when there are more than half as many errors as check bytes. */
export function correct(received: Uint8Array, checks: number): Uint8Array | null {
  const syndromes = Array.from({ length: checks }, (_, power) =>
    received.reduce((sum, byte) => times(sum, exp(power)) ^ byte, 0),
  );
  if (syndromes.every((one) => one === 0)) return received;
  const locator = errorLocator(syndromes);
  const errors = locator.length - 1;
  if (errors === 0 || errors > checks / 2) return null;
  const places: number[] = [];
  for (let place = 0; place < received.length; place++) {
    if (evaluate(locator, exp(-place)) === 0) places.push(place);
  }
  if (places.length !== errors) return null;
  const fixed = Uint8Array.from(received);
  const evaluator = errorEvaluator(syndromes, locator);
  for (const place of places) {
    const inverse = exp(-place);
    let slope = 0;
    for (let power = 1; power < locator.length; power += 2) {
      slope ^= times(locator[power] ?? 0, exp(-place * (power - 1)));
    }
    if (slope === 0) return null;
    // With roots from α⁰ the value is Ω(x)/Λ'(x) times the place itself.
    const value = times(times(evaluate(evaluator, inverse), exp(255 - log(slope))), exp(place));
    const at = received.length - 1 - place;
    fixed[at] = (fixed[at] ?? 0) ^ value;
  }
  return fixed;
}

/** Berlekamp–Massey; coefficients from the constant on. */
function errorLocator(syndromes: readonly number[]): number[] {
  let locator = [1];
  let last = [1];
  let length = 0;
  let shift = 1;
  let lastGap = 1;
  for (let step = 0; step < syndromes.length; step++) {
    let gap = syndromes[step] ?? 0;
    for (let power = 1; power <= length; power++) {
      gap ^= times(locator[power] ?? 0, syndromes[step - power] ?? 0);
    }
    if (gap === 0) {
      shift++;
      continue;
    }
    const factor = times(gap, exp(255 - log(lastGap)));
    const next = [...locator];
    last.forEach((value, power) => {
      next[power + shift] = (next[power + shift] ?? 0) ^ times(factor, value);
    });
    for (let power = 0; power < next.length; power++) next[power] ??= 0;
    if (2 * length <= step) {
      last = locator;
      lastGap = gap;
      length = step + 1 - length;
      shift = 1;
    } else shift++;
    locator = next;
  }
  return locator.slice(0, length + 1);
}

function errorEvaluator(syndromes: readonly number[], locator: readonly number[]): number[] {
  return syndromes.map((_, power) => {
    let sum = 0;
    for (let at = 0; at <= power && at < locator.length; at++) {
      sum ^= times(locator[at] ?? 0, syndromes[power - at] ?? 0);
    }
    return sum;
  });
}

function evaluate(coefficients: readonly number[], at: number): number {
  return coefficients.reduceRight((sum, value) => times(sum, at) ^ value, 0);
}
