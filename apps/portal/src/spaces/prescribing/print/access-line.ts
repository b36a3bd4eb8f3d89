import type { Prescription } from '../../../api/prescription-types.ts';

/** 保険者番号,記号,番号,枝番,生年月日,引換番号; empty where there is none. @spec prescriptions.md §3 */
export function accessLine({ insurance, patient }: Prescription, accessCode: string): string {
  return [
    insurance.insurerNumber ?? '',
    insurance.symbol ?? '',
    insurance.number ?? '',
    insurance.branch ?? '',
    patient.birthDate.replaceAll('-', ''),
    accessCode,
  ]
    .map((field) => field.replaceAll(',', '，'))
    .join(',');
}
