import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeDispensing } from './dispensing/dispensing.ts';
import { writeNotebook } from './notebook/notebook.ts';
import { writePrescription } from './prescription/prescription.ts';
import { readAny } from './read-any.ts';
import { dispensing, prescriptionOf } from './testing/arbitraries.ts';
import { notebook } from './testing/arbitrary-notebook.ts';
import { MOST_BYTES } from './text.ts';

/** Whatever comes, it is answered with findings, soon. @spec prescriptions.md §6.8 */
const MUTATIONS = 10_000;
const SAMPLES = 20;

const FAMILIES: readonly (readonly [string, () => readonly Uint8Array[]])[] = [
  ['sj1', () => sample(prescriptionOf('sj1'), (one) => writePrescription(one, 'sj1').bytes)],
  ['qr', () => sample(prescriptionOf('qr'), (one) => writePrescription(one, 'qr').bytes)],
  ['dispensing', () => sample(dispensing, (one) => writeDispensing(one).bytes)],
  ['notebook', () => sample(notebook, (one) => writeNotebook(one).bytes)],
];

function sample<T>(arbitrary: fc.Arbitrary<T>, write: (one: T) => Uint8Array): readonly Uint8Array[] {
  const written = fc.sample(arbitrary, { numRuns: 4 * SAMPLES, seed: 20 }).map(write);
  // Short ones: the machinery is the same, and more of them are read in the time.
  return written.sort((a, b) => a.length - b.length).slice(0, SAMPLES);
}

/** Changes, repeats, drops or swaps pieces: bytes, items and lines alike. */
function mutate(bytes: Uint8Array, next: (below: number) => number): Uint8Array {
  const at = next(bytes.length);
  const end = Math.min(bytes.length, at + 1 + next(40));
  const piece = bytes.subarray(at, end);
  switch (next(5)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([next(256)]), bytes.subarray(at + 1)]);
    case 1:
      return Buffer.concat([bytes.subarray(0, end), piece, piece, bytes.subarray(end)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    case 3:
      return Buffer.concat([bytes.subarray(end), bytes.subarray(0, end)]);
    default:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from([',\r\n9'.charCodeAt(next(4))]),
        bytes.subarray(at),
      ]);
  }
}

test.each(FAMILIES)(
  '%s: 10,000 mutated texts, no exception',
  (_, make) => {
    const originals = make();
    let state = 7;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return below === 0 ? 0 : (state >>> 8) % below;
    };
    let refused = 0;
    for (let count = 0; count < MUTATIONS; count++) {
      let bytes = originals[count % originals.length] ?? new Uint8Array();
      for (let times = next(4); times >= 0; times--) bytes = mutate(bytes, next);
      const read = readAny(bytes, { mode: count % 2 === 0 ? 'strict' : 'lenient' });
      if (read.findings.some((one) => one.level === 'error')) refused++;
    }
    // Mutations that nobody noticed would mean that nothing is checked.
    expect(refused).toBeGreaterThan(MUTATIONS / 4);
  },
  120_000,
);

const RECORDS = [
  '201,1,1,1,2,612170709,ノ,3,1,錠',
  '281,1,1,1,1,注',
  '31,1,名,1,,1',
  '5,20260401,1',
  '201,7,薬,1,錠,1,,1',
];

test.each([
  ...RECORDS.map((line) => [line, () => line] as const),
  ['RPs without end', (at: number) => `101,${at},1,,7`] as const,
  ['blocks with RPs', (at: number) => `201,${at},薬,1,錠,1,,1`] as const,
  [
    'shop products and ingredients',
    (at: number) => (at % 2 === 0 ? `3,名,,,1,${at}` : `31,${at - 1},成,1,,1`),
  ] as const,
  ['commas', () => ','.repeat(1000)] as const,
])(
  '1 MiB of “%s” is read in bounded time',
  (_, line) => {
    for (const header of ['SJ1', 'JAHISTC08,1']) {
      const lines = [header];
      let size = header.length;
      for (let at = 1; size < MOST_BYTES / 3; at++) {
        const one = line(at);
        lines.push(one);
        size += one.length + 1;
      }
      const before = process.cpuUsage();
      readAny(lines.join('\n'), { mode: 'lenient' });
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1_000).toBeLessThan(3_000);
    }
  },
  120_000,
);

test('more than 1 MiB is refused before it is read', () => {
  const read = readAny(new Uint8Array(MOST_BYTES + 1), { mode: 'lenient' });
  expect(read).toMatchObject({ family: 'unknown', findings: [{ rule: 'INPUT_TOO_LARGE', level: 'error' }] });
});
