import { systemOf } from '@tsunagu/fhir';
import type { MedicationEvent } from '../../../kernel/records/record-source.ts';
import type { DrugLine } from '../model/record.ts';
import { drugOfEvent } from '../model/render.ts';
import { amountOf } from './amounts.ts';
import { drugConcept } from './codes.ts';
import { ABSENT, institutionReference, LANGUAGE, metaOf, optional, UCUM } from './elements.ts';
import { stampOf } from './file-stamp.ts';
import { placeId } from './ids.ts';
import { encounterReference, type RenderScope, versionOf } from './scope.ts';
import own from './systems.json' with { type: 'json' };

export interface Medication {
  readonly scope: RenderScope;
  readonly event: MedicationEvent;
  readonly line: DrugLine;
}

export const medicationId = ({ prefix }: Pick<RenderScope, 'prefix'>, event: MedicationEvent): string =>
  placeId(prefix, 'm', event.month, stampOf(event.file), event.claim, event.line, event.part);

export type Basics = ReturnType<typeof basicsOf>;

/** What the three types have in common. */
export function basicsOf(
  { scope, event, line }: Medication,
  profile: 'JP_MedicationDispense' | 'JP_MedicationAdministration_Injection' | 'JP_MedicationStatement',
) {
  return {
    id: medicationId(scope, event),
    meta: metaOf(profile, versionOf(line.drug.masterEdition), stampOf(event.file).receivedAt),
    language: LANGUAGE,
    identifier: placeInRp(event),
    ...drugOf(scope, event),
    subject: scope.subject,
    ...optional('context', encounterReference(scope, event)),
  };
}

export const drugOf = ({ gathered }: RenderScope, event: MedicationEvent) => ({
  medicationCodeableConcept: drugConcept(drugOfEvent(gathered.catalogue, event), event),
});

/** @spec prescriptions.md §10 */
export const placeInRp = ({ rp, orderInRp }: MedicationEvent) => [
  { system: RP_NUMBER, value: String(rp) },
  { system: RP_ORDER, value: String(orderInRp) },
];

const RP_NUMBER = systemOf('rp-number');
const RP_ORDER = systemOf('rp-order');

/** Whoever handed it over or gave it, where the audience may know. */
export const performerOf = ({ institution }: DrugLine) =>
  institution === null ? {} : { performer: [{ actor: institutionReference(institution) }] };

/**
 * An amount in the unit of the drug master, which the quantities of JP Core want as a code. @spec claims.md §10.4
 */
export function quantityOf(value: number, { scope, event }: Medication) {
  const entry = drugOfEvent(scope.gathered.catalogue, event)?.entry;
  if (entry?.unitCode == null) return { value, ...optional('unit', event.unit), ...NO_UNIT };
  return { value, ...optional('unit', entry.unit), system: own.claimsUnit, code: entry.unitCode };
}

/** A profile that wants a code of the unit wants its system too. */
export const NO_UNIT = { system: own.claimsUnit, _code: ABSENT };

/** How it is to be taken, as far as the source says. */
export function dosageOf(medication: Medication) {
  const { line } = medication;
  const { form, usage } = line;
  const amount = amountOf(line.amount);
  const dose =
    amount === null || (form !== 'oral' && form !== 'as-needed')
      ? {}
      : {
          doseAndRate: [
            form === 'oral'
              ? { rateRatio: { numerator: quantityOf(amount, medication), denominator: ONE_DAY } }
              : { doseQuantity: quantityOf(amount, medication) },
          ],
        };
  const dosage = {
    ...optional('text', usage),
    ...(form === 'as-needed' ? { asNeededBoolean: true } : {}),
    ...dose,
  };
  return Object.keys(dosage).length === 0 ? null : dosage;
}

export const ONE_DAY = { value: 1, unit: '日', system: UCUM, code: 'd' };
