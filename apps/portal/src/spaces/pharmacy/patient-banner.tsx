import type { PrescriptionView } from '../../api/prescription-types.ts';
import { PersonBanner } from '../person/person-banner.tsx';
import { useToday } from './use-today.ts';

const SEXES: Readonly<Record<string, 'male' | 'female'>> = { '1': 'male', '2': 'female' };

/** Full years on a day. */
function ageOn(birthDate: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** Whose prescription it is, as it says itself; stays on top. */
export function PatientBanner({ view }: { view: PrescriptionView }) {
  const today = useToday();
  const { patient } = view.document;
  return (
    <PersonBanner
      top
      standings={null}
      person={{
        ref: view.personId,
        name: view.personName,
        kana: (patient.kana ?? '').normalize('NFKC'),
        sex: SEXES[patient.sex] ?? 'unknown',
        birthDate: patient.birthDate,
        age: ageOn(patient.birthDate, today),
        insured: null,
      }}
    />
  );
}
