import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadDefinitions, type PackageExample, readExamples } from '../../node/index.ts';
import { createValidator, type Validator } from './validator.ts';

const SHARED = fileURLToPath(new URL('../../../../../shared/data/fhir/', import.meta.url));
const JP_CORE = `${SHARED}jp-core-1.2.0-sushi.tgz`;
const E_CHECKUP = `${SHARED}jp-eCheckupReport.r4.tgz`;
const missing = !existsSync(JP_CORE) || !existsSync(E_CHECKUP);
const note = missing ? ' (skipped: no shared data)' : '';

const open = async (path: string): Promise<[Validator, readonly PackageExample[]]> => [
  createValidator(await loadDefinitions([path])),
  await readExamples(path),
];

const errorsOf = (validator: Validator, examples: readonly PackageExample[]): string[] =>
  examples.flatMap(({ file, resource }) =>
    validator
      .validate(resource)
      .filter(({ severity }) => severity === 'error')
      .map(({ expression, message }) => `${file} ${expression} ${message}`),
  );

describe('published examples', () => {
  it.skipIf(missing)(`all of JP Core hold${note}`, async () => {
    const [validator, examples] = await open(JP_CORE);
    expect(examples).toHaveLength(76);
    expect(errorsOf(validator, examples)).toEqual([]);
    const issues = examples.flatMap(({ resource }) => validator.validate(resource));
    expect(issues.filter(({ rule }) => rule === 'invariant-not-evaluated')).toEqual([]);
    // Value sets without content are said to be so.
    expect(issues.some(({ rule }) => rule === 'binding-not-checked')).toBe(true);
  });

  it.skipIf(missing)(`the check-up document with 52 entries holds${note}`, async () => {
    const [validator, examples] = await open(E_CHECKUP);
    const bundle = examples.find(({ resource }) => resource.resourceType === 'Bundle');
    expect(bundle?.resource.entry).toHaveLength(52);
    expect(errorsOf(validator, examples)).toEqual([]);
  });

  it.skipIf(missing)(`a check-up document without its Composition does not${note}`, async () => {
    const [validator, examples] = await open(E_CHECKUP);
    const bundle = examples.find(({ resource }) => resource.resourceType === 'Bundle');
    const entries = Array.isArray(bundle?.resource.entry) ? bundle.resource.entry : [];
    const found = validator.validate({ ...bundle?.resource, entry: entries.slice(1) });
    expect(found.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).toContain('slice');
  });
});
