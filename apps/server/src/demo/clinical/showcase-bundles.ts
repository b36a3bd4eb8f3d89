import { ExactDecimal } from '@tsunagu/fhir';
import CASES from './clinical.json' with { type: 'json' };
import {
  atVisit,
  clinsBundle,
  codeOnly,
  coding,
  type Letterhead,
  type Subject,
  stamped,
} from './clins-bundle.ts';
import { referral } from './referral.ts';

type Case = (typeof CASES)[number];

export interface ShowcaseBundle {
  readonly resourceType: string;
  readonly type: string;
  readonly [element: string]: unknown;
}

/** What an institution knows of one person of the showcase; none for most of them. All of it is invented. */
export function showcaseBundles(
  key: string,
  subject: Subject,
  institution: Pick<Letterhead, 'facilityCode' | 'facilityName'> & {
    /** `YYYY-MM-DD`, the day on which it was written. */
    readonly date: string;
    readonly referredTo: Pick<Letterhead, 'facilityCode' | 'facilityName'>;
  },
): ShowcaseBundle[] {
  const { facilityCode, facilityName, date, referredTo } = institution;
  return CASES.flatMap((one, ordinal): ShowcaseBundle[] => {
    if (one.person !== key) return [];
    const at = `${date}T09:00:00+09:00`;
    const head: Letterhead = { facilityCode, facilityName, at, key: `demo-${key}-${ordinal}` };
    const { kind, words } = one;
    if (kind === 'letter')
      return [referral(subject, head, { complaint: words, history: one.history ?? '', to: referredTo })];
    if (kind !== 'AllergyIntolerance' && kind !== 'Condition' && kind !== 'Observation') return [];
    return [clinsBundle(subject, head, kind, (patient) => [RENDER[kind](one, head, patient)])];
  });
}

type Render = (
  one: Case,
  head: Letterhead,
  patient: string,
) => { readonly resourceType: string; readonly [element: string]: unknown };

const RENDER: Readonly<Record<'AllergyIntolerance' | 'Condition' | 'Observation', Render>> = {
  AllergyIntolerance: ({ words, code = '', forbidden }, head, patient) => ({
    resourceType: 'AllergyIntolerance',
    ...stamped(head, { name: 'JP_AllergyIntolerance_eCS', ordinal: 1, tags: ['LTS'] }),
    clinicalStatus: codeOnly('allergyintolerance-clinical', 'active'),
    verificationStatus: codeOnly('allergyintolerance-verification', 'confirmed'),
    category: [forbidden === true ? 'medication' : 'food'],
    // 薬剤禁忌. @spec fhir-jp-core.md §4
    criticality: forbidden === true ? 'high' : 'low',
    code: coding('urn:tsunagu:demo:allergen', code, words),
    patient: { reference: patient },
    recordedDate: head.at,
  }),
  Condition: ({ words, code = '', told }, head, patient) => ({
    resourceType: 'Condition',
    ...stamped(head, {
      name: 'JP_Condition_eCS',
      ordinal: 1,
      tags: told === false ? ['UNINFORMED'] : [],
      extensions: [atVisit(head).extension],
    }),
    contained: [atVisit(head).encounter],
    encounter: { reference: '#encounter' },
    clinicalStatus: codeOnly('condition-clinical', 'active'),
    verificationStatus: codeOnly('condition-ver-status', 'confirmed'),
    category: [codeOnly('condition-category', 'encounter-diagnosis')],
    code: coding('http://medis.or.jp/CodeSystem/master-disease-keyNumber', code, words),
    subject: { reference: patient },
    onsetDateTime: head.at.slice(0, 10),
  }),
  Observation: ({ words, code = '', value = '0', unit = '' }, head, patient) => ({
    resourceType: 'Observation',
    ...stamped(head, {
      name: 'JP_Observation_LabResult_eCS',
      ordinal: 1,
      extensions: [atVisit(head).extension],
    }),
    contained: [
      {
        resourceType: 'Specimen',
        id: 'specimen',
        meta: { profile: ['http://jpfhir.jp/fhir/core/StructureDefinition/JP_Specimen_Common'] },
        type: { text: '血清' },
      },
      atVisit(head).encounter,
    ],
    encounter: { reference: '#encounter' },
    status: 'final',
    category: [
      {
        coding: [
          {
            system: 'http://jpfhir.jp/fhir/core/CodeSystem/JP_SimpleObservationCategory_CS',
            code: 'laboratory',
          },
        ],
      },
    ],
    code: coding('http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_LocalCode_CS', code, words),
    subject: { reference: patient },
    specimen: { reference: '#specimen' },
    effectiveDateTime: head.at,
    // With the digits of the laboratory: 8.90 is not 8.9.
    valueQuantity: { value: new ExactDecimal(value), unit },
  }),
};
