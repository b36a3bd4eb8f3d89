import { addDays, parseLocalDate } from '@tsunagu/ids';
import { activePeriod } from '../model/active-period.ts';
import type { ActiveDrug } from '../model/alert.ts';
import { isMaterial } from '../model/material.ts';

/** A drug of this service's own documents. */
export interface OwnDrug extends ActiveDrug {
  /** Last day on which it could still be fetched; null = it was handed out, or is being. */
  readonly fetchUntil: string | null;
  /** The prescriptions behind it. */
  readonly prescriptionIds: readonly string[];
}

/** What the documents have in common, as far as it is needed here. */
export interface DrugGroups {
  readonly groups: readonly DrugGroup[];
}

interface DrugGroup {
  readonly form: string;
  readonly quantity: number;
  readonly splitQuantity?: { readonly perPart: number } | null;
  readonly drugs: readonly {
    readonly category: string | null;
    readonly codeKind: string;
    readonly code: string | null;
    readonly name: string;
    readonly amount: string;
  }[];
}

export interface OwnPrescription {
  readonly prescriptionId: string;
  readonly state: string;
  readonly issuedOn: string;
  readonly usableUntil: string;
  readonly institutionCode: string;
  readonly pharmacyCode: string | null;
  readonly knownAt: string;
  readonly document: DrugGroups;
}

export interface OwnDispensing {
  readonly dispensingId: string;
  readonly prescriptionIds: readonly string[];
  readonly dispensedOn: string;
  readonly institutionCode: string | null;
  readonly pharmacyCode: string;
  readonly knownAt: string;
  readonly document: DrugGroups;
}

interface OwnInHouse {
  readonly inHouseId: string;
  readonly givenOn: string;
  readonly institutionCode: string;
  readonly knownAt: string;
  readonly document: DrugGroups;
}

export interface OwnDocuments {
  /** Of any state; those that were cancelled or refused say nothing. */
  readonly prescriptions: readonly OwnPrescription[];
  /** Those that stand, in their newest version. */
  readonly dispensings: readonly OwnDispensing[];
  readonly inHouse: readonly OwnInHouse[];
}

const TAKEN_STATES: ReadonlySet<string> = new Set(['open', 'in-dispensing', 'dispensed']);
/** What ended so long before the newest drug was given is not kept. */
const DAYS_KEPT = 60;

/**
 * What a person takes by the documents of this service: what was handed out takes the place of what was prescribed,
 * and what was cancelled or refused is gone. @spec prescriptions.md §5.1
 */
export function ownDrugs(documents: OwnDocuments): OwnDrug[] {
  const drugs = allDrugs(documents);
  const newest = drugs.reduce((latest, { from }) => (from > latest ? from : latest), '');
  const day = parseLocalDate(newest);
  const since = day === null ? '' : addDays(day, -DAYS_KEPT);
  return drugs.filter(({ to }) => to >= since);
}

function allDrugs({ prescriptions, dispensings, inHouse }: OwnDocuments): OwnDrug[] {
  const handedOut = new Set(dispensings.flatMap(({ prescriptionIds }) => prescriptionIds));
  return [
    ...dispensings.flatMap((one) =>
      drugsOf(one, {
        source: 'dispensing',
        key: `dispensing:${one.dispensingId}`,
        on: one.dispensedOn,
        fetchUntil: null,
        prescriptionIds: one.prescriptionIds,
      }),
    ),
    ...prescriptions
      .filter(({ state, prescriptionId }) => TAKEN_STATES.has(state) && !handedOut.has(prescriptionId))
      .flatMap((one) =>
        drugsOf(one, {
          source: 'prescription',
          key: `prescription:${one.prescriptionId}`,
          on: one.issuedOn,
          fetchUntil: one.state === 'open' ? one.usableUntil : null,
          prescriptionIds: [one.prescriptionId],
        }),
      ),
    ...inHouse.flatMap((one) =>
      drugsOf(
        { ...one, pharmacyCode: null },
        {
          source: 'in-house',
          key: `in-house:${one.inHouseId}`,
          on: one.givenOn,
          fetchUntil: null,
          prescriptionIds: [],
        },
      ),
    ),
  ];
}

interface Behind {
  readonly document: DrugGroups;
  readonly institutionCode: string | null;
  readonly pharmacyCode: string | null;
  readonly knownAt: string;
}

interface Place extends Pick<OwnDrug, 'source' | 'key' | 'fetchUntil' | 'prescriptionIds'> {
  readonly on: string;
}

const drugsOf = ({ document, institutionCode, pharmacyCode, knownAt }: Behind, place: Place): OwnDrug[] =>
  document.groups.flatMap((group, rp) => {
    const quantity = group.splitQuantity?.perPart ?? group.quantity;
    const period = activePeriod(place.on, group.form, quantity);
    return group.drugs.flatMap((drug, at) =>
      isMaterial(drug)
        ? []
        : [
            {
              kind: drug.codeKind,
              code: drug.code ?? '',
              name: drug.name,
              form: group.form,
              quantity,
              amount: drug.amount,
              source: place.source,
              key: `${place.key}:${rp + 1}:${at + 1}`,
              ...period,
              facilityCode: institutionCode,
              pharmacyCode,
              hideKey: null,
              knownAt,
              fetchUntil: place.fetchUntil,
              prescriptionIds: place.prescriptionIds,
            },
          ],
    );
  });
