import type { SearchParameter } from 'fhir/r4.d.ts';
import { loadDefinitions } from '../../../node/index.ts';
import { openDefinitions } from '../../definitions/definitions.ts';
import { toDecimal } from '../../json/exact-decimal.ts';
import { type CompiledSearch, compileSearch } from '../compile-search.ts';
import { SearchProblem } from '../problem.ts';
import type { SearchResource } from '../resource.ts';

export const FROM_EXTENSION = 'urn:example:extension';
const REPRESENTATION = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation';

const own: SearchParameter[] = [
  {
    resourceType: 'SearchParameter',
    url: 'urn:example:SearchParameter/started',
    name: 'Started',
    status: 'active',
    description: 'd',
    code: 'started',
    base: ['MedicationRequest'],
    type: 'date',
    expression: `MedicationRequest.dosageInstruction.extension('${FROM_EXTENSION}').value.ofType(Period).start`,
  },
  {
    resourceType: 'SearchParameter',
    url: 'urn:example:SearchParameter/kana',
    name: 'Kana',
    status: 'active',
    description: 'd',
    code: 'jp-kana-sort',
    base: ['Patient'],
    type: 'string',
    expression: 'Patient.name.text',
  },
  {
    resourceType: 'SearchParameter',
    url: 'urn:example:SearchParameter/odd',
    name: 'Odd',
    status: 'active',
    description: 'd',
    code: 'odd',
    base: ['Patient'],
    type: 'string',
    expression: 'Patient.name.select(text & family)',
  },
];
const base = await loadDefinitions([]);
export const definitions = openDefinitions(
  [{ name: 'own', version: '1', file: null, sha256: null, dependencies: {}, resources: own }],
  base,
);

export const BASE = 'https://tsunagu.example/fhir/R4';
export const NOW = new Date('2026-04-01T00:00:00Z');

export function compile(query: string, { type = 'Observation', strict = true } = {}): CompiledSearch {
  const parameters =
    query === ''
      ? []
      : query.split('&').map((each) => {
          const at = each.indexOf('=');
          return [each.slice(0, at), each.slice(at + 1)] as const;
        });
  return compileSearch(definitions, type, parameters, { now: NOW, strict, baseUrl: BASE });
}

export function finds(
  resource: SearchResource,
  query: string,
  others: readonly SearchResource[] = [],
): boolean {
  return compile(query, { type: resource.resourceType }).matches(
    resource,
    (reference) => others.find(({ resourceType, id }) => `${resourceType}/${id}` === reference),
    (type) => others.filter(({ resourceType }) => resourceType === type),
  );
}

export function problemOf(query: string, options = {}): { code: string; parameter: string } | null {
  try {
    compile(query, options);
    return null;
  } catch (error) {
    if (!(error instanceof SearchProblem)) throw error;
    return { code: error.code, parameter: error.parameter };
  }
}

export const observation: SearchResource = {
  resourceType: 'Observation',
  id: 'o1',
  meta: {
    lastUpdated: '2026-03-01T10:00:00+09:00',
    profile: ['http://jpfhir.jp/fhir/core/StructureDefinition/JP_Observation_LabResult|1.2.0'],
    tag: [{ system: 'urn:tags', code: 'LTS' }],
    source: 'urn:example:lab',
  },
  identifier: [
    {
      system: 'urn:ids',
      value: 'ＡＢ-1',
      type: { coding: [{ system: 'urn:t', code: 'FILL' }], text: '検査番号' },
    },
  ],
  status: 'final',
  category: [{ coding: [{ system: 'urn:cat', code: 'laboratory' }] }],
  code: {
    coding: [{ system: 'http://loinc.org', code: '1751-7', display: 'Albumin' }, { code: 'LOCAL' }],
    text: 'アルブミン',
  },
  subject: { reference: 'Patient/p1' },
  performer: [{ reference: `${BASE}/Practitioner/d1` }, { identifier: { system: 'urn:staff', value: '7' } }],
  effectiveDateTime: '2026-02-10T08:30:00+09:00',
  valueQuantity: {
    value: toDecimal('4.10'),
    unit: 'g/dL',
    system: 'http://unitsofmeasure.org',
    code: 'g/dL',
  },
  component: [
    {
      code: { coding: [{ system: 'urn:c', code: 'systolic' }] },
      valueQuantity: { value: 120, unit: 'mmHg' },
    },
    {
      code: { coding: [{ system: 'urn:c', code: 'diastolic' }] },
      valueQuantity: { value: 80, unit: 'mmHg' },
    },
  ],
};
export const patient: SearchResource = {
  resourceType: 'Patient',
  id: 'p1',
  active: true,
  gender: 'female',
  birthDate: '1960-05-05',
  identifier: [{ system: 'urn:ids', value: 'p-1' }],
  name: [
    { use: 'official', text: '見本 花子', family: '見本', given: ['花子'] },
    { family: 'ミホン', given: ['ハナコ'], extension: [{ url: REPRESENTATION, valueCode: 'SYL' }] },
  ],
  telecom: [
    { system: 'phone', use: 'home', value: '03-0000-0000' },
    { system: 'email', value: 'a@example.org' },
  ],
  address: [{ text: '東京都見本区１丁目', city: '見本区', postalCode: '100-0000' }],
};
