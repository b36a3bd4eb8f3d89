import type { FhirResource } from '../../../kernel/fhir/ports.ts';
import type { MedicationEvent } from '../../../kernel/records/record-source.ts';
import type { DrugLine } from '../model/record.ts';
import { medicationAdministration } from './medication-administration.ts';
import { basicsOf } from './medication-basics.ts';
import { medicationDispense } from './medication-dispense.ts';
import { medicationStatement } from './medication-statement.ts';
import type { RenderScope } from './scope.ts';

export type MedicationType = 'MedicationDispense' | 'MedicationAdministration' | 'MedicationStatement';

/**
 * What a claim says of a drug: a pharmacy, or a clinic's own 投薬, handed it over; an injection was given; of what else a
 * clinic billed (used in a procedure, or handed over for care at home) it is only known that it was for this patient.
 * The form is the one that the source says, not the drug's. @spec claims.md §6.2
 */
export function medicationType({ setting, form }: MedicationEvent): MedicationType {
  if (setting === 'pharmacy') return 'MedicationDispense';
  if (form === null) return 'MedicationStatement';
  return form === 'injection' ? 'MedicationAdministration' : 'MedicationDispense';
}

export function medicationResource(scope: RenderScope, line: DrugLine, event: MedicationEvent): FhirResource {
  const medication = { scope, event, line };
  switch (medicationType(event)) {
    case 'MedicationDispense':
      return medicationDispense(medication, basicsOf(medication, 'JP_MedicationDispense'));
    case 'MedicationAdministration':
      return medicationAdministration(
        medication,
        basicsOf(medication, 'JP_MedicationAdministration_Injection'),
      );
    case 'MedicationStatement':
      return medicationStatement(medication, basicsOf(medication, 'JP_MedicationStatement'));
  }
}
