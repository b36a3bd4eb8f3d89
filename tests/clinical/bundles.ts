import {
  clinsBundle as bundleOf,
  codeOnly,
  coding,
  type Letterhead,
  type Subject,
  stamped,
} from '../../apps/server/src/demo/clinical/clins-bundle.ts';
import { referral as letterOf } from '../../apps/server/src/demo/clinical/referral.ts';
import { CLINIC, HOSPITAL, type TestPerson } from '../../apps/server/src/testing/people.ts';

const AT = '2026-11-01T09:00:00+09:00';
const subject = (person: TestPerson): Subject => ({ ...person, address: '試験県試験市１−１' });
const letterhead = (facilityCode: string, key: string): Letterhead => ({
  facilityCode,
  facilityName: HOSPITAL.name,
  at: AT,
  key,
});

export function clinsBundle(person: TestPerson, facilityCode: string, key: string) {
  const head = letterhead(facilityCode, key);
  return bundleOf(subject(person), head, 'AllergyIntolerance', (patient) => [
    {
      resourceType: 'AllergyIntolerance',
      ...stamped(head, { name: 'JP_AllergyIntolerance_eCS', ordinal: 1 }),
      clinicalStatus: codeOnly('allergyintolerance-clinical', 'active'),
      verificationStatus: codeOnly('allergyintolerance-verification', 'confirmed'),
      category: ['medication'],
      criticality: 'high',
      code: coding('http://jpfhir.jp/fhir/eCS/CodeSystem/test-allergen', 'A1', 'ペニシリン系'),
      patient: { reference: patient },
    },
  ]);
}

export const referral = (person: TestPerson, facilityCode: string, key: string) =>
  letterOf(subject(person), letterhead(facilityCode, key), {
    complaint: '労作時の息切れ',
    history: '三か月前から階段で息が切れる',
    to: { facilityCode: CLINIC.code, facilityName: CLINIC.name },
  });
