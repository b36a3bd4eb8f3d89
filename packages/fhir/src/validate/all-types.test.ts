import { describe, expect, it } from 'vitest';
import type { StructureDefinition } from '../definitions/types.ts';
import { readBase } from './testing/profiles.ts';
import { createValidator } from './validator.ts';

const base = await readBase();
const validator = createValidator(base);

const concrete = [...base.structures()].filter(({ kind, abstract }) => kind === 'resource' && !abstract);

/** Counted from the definition, not by the validator: what an empty resource of it lacks. */
const lacking = ({ snapshot }: StructureDefinition): string[] =>
  (snapshot?.element ?? [])
    .filter(({ path, id, min }) => path.split('.').length === 2 && id === path && (min ?? 0) > 0)
    .map(({ path }) => path);

describe('every resource of R4, and every profile that comes with it', () => {
  it.each(concrete.map((structure) => [structure.url, structure] as const))('%s', (url, structure) => {
    const issues = validator.validate({ resourceType: structure.type }, { profiles: [url] });
    const missing = issues.filter(({ rule }) => rule === 'cardinality').map(({ source }) => source.element);
    expect(missing).toEqual(lacking(structure));
    expect(issues.filter(({ rule }) => rule === 'invariant-not-evaluated')).toEqual([]);
    expect(issues.filter(({ rule }) => rule === 'profile-unknown')).toEqual([]);
  });

  it('takes time in proportion to the number of contained resources', () => {
    const contained = Array.from({ length: 20_000 }, (_, at) => ({
      resourceType: 'Basic',
      id: `b${at}`,
      code: { text: 'x' },
    }));
    const link = contained.map(({ id }) => ({ url: 'urn:x', valueReference: { reference: `#${id}` } }));
    const start = performance.now();
    const issues = validator.validate({ resourceType: 'Patient', contained, extension: link });
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
