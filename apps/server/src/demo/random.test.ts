import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';

describe('createRandom', () => {
  it('gives the same sequence for the same seed and another one for another seed', () => {
    const draw = (seed: string): number[] => Array.from({ length: 8 }, createRandom(seed).uint32);
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('stays within bounds, both ends included', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: -50, max: 50 }), fc.nat(20), (seed, low, span) => {
        const random = createRandom(seed);
        const values = Array.from({ length: 40 }, () => random.between(low, low + span));
        return values.every((value) => Number.isInteger(value) && value >= low && value <= low + span);
      }),
    );
  });

  it('spreads evenly', () => {
    const random = createRandom('even');
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i += 1) {
      const slot = random.between(0, 9);
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('forks do not depend on how much was drawn before', () => {
    const fresh = createRandom('seed').fork('x').uint32();
    const used = createRandom('seed');
    used.uint32();
    expect(used.fork('x').uint32()).toBe(fresh);
    expect(used.fork('y').uint32()).not.toBe(fresh);
  });

  it('refuses to pick from nothing', () => {
    expect(() => createRandom('s').pick([])).toThrow(RangeError);
  });
});
