import { describe, expect, it } from 'vitest';
import table from './eps-operations.json' with { type: 'json' };
import {
  answerFileName,
  isPrescriptionOperation,
  parseFileName,
  readPrescriptionRequest,
  writePrescriptionRequest,
} from './index.ts';

const HEADER = { medicalInstitutionCode: '1319991012' } as const;
const OPERATIONS = Object.entries(table.operations);

describe('operations of electronic prescriptions', () => {
  it.each(OPERATIONS)('%s has a file name of its own, which is answered', (operation, { prefix }) => {
    expect(parseFileName(`${prefix}req_1.xml`)).toMatchObject({ kind: operation, prefix });
    expect(answerFileName(`${prefix}req_1.xml`)).toBe(`${prefix}res_1.xml`);
    expect(OPERATIONS.filter(([, other]) => other.prefix === prefix)).toHaveLength(1);
  });

  it('names of our own carry the number of the request', () => {
    for (const [operation, { prefix, status, interfaces }] of OPERATIONS)
      if (status === 'unverified')
        expect(prefix.replace(/^EPS(?:si|mu)IF/, 'EPS-IF-'), operation).toBe(interfaces[0]);
  });

  it.each(OPERATIONS.filter(([, { needs }]) => needs.length > 0))(
    '%s refuses what lacks an element',
    (operation, { needs }) => {
      if (!isPrescriptionOperation(operation)) throw new Error(operation);
      const { bytes } = writePrescriptionRequest({ header: HEADER, body: { chartNoteId: '1' } });
      const read = readPrescriptionRequest(operation, bytes);
      expect(read.message).toBeNull();
      const missing = read.findings.filter(({ code }) => code === 'element-missing').map(({ path }) => path);
      expect(missing).toEqual(needs.map((element) => `MessageBody/${element}`));
    },
  );

  it('takes documents that no other message could hold', () => {
    const prescriptionInfo = Buffer.alloc(1024 * 1024, 7).toString('base64');
    const { bytes } = writePrescriptionRequest({
      header: HEADER,
      body: { prescriptionInfo, issueType: '1' },
    });
    expect(readPrescriptionRequest('rx-register', bytes).message?.body.prescriptionInfo).toBe(
      prescriptionInfo,
    );
  });
});
