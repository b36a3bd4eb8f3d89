import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../kernel/testing/test-database.ts';
import {
  actCategories,
  importMasters,
  loadCatalogue,
  type MasterCatalogue,
} from '../../modules/masters/index.ts';
import { actsOn, catalogue } from './catalogue.ts';
import { writeDemoMasters } from './write-demo-masters.ts';

const root = mkdtempSync(join(tmpdir(), 'masters-'));
afterAll(() => rmSync(root, { recursive: true }));

const decode = (bytes: Uint8Array): string => new TextDecoder('shift_jis', { fatal: true }).decode(bytes);

/** Rows of a file of the issuer's layout, unquoted; the issuer quotes every value and has no commas in it. */
const rowsOf = (path: string): string[][] =>
  decode(readFileSync(path))
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(1, -1).split('","'));

const WIDTHS: Readonly<Record<string, number>> = { s: 150, y: 40, t: 38, b: 46, c: 30 };
const CODE_ITEM: Readonly<Record<string, number>> = { s: 3, y: 3, t: 3, b: 3, c: 23 };
const CODE_RANGE: Readonly<Record<string, RegExp>> = {
  s: /^195\d{6}$/,
  y: /^690\d{6}$/,
  t: /^790\d{6}$/,
  b: /^9990\d{3}$/,
  c: /^8[1-9]\d9\d{5}$/,
};

describe('writeDemoMasters', () => {
  let paths: string[];
  beforeAll(async () => {
    paths = await writeDemoMasters(join(root, 'demo'));
  });

  it('writes every master in the width of its layout, all values quoted (@spec claims.md §10.1)', () => {
    expect(paths.map((path) => basename(path))).toEqual([
      's_ALL20210401.csv',
      's_ALL20240601.csv',
      'y_ALL20210401.csv',
      't_ALL20210401.csv',
      'b_20210401.txt',
      'c_ALL20210401.csv',
    ]);
    for (const path of paths) {
      const kind = basename(path).slice(0, 1);
      for (const line of decode(readFileSync(path)).split('\r\n').slice(0, -1)) {
        expect(line).toMatch(/^("[^"]*")(,"[^"]*")*$/);
      }
      for (const row of rowsOf(path)) expect(row).toHaveLength(WIDTHS[kind] ?? 0);
    }
  });

  it('keeps every code within the range of the demo and uses none twice', () => {
    for (const path of paths) {
      const kind = basename(path).slice(0, 1);
      const codes = rowsOf(path).map((row) => row[(CODE_ITEM[kind] ?? 0) - 1] ?? '');
      for (const code of codes) expect(code).toMatch(CODE_RANGE[kind] ?? /^$/);
      expect(new Set(codes).size).toBe(codes.length);
    }
  });

  it('marks drug and brand names as those of a demo', () => {
    for (const drug of catalogue().drugs.values()) expect(drug.name).toMatch(/「(デモ|見本)」$/);
    const marked = [...catalogue().drugs.values()].filter((drug) => drug.key.endsWith('-brand'));
    for (const drug of marked) expect(drug.name).toMatch(/^ツナグ.*「見本」$/);
  });

  it('has several products of one general name', () => {
    const products = [...catalogue().drugs.values()].filter((drug) => drug.ingredient === 'アムロジピン');
    expect(products.length).toBeGreaterThan(2);
    expect(new Set(products.map((drug) => drug.priceListCode.slice(0, 7))).size).toBe(1);
    expect(new Set(products.map((drug) => drug.generalName)).size).toBe(2);
  });

  it('has two editions of the act master that differ', () => {
    expect(actsOn('2024-05-31').get('first-visit')?.points).toBe(288);
    expect(actsOn('2024-06-01').get('first-visit')?.points).toBe(291);
    expect(actsOn('2024-06-01').has('xray-film')).toBe(false);
    expect(actsOn('2024-05-31').has('base-up')).toBe(false);
  });
});

describe('the demo masters in the ordinary importer', () => {
  let own: TestDatabase;
  let masters: MasterCatalogue;
  beforeAll(async () => {
    own = await createTestDatabase();
    const dir = join(root, 'import');
    const report = await importMasters({ db: own.db }, { paths: await writeDemoMasters(dir) });
    expect(report.files.map((file) => file.state)).toEqual(report.files.map(() => 'imported'));
    masters = await loadCatalogue(own.db);
  });
  afterAll(() => own.close());

  it('shows every category of the national list (@spec claims.md §11)', () => {
    const seen = new Set<string | null>();
    for (const act of actsOn('2026-01-01').values()) {
      seen.add(masters.act(act.code, '2026-01-01')?.entry.classification.category ?? null);
    }
    for (const { id } of actCategories) expect(seen).toContain(id);
  });

  it('tells the renamed act by date (@spec claims.md §10.1)', () => {
    const code = actsOn('2024-01-01').get('chronic-management')?.code ?? '';
    const before = masters.act(code, '2024-05-31');
    const after = masters.act(code, '2024-06-01');
    expect(before?.entry.name).toBe('特定疾患療養管理料（デモ）');
    expect(after?.entry.name).toMatch(/^生活習慣病管理料（２）/);
    expect([before?.edition, after?.edition]).toEqual(['2021-04-01', '2024-06-01']);
  });

  it('resolves drugs with unit, class and general name', () => {
    const code = catalogue().drugs.get('amlodipine-5')?.code ?? '';
    expect(masters.drug(code, '2025-01-01')?.entry).toMatchObject({
      name: 'アムロジピン錠５ｍｇ「デモ」',
      unit: '錠',
      dosageForm: 1,
      therapeuticClass: '2171',
      generalName: '【般】アムロジピン錠５ｍｇ',
      isGeneric: true,
    });
  });
});

const shared = fileURLToPath(new URL('../../../../../../shared/data/masters/', import.meta.url));
const hasShared = existsSync(shared);

describe.skipIf(!hasShared)(
  `beside the issuer's masters${hasShared ? '' : ' (skipped: no shared data)'}`,
  () => {
    it('shares no code and no price-list ingredient with them', () => {
      const real = new Map<string, Set<string>>();
      const ingredients = new Set<string>();
      for (const file of readdirSync(shared).filter((name) => /^[sytbc]_/.test(name))) {
        const kind = file.slice(0, 1);
        const codes = real.get(kind) ?? new Set<string>();
        real.set(kind, codes);
        for (const row of rowsOf(join(shared, file))) {
          codes.add(row[(CODE_ITEM[kind] ?? 0) - 1] ?? '');
          if (kind === 'y') ingredients.add((row[31] ?? '').slice(0, 7));
        }
      }
      const { drugs, materials, diseases, comments } = catalogue();
      const own = { s: actsOn('2026-01-01'), y: drugs, t: materials, b: diseases, c: comments };
      for (const [kind, entries] of Object.entries(own)) {
        expect(real.get(kind)?.size).toBeGreaterThan(1000);
        for (const { code } of entries.values()) expect(real.get(kind)).not.toContain(code);
      }
      for (const drug of drugs.values()) expect(ingredients).not.toContain(drug.priceListCode.slice(0, 7));
    });
  },
);
