import { createValidator } from '@tsunagu/fhir';
import { readPackage } from '@tsunagu/fhir/node';
import { describe, expect, test } from 'vitest';
import exceptions from '../../conformance/fhir/exceptions.json' with { type: 'json' };
import {
  definitionsOf,
  examplesOf,
  expectedOf,
  fileOf,
  SET_NAMES,
  type SetName,
  sharedData,
} from './packages.ts';

interface Exception {
  readonly set: string;
  readonly file: string;
  /** Rule of the validator that the example breaks. */
  readonly rule: string;
}

const EXCEPTIONS: readonly Exception[] = exceptions;
const title = sharedData ? '' : ' (skipped: no shared data)';

async function brokenRules(set: SetName): Promise<Exception[]> {
  const validator = createValidator(await definitionsOf(set));
  return (await examplesOf(set)).flatMap(({ file, resource }) => {
    const errors = validator.validate(resource).filter(({ severity }) => severity === 'error');
    return [...new Set(errors.map(({ rule }) => rule))].map((rule) => ({ set, file, rule }));
  });
}

describe.each(SET_NAMES)('set %s @spec fhir-jp-core.md §1 §11', (set) => {
  test.skipIf(!sharedData)(`loads alone, with the counts of the table${title}`, async () => {
    const content = await readPackage(fileOf(set));
    const expected = expectedOf(set);
    const counts = Map.groupBy(content.resources, ({ resourceType }) => resourceType);
    for (const [type, count] of Object.entries(expected.counts))
      expect([type, [...counts].find(([name]) => name === type)?.[1].length]).toEqual([type, count]);
    expect(content.sha256?.slice(0, 12)).toBe(expected.sha256);
    expect(await examplesOf(set)).toHaveLength(expected.examples);
  });

  test.skipIf(!sharedData)(`validates its examples without error, exceptions apart${title}`, async () => {
    expect(await brokenRules(set)).toEqual(EXCEPTIONS.filter((exception) => exception.set === set));
  });
});
