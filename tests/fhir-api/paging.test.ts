import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ALICE, BOB, createFhirApp, type FhirApp, ORIGIN, outcomeCode } from './support/fhir-app.ts';
import { type Bundle, idOf, idsIn, nextOf, observation } from './support/resources.ts';

let fhir: FhirApp;
beforeAll(async () => {
  fhir = await createFhirApp();
});
afterAll(() => fhir.close());
beforeEach(() => {
  fhir.store.versions.clear();
  fhir.now = new Date('2026-11-22T01:00:00Z');
});

const day = (n: number) => `2026-01-${String((n % 28) + 1).padStart(2, '0')}`;
const put = (position: string, on: number) =>
  fhir.store.put('Observation', idOf(ALICE, position), observation(ALICE, { effectiveDateTime: day(on) }));
const follow = (url: string, token = 'physician') =>
  fhir.call({ method: 'GET', url: url.replace(ORIGIN, ''), token });

async function pages(url: string, between: (page: number) => void = () => {}): Promise<string[][]> {
  const found: string[][] = [];
  let next: string | null = `/fhir/R4${url}`;
  while (next !== null) {
    const bundle: Bundle = (await follow(next)).json();
    found.push(idsIn(bundle));
    between(found.length);
    next = nextOf(bundle);
  }
  return found;
}

test('pages hold all results once, in the order that is asked for', async () => {
  for (let at = 0; at < 25; at++) put(`o${String(at).padStart(2, '0')}`, at * 7);
  const all = (await pages(`/Observation?patient=${ALICE}&_count=1000`)).flat();
  expect(all).toHaveLength(25);
  const plain = await pages(`/Observation?patient=${ALICE}&_count=10`);
  expect(plain.map((page) => page.length)).toEqual([10, 10, 5]);
  expect(plain.flat()).toEqual(all);
  const sorted = (await pages(`/Observation?patient=${ALICE}&_count=10&_sort=-date`)).flat();
  const inOrder = (await pages(`/Observation?patient=${ALICE}&_count=1000&_sort=-date`)).flat();
  expect(sorted).toEqual(inOrder);
  expect(sorted).not.toEqual(all);
});

type Change = { readonly kind: 'create' | 'touch' | 'move'; readonly at: number; readonly to: number };
const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('create', 'touch', 'move'),
  at: fc.nat(19),
  to: fc.nat(200),
});

test.each(['', '&_sort=date', '&_sort=-_lastUpdated', '&_sort=status,-date'])(
  'whatever is written meanwhile, nothing that stays is lost or told twice (%s)',
  async (sort) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 7 }),
        async (rounds, count) => {
          fhir.store.versions.clear();
          const names = Array.from({ length: 20 }, (_, at) => `o${String(at).padStart(2, '0')}`);
          for (const [at, name] of names.entries()) put(name, at * 5);
          let fresh = 0;
          const found = await pages(`/Observation?patient=${ALICE}&_count=${count}${sort}`, (page) => {
            for (const { kind, at, to } of rounds[page - 1] ?? []) {
              if (kind === 'create') put(`n${to}-${fresh++}`, to);
              else put(names[at] ?? '', kind === 'move' ? to : at * 5);
            }
          });
          const told = found.flat();
          expect(new Set(told).size).toBe(told.length);
          expect(names.filter((name) => !told.includes(idOf(ALICE, name)))).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  },
);

test('an address of a page shows nothing of the search, and opens nothing for anybody else', async () => {
  for (let at = 0; at < 5; at++) put(`o${at}`, at);
  const first: Bundle = (await fhir.get(`/Observation?patient=${ALICE}&status=final&_count=2`)).json();
  const next = nextOf(first) ?? '';
  expect(next).not.toContain(ALICE);
  expect(next).not.toContain('status');
  expect(idsIn((await follow(next)).json())).toHaveLength(2);
  expect(outcomeCode(await follow(next, 'other'))).toBe('400 FHIR_CURSOR_INVALID');
  expect(outcomeCode(await follow(next, 'system system/*.rs'))).toBe('400 FHIR_CURSOR_INVALID');
  expect(outcomeCode(await follow(next.replace('/Observation?', '/Condition?')))).toBe(
    '400 FHIR_CURSOR_INVALID',
  );
  expect(outcomeCode(await follow(`${next}&patient=${BOB}`))).toBe('400 FHIR_CURSOR_INVALID');
  const forged = next.slice(0, -6) + (next.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA');
  expect(outcomeCode(await follow(forged))).toBe('400 FHIR_CURSOR_INVALID');
  expect(outcomeCode(await fhir.get('/Observation?_cursor=1'))).toBe('400 FHIR_CURSOR_INVALID');
});

test('an address of a page runs out after an hour', async () => {
  for (let at = 0; at < 5; at++) put(`o${at}`, at);
  const next = nextOf((await fhir.get(`/Observation?patient=${ALICE}&_count=2`)).json()) ?? '';
  fhir.now = new Date('2026-11-22T01:59:59Z');
  expect((await follow(next)).statusCode).toBe(200);
  fhir.now = new Date('2026-11-22T02:00:01Z');
  expect(outcomeCode(await follow(next))).toBe('410 FHIR_CURSOR_EXPIRED');
});

test('each page is a reading of its own with its own count', async () => {
  for (let at = 0; at < 5; at++) put(`o${at}`, at);
  fhir.door.entries.length = 0;
  await pages(`/Observation?patient=${ALICE}&_count=2`);
  expect(fhir.door.entries.map(({ itemCount }) => itemCount)).toEqual([2, 2, 1]);
});

test('a sorted search that could not be kept in order is refused on its first page', async () => {
  for (let at = 0; at < 2_105; at++) put(`o${at}`, at);
  const sorted = (count: number) => fhir.get(`/Observation?patient=${ALICE}&_count=${count}&_sort=date`);
  expect(outcomeCode(await sorted(100))).toBe('422 FHIR_SEARCH_TOO_WIDE');
  const first = await sorted(1_000);
  expect(first.statusCode).toBe(200);
  const second = await follow(nextOf(first.json()) ?? '');
  // Servers take addresses of up to 16 KB, other headers included.
  expect(nextOf(second.json())?.length).toBeLessThan(12_000);
  const third = await follow(nextOf(second.json()) ?? '');
  expect([first, second, third].map((page) => idsIn(page.json()).length)).toEqual([1_000, 1_000, 105]);
  expect((await fhir.get(`/Observation?patient=${ALICE}&_count=100`)).statusCode).toBe(200);
});
