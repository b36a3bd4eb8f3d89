import { expect, test } from 'vitest';
import { readsAny, writesAny } from './fhir-scope.ts';

test.each([
  ['system/*.rs', true, true, false],
  ['user/Patient.r', true, true, false],
  ['patient/Observation.s', true, false, false],
  ['patient/Observation.rs?category=laboratory', true, false, false],
  ['system/Observation.cruds', true, false, true],
  ['system/Bundle.c', false, false, true],
  ['user/*.ud', false, false, true],
  ['records', false, false, false],
  ['system/*.', false, false, false],
  ['system/*.sr', false, false, false],
  ['system/Patient.read', true, true, false],
  ['user/Observation.write', false, false, true],
  ['other/Patient.r', false, false, false],
  ['xsystem/Patient.r', false, false, false],
  ['launch/patient', false, false, false],
])('%s: reads %s, reads patients %s, writes %s', (scope, reads, patients, writes) => {
  expect(readsAny()(scope)).toBe(reads);
  expect(readsAny('Patient')(scope)).toBe(patients);
  expect(writesAny(scope)).toBe(writes);
});
