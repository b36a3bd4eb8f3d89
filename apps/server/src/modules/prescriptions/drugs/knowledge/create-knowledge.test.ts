import { describe, expect, test } from 'vitest';
import type { ResolvedDrug } from '../../model/knowledge.ts';
import type { DrugMasterPart, KnowledgePart, MasterDrug, PriceListPart } from '../read/parts.ts';
import { atOnce } from '../steps.ts';
import { createKnowledge } from './create-knowledge.ts';

const row = (code: string, yj: string | null, more: Partial<MasterDrug> = {}): MasterDrug => ({
  code,
  name: `薬${code.slice(-2)}`,
  basicName: null,
  kana: null,
  unit: '錠',
  controlledKind: 0,
  isGeneric: false,
  dosageForm: 1,
  validFrom: null,
  validUntil: null,
  yj,
  generalNameCode: null,
  generalName: null,
  ...more,
});
const master = (edition: string, rows: readonly MasterDrug[], partial = false): DrugMasterPart => ({
  kind: 'drug-master',
  name: `y_${edition}`,
  edition,
  rows,
  partial,
});
const prices = (edition: string, rows: readonly [yj: string, ingredient: string][]): PriceListPart => ({
  kind: 'price-list',
  name: `p_${edition}`,
  edition,
  rows: rows.map(([yj, ingredientName]) => ({
    yj,
    dosageForm: 1,
    ingredientName,
    specification: '',
    name: `品${yj}`,
    isGeneric: false,
    isNarcotic: false,
    usableUntil: null,
  })),
});
const make = (...parts: KnowledgePart[]) => atOnce(createKnowledge({ version: '1', demo: false, parts }));
const A = { kind: '2', code: '690000011' };
const YJ_A = '1111111F1019';
const mustResolve = (found: ResolvedDrug | null): ResolvedDrug => {
  if (found === null) throw new Error('not resolved');
  return found;
};

describe('editions', () => {
  const knowledge = make(
    master('2024-03-01', [row(A.code, YJ_A, { name: '旧名', validUntil: '2024-09-30' })]),
    master('2024-09-01', [row(A.code, YJ_A, { name: '新名', validFrom: '2024-10-01' })]),
    prices('2024-04-01', [[YJ_A, 'イチ塩酸塩']]),
  );
  test.each([
    ['2024-09-30', '旧名'],
    ['2024-10-01', '新名'],
    ['2020-01-01', '旧名'],
  ])('on %s the code reads %s', (on, name) => expect(knowledge.resolve(A, on)?.name).toBe(name));

  test('both names belong to the code', () => {
    expect(knowledge.nameFits(A, '旧名', '2025-01-01').fits).toBe(true);
    expect(knowledge.nameFits(A, '新名', '2025-01-01').fits).toBe(true);
  });

  test('a search looks through the edition of the day', () => {
    const find = (on: string) => knowledge.search('690000011', { on, limit: 5 }).map(({ drug }) => drug.name);
    expect(find('2024-04-01')).toEqual(['旧名']);
    expect(find('2025-01-01')).toEqual(['新名']);
  });

  test('a file of differences adds what it has, and is no edition to search', () => {
    const partial = make(
      master('2024-03-01', [row(A.code, YJ_A), row('690000021', '1111112F1013')]),
      master('2024-05-01', [row(A.code, YJ_A, { name: '変更後' })], true),
    );
    expect(partial.resolve(A, '2024-06-01')?.name).toBe('変更後');
    expect(partial.search('690000021', { on: '2024-06-01', limit: 5 })).toHaveLength(1);
  });
});

describe('a drug that was abolished', () => {
  const knowledge = make(master('2024-03-01', [row(A.code, YJ_A, { validUntil: '2024-09-30' })]));
  test('is told with its last day, and no longer found by searching', () => {
    expect(knowledge.resolve(A, '2025-01-01')?.abolishedOn).toBe('2024-09-30');
    expect(knowledge.search('690000011', { on: '2024-09-30', limit: 5 })).toHaveLength(1);
    expect(knowledge.search('690000011', { on: '2024-10-01', limit: 5 })).toHaveLength(0);
  });
});

describe('ingredients', () => {
  const knowledge = make(
    master('2024-03-01', [
      row(A.code, YJ_A),
      row('690000021', '1111111F1999'),
      row('690000031', '1111111G1999'),
      row('690000041', '9999999F1999'),
      row('690000051', null),
      row('690000061', '1214400A1999', { dosageForm: 4 }),
    ]),
    prices('2024-04-01', [
      [YJ_A, 'イチ塩酸塩'],
      ['1214400A1010', 'リドカイン塩酸塩'],
      ['1214400A2016', 'リドカイン塩酸塩・アドレナリン'],
    ]),
  );
  test.each([
    [A.code, 12, ['イチ']],
    ['690000021', 9, ['イチ']],
    ['690000031', 7, ['イチ']],
    ['690000041', null, []],
    ['690000051', null, []],
    ['690000061', 9, ['リドカイン']],
  ])('of %s are found by %s characters: %j', (code, foundBy, bases) => {
    const drug = mustResolve(knowledge.resolve({ kind: '2', code }, '2024-04-01'));
    expect(drug.foundBy).toBe(foundBy);
    expect(drug.ingredients.map(({ base }) => base)).toEqual(bases);
  });

  test('where a family holds a combination beside the single drug, only the common part is sure', () => {
    const drug = knowledge.resolve({ kind: '4', code: '1214400B9999' }, '2024-04-01');
    expect(drug).toMatchObject({ foundBy: 7, ingredients: [{ base: 'リドカイン' }], prescribable: false });
  });

  test('what has no price-list code is never prescribed', () => {
    expect(knowledge.resolve({ kind: '2', code: '690000051' }, '2024-04-01')?.prescribable).toBe(false);
    expect(knowledge.nameFits({ kind: '2', code: '690000051' }, '薬51', '2024-04-01').fits).toBe(false);
  });

  test.each(['1', '6', '9'])('a code of kind %s leads nowhere', (kind) => {
    expect(knowledge.resolve({ kind, code: A.code }, '2024-04-01')).toBeNull();
  });
});

describe('contraindicated pairs', () => {
  const pairs = (edition: string, text: string): KnowledgePart => ({
    kind: 'contraindications',
    name: `k_${edition}`,
    edition,
    rows: [{ a: A.code, b: '690000021', text }],
  });
  const knowledge = make(
    master('2024-03-01', [row(A.code, YJ_A), row('690000012', YJ_A), row('690000021', '2222222F1010')]),
    prices('2024-04-01', [
      [YJ_A, 'イチ'],
      ['1111111F1999', 'イチ'],
      ['2222222F1010', 'ニ'],
    ]),
    pairs('2024-01-01', '旧'),
    pairs('2025-01-01', '新'),
  );
  const drug = (kind: string, code: string) => mustResolve(knowledge.resolve({ kind, code }, '2024-04-01'));
  const b = drug('2', '690000021');

  test('are those of the edition of the day', () => {
    expect(knowledge.contraindication(drug('2', A.code), b, '2024-06-01')?.text).toBe('旧');
    expect(knowledge.contraindication(drug('2', A.code), b, '2025-06-01')?.text).toBe('新');
    expect(knowledge.contraindication(drug('2', A.code), b, '2024-06-01')?.text).toBe('旧');
  });
  test.each([
    ['2', '690000012', 'another code of the same price-list code'],
    ['4', '1111111F1999', 'a brand that is newer than the master'],
    ['7', '1111111F1ZZZ', 'the general name'],
  ])('hold for kind %s, %s: %s', (kind, code) => {
    expect(knowledge.contraindication(drug(kind, code), b, '2025-06-01')).not.toBeNull();
    expect(knowledge.contraindication(b, drug(kind, code), '2025-06-01')).not.toBeNull();
  });
});
