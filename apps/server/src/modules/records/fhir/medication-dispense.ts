import type { FhirResource } from '../../../kernel/fhir/ports.ts';
import type { DrugLine } from '../model/record.ts';
import { multiply } from './amounts.ts';
import { ABSENT, concept, dayOrMonth, optional, type Reference, UCUM } from './elements.ts';
import {
  type Basics,
  dosageOf,
  type Medication,
  NO_UNIT,
  performerOf,
  quantityOf,
} from './medication-basics.ts';

/** HL7 table 0482. */
const ORDER_TYPE = 'http://terminology.hl7.org/CodeSystem/v2-0482';
const INPATIENT = concept(ORDER_TYPE, 'I', 'Inpatient Order');
const OUTPATIENT = concept(ORDER_TYPE, 'O', 'Outpatient Order');

/** A supply as JP_MedicationDispense. @spec fhir-jp-core.md §3 */
export function medicationDispense(medication: Medication, basics: Basics): FhirResource {
  const { event, line } = medication;
  const total = multiply(line.amount, line.times);
  return {
    resourceType: 'MedicationDispense',
    ...basics,
    status: 'completed',
    category: event.setting === 'inpatient' ? INPATIENT : OUTPATIENT,
    ...performerOf(line),
    ...optional('authorizingPrescription', prescriptionOf(line)),
    quantity: total === null ? { ...ABSENT, ...NO_UNIT } : quantityOf(total, medication),
    ...(line.form === 'oral' && line.times > 0
      ? { daysSupply: { value: line.times, unit: '日', system: UCUM, code: 'd' } }
      : {}),
    whenHandedOver: dayOrMonth(event.date, event.month),
    ...optional('dosageInstruction', listOf(dosageOf(medication))),
  };
}

/** The prescription is not here; its day, and who wrote it, are on the claim. */
function prescriptionOf({ prescribedOn, prescriber }: DrugLine): Reference[] | null {
  const words = [prescribedOn === null ? null : `処方日 ${prescribedOn}`, prescriber?.name ?? null];
  const display = words.filter((one) => one !== null).join(' ');
  return display === '' ? null : [{ display }];
}

const listOf = <T>(one: T | null): T[] | null => (one === null ? null : [one]);
