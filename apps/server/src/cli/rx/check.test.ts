import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeCp932 } from '@tsunagu/uke';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readConfig } from '../../kernel/config/config.ts';
import { rxCheck } from './check.ts';
import { rxDrugs } from './drugs.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsunagu-rx-check-'));
const at = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
let printed = '';
let said = '';
beforeEach(() => {
  printed = '';
  said = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  return () => vi.restoreAllMocks();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...rest: string[]) =>
  rxCheck.run({ readConfig: (given) => readConfig({ ...given, data: folder }), rest });
const answer = (): { alerts: Record<string, unknown>[]; notChecked: unknown[] } => JSON.parse(printed);

/** A prescription of one group of 14 days. */
const prescription = (on: string, drugs: readonly string[], institution = '1234567'): string =>
  [
    'SJ1',
    `1,1,${institution},13,試験医院`,
    '2,105-0004,東京都港区見本町１－１',
    '3,03-0000-0000,,',
    '5,,,見本　一郎',
    '11,,例示　花子,ﾚｲｼﾞ ﾊﾅｺ',
    '12,2',
    '13,19700101',
    '22,06123456',
    '23,１２－３４,５６７８,1,01',
    `51,${on}`,
    '101,1,1,,14',
    '111,1,3,1013044400000000,１日３回朝昼夕食後　服用,3',
    ...drugs.map((drug, place) => `201,1,${place + 1},1,${drug},3,1,錠`),
    '',
  ].join('\n');
const AMLODIPINE = '2,690000011,アムロジピン錠２．５ｍｇ「デモ」';
const AMLODIPINE_GENERAL = '7,2171901F2ZZZ,【般】アムロジピン錠５ｍｇ';
const TACROLIMUS = '2,690000841,タクロリムスカプセル１ｍｇ「デモ」';
const SPIRONOLACTONE = '4,2133901F1901,スピロノラクトン錠２５ｍｇ「デモ」';
const UNKNOWN = '2,600000000,なぞ';

const now = at('now.txt', prescription('20260401', [AMLODIPINE, TACROLIMUS, UNKNOWN]));
const before = at('before.txt', prescription('20260325', [AMLODIPINE_GENERAL, SPIRONOLACTONE], '7654321'));

test('duplicates, contraindicated pairs and what could not be checked, as JSON', async () => {
  expect(await run(now, '--against', before, '--json')).toBe(0);
  expect(answer()).toEqual({
    alerts: [
      {
        kind: 'contraindication',
        tier: 1,
        target: {
          code: '690000841',
          name: 'タクロリムスカプセル１ｍｇ「デモ」',
          ingredients: ['タクロリムス'],
          route: 'oral',
        },
        with: {
          code: '2133901F1901',
          name: 'スピロノラクトン錠２５ｍｇ「デモ」',
          ingredients: ['スピロノラクトン'],
          route: 'oral',
          source: 'file',
          from: '2026-03-25',
          to: '2026-04-07',
        },
        reason: expect.stringContaining('併用禁忌'),
      },
      {
        kind: 'duplicate',
        tier: 2,
        target: expect.objectContaining({ code: '690000011', ingredients: ['アムロジピン'] }),
        with: expect.objectContaining({ code: '2171901F2ZZZ', source: 'file' }),
        reason: expect.stringContaining('重複'),
      },
    ],
    notChecked: [{ code: '600000000', name: 'なぞ', reason: 'unknown-code' }],
  });
});

test('reasons in English, another day, the own institution', async () => {
  expect(await run(now, '--against', before, '--json', '--lang', 'en')).toBe(0);
  expect(answer().alerts[1]?.reason).toMatch(/^Duplicate/);
  printed = '';
  expect(await run(now, '--against', before, '--json', '--on', '2026-04-08')).toBe(0);
  expect(answer().alerts).toEqual([]);
  printed = '';
  const same = at('same.txt', prescription('20260325', [AMLODIPINE_GENERAL]));
  expect(await run(now, '--against', same, '--json')).toBe(0);
  expect(answer().alerts).toMatchObject([{ kind: 'duplicate', tier: 3 }]);
});

test('a notebook is compared with, its allergies too', async () => {
  const notebook = at(
    'notebook.txt',
    [
      'JAHISTC08,1',
      '1,例示　花子,2,19700101',
      '2,1,タクロリムスで発疹,2',
      '5,20260328,1',
      '11,見本薬局,13,4,1234567,,,,1',
      '51,別の医院,13,1,7777777,1',
      '201,1,アムロジピン錠５ｍｇ「デモ」,1,錠,2,690000031,1',
      '301,1,１日１回,30,日分,1,1,,1',
      '',
    ].join('\r\n'),
  );
  expect(await run(now, '--against', notebook, '--json')).toBe(0);
  expect(answer().alerts).toMatchObject([
    { kind: 'allergy', tier: 1, with: { source: 'allergy', name: 'タクロリムスで発疹' } },
    { kind: 'duplicate', tier: 2, with: { source: 'notebook', from: '2026-03-28', to: '2026-04-26' } },
  ]);
});

describe('with masters of its own', () => {
  const masters = join(folder, 'masters');
  mkdirSync(masters);
  const row = (code: string, name: string, yj: string): string =>
    Array.from({ length: 40 }, (_, index) => {
      const values: Record<number, string> = { 2: 'Y', 3: code, 5: name, 28: '1', 31: '99999999', 32: yj };
      return `"${values[index + 1] ?? ''}"`;
    }).join(',');
  writeFileSync(
    join(masters, 'y_ALL20260101.csv'),
    encodeCp932(
      `${row('690000011', '甲錠', '1119991F1019')}\r\n${row('690000841', '乙錠', '1119992F1013')}\r\n`,
    ),
  );
  writeFileSync(
    join(masters, 'prices.csv'),
    '区分,薬価基準収載医薬品コード,成分名,規格,品名\n内用薬,1119991F1019,コウ塩酸塩,１錠,甲錠\n内用薬,1119992F1013,オツ,１錠,乙錠\n',
  );
  const pairs = (second: string): Uint8Array =>
    encodeCp932(`a,b,c,d,e,f,g,h,i,j\r\n690000011,${second},,,,,,,0,試験\r\n`);

  test('they are found by name and contents, and the demo is not used', async () => {
    writeFileSync(join(masters, 'IY_HeiyoKinki.csv'), pairs('690000841'));
    expect(await run(now, '--masters', masters, '--json')).toBe(0);
    expect(answer().alerts).toMatchObject([
      { kind: 'contraindication', target: { ingredients: ['オツ'] }, with: { source: 'same-prescription' } },
    ]);
    expect(said).not.toContain('demo');
  });

  test('a file that cannot be used is named, and the exit code says so', async () => {
    writeFileSync(join(masters, 'IY_HeiyoKinki.csv'), pairs('699999999'));
    expect(await run(now, '--masters', masters, '--json')).toBe(1);
    expect(said).toMatch(/IY_HeiyoKinki\.csv: not used: knowledge-file-unknown-code, line 2.*699999999/);
    expect(answer().alerts).toEqual([]);
  });
});

describe('what cannot be done is said', () => {
  test.each([
    [[]],
    [[now, 'surplus']],
    [[now, '--lang', 'fr']],
    [[now, '--on', '2026-02-30']],
    [[now, '--odd']],
  ])('usage: %j', async (rest) => {
    await expect(run(...rest)).rejects.toMatchObject({ code: 'USAGE' });
  });
  test('a folder without masters', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    await expect(run(now, '--masters', empty)).rejects.toMatchObject({ code: 'USAGE' });
  });
  test('a text that is none, or is not there', async () => {
    expect(await run(at('empty.txt', ''))).toBe(1);
    expect(said).toContain('EMPTY_INPUT');
    expect(await run(join(folder, 'nothing.txt'))).toBe(1);
    expect(said).toContain('cannot be read');
  });
  test('an import without files', async () => {
    const read = { readConfig: () => readConfig({ data: folder }), rest: ['import'] };
    await expect(rxDrugs.run(read)).rejects.toMatchObject({ code: 'USAGE' });
    await expect(rxDrugs.run({ ...read, rest: [] })).rejects.toMatchObject({ code: 'USAGE' });
  });
});

test('for people it prints one line each', async () => {
  expect(await run(now, '--against', before)).toBe(0);
  expect(printed.trim().split('\n')).toHaveLength(3);
  expect(printed).toMatch(/^1 contraindication: /);
  expect(printed).toContain('not checked (unknown-code)');
});
