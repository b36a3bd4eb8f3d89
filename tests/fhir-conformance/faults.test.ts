import { createTerminology, createValidator } from '@tsunagu/fhir';
import { expect, test } from 'vitest';
import { excuseFor, isNear, measureFaults } from '../../conformance/fhir/faults/measure.ts';
import { type FaultRule, plantFaults } from '../../conformance/fhir/faults/plant-faults.ts';
import { r4, sharedData } from './packages.ts';
import { documented, measureAll, tablesOf } from './report.ts';

const title = sharedData ? '' : ' (skipped: no shared data)';

const observation = {
  resourceType: 'Observation',
  id: 'example',
  identifier: [{ system: 'urn:example:ids', value: '1' }],
  status: 'final',
  category: [{ coding: [{ system: 'urn:example:categories', code: 'laboratory' }] }],
  code: { coding: [{ system: 'urn:example:codes', code: '1', display: 'x' }], text: 'x' },
  subject: { reference: 'Patient/example' },
  effectiveDateTime: '2026-04-01T09:00:00+09:00',
  valueQuantity: { value: 5, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' },
  referenceRange: [{ low: { value: 1 }, high: { value: 9 } }],
};

test('faults are planted by many rules, and found, in a resource of R4', async () => {
  const definitions = await r4();
  const valueSets = createTerminology(definitions);
  const validator = createValidator(definitions, { terminology: valueSets });
  const errorsOf = (resource: unknown) =>
    validator.validate(resource).filter(({ severity }) => severity === 'error');
  expect(errorsOf(observation)).toEqual([]);
  const faults = plantFaults(observation, definitions, valueSets);
  const rules = new Set<FaultRule>(faults.map(({ rule }) => rule));
  expect(rules.size).toBeGreaterThanOrEqual(14);
  expect(faults.length).toBeGreaterThan(100);
  const measured = measureFaults(faults, errorsOf);
  expect(measured.uncaught.map(({ rule, place, note }) => `${rule} ${place} ${note}`)).toEqual([]);
  expect(measured.located / measured.caught).toBeGreaterThan(0.9);
  // Each fault changes something, and the original stays what it was.
  for (const { resource } of faults) expect(JSON.stringify(resource)).not.toBe(JSON.stringify(observation));
  expect(errorsOf(observation)).toEqual([]);
});

test('a validator that finds nothing catches nothing', async () => {
  const definitions = await r4();
  const faults = plantFaults(observation, definitions, createTerminology(definitions));
  expect(measureFaults(faults, () => []).caught).toBe(0);
  expect(measureFaults(faults, () => [{ expression: 'Patient' }]).located).toBe(0);
  expect(isNear('Observation.code.coding[0].code', 'Observation.code.coding[0]')).toBe(true);
  expect(isNear('Observation.code.coding[0].code', 'Observation')).toBe(false);
  expect(isNear('Observation.valueQuantity.value', 'Observation.value.ofType(Quantity).value')).toBe(true);
});

test.skipIf(!sharedData)(
  `at least 97 % of the faults planted in the packages' examples are caught${title}`,
  async () => {
    const { measured, examples } = await measureAll();
    expect(examples.filter(({ planted }) => planted < 10)).toEqual([]);
    expect(measured.caught / measured.planted).toBeGreaterThanOrEqual(0.97);
    expect(measured.located / measured.caught).toBeGreaterThanOrEqual(0.9);
    const missed = measured.uncaught.filter((fault) => excuseFor(fault) === null);
    expect(missed.map(({ rule, place, note }) => `${rule} ${place} ${note}`)).toEqual([]);
    expect(documented()).toBe(tablesOf(measured));
  },
  240_000,
);
