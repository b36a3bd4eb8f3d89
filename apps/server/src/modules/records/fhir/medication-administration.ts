import type { FhirResource } from '../../../kernel/fhir/ports.ts';
import { amountOf } from './amounts.ts';
import { dayOrMonth, optional } from './elements.ts';
import { type Basics, type Medication, performerOf, quantityOf } from './medication-basics.ts';

/** An injection as JP_MedicationAdministration_Injection: what was given on a day. @spec fhir-jp-core.md §3 */
export function medicationAdministration({ event, line }: Medication, basics: Basics): FhirResource {
  const amount = amountOf(line.amount);
  const text = [line.usage, line.times > 1 ? `${line.times}回` : null]
    .filter((one) => one !== null)
    .join(' ');
  return {
    resourceType: 'MedicationAdministration',
    ...basics,
    status: 'completed',
    effectiveDateTime: dayOrMonth(event.date, event.month),
    ...performerOf(line),
    // A dosage must hold an amount (mad-1); what is said besides goes with it.
    ...(amount === null
      ? optional('note', text === '' ? null : [{ text }])
      : { dosage: { ...optional('text', text), dose: quantityOf(amount, line) } }),
  };
}
