import { readAll } from '@tsunagu/uke';
import { expect, test } from 'vitest';
import { medicalFile, pharmacyFile } from './claim-files.ts';
import { actCode, drugCode } from './demo-codes.ts';
import { testPerson } from './people.ts';

const codesOf = (bytes: Uint8Array): string[] => {
  const { claims, findings } = readAll(bytes, { fileName: 'test' });
  return [...findings, ...claims.flatMap((claim) => claim.findings)].map(
    (finding) => `${finding.code} ${finding.type}${finding.column}`,
  );
};

test('the builders print files without a fault that would keep a claim out', () => {
  const medical = medicalFile({
    claims: [
      {
        person: testPerson(1),
        lines: [
          { type: 'SI', category: '12', code: actCode('revisit'), days: { 3: 1, 17: 2 } },
          { type: 'IY', category: '21', code: drugCode('amlodipine-5'), amount: '1', days: { 3: 14 } },
        ],
      },
      {
        person: testPerson(2),
        inpatient: true,
        lines: [{ type: 'SI', category: '50', code: actCode('kidney-transplant') }],
        donorLines: [{ type: 'SI', category: '50', code: actCode('kidney-harvest') }],
      },
      {
        person: testPerson(3),
        publicOnly: { payerNumber: '12999999', beneficiaryNumber: '9999990' },
        lines: [{ type: 'SI', category: '12', code: actCode('revisit') }],
      },
    ],
  });
  expect(codesOf(medical)).toEqual([]);
  const pharmacy = pharmacyFile({
    claims: [
      {
        person: testPerson(1),
        blocks: [
          {
            form: '1',
            dispensings: [{ prescribedOn: '2026-09-01', dispensedOn: '2026-09-02', quantity: 28 }],
            drugs: [{ code: drugCode('amlodipine-5'), amount: '1' }],
          },
        ],
      },
    ],
  });
  expect(codesOf(pharmacy)).toEqual([]);
});
