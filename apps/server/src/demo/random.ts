/**
 * A small seeded generator of pseudo-random numbers (xoshiro128**, 32 bit).
 * The demo data must be the same on every machine and in every year, so nothing here reads a clock
 * or the platform's own source of randomness. Not for secrets.
 */
export interface Random {
  /** Uniform unsigned 32-bit integer. */
  readonly uint32: () => number;
  /** Uniform in [0, 1). */
  readonly unit: () => number;
  /** Uniform integer, both ends included. */
  readonly between: (low: number, high: number) => number;
  readonly chance: (probability: number) => boolean;
  /** One element; throws RangeError for an empty list. */
  readonly pick: <T>(list: readonly T[]) => T;
  /** An independent generator named by `label`; drawing from one never moves the other. */
  readonly fork: (label: string) => Random;
}

const rotl = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** FNV-1a with a final mix, over UTF-16 code units: spreads short labels over 32 bits. */
function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Creates the generator of one seed; equal seeds give equal sequences. */
export function createRandom(seed: string): Random {
  let a = hash32(`a/${seed}`);
  let b = hash32(`b/${seed}`);
  let c = hash32(`c/${seed}`);
  let d = hash32(`d/${seed}`) | 1;

  const uint32 = (): number => {
    const result = Math.imul(rotl(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotl(d, 11);
    return result;
  };
  const unit = (): number => uint32() / 0x1_0000_0000;
  const between = (low: number, high: number): number => low + Math.floor(unit() * (high - low + 1));
  return {
    uint32,
    unit,
    between,
    chance: (probability) => unit() < probability,
    pick: (list) => {
      const found = list[between(0, list.length - 1)];
      if (found === undefined) throw new RangeError('pick from an empty list');
      return found;
    },
    fork: (label) => createRandom(`${seed}/${label}`),
  };
}
