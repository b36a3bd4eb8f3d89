import { systemOf } from '@tsunagu/fhir';
import type { MedicationEvent } from '../../../kernel/records/record-source.ts';
import type { DrugLine } from '../model/record.ts';
import { amountOf } from './amounts.ts';
import { drugConcept } from './codes.ts';
import { institutionReference, LANGUAGE, metaOf, optional, UCUM } from './elements.ts';
import { stampOf } from './file-stamp.ts';
import { placeId } from './ids.ts';
import { encounterReference, type RenderScope, versionOf } from './scope.ts';

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
  const resolution = scope.gathered.catalogue.drug(event.code, event.month);
  return {
    id: medicationId(scope, event),
    meta: metaOf(profile, versionOf(line.drug.masterEdition), stampOf(event.file).receivedAt),
    language: LANGUAGE,
    identifier: [
      { system: RP_NUMBER, value: String(event.rp) },
      { system: RP_ORDER, value: String(event.orderInRp) },
    ],
    medicationCodeableConcept: drugConcept(resolution, event.code),
    subject: scope.subject,
    ...optional('context', encounterReference(scope, event)),
  };
}

const RP_NUMBER = systemOf('rp-number');
const RP_ORDER = systemOf('rp-order');

/** Whoever handed it over or gave it, where the audience may know. */
export const performerOf = ({ institution }: DrugLine) =>
  institution === null ? {} : { performer: [{ actor: institutionReference(institution) }] };

/** An amount in the unit of the drug master. */
export const quantityOf = (value: number, { drug }: DrugLine) => ({ value, ...optional('unit', drug.unit) });

/** How it is to be taken, as far as the source says. */
export function dosageOf(line: DrugLine) {
  const { form, usage } = line;
  const amount = amountOf(line.amount);
  const dose =
    amount === null || (form !== 'oral' && form !== 'as-needed')
      ? {}
      : {
          doseAndRate: [
            form === 'oral'
              ? { rateRatio: { numerator: quantityOf(amount, line), denominator: ONE_DAY } }
              : { doseQuantity: quantityOf(amount, line) },
          ],
        };
  const dosage = {
    ...optional('text', usage),
    ...(form === 'as-needed' ? { asNeededBoolean: true } : {}),
    ...dose,
  };
  return Object.keys(dosage).length === 0 ? null : dosage;
}

const ONE_DAY = { value: 1, unit: '日', system: UCUM, code: 'd' };
