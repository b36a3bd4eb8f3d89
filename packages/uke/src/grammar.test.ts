import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRecords, padRecord, readAll } from './index.ts';

/**
 * The grammar of a claim is checked against an independent oracle: a regular expression over one
 * letter for each record.
 * @spec claims.md §2.3, §8, §18 (4)
 */
const MEDICAL_IDS: Readonly<Record<string, string>> = {
  R: 'RE',
  H: 'HO',
  K: 'KO',
  N: 'SN',
  J: 'JD',
  M: 'MF',
  G: 'GR',
  Y: 'SY',
  s: 'SI',
  i: 'IY',
  t: 'TO',
  c: 'CO',
  S: 'SJ',
  T: 'TI',
  D: 'TR',
  P: 'TS',
};
const MEDICAL_GRAMMAR = /^RH?K{0,4}N*J?M*G*Y*[sitc]*S*(T(DPY+[sitc]+S*)+)*$/;

const PHARMACY_IDS: Readonly<Record<string, string>> = {
  R: 'RE',
  H: 'HO',
  K: 'KO',
  N: 'SN',
  J: 'JD',
  M: 'MF',
  h: 'SH',
  z: 'CZ',
  i: 'IY',
  t: 'TO',
  c: 'CO',
  k: 'TK',
  f: 'KI',
  s: 'ST',
};
const PHARMACY_GRAMMAR = /^RH?K{0,4}N*J?M*(hz+c*[it][itc]*)*k*f*s*$/;

const GRAMMAR_CODES = new Set(['record-order', 'record-duplicate', 'donor-order']);

function isAccepted(kind: 'medical' | 'pharmacy', letters: string): boolean {
  const ids = kind === 'medical' ? MEDICAL_IDS : PHARMACY_IDS;
  const rows = [...letters].map((letter) => padRecord(kind, [ids[letter] ?? '']));
  for (const cells of rows) if (cells[0] === 'JD') cells[1] = '1';
  const header = padRecord(kind, [
    kind === 'medical' ? 'IR' : 'YK',
    '1',
    '13',
    kind === 'medical' ? '1' : '4',
  ]);
  const { claims } = readAll(encodeRecords([header, ...rows, padRecord(kind, ['GO', '', '', '99'])]), {
    fileName: 'g',
  });
  return !claims.some((claim) => claim.findings.some((finding) => GRAMMAR_CODES.has(finding.code)));
}

const some = (letters: string, min: number, max: number) =>
  fc.array(fc.constantFrom(...letters), { minLength: min, maxLength: max }).map((list) => list.join(''));
const payers = fc
  .tuple(fc.constantFrom('', 'H'), some('K', 0, 4), some('N', 0, 2), some('J', 0, 1), some('M', 0, 2))
  .map((parts) => parts.join(''));
const month = fc
  .tuple(some('Y', 1, 2), some('sitc', 1, 4), some('S', 0, 2))
  .map(([y, l, s]) => `DP${y}${l}${s}`);
const donor = fc.array(month, { minLength: 1, maxLength: 2 }).map((months) => `T${months.join('')}`);
const medical = fc
  .tuple(
    payers,
    some('G', 0, 1),
    some('Y', 1, 3),
    some('sitc', 1, 6),
    some('S', 0, 2),
    fc.array(donor, { maxLength: 2 }),
  )
  .map(([p, g, y, l, s, d]) => `R${p}${g}${y}${l}${s}${d.join('')}`);
const block = fc
  .tuple(some('z', 1, 2), some('it', 1, 1), some('itc', 0, 3))
  .map(([z, i, r]) => `h${z}${i}${r}`);
const pharmacy = fc
  .tuple(
    payers,
    fc.array(block, { minLength: 1, maxLength: 3 }),
    some('k', 0, 1),
    some('f', 0, 2),
    some('s', 0, 1),
  )
  .map(([p, b, k, f, s]) => `R${p}${b.join('')}${k}${f}${s}`);

describe.each([
  { kind: 'medical' as const, sequences: medical, grammar: MEDICAL_GRAMMAR },
  { kind: 'pharmacy' as const, sequences: pharmacy, grammar: PHARMACY_GRAMMAR },
])('grammar of $kind claims', ({ kind, sequences, grammar }) => {
  it('accepts every valid sequence', () => {
    fc.assert(
      fc.property(sequences, (letters) => {
        expect(letters).toMatch(grammar);
        expect(isAccepted(kind, letters)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('reports a deletion, a swap or a repetition exactly when it is illegal', () => {
    let illegal = 0;
    fc.assert(
      fc.property(
        sequences,
        fc.nat(),
        fc.constantFrom('delete', 'swap', 'repeat'),
        (letters, seed, change) => {
          const at = 1 + (seed % (letters.length - 1));
          const [head, rest] = [letters.slice(0, at), letters.slice(at)];
          const first = rest.charAt(0);
          const changed =
            change === 'delete'
              ? head + rest.slice(1)
              : change === 'repeat'
                ? head + first + rest
                : head + rest.charAt(1) + first + rest.slice(2);
          if (!grammar.test(changed)) illegal += 1;
          expect([changed, isAccepted(kind, changed)]).toEqual([changed, grammar.test(changed)]);
        },
      ),
      { numRuns: 600 },
    );
    expect(illegal).toBeGreaterThan(20);
  });
});
