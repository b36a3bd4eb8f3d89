import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from './model.ts';
import { readPrescription, writePrescription } from './prescription/prescription.ts';
import { prescriptionOf } from './testing/arbitraries.ts';

/** @spec prescriptions.md §11 23: SJ1 → model → QR → model → SJ1 */
const named = (losses: readonly Finding[]) => new Set(losses.map((one) => `${one.rule} ${one.record ?? ''}`));

test('a prescription comes back without loss, except for what is listed', () => {
  let without = 0;
  fc.assert(
    fc.property(prescriptionOf('sj1'), (original) => {
      const sj1 = writePrescription(original, 'sj1');
      const first = readPrescription(sj1.bytes, { mode: 'strict' }).prescription;
      if (first === null) throw new Error('unreadable as SJ1');
      const qr = writePrescription(first, 'qr');
      const listed = named(qr.losses);
      const expected = new Set<string>();
      if (original.providedInformation.length > 0) expected.add('LOST_IN_DIALECT 301');
      if (original.testValues.length > 0) expected.add('LOST_IN_DIALECT 302');
      expect(listed).toEqual(expected);
      if (listed.size === 0) without++;
      const second = readPrescription(qr.bytes, { mode: 'strict' }).prescription;
      if (second === null) throw new Error('unreadable as QR');
      const again = writePrescription(second, 'sj1');
      const kept = { ...original, providedInformation: [], testValues: [] };
      expect(again.text).toBe(writePrescription(kept, 'sj1').text);
    }),
    { numRuns: 100 },
  );
  expect(without).toBeGreaterThan(0);
});
