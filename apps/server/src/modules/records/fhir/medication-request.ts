import { systemOf } from '@tsunagu/fhir';
import type { FhirResource } from '../../../kernel/fhir/ports.ts';
import type { PrescribedEvent } from '../../../kernel/records/record-source.ts';
import type { DrugLine } from '../model/record.ts';
import { multiply } from './amounts.ts';
import { institutionReference, LANGUAGE, metaOf, optional } from './elements.ts';
import { stampOf } from './file-stamp.ts';
import { placeId } from './ids.ts';
import { dosageOf, drugOf, ONE_DAY, placeInRp, quantityOf } from './medication-basics.ts';
import { type RenderScope, versionOf } from './scope.ts';

const PRESCRIPTION = systemOf('prescription-id');

/** A drug of an electronic prescription that waits, as JP_MedicationRequest. @spec prescriptions.md §10; fhir-jp-core.md §3 */
export function medicationRequest(scope: RenderScope, line: DrugLine, event: PrescribedEvent): FhirResource {
  const medication = { scope, event, line };
  const stamp = stampOf(event.file);
  const total = multiply(line.amount, line.times);
  const dosage = dosageOf(medication);
  return {
    resourceType: 'MedicationRequest',
    id: requestId(scope, event),
    meta: metaOf('JP_MedicationRequest', versionOf(line.drug.masterEdition), stamp.receivedAt),
    language: LANGUAGE,
    identifier: [...placeInRp(event), { system: PRESCRIPTION, value: event.prescriptionId }],
    status: 'active',
    intent: 'order',
    ...drugOf(scope, event),
    subject: scope.subject,
    authoredOn: event.date,
    ...optional('requester', line.institution === null ? null : institutionReference(line.institution)),
    ...(dosage === null ? {} : { dosageInstruction: [dosage] }),
    dispenseRequest: {
      validityPeriod: { start: event.date, end: event.usableUntil },
      ...(total === null ? {} : { quantity: quantityOf(total, medication) }),
      ...(line.form === 'oral' && line.times > 0
        ? { expectedSupplyDuration: { ...ONE_DAY, value: line.times } }
        : {}),
    },
  };
}

export const requestId = ({ prefix }: Pick<RenderScope, 'prefix'>, event: PrescribedEvent): string =>
  placeId(prefix, 'r', event.month, stampOf(event.file), event.claim, event.line, event.part);
