import { encodeCp932 } from '@tsunagu/uke';
import { describe, expect, test } from 'vitest';
import { atOnce } from '../steps.ts';
import { csvRows } from './csv.ts';
import type { FileKind } from './parts.ts';
import { readKnowledgeFile } from './read-file.ts';
import { recogniseKnowledge } from './recognise.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (kind: FileKind, name: string, bytes: Uint8Array, known: readonly string[] = []) =>
  atOnce(readKnowledgeFile({ kind, name, bytes }, (code) => known.includes(code)));

/** A row of the drug master with what a test is about. */
const masterRow = (values: Readonly<Record<number, string>>): string =>
  Array.from(
    { length: 40 },
    (_, index) => `"${{ 2: 'Y', 31: '99999999', ...values }[index + 1] ?? ''}"`,
  ).join(',');

test('values may be quoted, and hold commas, quotes and line ends', () => {
  const rows = [...csvRows('\uFEFFa,"b,""c""\r\nd",\r\n\r\n"",e')].length;
  expect(rows).toBe(2);
  const seen: string[][] = [];
  for (const row of csvRows('a,"b,""c""\r\nd",\r\n\r\nx,e')) {
    seen.push([String(row.line), ...Array.from({ length: row.width }, (_, column) => row.value(column))]);
  }
  expect(seen).toEqual([
    ['1', 'a', 'b,"c"\r\nd', ''],
    ['4', 'x', 'e'],
  ]);
});

describe('the drug master', () => {
  const row = masterRow({
    3: '690000011',
    5: '試験錠',
    7: 'ｼｹﾝ',
    14: '1',
    28: '1',
    32: '2171901F1901',
    37: '2171901F1ZZZ',
  });

  test('is read by position', () => {
    const part = read('drug-master', 'y_ALL20240321.csv', encodeCp932(`${row}\r\n`));
    expect(part).toMatchObject({
      edition: '2024-03-21',
      rows: [{ code: '690000011', name: '試験錠', kana: 'ｼｹﾝ', controlledKind: 1, validUntil: null }],
    });
  });

  test.each([
    ['knowledge-file-undecodable', utf8(`${row}\r\n`)],
    ['knowledge-file-duplicate', encodeCp932(`${row}\r\n${row}\r\n`)],
    ['knowledge-file-columns', encodeCp932('"0","Y","690000011"\r\n')],
    ['knowledge-file-value', encodeCp932(`${row.replace('"Y"', '"S"')}\r\n`)],
    ['knowledge-file-malformed', encodeCp932(`${row}\r\n"0`)],
    ['knowledge-file-empty', new Uint8Array()],
  ])('is refused: %s', (fault, bytes) => {
    expect(read('drug-master', 'y_ALL20240321.csv', bytes)).toMatchObject({ fault });
  });
});

describe('contraindications', () => {
  const header = 'a,b,c,d,e,f,g,h,i,j\r\n';
  const pair = (a: string, b: string, change = '0') => `${a},${b},,,,,,,${change},重い副作用\r\n`;
  const known = ['690000011', '690000021'];
  const take = (text: string, bytes = encodeCp932(text)) =>
    read('contraindications', 'IY_HeiyoKinki20260101.csv', bytes, known);

  test('are taken without those that were dropped', () => {
    const dropped = pair('690000011', '690000091', '1') + pair('690000011', '690000092', '9');
    expect(take(header + pair('690000011', '690000021') + dropped)).toMatchObject({
      edition: '2026-01-01',
      rows: [{ a: '690000011', b: '690000021', text: '重い副作用' }],
    });
  });

  test.each([
    ['knowledge-file-columns', `${header}690000011,690000021,0\r\n`, 2],
    ['knowledge-file-columns', `a,b,c\r\n${pair('690000011', '690000021')}`, 1],
    ['knowledge-file-malformed', pair('690000011', '690000021').repeat(2), 1],
    [
      'knowledge-file-unknown-code',
      header + pair('690000011', '690000021') + pair('690000011', '690000099'),
      3,
    ],
    ['knowledge-file-value', header + pair('690000011', 'X'), 2],
  ])('are refused whole: %s', (fault, text, line) => {
    expect(take(text)).toMatchObject({ fault, line });
  });

  test('in UTF-8 are refused', () => {
    expect(take('', utf8(header + pair('690000011', '690000021')))).toMatchObject({
      fault: 'knowledge-file-undecodable',
    });
  });
});

describe('other tables', () => {
  const list =
    '区分,薬価基準収載医薬品コード,成分名,規格,品名,経過措置による使用期限\n内用薬,2171901F1901,試験塩酸塩,１ｍｇ１錠,試験錠,R8.3.31まで\n';
  const usages = 'code,name,kana,kind,times_per_day,valid_from,valid_until\n';
  const allergens = 'JFAGYCODE,JPTERM,JPKANA,ENTERM,ENDDATE\n';

  test('are read by their headers', () => {
    expect(read('price-list', 'list_20250716.csv', utf8(list))).toMatchObject({
      edition: '2025-07-16',
      rows: [{ yj: '2171901F1901', ingredientName: '試験塩酸塩', dosageForm: 1, usableUntil: '2026-03-31' }],
    });
    expect(read('usages', 'u.csv', utf8(`${usages}1011000090000000,１日○回,,extended,,,\n`))).toMatchObject({
      rows: [{ needsSupplement: true, timesPerDay: null }],
    });
    expect(read('allergens', 'a.csv', utf8(`${allergens}T1,試験,,Test,20250331\n`))).toMatchObject({
      rows: [{ code: 'T1', validUntil: '2025-03-31' }],
    });
    const json = '[{"code":"2171901F1ZZZ","name":"【般】試験錠","genericName":"試験"}]';
    expect(read('general-names', 'g.json', utf8(json))).toMatchObject({ rows: [{ ingredientName: '試験' }] });
  });

  test.each<[FileKind, string]>([
    ['price-list', list.replace('内用薬', '謎薬')],
    ['price-list', list.replace('2171901F1901', '217')],
    ['price-list', `${list}内用薬\n`],
    ['usages', `${usages}101,x,,standard,,,\n`],
    ['usages', `${usages}1011000090000000,x,,odd,,,\n`],
    ['usages', `${usages}1011000090000000,x,,standard,,2026,\n`],
    ['allergens', `${allergens}T1,試験,,,\nT1,試験,,,\n`],
    ['general-names', '[{"code":"x","name":"y"}]'],
    ['general-names', '{}'],
  ])('%s that is not as described is refused', (kind, text) => {
    expect(read(kind, 'x', utf8(text))).toHaveProperty('fault');
  });

  test('are told apart by what is in them', () => {
    expect(recogniseKnowledge('a.csv', utf8(list))).toBe('price-list');
    expect(recogniseKnowledge('a.csv', utf8(usages))).toBe('usages');
    expect(recogniseKnowledge('a.csv', utf8(allergens))).toBe('allergens');
    expect(recogniseKnowledge('a', utf8('[{"code":"2171901F1ZZZ","name":"x"}]'))).toBe('general-names');
    expect(recogniseKnowledge('IY_HeiyoKinki.csv', utf8('x'))).toBe('contraindications');
    expect(recogniseKnowledge('Y.txt', encodeCp932(masterRow({ 3: '690000011' })))).toBe('drug-master');
    expect(recogniseKnowledge('s_ALL20240531.csv', utf8('"0","S","110000110"'))).toBeNull();
  });
});
