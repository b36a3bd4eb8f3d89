import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readAny } from '@tsunagu/jahis';
import { describe, expect, test } from 'vitest';
import { checkTexts } from '../check/check-texts.ts';
import type { DrugKnowledge, RouteClass } from '../model/knowledge.ts';
import { knowledgeOfFiles } from './knowledge-of-files.ts';
import { csvRows } from './read/csv.ts';
import { decodeCp932 } from './read/decode.ts';

const masters = fileURLToPath(new URL('../../../../../../../shared/data/masters/', import.meta.url));
const texts = fileURLToPath(
  new URL('../../../../../../../shared/data/prescriptions/jahis-rx-parser/', import.meta.url),
);
const exists = existsSync(masters) && existsSync(texts);
const note = exists ? '' : ' (skipped: no shared data)';
const ON = '2024-04-01';

const files = exists
  ? readdirSync(masters).map((name) => ({ name, bytes: readFileSync(join(masters, name)) }))
  : [];
const read = knowledgeOfFiles(files);
const knowledge: DrugKnowledge = read.knowledge;

/** Codes of the drug master, in its order. */
function masterCodes(): string[] {
  const file = files.find(({ name }) => name.startsWith('y_'));
  return [...codesOf(decodeCp932(file?.bytes ?? new Uint8Array()) ?? '')];
}
function* codesOf(text: string): Generator<string> {
  for (const row of csvRows(text)) yield row.value(2);
}

describe.skipIf(!exists)(`the masters of the country${note}`, () => {
  test('are recognised by their contents, others passed over', () => {
    expect(read.refused).toEqual([]);
    expect(Object.fromEntries(read.taken.map(({ kind, rows }) => [kind, rows]))).toEqual({
      'drug-master': 19_686,
      'price-list': 12_434,
      'general-names': 1381,
      allergens: 1738,
    });
  });

  test('lead to ingredients as measured: 93.6 % by twelve characters, 5.5 % by nine, 0.4 % by seven', () => {
    const found = new Map<number | null, number>();
    for (const code of masterCodes()) {
      const drug = knowledge.resolve({ kind: '2', code }, ON);
      if (drug?.prescribable !== true) continue;
      found.set(drug.foundBy, (found.get(drug.foundBy) ?? 0) + 1);
    }
    expect(Object.fromEntries(found)).toEqual({ 12: 18_382, 9: 1083, 7: 84, null: 88 });
  });

  test.each([
    ['7', '1179044F1ZZZ', 'アムロジピン錠２．５ｍｇ', 'mismatch'],
    ['2', '612170709', 'ノルバスク錠２．５ｍｇ', null],
    ['2', '610421321', 'アダラートCR錠20mg', null],
    ['7', '1149019F1ZZZ', '【般】ロキソプロフェンナトリウム錠６０ｍｇ', null],
    ['2', '610406001', 'x', 'unknown-code'],
    ['2', '620000001', 'x', 'unknown-code'],
    ['2', '777770000', 'x', 'unknown-code'],
    ['2', '630010001', '薬剤料減点（合算薬剤料上限超）', 'unknown-code'],
  ])('kind %s, code %s, name %s: %s', (kind, code, name, reason) => {
    const verdict = knowledge.nameFits({ kind, code }, name, '2026-04-01');
    expect(verdict.fits ? null : verdict.reason).toBe(reason);
  });

  test.each<[string, RouteClass, string[]]>([
    ['1147700J1040', 'rectal', ['ジクロフェナク']],
    ['1319726Q1020', 'eye', ['ジクロフェナク']],
    ['2649734Q1020', 'skin', ['ジクロフェナク']],
    ['2344002X1018', 'oral', ['酸化マグネシウム']],
    ['2344009F1019', 'oral', ['酸化マグネシウム']],
    ['1141001X1015', 'oral', ['アセトアミノフェン']],
    ['2190104F1020', 'oral', ['アムロジピン', 'アトルバスタチン']],
  ])('%s goes %s and holds %j', (code, route, bases) => {
    const drug = knowledge.resolve({ kind: '4', code }, ON);
    expect(drug).toMatchObject({ route, ingredients: bases.map((base) => ({ base })) });
  });

  test('a search takes milliseconds of work', () => {
    const words = [
      'あ',
      'あむ',
      'あむろ',
      'ろきそ',
      '錠',
      '点眼',
      'ナトリウム',
      '612170709',
      'ﾉﾙﾊﾞ',
      '酸化まぐ',
    ];
    for (const word of words) knowledge.search(word, { on: ON, limit: 20 });
    const before = process.cpuUsage().user;
    for (let run = 0; run < 10; run += 1) {
      for (const word of words) knowledge.search(word, { on: ON, limit: 20 });
    }
    expect((process.cpuUsage().user - before) / 1000 / 100).toBeLessThan(50);
  });
});

describe.skipIf(!exists)(`the sample texts${note}`, () => {
  const samples = exists
    ? ['fixtures', 'external-data'].flatMap((folder) =>
        readdirSync(join(texts, folder))
          .filter((name) => name.endsWith('.txt'))
          .map((name) => join(texts, folder, name)),
      )
    : [];
  test('are all checked, against each other too, but for those that no reader takes', () => {
    const bytes = samples.map((path) => readFileSync(path));
    const readable = bytes.filter((text) => readAny(text, { mode: 'lenient' }).family !== 'unknown');
    expect(readable.length).toBeGreaterThan(20);
    for (const text of readable) {
      const checked = checkTexts(knowledge, { text, against: readable, on: null, language: 'ja' });
      if ('unreadable' in checked) continue;
      expect(checked.alerts.every(({ reason }) => reason !== '')).toBe(true);
    }
  });
});
