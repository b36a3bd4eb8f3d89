import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../kernel/testing/test-database.ts';
import {
  importMasters,
  isWardCode,
  loadCatalogue,
  type MasterCatalogue,
  type MasterImportReport,
} from './index.ts';
import { encodeCp932 } from './testing/cp932.ts';
import { hasSharedData, sharedClaims, sharedDataNote, sharedMasters } from './testing/shared-data.ts';

const masterFiles = [
  { name: 'b_20240601.txt', master: 'disease', edition: '2024-06-01', rows: 27_437, columns: 46 },
  { name: 'c_ALL20230801.csv', master: 'comment', edition: '2023-08-01', rows: 3065, columns: 30 },
  { name: 's_ALL20220218.csv', master: 'act', edition: '2022-02-18', rows: 8735, columns: 150 },
  { name: 's_ALL20240531.csv', master: 'act', edition: '2024-05-31', rows: 10_133, columns: 150 },
  { name: 't_ALL20240315.csv', master: 'material', edition: '2024-03-15', rows: 1334, columns: 38 },
  { name: 'y_ALL20240321.csv', master: 'drug', edition: '2024-03-21', rows: 19_686, columns: 40 },
  { name: 'z_20250601.txt', master: 'modifier', edition: '2025-06-01', rows: 2375, columns: 19 },
];

describe.skipIf(!hasSharedData)(`the issuer's files${sharedDataNote}`, () => {
  let own: TestDatabase;
  let report: MasterImportReport;
  let catalogue: MasterCatalogue;

  beforeAll(async () => {
    own = await createTestDatabase();
    report = await importMasters({ db: own.db }, { paths: [sharedMasters] });
    catalogue = await loadCatalogue(own.db);
  });
  afterAll(() => own.close());

  test('seven of the ten files are masters and are stored whole (@spec claims.md §10.1)', async () => {
    const imported = report.files.filter((file) => file.state === 'imported');
    expect(
      imported.map(({ name, master, edition, rows, columns }) => ({ name, master, edition, rows, columns })),
    ).toEqual(masterFiles);
    expect(report.files.filter((file) => file.state === 'skipped').map((file) => file.name)).toEqual([
      'JFAGY_J9FN_20250401_R01.csv',
      'general_drugs.json',
      'mhlw_price_20250716.csv',
    ]);
    expect(report.files).toHaveLength(10);
    expect(report.rows).toBe(72_765);
    for (const { master, edition, rows } of masterFiles) {
      const stored = await own.db.query(
        `SELECT count(*)::int AS rows FROM masters.${master} JOIN masters.release USING (release_id) WHERE edition = $1::date`,
        [edition],
      );
      expect(stored).toEqual([{ rows }]);
    }
  });

  test('a second run changes nothing', async () => {
    const again = await importMasters({ db: own.db }, { paths: [sharedMasters] });
    expect(again.rows).toBe(0);
    expect(again.files.filter((file) => file.state === 'already-imported')).toHaveLength(7);
  });

  test('every file is kept byte for byte, and encodes back to itself (@spec claims.md §18 (5))', async () => {
    for (const { name } of masterFiles) {
      const bytes = readFileSync(`${sharedMasters}${name}`);
      const [row] = await own.db.query<{ content_gzip: Buffer }>(
        'SELECT content_gzip FROM masters.release WHERE file_name = $1',
        [name],
      );
      expect(gunzipSync(row?.content_gzip ?? Buffer.alloc(0)).equals(bytes)).toBe(true);
      const text = new TextDecoder('shift_jis', { fatal: true }).decode(bytes);
      expect(bytes.equals(encodeCp932(text))).toBe(true);
    }
  });

  test('the drugs (@spec claims.md §10.4)', async () => {
    const forms = await own.db.query(
      'SELECT dosage_form, count(*)::int AS rows FROM masters.drug GROUP BY 1 ORDER BY 1',
    );
    expect(forms).toEqual([
      { dosage_form: 1, rows: 12_776 },
      { dosage_form: 3, rows: 46 },
      { dosage_form: 4, rows: 4227 },
      { dosage_form: 6, rows: 2611 },
      { dosage_form: 8, rows: 26 },
    ]);
    const [codes] = await own.db.query(
      `SELECT count(*) FILTER (WHERE price_list_code IS NULL)::int AS blank,
              count(DISTINCT price_list_code)::int AS distinct_codes,
              count(general_name)::int AS general_names, count(brand_of)::int AS brands
         FROM masters.drug`,
    );
    expect(codes).toEqual({ blank: 49, distinct_codes: 12_917, general_names: 9199, brands: 6717 });
    const drugs = (await own.db.query<{ code: string }>('SELECT code FROM masters.drug ORDER BY code')).map(
      ({ code }) => catalogue.drug(code, '2024-04')?.entry,
    );
    const pseudo = drugs.filter((drug) => drug?.isPseudoDrug).map((drug) => drug?.code);
    expect(pseudo).toEqual(
      [1, 2, 4, 5, 6, 7, 11, 12, 13].map((serial) => `6300100${String(serial).padStart(2, '0')}`),
    );
    expect(drugs.every((drug) => drug?.therapeuticClass === (drug?.priceListCode?.slice(0, 4) ?? null))).toBe(
      true,
    );
  });

  test('the comments (@spec claims.md §10.5, §18 (5))', async () => {
    const patterns = await own.db.query<{ pattern: string }>(
      'SELECT DISTINCT pattern FROM masters.comment ORDER BY 1',
    );
    expect(patterns.map((row) => row.pattern)).toEqual([
      '10',
      '20',
      '30',
      '31',
      '40',
      '42',
      '50',
      '51',
      '52',
      '53',
      '80',
      '90',
    ]);
    const rows = await own.db.query<{ code: string; pattern: string }>(
      'SELECT code, pattern FROM masters.comment',
    );
    expect(rows).toHaveLength(3065);
    for (const { code, pattern } of rows) {
      const entry = catalogue.comment(code, '2023-08')?.entry;
      expect(code.slice(0, 3)).toBe(`8${pattern}`);
      if (pattern !== '40') expect(entry?.digitPositions).toEqual([]);
    }
    expect(catalogue.comment('840000006', '2024-05')?.entry.digitPositions).toEqual([
      { position: 5, digits: 2 },
    ]);
  });

  test('the two act masters against each other (@spec claims.md §10.3)', async () => {
    const differences = await own.db.query(
      `WITH old AS (SELECT * FROM masters.act WHERE release_id = (SELECT release_id FROM masters.release WHERE file_name = 's_ALL20220218.csv')),
            new AS (SELECT * FROM masters.act WHERE release_id = (SELECT release_id FROM masters.release WHERE file_name = 's_ALL20240531.csv'))
       SELECT count(*) FILTER (WHERE old.code IS NOT NULL AND new.code IS NOT NULL)::int AS common,
              count(*) FILTER (WHERE new.code IS NULL)::int AS only_old,
              count(*) FILTER (WHERE old.code IS NULL)::int AS only_new,
              count(*) FILTER (WHERE (old.letter, old.section, old.branch) <> (new.letter, new.section, new.branch))::int AS moved,
              count(*) FILTER (WHERE (old.letter, old.section, old.branch, old.item) <> (new.letter, new.section, new.branch, new.item))::int AS renumbered,
              count(*) FILTER (WHERE old.short_name <> new.short_name)::int AS renamed,
              count(*) FILTER (WHERE new.recording_kind = 1 AND new.tariff_kind = 7)::int AS disagreeing
         FROM old FULL JOIN new USING (code)`,
    );
    expect(differences[0]).toMatchObject({
      common: 7519,
      only_old: 1216,
      only_new: 2614,
      moved: 39,
      renumbered: 1026,
      disagreeing: 951,
      renamed: 675,
    });
  });

  test('no act stands in the way of the ward codes', async () => {
    const acts = await own.db.query<{ code: string }>('SELECT DISTINCT code FROM masters.act');
    expect(acts.filter(({ code }) => isWardCode(code))).toEqual([]);
  });

  /** Every SI, IY, SY and CO line of the public sample file: record id, code. All care is of 2021-10. */
  function sampleLines(id: string, column: number): string[] {
    const text = new TextDecoder('shift_jis').decode(
      readFileSync(`${sharedClaims}RECEIPTC_GAIRAI_SAMPLE.UKE`),
    );
    return text
      .split('\r\n')
      .map((line) => line.split(','))
      .filter((cells) => cells[0] === id)
      .map((cells) => cells[column] ?? '');
  }

  test('the 320 act lines of the sample file fall into their kinds (@spec claims.md §16)', () => {
    const counts: Record<string, number> = {};
    for (const code of sampleLines('SI', 3)) {
      const found = catalogue.act(code, '2021-10');
      const { category, kind } = found?.entry.classification ?? { category: 'unknown', kind: code };
      if (category !== null) counts[`${category} ${kind}`] = (counts[`${category} ${kind}`] ?? 0) + 1;
    }
    expect(counts).toEqual({
      'medical-management basic': 34,
      'medical-management add-on': 11,
      'imaging basic': 8,
      'imaging add-on': 4,
      'imaging modifier': 1,
      'surgery basic': 2,
      'unknown 111014070': 2,
      'unknown 113033370': 5,
    });
  });

  test('the drugs and diseases of the sample file are known, two comments are not (@spec claims.md §16)', () => {
    const drugs = sampleLines('IY', 3);
    expect(drugs).toHaveLength(32);
    expect(drugs.filter((code) => catalogue.drug(code, '2021-10') === null)).toEqual([]);
    const diseases = sampleLines('SY', 1);
    expect(diseases).toHaveLength(9);
    expect(diseases.filter((code) => catalogue.disease(code, '2021-10') === null)).toEqual([]);
    const unknown = sampleLines('CO', 3).filter((code) => catalogue.comment(code, '2021-10') === null);
    expect(unknown.sort()).toEqual(['820190040', '820190040', '850190040', '850190040', '850190040']);
  });
});
