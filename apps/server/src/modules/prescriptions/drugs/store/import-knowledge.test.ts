import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeCp932 } from '@tsunagu/uke';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeDemoMasters } from '../../../../demo/masters/write-demo-masters.ts';
import { createTestDatabase, type TestDatabase } from '../../../../kernel/testing/test-database.ts';
import { importMasters } from '../../../masters/index.ts';
import { type ImportKnowledgeDeps, importKnowledge } from './import-knowledge.ts';
import { loadKnowledge } from './load-knowledge.ts';
import { openKnowledge } from './open-knowledge.ts';

const ON = '2026-04-01';
const folder = mkdtempSync(join(tmpdir(), 'tsunagu-knowledge-'));
const at = (name: string, text: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const PRICES = '区分,薬価基準収載医薬品コード,成分名,規格,品名\n';
const AMLODIPINE = { kind: '2', code: '690000011' };
const FUROSEMIDE = { kind: '2', code: '690000161' };

let own: TestDatabase;
let deps: ImportKnowledgeDeps;

beforeAll(async () => {
  own = await createTestDatabase();
  await importMasters({ db: own.db }, { paths: await writeDemoMasters(folder) });
  deps = { db: own.db, isKnownDrug: (code) => code.startsWith('690000'), today: '2026-04-01' };
});
afterAll(async () => {
  await own.close();
  rmSync(folder, { recursive: true, force: true });
});

test('while nothing was imported, the demo knowledge stands in', async () => {
  const knowledge = await loadKnowledge(own.db);
  expect(knowledge.demo).toBe(true);
  expect(knowledge.resolve(AMLODIPINE, ON)?.ingredients).toEqual([
    { full: 'アムロジピン', base: 'アムロジピン' },
  ]);
});

test('an import is whole, once, and takes the place of the demo', async () => {
  const knowledge = openKnowledge(own.db);
  const before = await knowledge();
  const prices = at(
    'prices_20260301.csv',
    `${PRICES}内用薬,2171901F1901,試験成分塩酸塩,１錠,アムロジピン錠\n`,
  );
  const first = await importKnowledge(deps, [prices]);
  const again = await importKnowledge(deps, [prices]);
  expect(first).toMatchObject([{ kind: 'price-list', edition: '2026-03-01', rows: 1, state: 'imported' }]);
  expect(again).toMatchObject([{ edition: '2026-03-01', rows: 1, state: 'already-imported' }]);

  const after = await loadKnowledge(own.db);
  expect(after.version).not.toBe(before.version);
  expect(after.demo).toBe(false);
  expect(after.resolve(AMLODIPINE, ON)).toMatchObject({
    ingredientName: '試験成分塩酸塩',
    ingredients: [{ full: '試験成分塩酸塩', base: '試験成分' }],
    foundBy: 12,
  });
  // No demo list fills the gap: what is not known is not known.
  expect(after.resolve(FUROSEMIDE, ON)).toMatchObject({ ingredients: [], foundBy: null });
  // Directions for use are needed at any rate.
  expect(after.usage('1013044400000000', ON)).not.toBeNull();
});

test('of one edition the file that came last counts', async () => {
  const corrected = at('prices_20260301b.csv', `${PRICES}内用薬,2171901F1901,別成分,１錠,アムロジピン錠\n`);
  await importKnowledge(deps, [corrected]);
  expect((await loadKnowledge(own.db)).resolve(AMLODIPINE, ON)?.ingredientName).toBe('別成分');
});

test('contraindications are taken whole or refused with the line', async () => {
  const pair = (b: string): string => `690000011,${b},,,,,,,0,試験\r\n`;
  const header = 'a,b,c,d,e,f,g,h,i,j\r\n';
  const bad = at('IY_HeiyoKinki_20260101.csv', encodeCp932(header + pair('690000161') + pair('699999999')));
  expect(await importKnowledge(deps, [bad])).toMatchObject([
    { state: 'refused', code: 'knowledge-file-unknown-code', line: 3, value: '699999999' },
  ]);
  const good = at('IY_HeiyoKinki_20260201.csv', encodeCp932(header + pair('690000161')));
  expect(await importKnowledge(deps, [good])).toMatchObject([{ state: 'imported', rows: 1 }]);
  const knowledge = await loadKnowledge(own.db);
  const [a, b] = [knowledge.resolve(AMLODIPINE, ON), knowledge.resolve(FUROSEMIDE, ON)];
  if (a === null || b === null) throw new Error('the demo masters are not there');
  expect(knowledge.contraindication(b, a, ON)?.text).toBe('試験');
});

test('a folder is looked through; what is not ours is passed over, what was named is refused', async () => {
  const states = async (paths: string[]) =>
    (await importKnowledge(deps, paths)).map(({ name, state, code }) => ({ name, state, code }));
  const other = at('readme.txt', 'hello');
  expect(await states([folder])).toContainEqual({
    name: 'readme.txt',
    state: 'skipped',
    code: 'knowledge-file-unknown',
  });
  expect(await states([folder])).toContainEqual({
    name: 'y_ALL20210401.csv',
    state: 'skipped',
    code: 'knowledge-file-is-master',
  });
  expect(await states([other])).toEqual([
    { name: 'readme.txt', state: 'refused', code: 'knowledge-file-unknown' },
  ]);
  expect(await states([join(folder, 'nothing')])).toMatchObject([{ code: 'knowledge-file-unreadable' }]);
});

test('the role of the server cannot change or delete what was taken', async () => {
  await expect(own.db.query('DELETE FROM prescriptions.knowledge_file')).rejects.toThrow(/permission denied/);
  await expect(own.db.query(`UPDATE prescriptions.knowledge_file SET name = 'x'`)).rejects.toThrow(
    /permission denied/,
  );
});
