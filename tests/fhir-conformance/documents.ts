/** Documents and bundles of the programme, built from nothing but FHR-1. All persons and numbers are made up. */
import type { JsonRecord } from '../../conformance/fhir/json.ts';

const CLINS = 'http://jpfhir.jp/fhir/clins/';
const ECS = 'http://jpfhir.jp/fhir/eCS/StructureDefinition/';
const CORE = 'http://jpfhir.jp/fhir/core/';
const COMMON = 'http://jpfhir.jp/fhir/Common/';
/** 都道府県 13, 点数表 1, a number that no institution has. */
const INSTITUTION = '1319999999';
const NOW = '2026-04-01T09:00:00+09:00';

const uuid = (at: number): string => `urn:uuid:00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
const instance = (value: string): JsonRecord[] => [
  { system: `${CORE}IdSystem/resourceInstance-identifier`, value },
];
const meta = (profile: string): JsonRecord => ({ lastUpdated: NOW, profile: [profile] });
const institutionNumber = (): JsonRecord => ({
  url: `${CLINS}Extension/StructureDefinition/JP_eCS_InstitutionNumber`,
  valueIdentifier: { system: `${CORE}IdSystem/insurance-medical-institution-no`, value: INSTITUTION },
});

const patient = (): JsonRecord => ({
  resourceType: 'Patient',
  id: 'patient',
  meta: meta(`${ECS}JP_Patient_eCS`),
  identifier: [
    {
      system: `${CLINS}Idsystem/JP_Insurance_memberID`,
      value: '00012345:あいう:１８７:05',
    },
    { system: `urn:oid:1.2.392.100495.20.3.51.1${INSTITUTION}`, value: '0001' },
  ],
  name: [
    {
      extension: [
        { url: 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation', valueCode: 'IDE' },
      ],
      use: 'official',
      text: '見本 花子',
      family: '見本',
      given: ['花子'],
    },
    {
      extension: [
        { url: 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation', valueCode: 'SYL' },
      ],
      use: 'official',
      text: 'ミホン ハナコ',
      family: 'ミホン',
      given: ['ハナコ'],
    },
  ],
  gender: 'female',
  birthDate: '1970-01-01',
  address: [{ text: '東京都見本区' }],
});

const organization = (id: string, name: string): JsonRecord => ({
  resourceType: 'Organization',
  id,
  meta: meta(`${ECS}JP_Organization_eCS`),
  extension: [
    {
      url: `${CORE}Extension/StructureDefinition/JP_Organization_PrefectureNo`,
      valueCoding: { system: `${CORE}mhlw/CodeSystem/PrefectureNo-2digits`, code: '13', display: '東京都' },
    },
  ],
  identifier: [{ system: `${CORE}IdSystem/insurance-medical-institution-no`, value: INSTITUTION }],
  name,
  address: [{ text: '東京都見本区' }],
  telecom: [{ system: 'phone', value: '00-0000-0000' }],
});

const practitioner = (): JsonRecord => ({
  resourceType: 'Practitioner',
  id: 'practitioner',
  meta: meta(`${ECS}JP_Practitioner_eCS`),
  name: [{ text: '見本 医師', family: '見本', given: ['医師'] }],
});

const condition = (id: string): JsonRecord => ({
  resourceType: 'Condition',
  id,
  meta: meta(`${ECS}JP_Condition_eCS`),
  extension: [institutionNumber()],
  identifier: instance(id),
  clinicalStatus: coded('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active', 'Active'),
  verificationStatus: coded(
    'http://terminology.hl7.org/CodeSystem/condition-ver-status',
    'confirmed',
    'Confirmed',
  ),
  category: [
    coded(
      'http://terminology.hl7.org/CodeSystem/condition-category',
      'encounter-diagnosis',
      'Encounter Diagnosis',
    ),
  ],
  code: {
    coding: [
      {
        system: 'http://medis.or.jp/CodeSystem/master-disease-keyNumber',
        code: '99999999',
        display: '見本病',
      },
    ],
    text: '見本病',
  },
  subject: { reference: uuid(2) },
  onsetDateTime: '2026-03-01',
});

const coded = (system: string, code: string, display: string): JsonRecord => ({
  coding: [{ system, code, display }],
});

interface Section {
  readonly code: string;
  readonly title: string;
  readonly entry?: readonly string[];
  readonly section?: readonly JsonRecord[];
}

const section = ({ code, title, entry, section: inner }: Section): JsonRecord => ({
  title,
  code: { coding: [{ system: `${CLINS}CodeSystem/document-section`, code }] },
  ...(inner === undefined && entry === undefined
    ? {
        text: {
          status: 'additional',
          div: '<div xmlns="http://www.w3.org/1999/xhtml">特記事項なし</div>',
        },
      }
    : {}),
  ...(entry === undefined ? {} : { entry: entry.map((reference) => ({ reference })) }),
  ...(inner === undefined ? {} : { section: [...inner] }),
});

const bundle = (profile: string, resources: readonly JsonRecord[]): JsonRecord => ({
  resourceType: 'Bundle',
  id: 'document',
  meta: meta(profile),
  identifier: { system: `${CLINS}bundle-identifier`, value: `${INSTITUTION}^2026^0001` },
  type: 'document',
  timestamp: NOW,
  entry: resources.map((resource, at) => ({ fullUrl: uuid(at + 1), resource })),
});

const VERSION: JsonRecord = {
  url: 'http://hl7.org/fhir/StructureDefinition/composition-clinicaldocument-versionNumber',
  valueString: '1.0',
};

/** 診療情報提供書 HS038. @spec fhir-jp-core.md §5.1 */
export function referral(): JsonRecord {
  const composition: JsonRecord = {
    resourceType: 'Composition',
    id: 'composition',
    meta: meta('http://jpfhir.jp/fhir/eReferral/StructureDefinition/JP_Composition_eReferral'),
    extension: [VERSION],
    identifier: { system: `${CORE}IdSystem/resourceInstance-identifier`, value: '0001' },
    status: 'final',
    type: coded(`${COMMON}CodeSystem/doc-typecodes`, '57133-1', '診療情報提供書'),
    category: [{ coding: [{ system: `${COMMON}CodeSystem/doc-subtypecodes`, code: 'CONSULT' }] }],
    subject: { reference: uuid(2) },
    date: NOW,
    author: [{ reference: uuid(3) }, { reference: uuid(4) }],
    title: '診療情報提供書',
    custodian: { reference: uuid(4) },
    event: [{ code: [{ text: '診療情報提供書発行' }], period: { start: '2026-04-01' } }],
    section: [
      section({ code: '920', title: '紹介元情報', entry: [uuid(4), uuid(3)] }),
      section({ code: '910', title: '紹介先情報', entry: [uuid(5)] }),
      section({
        code: '300',
        title: '構造情報',
        section: [
          section({ code: '950', title: '紹介目的' }),
          section({ code: '340', title: '傷病名・主訴', entry: [uuid(6)] }),
          section({ code: '360', title: '現病歴', entry: [uuid(6)] }),
        ],
      }),
    ],
  };
  return bundle(`${CLINS}StructureDefinition/JP_Bundle_eReferral`, [
    composition,
    patient(),
    practitioner(),
    organization('from', '見本病院'),
    organization('to', '見本診療所'),
    condition('condition'),
  ]);
}

const encounter = (): JsonRecord => ({
  resourceType: 'Encounter',
  id: 'encounter',
  meta: meta(`${ECS}JP_Encounter_eCS`),
  identifier: instance('encounter'),
  status: 'finished',
  class: {
    system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
    code: 'IMP',
    display: 'inpatient encounter',
  },
  subject: { reference: uuid(2) },
  period: { start: '2026-03-01', end: '2026-03-11' },
  length: { value: 10, unit: '日', system: 'http://unitsofmeasure.org', code: 'd' },
});

const course = (): JsonRecord => ({
  resourceType: 'DocumentReference',
  id: 'course',
  meta: meta(`${ECS}JP_DocumentReference_eCS`),
  identifier: instance('course'),
  status: 'current',
  subject: { reference: uuid(2) },
  content: [{ attachment: { contentType: 'text/plain', data: '6KaL5pys' } }],
});

/** 退院時サマリー HS039. @spec fhir-jp-core.md §5.2 */
export function dischargeSummary(): JsonRecord {
  const inner: readonly Section[] = [
    { code: '322', title: '入院時詳細', entry: [uuid(5)] },
    { code: '342', title: '入院時診断', entry: [uuid(6)] },
    { code: '352', title: '主訴', entry: [uuid(6)] },
    { code: '312', title: '入院理由' },
    { code: '362', title: '現病歴', entry: [uuid(6)] },
    { code: '333', title: '入院中経過', entry: [uuid(7)] },
    { code: '324', title: '退院時詳細', entry: [uuid(5)] },
    { code: '344', title: '退院時診断', entry: [uuid(6)] },
    { code: '444', title: '退院時投薬指示' },
    { code: '424', title: '退院時方針指示' },
  ];
  const composition: JsonRecord = {
    resourceType: 'Composition',
    id: 'composition',
    meta: meta(
      'http://jpfhir.jp/fhir/eDischargeSummary/StructureDefinition/JP_Composition_eDischargeSummary',
    ),
    extension: [VERSION],
    identifier: { system: `${CORE}IdSystem/resourceInstance-identifier`, value: '0002' },
    status: 'final',
    type: coded(`${COMMON}CodeSystem/doc-typecodes`, '18842-5', '退院時サマリー'),
    category: [{ coding: [{ system: `${COMMON}CodeSystem/doc-subtypecodes`, code: 'DISCHARGE' }] }],
    subject: { reference: uuid(2) },
    encounter: { reference: uuid(5) },
    date: NOW,
    author: [{ reference: uuid(3) }, { reference: uuid(4) }],
    title: '退院時サマリー',
    custodian: { reference: uuid(4) },
    event: [{ period: { start: '2026-03-01', end: '2026-03-11' } }],
    section: [section({ code: '300', title: '構造情報', section: inner.map(section) })],
  };
  return bundle(`${CLINS}StructureDefinition/JP_Bundle_eDischargeSummary`, [
    composition,
    patient(),
    practitioner(),
    organization('from', '見本病院'),
    encounter(),
    condition('condition'),
    course(),
  ]);
}

/** 5情報: diseases of one patient. @spec fhir-jp-core.md §4 */
export function clinsBundle(): JsonRecord {
  const disease = condition('condition');
  const department: JsonRecord = {
    url: 'http://jpfhir.jp/fhir/eCS/Extension/StructureDefinition/JP_eCS_Department',
    valueCodeableConcept: {
      coding: [
        { system: 'http://jami.jp/SS-MIX2/CodeSystem/ClinicalDepartment', code: '01', display: '内科' },
      ],
      text: '内科',
    },
  };
  return {
    resourceType: 'Bundle',
    id: 'clins',
    meta: {
      ...meta(`${CLINS}StructureDefinition/JP_Bundle_CLINS`),
      tag: [{ system: `${CLINS}CodeSystem/BundleResourceType_CS`, code: 'Condition' }],
    },
    identifier: { system: `${CLINS}bundle-identifier`, value: `${INSTITUTION}^2026^0002` },
    type: 'collection',
    timestamp: NOW,
    entry: [
      { fullUrl: uuid(2), resource: patient() },
      {
        fullUrl: uuid(3),
        resource: {
          ...disease,
          contained: [
            {
              resourceType: 'Encounter',
              id: 'visit',
              meta: { profile: [`${CORE}StructureDefinition/JP_Encounter`] },
              status: 'finished',
              class: {
                system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
                code: 'AMB',
                display: 'ambulatory',
              },
            },
          ],
          encounter: { reference: '#visit' },
          extension: [institutionNumber(), department],
        },
      },
    ],
  };
}
