import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDispensing, writeDispensing } from './dispensing/dispensing.ts';
import { readNotebook, writeNotebook } from './notebook/notebook.ts';
import { readPrescription, writePrescription } from './prescription/prescription.ts';
import { dispensing, prescriptionOf } from './testing/arbitraries.ts';
import { notebook } from './testing/arbitrary-notebook.ts';

/** @spec prescriptions.md §6.8: what is written reads back as it was */
const RUNS = { numRuns: 150 };

describe.each(['sj1', 'qr'] as const)('prescription as %s', (dialect) => {
  test('parse(print(x)) = x, strictly and without a finding', () => {
    fc.assert(
      fc.property(prescriptionOf(dialect), (prescription) => {
        const written = writePrescription(prescription, dialect);
        expect(written.losses).toEqual([]);
        for (const input of [written.bytes, written.text]) {
          const read = readPrescription(input, { mode: 'strict' });
          expect(read.findings).toEqual([]);
          expect(read).toMatchObject({ dialect, unknown: [] });
          expect(read.prescription).toEqual(prescription);
        }
      }),
      RUNS,
    );
  });
});

test('dispensing result: parse(print(x)) = x', () => {
  fc.assert(
    fc.property(dispensing, fc.constantFrom<'1' | '2'>('1', '2'), (result, finishedCode) => {
      const written = writeDispensing(result, { finishedCode });
      expect(written.losses).toEqual([]);
      const read = readDispensing(written.bytes, { mode: 'strict', finishedCode });
      expect(read.findings).toEqual([]);
      expect(read.dispensing).toEqual(result);
    }),
    RUNS,
  );
});

test('notebook: parse(print(x)) = x; the order of the days is only a warning', () => {
  fc.assert(
    fc.property(notebook, (own) => {
      const written = writeNotebook(own);
      expect(written.losses).toEqual([]);
      const read = readNotebook(written.bytes, { mode: 'strict' });
      expect(read.findings.filter((one) => one.rule !== 'BLOCKS_NOT_NEWEST_FIRST')).toEqual([]);
      expect(read.notebook).toEqual(own);
    }),
    RUNS,
  );
});

test('a text comes out again as it was written: eras, zeros, empty standards, gaps, 60 for 61', () => {
  const text = [
    'SJ02',
    '1,,1234567,13',
    '5,,,見本　一郎',
    '11,,例示　花子',
    '12,2',
    '13,S45',
    '22,06123456',
    '23,１２,３４,1',
    '24,30,70',
    '51,R080401',
    '60,,東京都,03-0000-0000',
    '101,02,1,,014',
    '111,02,3,1013044400000000,１日３回,03',
    '201,02,1,1,2,612170709,ノルバスク錠,3,1,錠',
    '201,02,3,1,2,612170709,ノルバスク錠,3,1,錠',
  ];
  const eras = text.map((line) => line.replace('S45', '345').replace('R080401', '5080401'));
  const { prescription, form, findings } = readPrescription(eras.join('\n'), { mode: 'strict' });
  expect(findings.map((one) => one.rule)).toEqual(['HEADER_VERSION_UNKNOWN', 'NUMBER_GAP', 'NUMBER_GAP']);
  if (prescription === null) throw new Error('unreadable');
  expect(prescription).toMatchObject({
    institution: { codeKind: '1' },
    patient: { birthDate: '1970' },
    insurance: { patientRate: 30, benefitRate: 70 },
    issuedOn: '2026-04-01',
    narcotic: { address: '東京都' },
    groups: [{ quantity: 14 }],
  });
  const trimmed = (whole: string) =>
    whole
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/,+$/, ''));
  expect(trimmed(writePrescription(prescription, 'sj1', { form }).text)).toEqual(eras);
  const plain = writePrescription(prescription, 'sj1', { narcoticRecord: '60' }).text;
  expect(plain).toContain('\n13,1970\n');
  expect(plain).toContain('\n24,030,070\n');
  expect(plain).toContain('\n60,,東京都,03-0000-0000\n');
  const changed = { ...prescription, issuedOn: '2026-04-02' };
  expect(writePrescription(changed, 'sj1', { form }).text).toContain('\n51,20260402\n');
});
