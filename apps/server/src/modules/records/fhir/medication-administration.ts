import { PROFILES, systemOf } from '@tsunagu/fhir';
import type { FhirResource } from '../../../kernel/fhir/ports.ts';
import { amountOf } from './amounts.ts';
import { ABSENT, dayOrMonth, optional } from './elements.ts';
import { type Basics, type Medication, quantityOf } from './medication-basics.ts';

/**
 * An injection as JP_MedicationAdministration_Injection: what was given on a day. The profile wants the drug as a resource
 * that says how much of it goes into one time. Who gave it is not known; the institution is that of the encounter.
 * @spec fhir-jp-core.md §3
 */
export function medicationAdministration(medication: Medication, basics: Basics): FhirResource {
  const { event, line } = medication;
  const { medicationCodeableConcept: drug, ...rest } = basics;
  const amount = amountOf(line.amount);
  const quantity = amount === null ? null : quantityOf(amount, medication);
  const text = [line.usage, line.times > 1 ? `${line.times}回` : null]
    .filter((one) => one !== null)
    .join(' ');
  return {
    resourceType: 'MedicationAdministration',
    ...rest,
    contained: [
      {
        resourceType: 'Medication',
        id: 'drug',
        meta: { profile: [PROFILES.JP_Medication] },
        code: drug,
        status: 'active',
        ingredient: [
          {
            itemCodeableConcept: drug,
            strength: quantity === null ? ABSENT : { numerator: quantity, denominator: ONE_TIME },
          },
        ],
      },
    ],
    medicationReference: { reference: '#drug', display: line.drug.name },
    status: 'completed',
    effectiveDateTime: dayOrMonth(event.date, event.month),
    // A dosage must hold an amount (mad-1); what is said besides goes with it.
    ...(quantity === null
      ? optional('note', text === '' ? null : [{ text }])
      : { dosage: { ...optional('text', text), dose: quantity } }),
  };
}

const ONE_TIME = { value: 1, unit: '回', system: systemOf('unit-merit9'), code: 'TIME' };
