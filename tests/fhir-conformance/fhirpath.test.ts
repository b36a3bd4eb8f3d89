import { compileInvariant, type Definitions } from '@tsunagu/fhir';
import { compile } from 'fhirpath';
import r4Model from 'fhirpath/fhir-context/r4';
import { describe, expect, test } from 'vitest';
import { ElementIndex } from '../../conformance/fhir/element-index.ts';
import { type Spot, spotsOf } from '../../conformance/fhir/faults/spots.ts';
import { isRecord } from '../../conformance/fhir/json.ts';
import { definitionsOf, examplesOf, r4, SET_NAMES, sharedData } from './packages.ts';

/** Expressions of constraints, by the paths of the elements that carry them. */
function constraintsOf(sets: readonly Definitions[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byPath = new Map<string, Set<string>>();
  for (const definitions of sets)
    for (const structure of definitions.structures())
      for (const element of structure.snapshot?.element ?? [])
        for (const { expression } of element.constraint ?? []) {
          if (expression === undefined) continue;
          const path = element.path.replace(/\[x\]$/, '');
          byPath.set(path, (byPath.get(path) ?? new Set()).add(expression));
        }
  return byPath;
}

/**
 * Where our answer differs from the library's on purpose: FHIR converts its booleans to FHIRPath's (`que-7`), the
 * library does not; narratives are judged by the validator's own reader; `div` has a value, the library says none;
 * and `dose` means `doseQuantity` even in an Immunization, where that is no choice (asked out of place, no constraint
 * of R4 does so).
 */
const OTHERWISE = (expression: string, place: Spot): boolean =>
  expression.includes('answer is Boolean') ||
  expression.includes('htmlChecks()') ||
  (place.type === 'xhtml' && expression.startsWith('hasValue()')) ||
  (place.type === 'Immunization' && expression.includes('dose.exists()'));

type Answer = boolean | 'not-evaluated';

function byLibrary(expression: string, place: Spot, resource: unknown, root: unknown): Answer {
  const isResource = isRecord(place.value) && typeof place.value.resourceType === 'string';
  try {
    const evaluate = compiled(expression, isResource ? '' : place.children);
    const result: unknown = evaluate(structuredClone(place.value), {
      resource: structuredClone(resource),
      rootResource: structuredClone(root),
      ucum: 'http://unitsofmeasure.org',
    });
    if (!Array.isArray(result) || result.length > 1) return 'not-evaluated';
    return result[0] === undefined ? false : result[0] !== false;
  } catch {
    return 'not-evaluated';
  }
}

const COMPILED = new Map<string, (element: unknown, variables: Record<string, unknown>) => unknown>();

function compiled(expression: string, base: string) {
  const key = `${base}|${expression}`;
  const known = COMPILED.get(key);
  if (known !== undefined) return known;
  const fresh = compile(base === '' ? expression : { base, expression }, r4Model, {
    async: false,
    traceFn: () => undefined,
    userInvocationTable: { resolve: { fn: () => [], arity: { 0: [] } } },
  });
  COMPILED.set(key, fresh);
  return fresh;
}

const NATIVE = new Map<string, ReturnType<typeof compileInvariant>>();

function natively(expression: string, place: Spot, resource: unknown, root: unknown): Answer {
  const invariant = NATIVE.get(expression) ?? compileInvariant(expression, { library: false });
  NATIVE.set(expression, invariant);
  return invariant.check(place.value, {
    typeName: place.type,
    path: place.children,
    resource,
    rootResource: root,
    resolve: () => undefined,
  });
}

async function openAll(): Promise<Definitions[]> {
  return [await r4(), ...(await Promise.all(SET_NAMES.map(definitionsOf)))];
}

describe('invariants', () => {
  test('of R4 are all compiled, none is left to the library', async () => {
    const expressions = new Set([...constraintsOf([await r4()]).values()].flatMap((set) => [...set]));
    expect(expressions.size).toBeGreaterThan(200);
    const left = [...expressions].filter((expression) => !compileInvariant(expression).native);
    expect(left).toEqual([]);
  });

  const title = sharedData ? '' : ' (skipped: no shared data)';
  test.skipIf(!sharedData)(
    `answer on every example as the library does${title}`,
    async () => {
      const constraints = constraintsOf(await openAll());
      const all = new Set([...constraints.values()].flatMap((set) => [...set]));
      expect([...all].filter((expression) => !compileInvariant(expression).native)).toEqual([]);
      const index = new ElementIndex(await r4());
      const differing: string[] = [];
      let compared = 0;
      let refused = 0;
      const compareAt = (expression: string, place: Spot, resource: unknown, root: unknown): void => {
        if (OTHERWISE(expression, place)) return;
        const theirs = byLibrary(expression, place, resource, root);
        if (theirs === 'not-evaluated') {
          refused++;
          return;
        }
        compared++;
        const ours = natively(expression, place, resource, root);
        if (ours !== theirs) differing.push(`${place.elementPath}: ${expression}: ${ours}, not ${theirs}`);
      };
      for (const set of SET_NAMES)
        for (const { resource } of await examplesOf(set)) {
          const places = spotsOf(resource, index);
          const [root] = places;
          if (root === undefined || resource.resourceType === 'Bundle') continue;
          for (const expression of all) compareAt(expression, root, resource, resource);
          for (const place of places) {
            const keys = new Set([place.elementPath, place.type, place.children]);
            for (const key of keys)
              for (const expression of constraints.get(key) ?? [])
                if (seenOften(expression, place)) compareAt(expression, place, resource, resource);
          }
        }
      expect([...new Set(differing)]).toEqual([]);
      expect(compared).toBeGreaterThan(20_000);
      // What the library cannot say either, e.g. `as` on a collection.
      expect(refused / compared).toBeLessThan(0.1);
    },
    240_000,
  );
});

const SEEN = new Map<string, number>();

/** The same constraint on the hundredth element of a kind says nothing new, and the library is slow. */
function seenOften(expression: string, place: Spot): boolean {
  const key = `${place.elementPath}|${expression}`;
  const times = (SEEN.get(key) ?? 0) + 1;
  SEEN.set(key, times);
  return times <= 3;
}
