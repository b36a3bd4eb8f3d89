import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MaterialEntry } from '../model/entries.ts';
import { masterRow, printMaster } from '../testing/master-builder.ts';
import { readEntries } from '../testing/read-entries.ts';
import { createCatalogue } from './create-catalogue.ts';

interface Plan {
  readonly edition: string;
  readonly rows: readonly {
    readonly code: string;
    readonly from: string | null;
    readonly until: string | null;
  }[];
}

const day = fc
  .record({
    year: fc.integer({ min: 2018, max: 2026 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
  })
  .map(({ year, month, day }) => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`);

const codes = ['710000001', '710000002', '710000003'];

const plans: fc.Arbitrary<readonly Plan[]> = fc.uniqueArray(
  fc.record({
    edition: day,
    rows: fc
      .uniqueArray(
        fc.record({
          code: fc.constantFrom(...codes),
          from: fc.option(day, { freq: 4 }),
          until: fc.option(day, { freq: 2 }),
        }),
        { selector: (row) => row.code, minLength: 1 },
      )
      .map((rows) => rows.filter((row) => row.from === null || row.until === null || row.from <= row.until))
      .filter((rows) => rows.length > 0),
  }),
  { selector: (plan) => plan.edition, maxLength: 5 },
);

/** Goes through the printed file, as an import does. */
function entriesOf(plan: Plan): MaterialEntry[] {
  const digits = (date: string | null, blank: string) => date?.replaceAll('-', '') ?? blank;
  const rows = plan.rows.map((row) =>
    masterRow('material', row.code, {
      28: digits(row.from, '00000000'),
      30: digits(row.until, '99999999'),
      37: `${row.code} of ${plan.edition}`,
    }),
  );
  return readEntries('material', printMaster(rows));
}

function catalogueOf(snapshots: readonly Plan[]) {
  return createCatalogue('test', {
    material: snapshots.map((plan) => ({ edition: plan.edition, entries: entriesOf(plan) })),
  });
}

/** The rule of claims.md §10.1, said as plainly as possible. */
function expected(snapshots: readonly Plan[], code: string, date: string): string | null {
  const newestFirst = snapshots
    .filter((plan) => plan.rows.some((row) => row.code === code))
    .sort((a, b) => b.edition.localeCompare(a.edition));
  for (const plan of newestFirst) {
    const row = plan.rows.find((candidate) => candidate.code === code);
    if (row && (row.from ?? '0000-00-00') <= date && date <= (row.until ?? '9999-99-99')) {
      return `in-force ${plan.edition}`;
    }
  }
  const distance = (plan: Plan) => Math.abs(Date.parse(plan.edition) - Date.parse(date));
  const nearest = newestFirst.sort(
    (a, b) => distance(a) - distance(b) || b.edition.localeCompare(a.edition),
  )[0];
  return nearest ? `not-in-force ${nearest.edition}` : null;
}

describe('look-up as of a date (@spec claims.md §10.1)', () => {
  test('agrees with the rule for any editions, code and day', () => {
    fc.assert(
      fc.property(plans, fc.constantFrom(...codes), day, (snapshots, code, date) => {
        const found = catalogueOf(snapshots).material(code, date);
        expect(found && `${found.status} ${found.edition}`).toBe(expected(snapshots, code, date));
        if (found) expect(found.entry.name).toBe(`${code} of ${found.edition}`);
      }),
      { numRuns: 400 },
    );
  });

  test('a month stands for its last day', () => {
    const catalogue = catalogueOf([
      {
        edition: '2024-01-01',
        rows: [
          { code: '710000001', from: '2024-02-20', until: null },
          { code: '710000002', from: '2020-04-01', until: '2024-02-29' },
          { code: '710000003', from: '2020-04-01', until: '2024-02-28' },
        ],
      },
    ]);
    expect(catalogue.material('710000001', '2024-02')?.status).toBe('in-force');
    expect(catalogue.material('710000001', '2024-01')?.status).toBe('not-in-force');
    expect(catalogue.material('710000003', '2024-02')?.status).toBe('not-in-force');
    expect(catalogue.material('710000003', '2024-02-28')?.status).toBe('in-force');
    expect(catalogue.material('710000002', '2024-03')?.status).toBe('not-in-force');
  });

  test('of two releases equally near, the newer one is taken', () => {
    const row = { code: '710000001', from: '2025-01-01', until: null };
    const catalogue = catalogueOf([
      { edition: '2024-01-01', rows: [row] },
      { edition: '2024-01-11', rows: [row] },
    ]);
    expect(catalogue.material('710000001', '2024-01-06')?.edition).toBe('2024-01-11');
    expect(catalogue.material('710000001', '2024-01-05')?.edition).toBe('2024-01-01');
  });

  test('an unknown code differs from a master that is not loaded', () => {
    const catalogue = catalogueOf([
      { edition: '2024-01-01', rows: [{ code: '710000001', from: null, until: null }] },
      { edition: '2025-01-01', rows: [{ code: '710000001', from: null, until: null }] },
    ]);
    expect(catalogue.material('710000009', '2024-02')).toBeNull();
    expect(catalogue.isEmpty('material')).toBe(false);
    expect(catalogue.editions('material')).toEqual(['2025-01-01', '2024-01-01']);
    expect(catalogue.drug('610000001', '2024-02')).toBeNull();
    expect(catalogue.isEmpty('drug')).toBe(true);
    expect(catalogue.editions('drug')).toEqual([]);
  });

  test('the same answer is the same object', () => {
    const catalogue = catalogueOf([
      { edition: '2024-01-01', rows: [{ code: '710000001', from: '2024-01-01', until: null }] },
    ]);
    const inForce = catalogue.material('710000001', '2024-02');
    const early = catalogue.material('710000001', '2019-02');
    expect(inForce?.status).toBe('in-force');
    expect(early?.status).toBe('not-in-force');
    expect(catalogue.material('710000001', '2025-02-03')).toBe(inForce);
    expect(catalogue.material('710000001', '2018-01-01')).toBe(early);
  });
});
