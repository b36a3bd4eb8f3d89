import { type Letterhead, patientOf, profile, type Subject, stamped, urnOf } from './clins-bundle.ts';

const SECTION = 'http://jpfhir.jp/fhir/clins/CodeSystem/document-section';
const MEDIS = 'http://medis.or.jp/CodeSystem/master-disease-keyNumber';
const HL7 = 'http://terminology.hl7.org/CodeSystem';

/** What the letter says. */
export interface LetterText {
  readonly complaint: string;
  readonly history: string;
  readonly to: { readonly facilityCode: string; readonly facilityName: string };
}

interface Section {
  readonly code: string;
  readonly title: string;
  readonly entry?: readonly string[];
  readonly section?: readonly object[];
}

const section = ({ code, title, entry, section: inner }: Section) => ({
  title,
  code: { coding: [{ system: SECTION, code, display: `${title}セクション` }] },
  ...(entry === undefined ? {} : { entry: entry.map((reference) => ({ reference })) }),
  ...(inner === undefined ? {} : { section: inner }),
});

/** HS038 診療情報提供書 with the sections that it must have. @spec fhir-jp-core.md §5.1 */
export function referral(subject: Subject, letterhead: Letterhead, text: LetterText) {
  const { at, facilityCode, key } = letterhead;
  const url = (name: string) => urnOf(key, name);
  const urls = {
    composition: url('composition'),
    patient: url('patient'),
    author: url('author'),
    from: url('from'),
    to: url('to'),
    complaint: url('complaint'),
    history: url('history'),
  };
  const { to } = text;
  const condition = (ordinal: number, words: string) => ({
    resourceType: 'Condition',
    ...stamped(letterhead, { name: 'JP_Condition_eCS', ordinal }),
    verificationStatus: { coding: [{ system: `${HL7}/condition-ver-status`, code: 'confirmed' }] },
    clinicalStatus: { coding: [{ system: `${HL7}/condition-clinical`, code: 'active' }] },
    category: [{ coding: [{ system: `${HL7}/condition-category`, code: 'encounter-diagnosis' }] }],
    code: { coding: [{ system: MEDIS, code: '99999999', display: words }], text: words },
    subject: { reference: urls.patient },
    onsetDateTime: at.slice(0, 10),
  });
  return {
    resourceType: 'Bundle',
    meta: {
      lastUpdated: at,
      profile: ['http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_eReferral'],
    },
    identifier: {
      system: 'http://jpfhir.jp/fhir/clins/bundle-identifier',
      value: `${facilityCode}^${at.slice(0, 4)}^${key}`,
    },
    type: 'document',
    timestamp: at,
    entry: [
      { fullUrl: urls.composition, resource: composition(letterhead, urls) },
      { fullUrl: urls.patient, resource: patientOf(subject, letterhead) },
      { fullUrl: urls.author, resource: practitioner(letterhead) },
      { fullUrl: urls.from, resource: organization(letterhead, letterhead) },
      { fullUrl: urls.to, resource: organization(letterhead, to) },
      { fullUrl: urls.complaint, resource: condition(1, text.complaint) },
      { fullUrl: urls.history, resource: condition(2, text.history) },
    ],
  };
}

type Urls = Readonly<
  Record<'patient' | 'author' | 'from' | 'to' | 'complaint' | 'history' | 'composition', string>
>;

function composition({ at, facilityCode, key }: Letterhead, urls: Urls) {
  return {
    resourceType: 'Composition',
    meta: {
      lastUpdated: at,
      profile: ['http://jpfhir.jp/fhir/eReferral/StructureDefinition/JP_Composition_eReferral'],
    },
    extension: [
      {
        url: 'http://hl7.org/fhir/StructureDefinition/composition-clinicaldocument-versionNumber',
        valueString: '1.0',
      },
    ],
    identifier: {
      system: 'http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier',
      value: `${facilityCode}-${key}`,
    },
    status: 'final',
    type: {
      coding: [
        {
          system: 'http://jpfhir.jp/fhir/Common/CodeSystem/doc-typecodes',
          code: '57133-1',
          display: '診療情報提供書',
        },
      ],
    },
    category: [
      {
        coding: [
          {
            system: 'http://jpfhir.jp/fhir/Common/CodeSystem/doc-subtypecodes',
            code: 'CONSULT',
            display: '他科コンサルト',
          },
        ],
      },
    ],
    subject: { reference: urls.patient },
    date: at,
    author: [{ reference: urls.author }, { reference: urls.from }],
    title: '診療情報提供書',
    custodian: { reference: urls.from },
    event: [{ code: [{ text: '診療情報提供書発行' }], period: { start: at.slice(0, 10) } }],
    section: [
      section({ code: '920', title: '紹介元情報', entry: [urls.from, urls.author] }),
      section({ code: '910', title: '紹介先情報', entry: [urls.to] }),
      section({
        code: '300',
        title: '構造情報',
        section: [
          { ...section({ code: '950', title: '紹介目的' }), text: said('精査のお願い') },
          section({ code: '340', title: '傷病名・主訴', entry: [urls.complaint] }),
          section({ code: '360', title: '現病歴', entry: [urls.history] }),
        ],
      }),
    ],
  };
}

const said = (words: string) => ({
  status: 'additional',
  div: `<div xmlns="http://www.w3.org/1999/xhtml">${words}</div>`,
});

const practitioner = ({ at }: Letterhead) => ({
  resourceType: 'Practitioner',
  meta: { lastUpdated: at, profile: [profile('JP_Practitioner_eCS')] },
  name: [{ use: 'official', text: '見本 医師', family: '見本', given: ['医師'] }],
});

const organization = (
  { at }: Letterhead,
  { facilityCode, facilityName }: Pick<Letterhead, 'facilityCode' | 'facilityName'>,
) => ({
  resourceType: 'Organization',
  meta: { lastUpdated: at, profile: [profile('JP_Organization_eCS')] },
  identifier: [
    {
      system: 'http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no',
      value: facilityCode,
    },
  ],
  name: facilityName,
});
