import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { describe, expect, it } from 'vitest';
import { loadDefinitions, readExamples } from '../../node/index.ts';
import type { SearchParameter } from '../definitions/types.ts';
import { parametersOf } from './parameters.ts';
import { resourceNode } from './path-compiler.ts';
import type { SearchResource } from './resource.ts';

/* What a search parameter looks at is what HL7's FHIRPath finds under its expression. */

const SHARED = fileURLToPath(new URL('../../../../../shared/data/fhir/', import.meta.url));
const hasShared = existsSync(SHARED);
const note = hasShared ? '' : ' (skipped: no shared data)';

/** R4's own parameter spells a data type like a class; the library finds nothing under it. */
const spelled = (expression: string): string => expression.replaceAll('ofType(DateTime)', 'ofType(dateTime)');

/** Whether the reference tells its type; HL7's library would ask a server for the resource. */
const resolvable = (expression: string): boolean => !expression.includes('resolve()');

const compiled = new Map<string, (resource: unknown) => unknown[]>();

function byLibrary(expression: string, resource: SearchResource): unknown[] {
  let evaluate = compiled.get(expression);
  if (evaluate === undefined) {
    const run = fhirpath.compile(spelled(expression), r4);
    evaluate = (each) => [run(each, { resource: each })].flat();
    compiled.set(expression, evaluate);
  }
  return evaluate(resource);
}

function ownPart(expression: string, type: string): string {
  const parts = expression
    .split('|')
    .map((part) => part.trim())
    .filter((part) => new RegExp(`^\\(*(?:${type}|Resource|DomainResource)\\b`).test(part));
  return parts.join(' | ');
}

/** A union of FHIRPath holds equal values once. */
const distinct = (values: readonly unknown[]): string[] =>
  [...new Set(values.map((each) => JSON.stringify(each)))].sort();

function compare(
  parameters: readonly SearchParameter[],
  models: ReturnType<typeof parametersOf>,
  resource: SearchResource,
): number {
  const node = resourceNode(resource);
  let values = 0;
  for (const { code, expression } of parameters) {
    // Kana names follow a rule of their own.
    if (expression === undefined || code === 'jp-kana-sort' || !resolvable(expression)) continue;
    const own = ownPart(expression, resource.resourceType);
    const extract = models.get(code)?.extract;
    if (own === '' || extract == null) continue;
    const found = extract([node], node).map(({ value }) => value);
    const expected = byLibrary(own, resource);
    expect(distinct(found), `${resource.resourceType} ${code}`).toEqual(distinct(expected));
    values += found.length;
  }
  return values;
}

describe('extraction', () => {
  for (const [file, atLeast] of [
    ['jp-core-1.2.0-sushi.tgz', 500],
    ['jp-eCheckupReport.r4.tgz', 30],
    ['jp-eReferral.r4.tgz', 100],
  ] as const) {
    it.skipIf(!hasShared)(`finds what FHIRPath finds in the examples of ${file}${note}`, async () => {
      const definitions = await loadDefinitions([SHARED + file]);
      let values = 0;
      for (const { resource } of await readExamples(SHARED + file)) {
        const type = resource.resourceType;
        const all = definitions.searchParameters(type);
        const instance: SearchResource = JSON.parse(JSON.stringify(resource));
        values += compare(all, parametersOf(definitions, type), instance);
      }
      expect(values).toBeGreaterThan(atLeast);
    });
  }
});
