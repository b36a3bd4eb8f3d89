import { expect, test } from 'vitest';
import type { FhirResource } from '../../../kernel/fhir/ports.ts';
import type { SourceResource } from '../../../kernel/records/record-source.ts';
import { allergiesOfResource, drugsOfResource } from './from-resources.ts';

const CLINIC = '1310000025';
const YJ = 'urn:oid:1.2.392.100495.20.2.73';

const sent = (resource: object, also: Partial<SourceResource> = {}): SourceResource => ({
  category: 'medication',
  facilityCode: CLINIC,
  date: '2026-11-01',
  toldToPatient: null,
  hideKey: 'key',
  receivedAt: new Date('2026-11-02T00:00:00Z'),
  resource: { resourceType: 'MedicationRequest', id: 'r1', ...resource } as FhirResource,
  ...also,
});
const coded = (system: string, code: string, display?: string) => ({
  medicationCodeableConcept: { coding: [{ system, code, ...(display === undefined ? {} : { display }) }] },
});

test.each([
  ['http://capstandard.jp/iyaku.info/CodeSystem/YJ-code', '4'],
  ['urn:oid:1.2.392.100495.20.1.73', '4'],
  [YJ, '4'],
  ['http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationGeneralOrderCode', '7'],
  ['http://medis.or.jp/CodeSystem/master-HOT9', '6'],
])('a code of %s is one of kind %s', (system, kind) => {
  expect(drugsOfResource(sent(coded(system, 'X', '薬')))).toMatchObject([
    {
      kind,
      code: 'X',
      name: '薬',
      source: 'submission',
      facilityCode: CLINIC,
      hideKey: 'key',
      untold: false,
    },
  ]);
});

test('days of supply make the period, also as numbers that keep their digits; without them it is flat', () => {
  const days = { dispenseRequest: { expectedSupplyDuration: { value: { toString: () => '28' } } } };
  expect(drugsOfResource(sent({ ...coded(YJ, 'X'), ...days }))).toMatchObject([
    { from: '2026-11-01', to: '2026-11-28', quantity: 28 },
  ]);
  expect(drugsOfResource(sent(coded(YJ, 'X')))).toMatchObject([{ to: '2026-11-14', quantity: null }]);
});

test('a statement with an end ends there', () => {
  const period = { effectivePeriod: { start: '2026-10-01T00:00:00+09:00', end: '2026-10-09' } };
  const statement = { resourceType: 'MedicationStatement', status: 'active', ...coded(YJ, 'X'), ...period };
  expect(drugsOfResource(sent(statement))).toMatchObject([{ from: '2026-10-01', to: '2026-10-09' }]);
});

test.each(['cancelled', 'entered-in-error', 'draft', 'stopped'])('%s is not taken', (status) => {
  expect(drugsOfResource(sent({ ...coded(YJ, 'X'), status }))).toEqual([]);
});

test('words without a code are kept, nothing at all is nothing; an observation is no drug', () => {
  expect(drugsOfResource(sent({ medicationCodeableConcept: { text: '塗り薬' } }))).toMatchObject([
    { kind: '1', code: '', name: '塗り薬' },
  ]);
  expect(drugsOfResource(sent({}))).toEqual([]);
  expect(drugsOfResource(sent({ resourceType: 'Observation', ...coded(YJ, 'X') }))).toEqual([]);
  expect(drugsOfResource(sent(coded(YJ, 'X'), { date: null }))).toEqual([]);
});

test('what the patient was not told of is marked', () => {
  expect(drugsOfResource(sent(coded(YJ, 'X'), { toldToPatient: false }))).toMatchObject([{ untold: true }]);
});

const allergy = (also: object = {}) =>
  sent({
    resourceType: 'AllergyIntolerance',
    code: { text: '卵', coding: [{ system: 's', code: 'A' }] },
    ...also,
  });
const status = (element: string, code: string) => ({ [element]: { coding: [{ code }] } });

test('allergies: those that hold', () => {
  expect(allergiesOfResource(allergy())).toMatchObject([
    { text: '卵', system: 's', code: 'A', source: 'submission', recordedOn: '2026-11-01' },
  ]);
  expect(allergiesOfResource(allergy(status('clinicalStatus', 'active')))).toHaveLength(1);
  for (const [element, code] of [
    ['clinicalStatus', 'inactive'],
    ['clinicalStatus', 'resolved'],
    ['verificationStatus', 'refuted'],
    ['verificationStatus', 'entered-in-error'],
  ] as const)
    expect(allergiesOfResource(allergy(status(element, code)))).toEqual([]);
  expect(allergiesOfResource(allergy({ code: {} }))).toEqual([]);
});
