import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ALICE, BOB, createFhirApp, type FhirApp, ORIGIN } from './support/fhir-app.ts';
import { type Bundle, idOf, idsIn, nextOf } from './support/resources.ts';

/**
 * Whatever is searched for, the answer is what a plain filter finds in all resources of the person. The filter below is
 * written against the generated shapes and knows nothing of the search compiler.
 */
let fhir: FhirApp;
beforeAll(async () => {
  fhir = await createFhirApp();
});
afterAll(() => fhir.close());
beforeEach(() => fhir.store.versions.clear());

const STATUSES = ['final', 'amended', 'preliminary'] as const;
const CODES = ['718-7', '2345-7', '4548-4'] as const;
const SYSTEMS = ['http://loinc.org', 'urn:test:local'] as const;
const dayOf = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10);

const observation = fc.record({
  status: fc.constantFrom(...STATUSES),
  code: fc.constantFrom(...CODES),
  system: fc.constantFrom(...SYSTEMS),
  day: fc.option(fc.nat(40), { nil: null }),
  value: fc.option(fc.integer({ min: 0, max: 20 }), { nil: null }),
  person: fc.constantFrom(ALICE, ALICE, ALICE, BOB),
});
type Drawn = typeof observation extends fc.Arbitrary<infer T> ? T : never;

const toResource = ({ status, code, system, day, value, person }: Drawn) => ({
  resourceType: 'Observation',
  status,
  code: { coding: [{ system, code }] },
  subject: { reference: `Patient/${person}` },
  ...(day === null ? {} : { effectiveDateTime: dayOf(day) }),
  ...(value === null ? {} : { valueQuantity: { value, system: 'http://unitsofmeasure.org', code: 'g' } }),
});

interface Criterion {
  readonly parameter: readonly [string, string];
  readonly holds: (drawn: Drawn) => boolean;
}
const PREFIXES = {
  eq: (a: number, b: number) => a === b,
  ne: (a: number, b: number) => a !== b,
  gt: (a: number, b: number) => a > b,
  ge: (a: number, b: number) => a >= b,
  lt: (a: number, b: number) => a < b,
  le: (a: number, b: number) => a <= b,
} as const;
const prefix = fc.constantFrom(...(Object.keys(PREFIXES) as (keyof typeof PREFIXES)[]));

const criterion: fc.Arbitrary<Criterion> = fc.oneof(
  fc.subarray([...STATUSES], { minLength: 1 }).map(
    (wanted): Criterion => ({
      parameter: ['status', wanted.join(',')],
      holds: ({ status }) => wanted.includes(status),
    }),
  ),
  fc.constantFrom(...STATUSES).map(
    (wanted): Criterion => ({
      parameter: ['status:not', wanted],
      holds: ({ status }) => status !== wanted,
    }),
  ),
  fc
    .constantFrom(...CODES)
    .map((wanted): Criterion => ({ parameter: ['code', wanted], holds: ({ code }) => code === wanted })),
  fc.tuple(fc.constantFrom(...SYSTEMS), fc.constantFrom(...CODES)).map(
    ([at, wanted]): Criterion => ({
      parameter: ['code', `${at}|${wanted}`],
      holds: ({ code, system }) => code === wanted && system === at,
    }),
  ),
  fc.tuple(prefix, fc.nat(40)).map(
    ([how, n]): Criterion => ({
      parameter: ['date', `${how}${dayOf(n)}`],
      holds: ({ day }) => day !== null && PREFIXES[how](day, n),
    }),
  ),
  fc.boolean().map(
    (missing): Criterion => ({
      parameter: ['date:missing', String(missing)],
      holds: ({ day }) => (day === null) === missing,
    }),
  ),
  fc.tuple(fc.constantFrom('gt', 'ge', 'lt', 'le'), fc.integer({ min: 0, max: 20 })).map(
    ([how, n]): Criterion => ({
      parameter: ['value-quantity', `${how}${n}`],
      holds: ({ value }) => value !== null && PREFIXES[how](value, n),
    }),
  ),
);

async function allPages(url: string): Promise<{ ids: string[]; totals: number[] }> {
  const ids: string[] = [];
  const totals: number[] = [];
  let next: string | null = `/fhir/R4${url}`;
  while (next !== null) {
    const answer = await fhir.call({ method: 'GET', url: next.replace(ORIGIN, '') });
    expect([url, answer.statusCode]).toEqual([url, 200]);
    const bundle = answer.json<Bundle>();
    ids.push(...idsIn(bundle));
    totals.push(bundle.total ?? -1);
    next = nextOf(bundle);
  }
  return { ids, totals };
}

const nameOf = (person: string, at: number) => idOf(person, `o${String(at).padStart(3, '0')}`);

test('any search is a filter of the whole record, page by page', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(observation, { maxLength: 40 }),
      fc.array(criterion, { maxLength: 4 }),
      fc.integer({ min: 1, max: 50 }),
      async (drawn, criteria, count) => {
        fhir.store.versions.clear();
        for (const [at, one] of drawn.entries())
          fhir.store.put('Observation', nameOf(one.person, at), toResource(one));
        const expected = drawn.flatMap((one, at) =>
          one.person === ALICE && criteria.every(({ holds }) => holds(one)) ? [nameOf(ALICE, at)] : [],
        );
        const query = new URLSearchParams([
          ['patient', ALICE],
          ['_count', String(count)],
          ...criteria.map(({ parameter: [name, value] }): [string, string] => [name, value]),
        ]);
        const { ids, totals } = await allPages(`/Observation?${query}`);
        expect(ids).toEqual(expected);
        expect(totals.every((total) => total === expected.length)).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
}, 60_000);

test('a sorted search holds the same results, and its order never falls', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(observation, { maxLength: 30 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 12 }),
      async (drawn, descending, count) => {
        fhir.store.versions.clear();
        for (const [at, one] of drawn.entries())
          fhir.store.put('Observation', nameOf(one.person, at), toResource(one));
        const sort = descending ? '-date' : 'date';
        const { ids } = await allPages(`/Observation?patient=${ALICE}&_sort=${sort}&_count=${count}`);
        const mine = drawn.flatMap((one, at) => (one.person === ALICE ? [nameOf(ALICE, at)] : []));
        expect([...ids].sort()).toEqual(mine);
        const days = ids.map((id) => drawn[Number(id.slice(-3))]?.day ?? null);
        const known = days.filter((day) => day !== null);
        expect(known).toEqual([...known].sort((a, b) => (descending ? b - a : a - b)));
        // Those without a date come last.
        expect(days.slice(known.length).every((day) => day === null)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);
