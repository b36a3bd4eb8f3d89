/** Who is written about; numbers as on the card. */
export interface Subject {
  /** Family and given name, with a space between them. */
  readonly name: string;
  readonly kana: string;
  /** 1 male, 2 female. */
  readonly sex: '1' | '2';
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  readonly address: string;
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  /** Two digits, or ''. */
  readonly branch: string;
}

/** Who writes, and when. */
export interface Letterhead {
  /** 10 digits. */
  readonly facilityCode: string;
  readonly facilityName: string;
  /** Instant with zone, `2026-10-01T09:00:00+09:00`. */
  readonly at: string;
  /** Tells this document from the institution's others: 1–36 letters, digits and hyphens. */
  readonly key: string;
}

const CORE = 'http://jpfhir.jp/fhir/core';
const CLINS = 'http://jpfhir.jp/fhir/clins';
const ECS = 'http://jpfhir.jp/fhir/eCS';
const HL7 = 'http://terminology.hl7.org/CodeSystem';
const REPRESENTATION = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation';

export const profile = (name: string): string => `${ECS}/StructureDefinition/${name}`;
export const coding = (system: string, code: string, display: string) => ({
  coding: [{ system, code, display }],
  text: display,
});
export const codeOnly = (system: string, code: string) => ({
  coding: [{ system: `${HL7}/${system}`, code }],
});

/** A UUID that follows from what it names, so that the same document is the same bytes. */
export function urnOf(...names: readonly string[]): string {
  const hash = [1, 2, 3, 4].map((seed) => mix(names.join('|'), seed).toString(16).padStart(8, '0')).join('');
  return `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** FNV-1a: spreads names, protects nothing. */
function mix(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

export function patientOf(subject: Subject, { at, facilityCode }: Letterhead) {
  const name = (text: string, representation: 'IDE' | 'SYL') => {
    const half = text.replaceAll('\u3000', ' ').trim();
    const [family = half, given = half] = half.split(' ');
    return {
      extension: [{ url: REPRESENTATION, valueCode: representation }],
      use: 'official',
      text: half,
      family,
      given: [given],
    };
  };
  const { insurerNumber, symbol, number, branch } = subject;
  return {
    resourceType: 'Patient',
    meta: { lastUpdated: at, profile: [profile('JP_Patient_eCS')] },
    identifier: [
      { system: `urn:oid:1.2.392.100495.20.3.51.1${facilityCode}`, value: `P${number}` },
      {
        system: `${CLINS}/Idsystem/JP_Insurance_memberID`,
        value: [insurerNumber.padStart(8, '0'), symbol, number, branch].join(':'),
      },
    ],
    name: [name(subject.name, 'IDE'), name(subject.kana, 'SYL')],
    gender: subject.sex === '1' ? 'male' : 'female',
    birthDate: subject.birthDate,
    address: [{ text: subject.address }],
  };
}

interface Inside {
  readonly resourceType: string;
  readonly [element: string]: unknown;
}

/** What every resource of an institution carries: its profile, its number in the institution, and whose it is. */
export function stamped(
  letterhead: Letterhead,
  {
    name,
    ordinal,
    tags = [],
    identifiers = [],
    extensions = [],
  }: {
    readonly extensions?: readonly object[];
    readonly name: string;
    readonly ordinal: number;
    readonly tags?: readonly string[];
    readonly identifiers?: readonly object[];
  },
) {
  const { at, facilityCode, key } = letterhead;
  return {
    meta: {
      lastUpdated: at,
      profile: [profile(name)],
      ...(tags.length === 0
        ? {}
        : { tag: tags.map((code) => ({ system: `${CLINS}/CodeSystem/JP_ehrshrs_indication`, code })) }),
    },
    extension: [
      {
        url: `${CLINS}/Extension/StructureDefinition/JP_eCS_InstitutionNumber`,
        valueIdentifier: {
          system: `${CORE}/IdSystem/insurance-medical-institution-no`,
          value: facilityCode,
        },
      },
      ...extensions,
    ],
    identifier: [
      ...identifiers,
      { system: `${CORE}/IdSystem/resourceInstance-identifier`, value: `${facilityCode}-${key}-${ordinal}` },
    ],
  };
}

/** 診療科 and the visit, which Conditions and Observations of a collection must carry. @spec fhir-jp-core.md §4 */
export const atVisit = ({ at }: Letterhead) => ({
  extension: {
    url: `${ECS}/Extension/StructureDefinition/JP_eCS_Department`,
    valueCodeableConcept: coding('http://jami.jp/SS-MIX2/CodeSystem/ClinicalDepartment', '01', '内科'),
  },
  encounter: {
    resourceType: 'Encounter',
    id: 'encounter',
    meta: { profile: [`${CORE}/StructureDefinition/JP_Encounter`] },
    status: 'finished',
    class: { system: `${HL7}/v3-ActCode`, code: 'AMB', display: 'ambulatory' },
    period: { start: at.slice(0, 10) },
  },
});

/** JP_Bundle_CLINS: the patient, then resources of one type. @spec fhir-jp-core.md §4 */
export function clinsBundle(
  subject: Subject,
  letterhead: Letterhead,
  type: 'AllergyIntolerance' | 'Condition' | 'Observation' | 'MedicationRequest',
  resources: (patient: string) => readonly Inside[],
) {
  const { at, facilityCode, key } = letterhead;
  const patient = urnOf(key, 'patient');
  return {
    resourceType: 'Bundle',
    meta: {
      lastUpdated: at,
      profile: [`${CLINS}/StructureDefinition/JP_Bundle_CLINS`],
      tag: [{ system: `${CLINS}/CodeSystem/BundleResourceType_CS`, code: type }],
    },
    identifier: {
      system: `${CLINS}/bundle-identifier`,
      value: `${facilityCode}^${at.slice(0, 4)}^${key}`,
    },
    type: 'collection',
    timestamp: at,
    entry: [
      { fullUrl: patient, resource: patientOf(subject, letterhead) },
      ...resources(patient).map((resource, at) => ({ fullUrl: urnOf(key, String(at)), resource })),
    ],
  };
}
