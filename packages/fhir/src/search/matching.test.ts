import { describe, expect, it } from 'vitest';
import { referencesOf } from './references.ts';
import {
  BASE,
  compile,
  definitions,
  FROM_EXTENSION,
  finds,
  observation,
  patient,
} from './testing/samples.ts';

const YJ = 'http://capstandard.jp/iyaku.info/CodeSystem/YJ-code';

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
