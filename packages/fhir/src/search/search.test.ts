import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SearchParameter } from 'fhir/r4.d.ts';
import { describe, expect, it } from 'vitest';
import { loadDefinitions } from '../../node/index.ts';
import { openDefinitions } from '../definitions/definitions.ts';
import { toDecimal } from '../json/exact-decimal.ts';
import { compileSearch } from './compile-search.ts';
import { SearchProblem } from './problem.ts';
import { referencesOf } from './references.ts';
import type { SearchResource } from './resource.ts';
import { shrink } from './shrink.ts';

const SHARED = fileURLToPath(new URL('../../../../../shared/data/fhir/', import.meta.url));
const hasShared = existsSync(SHARED);
const FROM_EXTENSION = 'urn:example:extension';
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
const definitions = openDefinitions(
  [{ name: 'own', version: '1', file: null, sha256: null, dependencies: {}, resources: own }],
  base,
);

const BASE = 'https://tsunagu.example/fhir/R4';
const NOW = new Date('2026-04-01T00:00:00Z');

function compile(query: string, { type = 'Observation', strict = true } = {}) {
  const parameters =
    query === ''
      ? []
      : query.split('&').map((each) => {
          const at = each.indexOf('=');
          return [each.slice(0, at), each.slice(at + 1)] as const;
        });
  return compileSearch(definitions, type, parameters, { now: NOW, strict, baseUrl: BASE });
}

function finds(resource: SearchResource, query: string, others: readonly SearchResource[] = []): boolean {
  return compile(query, { type: resource.resourceType }).matches(
    resource,
    (reference) => others.find(({ resourceType, id }) => `${resourceType}/${id}` === reference),
    (type) => others.filter(({ resourceType }) => resourceType === type),
  );
}

function problemOf(query: string, options = {}): { code: string; parameter: string } | null {
  try {
    compile(query, options);
    return null;
  } catch (error) {
    if (!(error instanceof SearchProblem)) throw error;
    return { code: error.code, parameter: error.parameter };
  }
}

const YJ = 'http://capstandard.jp/iyaku.info/CodeSystem/YJ-code';

const observation: SearchResource = {
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
const patient: SearchResource = {
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

describe('tokens', () => {
  it.each([
    ['code=1751-7', true],
    ['code=http://loinc.org|1751-7', true],
    ['code=urn:other|1751-7', false],
    ['code=http://loinc.org|', true],
    ['code=urn:other|', false],
    ['code=|LOCAL', true],
    ['code=|1751-7', false],
    ['code=local', true],
    ['code=x,LOCAL', true],
    ['code=LOCAL&code=x', false],
    ['code=LOCAL&code=1751-7', true],
    ['code:not=LOCAL', false],
    ['code:not=x', true],
    ['code:not=x,LOCAL', false],
    ['value-concept:not=x', true],
    ['code:text=albu', true],
    ['code:text=ｱﾙﾌﾞ', true],
    ['code:text=ブミン', false],
    ['status=final', true],
    ['status=http://hl7.org/fhir/observation-status|final', true],
    ['status=urn:other|final', false],
    ['status:in=http://hl7.org/fhir/ValueSet/observation-status', true],
    ['status:not-in=http://hl7.org/fhir/ValueSet/observation-status', false],
    ['code:in=http://hl7.org/fhir/ValueSet/observation-status', false],
    ['identifier=AB-1', true],
    ['identifier=ab-1', false],
    ['identifier=urn:ids|ＡＢ-1', true],
    ['identifier=urn:ids|', true],
    ['identifier=|AB-1', false],
    ['identifier:of-type=urn:t|fill|AB-1', true],
    ['identifier:of-type=urn:t|other|AB-1', false],
    ['identifier:text=検査', true],
    ['_tag=urn:tags|LTS', true],
    ['_tag=urn:tags|UNINFORMED', false],
    ['_id=o1', true],
    ['_id=O1', false],
    ['_id=a,o1', true],
    ['code:missing=false', true],
    ['code:missing=true', false],
    ['value-concept:missing=true', true],
  ])('%s: %s', (query, expected) => {
    expect(finds(observation, query)).toBe(expected);
  });
  it.each([
    ['active=true', true],
    ['active=false', false],
    ['gender=female', true],
    ['gender=http://hl7.org/fhir/administrative-gender|female', true],
    ['deceased=false', true],
    ['deceased=true', false],
    ['telecom=a@example.org', true],
    ['phone=03-0000-0000', true],
    ['telecom=home|03-0000-0000', true],
    ['telecom=email|03-0000-0000', false],
    ['email=03-0000-0000', false],
  ])('%s: %s', (query, expected) => {
    expect(finds(patient, query)).toBe(expected);
  });
  it('knows a system by each of its names', () => {
    const order = (system: string) => ({
      resourceType: 'MedicationRequest',
      medicationCodeableConcept: { coding: [{ system, code: '2149001F1' }] },
    });
    for (const stored of [YJ, 'urn:oid:1.2.392.100495.20.2.73']) {
      for (const asked of [YJ, 'urn:oid:1.2.392.100495.20.2.73']) {
        expect(finds(order(stored), `code=${asked}|2149001F1`)).toBe(true);
      }
    }
    expect(finds(order(YJ), 'code=urn:oid:1.2.392.100495.20.2.74|2149001F1')).toBe(false);
  });
});

describe('texts', () => {
  it.each([
    ['name=見本', true],
    ['name=みほん', true],
    ['name=ﾐﾎﾝ ﾊﾅ', true],
    ['name=見本花', true],
    ['name=花', true],
    ['name=本', false],
    ['name:contains=本 花', true],
    ['name:exact=ミホン', true],
    ['name:exact=みほん', false],
    ['family=はな', false],
    ['given=はな', true],
    ['address=東京', true],
    ['address-city=見本', true],
    ['address:contains=1丁目', true],
    ['address-postalcode=１００', true],
    ['name=a\\,b,花', true],
    ['jp-kana-sort=みほん', true],
    ['jp-kana-sort=見本', false],
  ])('%s: %s', (query, expected) => {
    expect(finds(patient, query)).toBe(expected);
  });
});

describe('dates', () => {
  it.each([
    ['date=2026-02-10', true],
    ['date=2026-02', true],
    ['date=2026-02-09', false],
    ['date=2026-02-10T08:30:00+09:00', true],
    ['date=2026-02-09T23:30:00Z', true],
    ['date=ne2026-02-10', false],
    ['date=ne2026-02-11', true],
    ['date=gt2026-02-09', true],
    ['date=gt2026-02-10', false],
    ['date=ge2026-02-10', true],
    ['date=ge2026-02-11', false],
    ['date=lt2026-02-11', true],
    ['date=lt2026-02-10', false],
    ['date=lt2026-02-10T09:00:00+09:00', true],
    ['date=le2026-02-10', true],
    ['date=le2026-02-09', false],
    ['date=sa2026-02-09', true],
    ['date=sa2026-02-10', false],
    ['date=eb2026-02-11', true],
    ['date=eb2026-02-10', false],
    ['date=ap2026-02-09', true],
    ['date=ap2025-12-01', false],
    ['date=ge2026-01&date=le2026-03', true],
    ['_lastUpdated=ge2026-03-01', true],
    ['_lastUpdated=lt2026-03-01', false],
  ])('%s: %s', (query, expected) => {
    expect(finds(observation, query)).toBe(expected);
  });
  const stay = { resourceType: 'Encounter', period: { start: '2026-02-01', end: '2026-02-10' } };
  const open = { resourceType: 'Encounter', period: { start: '2026-02-01' } };
  it.each([
    [stay, 'date=2026-02', true],
    [stay, 'date=2026-02-05', false],
    [stay, 'date=ge2026-02-05', true],
    [stay, 'date=le2026-02-05', true],
    [stay, 'date=sa2026-01-31', true],
    [stay, 'date=sa2026-02-01', false],
    [stay, 'date=eb2026-02-11', true],
    [stay, 'date=gt2026-02-10', false],
    [open, 'date=gt2030', true],
    [open, 'date=2026', false],
    [open, 'date=eb2030', false],
  ])('a period %j %s: %s', (encounter, query, expected) => {
    expect(finds(encounter, query)).toBe(expected);
  });
  it('reads dates in extensions', () => {
    const request = {
      resourceType: 'MedicationRequest',
      dosageInstruction: [{ extension: [{ url: FROM_EXTENSION, valuePeriod: { start: '2026-02-10' } }] }],
    };
    expect(finds(request, 'started=2026-02-10')).toBe(true);
    expect(finds(request, 'started=2026-02-11')).toBe(false);
  });
});

describe('numbers and quantities', () => {
  it.each([
    ['value-quantity=4.1', true],
    ['value-quantity=4.10', true],
    ['value-quantity=4', true],
    ['value-quantity=4.2', false],
    ['value-quantity=4.1|http://unitsofmeasure.org|g/dL', true],
    ['value-quantity=4.1|http://unitsofmeasure.org|mg/dL', false],
    ['value-quantity=4.1||g/dL', true],
    ['value-quantity=4.1||%', false],
    ['value-quantity=gt4.1', false],
    ['value-quantity=ge4.1', true],
    ['value-quantity=gt4.09', true],
    ['value-quantity=lt4.11', true],
    ['value-quantity=le4.1', true],
    ['value-quantity=le4.09', false],
    ['value-quantity=ne4.1', false],
    ['value-quantity=ne5', true],
    ['value-quantity=sa4', true],
    ['value-quantity=eb4.1', false],
    ['value-quantity=ap4.5', true],
    ['value-quantity=ap5', false],
    ['code-value-quantity=1751-7$gt4', true],
    ['code-value-quantity=1751-7$gt5', false],
    ['component-code-value-quantity=systolic$120', true],
    ['component-code-value-quantity=diastolic$120', false],
  ])('%s: %s', (query, expected) => {
    expect(finds(observation, query)).toBe(expected);
  });
  const below = { resourceType: 'Observation', valueQuantity: { value: 5, comparator: '<' } };
  const above = { resourceType: 'Observation', valueQuantity: { value: 5, comparator: '>=' } };
  it.each([
    [below, 'value-quantity=lt5', true],
    [below, 'value-quantity=gt4', true],
    [below, 'value-quantity=ge5', false],
    [below, 'value-quantity=eb5', true],
    [below, 'value-quantity=5', false],
    [above, 'value-quantity=gt100', true],
    [above, 'value-quantity=lt5', false],
    [above, 'value-quantity=le5', true],
    [above, 'value-quantity=sa5', false],
    [above, 'value-quantity=sa4', true],
  ])('%j %s: %s', (resource, query, expected) => {
    expect(finds(resource, query)).toBe(expected);
  });
});

describe('references', () => {
  const doctor = { resourceType: 'Practitioner', id: 'd1', name: [{ family: '試' }] };
  const others = [patient, doctor];
  it.each([
    ['patient=p1', true],
    ['patient=Patient/p1', true],
    [`patient=${BASE}/Patient/p1`, true],
    ['patient=https://elsewhere.example/Patient/p1', false],
    ['patient=Group/p1', false],
    ['subject=p1', true],
    ['subject:Patient=p1', true],
    ['subject:Group=p1', false],
    ['performer=d1', true],
    ['performer=Practitioner/d1', true],
    ['performer:identifier=urn:staff|7', true],
    ['performer:identifier=urn:staff|8', false],
    ['patient.name=みほん', true],
    ['patient.name=ほかの', false],
    ['subject:Patient.identifier=urn:ids|p-1', true],
    ['subject.birthdate=1960', true],
    ['performer.name=試', true],
    ['device.type=x', false],
  ])('%s: %s', (query, expected) => {
    expect(finds(observation, query, others)).toBe(expected);
  });
  it('finds nothing over chains without surroundings', () => {
    expect(compile('patient.name=みほん').matches(observation)).toBe(false);
  });
  it('follows contained resources', () => {
    const within = { ...observation, contained: [{ ...patient, id: 'c' }], subject: { reference: '#c' } };
    expect(finds(within, 'patient.name=みほん')).toBe(true);
  });
  it('asks who points here', () => {
    expect(finds(patient, '_has:Observation:patient:code=1751-7', [observation])).toBe(true);
    expect(finds(patient, '_has:Observation:patient:code=x', [observation])).toBe(false);
    expect(finds({ ...patient, id: 'p2' }, '_has:Observation:patient:code=1751-7', [observation])).toBe(
      false,
    );
    expect(compile('_has:Observation:patient:code=1', { type: 'Patient' }).otherTypes).toEqual([
      'Observation',
    ]);
  });
  it('compares canonicals with and without version', () => {
    const profile = 'http://jpfhir.jp/fhir/core/StructureDefinition/JP_Observation_LabResult';
    expect(finds(observation, `_profile=${profile}`)).toBe(true);
    expect(finds(observation, `_profile=${profile}\\|1.2.0`)).toBe(true);
    expect(finds(observation, `_profile=${profile}\\|1.1.0`)).toBe(false);
    expect(finds(observation, '_profile:below=http://jpfhir.jp/fhir/core')).toBe(true);
    expect(finds(observation, '_profile:below=http://jpfhir.jp/fhir/cor')).toBe(false);
    expect(finds(observation, `_profile:above=${profile}/more`)).toBe(true);
    expect(finds(observation, '_source=urn:example:lab')).toBe(true);
  });
  it('lists literal references', () => {
    expect(referencesOf(definitions, observation, 'patient')).toEqual(['Patient/p1']);
    expect(referencesOf(definitions, observation, 'performer')).toEqual([`${BASE}/Practitioner/d1`]);
    expect(referencesOf(definitions, observation, '*').sort()).toEqual([
      'Patient/p1',
      `${BASE}/Practitioner/d1`,
    ]);
    expect(referencesOf(definitions, observation, 'code')).toEqual([]);
    expect(referencesOf(definitions, observation, 'nothing')).toEqual([]);
  });
});

describe('problems', () => {
  it.each([
    ['nickname=x', 'parameter-unknown', 'nickname'],
    ['_text=x', 'parameter-unsupported', '_text'],
    ['code:above=x', 'modifier-unsupported', 'code:above'],
    ['code:in=urn:unknown', 'value-malformed', 'code:in'],
    ['code:of-type=a|b', 'value-malformed', 'code:of-type'],
    ['code=a|b|c', 'value-malformed', 'code'],
    ['code=|', 'value-malformed', 'code'],
    ['code=', 'value-malformed', 'code'],
    ['code=a,,b', 'value-malformed', 'code'],
    ['code:not:text=x', 'modifier-unsupported', 'code:not:text'],
    ['code:missing=maybe', 'value-malformed', 'code:missing'],
    ['date=yesterday', 'value-malformed', 'date'],
    ['date=2026-02-30', 'value-malformed', 'date'],
    ['date:exact=2026', 'modifier-unsupported', 'date:exact'],
    ['value-quantity=a', 'value-malformed', 'value-quantity'],
    ['value-quantity=1|x', 'value-malformed', 'value-quantity'],
    ['value-quantity=1e9999', 'value-malformed', 'value-quantity'],
    ['subject:Nobody=1', 'modifier-unsupported', 'subject:Nobody'],
    ['subject:Patient=Group/1', 'value-malformed', 'subject:Patient'],
    ['subject.nickname=x', 'parameter-unknown', 'subject.nickname'],
    ['code.name=x', 'parameter-unknown', 'code.name'],
    ['_has:Nobody:patient:code=x', 'parameter-unknown', '_has:Nobody:patient:code'],
    ['code-value-quantity=a', 'value-malformed', 'code-value-quantity'],
    ['_sort=nickname', 'parameter-unknown', '_sort'],
    ['_count=-1', 'value-malformed', '_count'],
    ['_count=1&_count=2', 'parameter-repeated', '_count'],
    ['_summary=yes', 'value-malformed', '_summary'],
    ['_total=all', 'value-malformed', '_total'],
    ['_include=Observation', 'ok', ''],
    ['_include=Observation:nothing', 'parameter-unknown', '_include'],
    ['_include=Nobody:patient', 'value-malformed', '_include'],
    ['_include:upward=Observation:patient', 'modifier-unsupported', '_include:upward'],
    ['_contained=true', 'parameter-unsupported', '_contained'],
    ['constructor=1', 'parameter-unknown', 'constructor'],
  ])('%s: %s', (query, code, parameter) => {
    expect(problemOf(query)).toEqual(code === 'ok' ? null : { code, parameter });
  });
  it('does not understand every expression, and says so', () => {
    expect(problemOf('odd=x', { type: 'Patient' })?.code).toBe('parameter-unsupported');
    expect(problemOf('near=1|2', { type: 'Location' })?.code).toBe('parameter-unsupported');
  });
  it('passes over what it does not know when that is allowed, never over wrong values', () => {
    const search = compile('nickname=x&_text=y&code=&_sort=nickname,-date&code=LOCAL', { strict: false });
    expect(search.ignored).toEqual(['nickname', '_text', 'code', '_sort']);
    expect(search.matches(observation)).toBe(true);
    expect(search.sorted).toBe(true);
    expect(problemOf('date=yesterday', { strict: false })?.code).toBe('value-malformed');
    expect(problemOf('code:above=x', { strict: false })?.code).toBe('modifier-unsupported');
  });
  it('limits values and parameters', () => {
    expect(problemOf(`code=${'a,'.repeat(500)}a`)?.code).toBe('too-many-values');
    expect(problemOf(Array.from({ length: 101 }, () => 'code=a').join('&'))?.code).toBe('too-many-values');
  });
  it('never repeats what was searched for', () => {
    try {
      compile('date=himitsu');
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain('himitsu');
    }
  });
});

describe('what is told of a search', () => {
  it('reads how the answer is to look', () => {
    const search = compile(
      '_count=0&_summary=data&_elements=code,Observation.status&_elements=id&_total=none&_cursor=abc&_format=json' +
        '&_include=Observation:patient&_include:iterate=Patient:organization:Organization&_include=*' +
        '&_revinclude=Provenance:target&_revinclude=Patient:organization',
    );
    expect(search).toMatchObject({
      count: 0,
      summary: 'data',
      elements: ['code', 'status', 'id'],
      total: 'none',
      cursor: 'abc',
      include: [
        { source: 'Observation', parameter: 'patient', target: null, iterate: false },
        { source: 'Patient', parameter: 'organization', target: 'Organization', iterate: true },
        { source: 'Observation', parameter: '*', target: null, iterate: false },
      ],
      revinclude: [{ source: 'Provenance', parameter: 'target', target: null, iterate: false }],
    });
    expect(compile('')).toMatchObject({
      count: null,
      summary: 'false',
      elements: [],
      total: 'accurate',
      cursor: null,
    });
  });
  it.each([
    ['patient=p1', 'Observation', ['p1']],
    ['patient=Patient/p1,p2', 'Observation', ['p1', 'p2']],
    ['patient=p1,p2&subject=Patient/p2', 'Observation', ['p2']],
    ['patient=p1&subject=p2', 'Observation', []],
    ['subject=Group/p1', 'Observation', []],
    [`subject=${BASE}/Patient/p1`, 'Observation', ['p1']],
    ['subject:Patient=p1', 'Observation', ['p1']],
    ['beneficiary=p1', 'Coverage', ['p1']],
    ['_id=p1', 'Patient', ['p1']],
    ['_id=o1', 'Observation', null],
    ['patient.name=x', 'Observation', null],
    ['performer=d1', 'Observation', null],
    ['', 'Observation', null],
  ])('%s of %s is about %j', (query, type, persons) => {
    expect(compile(query, { type }).persons).toEqual(persons);
  });
  it.each([
    [
      'identifier=urn:ids|a,b',
      'Patient',
      [
        { system: 'urn:ids', value: 'a' },
        { system: null, value: 'b' },
      ],
    ],
    ['patient.identifier=urn:ids|a', 'Observation', [{ system: 'urn:ids', value: 'a' }]],
    ['subject:Patient.identifier=a', 'Observation', [{ system: null, value: 'a' }]],
    ['identifier=a', 'Observation', []],
  ])('%s of %s names %j', (query, type, identifiers) => {
    expect(compile(query, { type }).identifiers).toEqual(identifiers);
  });
  it.each([
    ['authoredon=2026-04', 'MedicationRequest', { from: '2026-04-01', to: '2026-04-30' }],
    ['authoredon=ge2026-04-02', 'MedicationRequest', { from: '2026-04-02', to: null }],
    ['authoredon=lt2026-04-02', 'MedicationRequest', { from: null, to: '2026-04-02' }],
    ['authoredon=2026-01,2026-03', 'MedicationRequest', { from: '2026-01-01', to: '2026-03-31' }],
    [
      'authoredon=ge2026-01&authoredon=le2026-03',
      'MedicationRequest',
      { from: '2026-01-01', to: '2026-03-31' },
    ],
    ['date=2026-04', 'Encounter', { from: null, to: '2026-04-30' }],
    ['date=ge2026-04', 'Encounter', null],
    ['date=ne2026', 'Encounter', null],
    ['date=2026', 'Consent', null],
    ['birthdate=1960', 'Patient', null],
  ])('%s of %s is of the days %j', (query, type, dates) => {
    expect(compile(query, { type }).dates).toEqual(dates);
  });
});

describe('shrink', () => {
  const shape = (summary: 'true' | 'text' | 'data' | 'false', elements: string[] = []) => ({
    summary,
    elements,
  });
  const TAG = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };
  const full: SearchResource = {
    ...patient,
    text: { status: 'generated', div: '<div/>' },
    _birthDate: { id: 'b' },
    photo: [{}],
  };
  it('keeps what is asked for, the mandatory and the modifying', () => {
    const small = shrink(definitions, full, shape('false', ['birthDate']));
    expect(Object.keys(small).sort()).toEqual([
      '_birthDate',
      'active',
      'birthDate',
      'id',
      'meta',
      'resourceType',
    ]);
    expect(small.meta).toMatchObject({ tag: [TAG] });
    expect(Object.keys(shrink(definitions, observation, shape('text'))).sort()).toEqual([
      'code',
      'id',
      'meta',
      'resourceType',
      'status',
    ]);
    expect(shrink(definitions, full, shape('data'))).not.toHaveProperty('text');
    const summary = shrink(definitions, full, shape('true'));
    expect(summary).not.toHaveProperty('photo');
    expect(summary).not.toHaveProperty('text');
    expect(summary).toHaveProperty('birthDate');
  });
  it('looks into elements of elements for a summary', () => {
    const [first] = [{ code: { text: 'a' }, interpretation: [{ text: 'high' }], valueString: 'x' }];
    const summary = shrink(definitions, { ...observation, component: [first] }, shape('true'));
    expect(summary.component).toEqual([{ code: { text: 'a' }, valueString: 'x' }]);
    const data = shrink(definitions, { ...observation, component: [first] }, shape('data'));
    expect(data.component).toEqual([first]);
  });
  it('tags once and leaves the resource alone', () => {
    const before = JSON.stringify(observation);
    const twice = shrink(definitions, shrink(definitions, observation, shape('data')), shape('data'));
    expect(twice.meta).toMatchObject({ tag: [{ code: 'LTS' }, TAG] });
    expect(JSON.stringify(observation)).toBe(before);
    expect(shrink(definitions, observation, shape('false'))).toBe(observation);
  });
});

describe('JP Core', () => {
  it.skipIf(!hasShared)(
    `understands every search parameter${hasShared ? '' : ' (skipped: no shared data)'}`,
    async () => {
      const jp = await loadDefinitions([`${SHARED}jp-core-1.2.0-sushi.tgz`]);
      const options = { now: NOW, strict: true, baseUrl: BASE };
      const extension = 'http://jpfhir.jp/fhir/core/Extension/StructureDefinition/';
      const cases: [string, SearchResource, string, string][] = [
        ...(['Symbol', 'Number', 'SubNumber'] as const).map(
          (part): [string, SearchResource, string, string] => [
            `jp-insured-person${part.toLowerCase()}`,
            {
              resourceType: 'Coverage',
              extension: [{ url: `${extension}JP_Coverage_InsuredPerson${part}`, valueString: '１２' }],
            },
            '12',
            '3',
          ],
        ),
        [
          'jp-medication-start',
          {
            resourceType: 'MedicationRequest',
            dosageInstruction: [
              {
                extension: [
                  {
                    url: `${extension}JP_MedicationDosage_PeriodOfUse`,
                    valuePeriod: { start: '2026-04-01' },
                  },
                ],
              },
            ],
          },
          '2026-04-01',
          '2026-04-02',
        ],
        ...(
          [
            [
              'jp-insurance-organizationcategory',
              'JP_Organization_InsuranceOrganizationCategory',
              'valueCoding',
              'code',
            ],
            [
              'jp-insurance-organizationno',
              'JP_Organization_InsuranceOrganizationNo',
              'valueIdentifier',
              'value',
            ],
            ['jp-prefectureno', 'JP_Organization_PrefectureNo', 'valueCoding', 'code'],
          ] as const
        ).map(([code, name, key, part]): [string, SearchResource, string, string] => [
          code,
          { resourceType: 'Organization', extension: [{ url: extension + name, [key]: { [part]: '13' } }] },
          '13',
          '14',
        ]),
        ['jp-kana-sort', patient, 'みほん', '見本'],
      ];
      for (const [code, resource, yes, no] of cases) {
        const search = (value: string) => compileSearch(jp, resource.resourceType, [[code, value]], options);
        expect(search(yes).matches(resource), code).toBe(true);
        expect(search(no).matches(resource), code).toBe(false);
      }
    },
  );
});
