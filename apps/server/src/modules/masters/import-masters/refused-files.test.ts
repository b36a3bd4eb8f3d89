import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../kernel/testing/test-database.ts';
import { importMasters, type MasterFileReport } from '../index.ts';
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

const run = (paths: readonly string[]) => importMasters({ db: own.db }, { paths });

async function runOne(path: string): Promise<MasterFileReport> {
  const { files } = await run([path]);
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

describe('what is refused, whole', () => {
  const good = printMaster([masterRow('material', '719000001'), masterRow('material', '719000002')]);
  const goodText = '"0","T","719000001"';
  const with2 = (values: RowValues) =>
    printMaster([masterRow('material', '719000001'), masterRow('material', '719000002', values)]);
  const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46, 0x00, 0x01]);

  test.each<[string, Uint8Array, string, MasterFileReport['place']]>([
    ['an empty file', new Uint8Array(), 'master-file-empty', undefined],
    ['a picture under the name of a master', jpeg, 'master-file-undecodable', { line: 1 }],
    [
      'a file in UTF-8',
      new TextEncoder().encode(new TextDecoder('shift_jis').decode(good)),
      'master-file-undecodable',
      { line: 1 },
    ],
    ['half a character in the second line', brokenCharacter(good), 'master-file-undecodable', { line: 2 }],
    ['plain text', new TextEncoder().encode('hello\r\n'), 'master-file-malformed', { line: 1, column: 1 }],
    ['a file cut inside a value', good.slice(0, -4), 'master-file-truncated', { line: 2, column: 38 }],
    [
      'a file cut between two values',
      good.slice(0, good.lastIndexOf(0x2c)),
      'master-file-truncated',
      { line: 2, column: 37 },
    ],
    [
      'too few columns',
      printMaster([masterRow('material', '719000001').slice(0, 36)]),
      'master-file-columns',
      { line: 1, column: 36 },
    ],
    [
      'rows of unlike width',
      printMaster([masterRow('material', '719000001'), masterRow('material', '719000002').slice(0, 37)]),
      'master-file-columns',
      { line: 2, column: 37 },
    ],
    [
      'three columns only',
      new TextEncoder().encode(`${goodText}\r\n`),
      'master-file-columns',
      { line: 1, column: 3 },
    ],
    [
      'another master under this name',
      printMaster(
        [masterRow('comment', '810000001'), masterRow('comment', '810000002')].map((row) => [
          ...row,
          ...Array<string>(8).fill(''),
        ]),
      ),
      'master-file-wrong-master',
      { line: 1, column: 2 },
    ],
    ['a code of another master', with2({ 3: '619000002' }), 'master-file-value', { line: 2, column: 3 }],
    ['a code twice', with2({ 3: '719000001' }), 'master-file-duplicate-code', { line: 2, column: 3 }],
    ['a day that does not exist', with2({ 30: '20240231' }), 'master-file-value', { line: 2, column: 30 }],
    ['letters for a number', with2({ 11: 'x' }), 'master-file-value', { line: 2, column: 11 }],
    ['a number beyond any table', with2({ 11: '40000' }), 'master-file-value', { line: 2, column: 11 }],
  ])('%s', async (_, bytes, code, place) => {
    const before = await stored();
    const report = await runOne(await put('t_ALL20150401.csv', bytes));
    expect(report).toMatchObject({
      name: 't_ALL20150401.csv',
      master: 'material',
      edition: '2015-04-01',
      state: 'refused',
      code,
    });
    expect(report.place).toEqual(place);
    expect(await stored()).toEqual(before);
  });

  test('a comment code that is not 8 + pattern + serial', async () => {
    const path = await put('c_ALL20150401.csv', printMaster([masterRow('comment', '840000006', { 5: '7' })]));
    expect(await runOne(path)).toMatchObject({ code: 'master-file-value', place: { line: 1, column: 23 } });
  });

  test('a drug without a name', async () => {
    const path = await put('y_ALL20150401.csv', printMaster([masterRow('drug', '610000009', { 5: '' })]));
    expect(await runOne(path)).toMatchObject({ code: 'master-file-value', place: { line: 1, column: 5 } });
  });

  test('a named file that is no master, and one that is not there', async () => {
    const other = await put('prices.csv', '"a"\r\n');
    const { files, rows } = await run([other, join(folder, 's_ALL20990101.csv'), join(folder, 'nowhere')]);
    expect(files.map((file) => [file.name, file.state, file.code])).toEqual([
      ['prices.csv', 'refused', 'master-file-not-a-master'],
      ['s_ALL20990101.csv', 'refused', 'master-file-unreadable'],
      ['nowhere', 'refused', 'master-file-unreadable'],
    ]);
    expect(rows).toBe(0);
  });

  test('a file beyond the size limit is not read', async () => {
    const files = {
      find: async () => [{ path: 'x', name: 's_ALL20150401.csv', origin: 'named' as const }],
      read: async (_: string, maxBytes: number) => (maxBytes === 64 * 1024 * 1024 ? null : new Uint8Array()),
    };
    const report = await importMasters({ db: own.db, files }, { paths: ['x'] });
    expect(report.files[0]).toMatchObject({ state: 'refused', code: 'master-file-too-large', sha256: null });
  });

  test('a refused file does not keep the others out', async () => {
    await put('t_ALL20150401.csv', 'broken');
    await putMaster('disease', '2015-04-01', { 8840001: {} });
    const { files } = await run([folder]);
    expect(files.map((file) => file.state)).toEqual(['imported', 'refused']);
  });

  test('a failure of the database rejects and leaves nothing', async () => {
    const path = await putMaster('material', '2014-04-01', { 718000001: {} });
    const before = await stored();
    const failing = {
      query: own.db.query,
      transaction: <T>(work: Parameters<typeof own.db.transaction<T>>[0]) =>
        own.db.transaction<T>(async (tx) => {
          await work(tx);
          throw new Error('planned');
        }),
    };
    await expect(importMasters({ db: failing }, { paths: [path] })).rejects.toThrow('planned');
    expect(await stored()).toEqual(before);
  });
});

/** Replaces the last lead byte of a 2-byte character by one that starts none. */
function brokenCharacter(bytes: Uint8Array): Uint8Array {
  const broken = bytes.slice();
  const at = broken.findLastIndex((byte) => byte >= 0x81 && byte <= 0x9f);
  broken[at] = 0xff;
  return broken;
}
