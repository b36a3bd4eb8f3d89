import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../kernel/testing/test-database.ts';
import { catalogueVersion, importMasters, loadCatalogue, type MasterFileReport } from '../index.ts';
import type { MasterKind } from '../model/entries.ts';
import { masterFileName, masterRow, printMaster, type RowValues } from '../testing/master-builder.ts';

let own: TestDatabase;
let folder: string;

beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'masters-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(name: string, bytes: Uint8Array | string): Promise<string> {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

function putMaster(kind: MasterKind, edition: string, rows: Readonly<Record<string, RowValues>>) {
  const printed = printMaster(Object.entries(rows).map(([code, values]) => masterRow(kind, code, values)));
  return put(masterFileName(kind, edition), printed);
}

const run = (paths: readonly string[], acceptCorrections = false) =>
  importMasters({ db: own.db }, { paths, acceptCorrections });

async function runOne(path: string, acceptCorrections = false): Promise<MasterFileReport> {
  const { files } = await run([path], acceptCorrections);
  if (files[0] === undefined || files.length > 1) throw new Error('expected one file');
  return files[0];
}

/** Every row of every table, to prove that a refusal leaves nothing. */
async function stored() {
  const counts = ['release', 'act', 'drug', 'material', 'disease', 'comment', 'modifier'].map(
    (table) => `SELECT '${table}' AS name, count(*)::int AS rows FROM masters.${table}`,
  );
  return own.db.query<{ name: string; rows: number }>(counts.join(' UNION ALL '));
}

describe('what is stored', () => {
  test('a folder with all six masters, and other things in it', async () => {
    await putMaster('act', '2024-05-31', { 113000110: {}, 113000210: {} });
    await putMaster('drug', '2024-03-21', { 610000001: {} });
    await putMaster('material', '2024-03-15', { 710000001: {} });
    await putMaster('disease', '2024-06-01', { '0000999': {} });
    await putMaster('comment', '2023-08-01', { 840000006: { 10: '5', 11: '2' } });
    await putMaster('modifier', '2025-06-01', { 8001: {}, '0001': {} });
    await put('README.txt', 'not a master');
    await mkdir(join(folder, 's_ALL20240601.csv'));
    const seen: string[] = [];
    const report = await importMasters(
      { db: own.db },
      { paths: [folder], onProgress: (file) => seen.push(`${file.name} ${file.state}`) },
    );

    expect(report.rows).toBe(8);
    expect(
      report.files.map(({ name, master, edition, rows, columns, state, code }) => [
        name,
        master,
        edition,
        rows,
        columns,
        state,
        code,
      ]),
    ).toEqual([
      ['README.txt', null, null, 0, 0, 'skipped', 'master-file-not-a-master'],
      ['b_20240601.txt', 'disease', '2024-06-01', 1, 46, 'imported', undefined],
      ['c_ALL20230801.csv', 'comment', '2023-08-01', 1, 30, 'imported', undefined],
      ['s_ALL20240531.csv', 'act', '2024-05-31', 2, 150, 'imported', undefined],
      ['t_ALL20240315.csv', 'material', '2024-03-15', 1, 38, 'imported', undefined],
      ['y_ALL20240321.csv', 'drug', '2024-03-21', 1, 40, 'imported', undefined],
      ['z_20250601.txt', 'modifier', '2025-06-01', 2, 19, 'imported', undefined],
    ]);
    expect(seen).toHaveLength(7);
    const catalogue = await loadCatalogue(own.db);
    expect(catalogue.comment('840000006', '2024-05')?.entry).toEqual({
      code: '840000006',
      validFrom: '2020-04-01',
      validUntil: null,
      pattern: '40',
      text: '試験文',
      digitPositions: [{ position: 5, digits: 2 }],
    });
    expect(catalogue.modifier('8001', '2024-05')?.entry.place).toBe('suffix');
    expect(catalogue.modifier('0001', '2024-05')?.entry.place).toBe('prefix');
    expect(catalogue.disease('0000999', '2024-05')?.entry.name).toBe('試験病');
  });

  test('the columns of an act and a drug reach the catalogue', async () => {
    await putMaster('act', '2020-04-01', {
      113000310: {
        5: '略称',
        8: '33',
        10: '日',
        11: '5',
        13: '2',
        15: '130',
        19: '4',
        49: '3',
        61: '1',
        66: '140',
        68: '9',
        69: '7',
        83: '2',
        85: 'K',
        87: '20200401',
        88: '20220331',
        92: '014',
        93: '02',
        94: '07',
        113: '基本名称',
      },
    });
    await putMaster('drug', '2020-04-01', {
      620000001: {
        5: '試験錠１ｍｇ',
        8: '16',
        10: '錠',
        11: '7',
        14: '5',
        17: '1',
        20: '2',
        23: '620000009',
        28: '6',
        32: '1124001F1010',
        37: '1124001F1ZZZ',
        38: '【般】試験錠１ｍｇ',
      },
    });
    await run([folder]);
    const catalogue = await loadCatalogue(own.db);
    expect(catalogue.act('113000310', '2022-03-31')).toEqual({
      edition: '2020-04-01',
      status: 'in-force',
      entry: {
        code: '113000310',
        validFrom: '2020-04-01',
        validUntil: '2022-03-31',
        name: '基本名称',
        shortName: '略称',
        unitCode: '33',
        unit: '日',
        pointKind: 5,
        inOut: 2,
        aggregationOut: 130,
        aggregationIn: 140,
        hospital: 4,
        donor: 3,
        recordingKind: 9,
        tariffKind: 7,
        shortStay: 2,
        isSpecimen: true,
        letter: 'K',
        section: 14,
        branch: 2,
        item: 7,
        classification: {
          category: 'surgery',
          subKind: 'transplant',
          transplantGroup: 'skin',
          kind: 'modifier',
          harvest: false,
          specimen: true,
        },
      },
    });
    expect(catalogue.act('113000310', '2022-04-01')?.status).toBe('not-in-force');
    expect(catalogue.drug('620000001', '2021-04')?.entry).toEqual({
      code: '620000001',
      validFrom: '2020-04-01',
      validUntil: null,
      name: '試験錠１ｍｇ',
      unitCode: '16',
      unit: '錠',
      priceKind: 7,
      controlledKind: 5,
      isGeneric: true,
      contrastKind: 2,
      brandOf: '620000009',
      dosageForm: 6,
      priceListCode: '1124001F1010',
      therapeuticClass: '1124',
      generalNameCode: '1124001F1ZZZ',
      generalName: '【般】試験錠１ｍｇ',
      isPseudoDrug: true,
    });
  });

  test('names fall back to the short name; narrower and wider releases are read by position', async () => {
    const bytes = printMaster([masterRow('act', '113000410', { 5: '略のみ', 113: '' })]);
    await put('s_ALL20190401.csv', bytes);
    const narrow = masterRow('drug', '620000002', {}).slice(0, 35);
    await put('y_ALL20190401.csv', printMaster([narrow]));
    const wide = [...masterRow('drug', '620000003', { 37: '2', 38: '【般】' }), '9', '9'];
    await put('y_ALL20250401.csv', printMaster([wide]));
    expect((await run([folder])).files.map((file) => [file.state, file.columns])).toEqual([
      ['imported', 150],
      ['imported', 35],
      ['imported', 42],
    ]);
    const catalogue = await loadCatalogue(own.db);
    expect(catalogue.act('113000410', '2021-04')?.entry.name).toBe('略のみ');
    expect(catalogue.drug('620000002', '2021-04')?.entry.generalNameCode).toBeNull();
    expect(catalogue.drug('620000003', '2021-04')?.entry.generalName).toBe('【般】');
  });

  test('backslashes, bars and characters whose second byte is one survive', async () => {
    const name = '表示ソ能｜\\N|￥ﾎﾟ①㈱';
    await putMaster('material', '2018-04-01', { 710000010: { 37: name } });
    await run([folder]);
    expect((await loadCatalogue(own.db)).material('710000010', '2021-04')?.entry.name).toBe(name);
  });

  test('the file itself is kept byte for byte', async () => {
    const path = await putMaster('modifier', '2018-04-01', { '0002': {} });
    const { sha256 } = await runOne(path);
    const [row] = await own.db.query<{ content_gzip: Buffer }>(
      'SELECT content_gzip FROM masters.release WHERE sha256 = $1',
      [sha256],
    );
    expect(gunzipSync(row?.content_gzip ?? Buffer.alloc(0))).toEqual(
      Buffer.from(printMaster([masterRow('modifier', '0002')])),
    );
  });
});

describe('the same edition again', () => {
  test('the same file is already imported, under whatever name', async () => {
    const rows = { 710000020: { 37: '一度だけ' } };
    expect((await runOne(await putMaster('material', '2017-04-01', rows))).state).toBe('imported');
    const before = await stored();
    const version = await catalogueVersion(own.db);
    const again = await runOne(await putMaster('material', '2017-04-01', rows));
    const renamed = await runOne(await putMaster('material', '2017-05-01', rows));
    for (const report of [again, renamed]) {
      expect(report).toMatchObject({
        state: 'already-imported',
        edition: '2017-04-01',
        rows: 1,
        columns: 38,
      });
    }
    expect(await stored()).toEqual(before);
    expect(await catalogueVersion(own.db)).toBe(version);
  });

  test('two imports at once store it once', async () => {
    const path = await putMaster('material', '2017-06-01', { 710000021: {} });
    const states = (await Promise.all([runOne(path), runOne(path), runOne(path)])).map(
      (report) => report.state,
    );
    expect(states.sort()).toEqual(['already-imported', 'already-imported', 'imported']);
  });

  test('other content is refused, unless it is announced as a correction', async () => {
    await runOne(await putMaster('material', '2016-04-01', { 710000030: { 37: '誤' }, 710000031: {} }));
    const before = await stored();
    const corrected = await putMaster('material', '2016-04-01', { 710000030: { 37: '正' } });
    expect(await runOne(corrected)).toMatchObject({ state: 'refused', code: 'master-edition-conflict' });
    expect(await stored()).toEqual(before);

    const version = await catalogueVersion(own.db);
    expect((await runOne(corrected, true)).state).toBe('imported');
    const catalogue = await loadCatalogue(own.db);
    expect(catalogue.material('710000030', '2021-04')?.entry.name).toBe('正');
    expect(catalogue.material('710000031', '2021-04')).toBeNull();
    expect(catalogue.version).not.toBe(version);
    expect(catalogue.version).toBe(await catalogueVersion(own.db));
  });
});

test('a difference file stands beside the full file of its date and yields to it', async () => {
  const print = (code: string, name: string) => masterRow('material', code, { 37: name });
  await put(
    't_update_20130401.csv',
    printMaster([print('710000040', '差分'), print('710000041', '差分のみ')]),
  );
  await put('t_all_20130401.csv', printMaster([print('710000040', '全件')]));
  expect((await run([folder])).files.map((file) => file.state)).toEqual(['imported', 'imported']);
  const catalogue = await loadCatalogue(own.db);
  expect(catalogue.material('710000040', '2021-04')?.entry.name).toBe('全件');
  expect(catalogue.material('710000041', '2021-04')?.entry.name).toBe('差分のみ');
  expect(catalogue.editions('material').filter((edition) => edition === '2013-04-01')).toHaveLength(1);
});

test('two editions stand side by side', async () => {
  await putMaster('act', '2022-02-18', {
    150000110: { 5: '旧', 113: '旧い名称', 85: 'K', 87: '20200401', 92: '259', 93: '00', 94: '03' },
    150000210: { 87: '20200401' },
  });
  await putMaster('act', '2024-06-30', {
    150000110: { 5: '新', 113: '新しい名称', 85: 'K', 87: '20240601', 92: '259', 93: '02', 94: '003' },
  });
  await run([folder]);
  const catalogue = await loadCatalogue(own.db);
  const old = catalogue.act('150000110', '2024-05-31');
  const current = catalogue.act('150000110', '2024-06-01');
  expect(old).toMatchObject({
    edition: '2022-02-18',
    status: 'in-force',
    entry: { name: '旧い名称', item: 3 },
  });
  expect(current).toMatchObject({
    edition: '2024-06-30',
    status: 'in-force',
    entry: { name: '新しい名称', item: 3 },
  });
  expect(old?.entry.classification.subKind).toBe('transplant');
  expect(current?.entry.classification.subKind).toBe('cell-therapy');
  expect(catalogue.act('150000110', '2019-10')).toMatchObject({
    edition: '2022-02-18',
    status: 'not-in-force',
  });
  expect(catalogue.act('150000210', '2024-10')?.edition).toBe('2022-02-18');
});

test('the server may not change or delete what is stored', async () => {
  for (const table of ['release', 'act', 'drug', 'material', 'disease', 'comment', 'modifier']) {
    await expect(own.db.query(`DELETE FROM masters.${table}`)).rejects.toThrow('permission denied');
    await expect(own.db.query(`TRUNCATE masters.${table}`)).rejects.toThrow('permission denied');
  }
  await expect(own.db.query(`UPDATE masters.act SET name = ''`)).rejects.toThrow('permission denied');
});
