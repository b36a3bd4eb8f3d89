import type { FhirResource } from '../../../kernel/fhir/ports.ts';
import { multiply } from './amounts.ts';
import { dayOrMonth, institutionReference, optional } from './elements.ts';
import { type Basics, type Medication, quantityOf } from './medication-basics.ts';

/**
 * A drug that was billed for the patient while the claim does not say whether it was given or handed over, as
 * JP_MedicationStatement. Whether it is still taken nobody said, so the status is unknown. @spec fhir-jp-core.md §3
 */
export function medicationStatement(medication: Medication, basics: Basics): FhirResource {
  const { event, line } = medication;
  const total = multiply(line.amount, line.times);
  const dosage = {
    ...optional('text', line.usage),
    ...(total === null ? {} : { doseAndRate: [{ doseQuantity: quantityOf(total, medication) }] }),
  };
  return {
    resourceType: 'MedicationStatement',
    ...basics,
    status: 'unknown',
    effectiveDateTime: dayOrMonth(event.date, event.month),
    dateAsserted: basics.meta.lastUpdated,
    ...optional(
      'informationSource',
      line.institution === null ? null : institutionReference(line.institution),
    ),
    ...(Object.keys(dosage).length === 0 ? {} : { dosage: [dosage] }),
  };
}
