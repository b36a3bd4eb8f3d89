import { sign } from 'node:crypto';
import { type Prescription, writePrescription } from '@tsunagu/jahis';
import type { IssuedProfessional } from '../../apps/server/src/kernel/pki/hpki/index.ts';
import { institutionOf } from '../../apps/server/src/modules/prescriptions/life/draft.ts';
import { signDocument } from '../../apps/server/src/modules/prescriptions/signing/document.ts';
import { HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { type Desk, group } from './pharmacy-desk.ts';

/** What a vendor's system writes for the patient of the desk; every number is computed. */
export function vendorsPrescription(
  { person }: Pick<Desk, 'person'>,
  changed: Partial<Prescription> = {},
): Prescription {
  return {
    institution: institutionOf(HOSPITAL.code, HOSPITAL.name),
    department: null,
    doctor: { code: null, kana: null, name: '試験　医師' },
    patient: {
      code: null,
      name: person.name,
      kana: null,
      sex: person.sex,
      birthDate: person.birthDate,
      burdenKind: null,
    },
    insurance: {
      kind: null,
      insurerNumber: person.insurerNumber,
      symbol: person.symbol,
      number: person.number,
      relation: '1',
      branch: person.branch,
      patientRate: null,
      benefitRate: null,
      occupational: null,
    },
    publicExpenses: [],
    claimKind: null,
    issuedOn: '2026-11-22',
    usableUntil: null,
    narcotic: null,
    leftovers: null,
    split: null,
    refillUses: null,
    remarks: [],
    accessCode: null,
    groups: [group()],
    providedInformation: [],
    testValues: [],
    ...changed,
  };
}

export const recordsOf = (prescription: Prescription): string => writePrescription(prescription, 'sj1').text;

/** Whoever signs with a card of this certificate. */
export const cardOf = ({ certificateDer, privateKey }: IssuedProfessional) => ({
  certificateChain: [certificateDer],
  sign: async (bytes: Uint8Array) => sign('sha256', bytes, privateKey),
});

/** A document as a vendor's system sends it, signed by a doctor's card. */
export async function signedDocument(desk: Desk, records: string, at: Date = desk.clock()): Promise<string> {
  const authority = await desk.hpkiAuthority();
  const doctor = await authority.issue({ name: 'Shiken Ishi', role: 'Medical Doctor' });
  return signDocument('prescription', records, cardOf(doctor), at);
}

export const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
