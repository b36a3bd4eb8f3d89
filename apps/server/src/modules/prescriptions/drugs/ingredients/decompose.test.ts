import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atOnce } from '../steps.ts';
import { createIngredientParser } from './decompose.ts';
import { ingredientRules } from './ingredient-rules.ts';

const NAMES = [
  'アムロジピンベシル酸塩',
  'アトルバスタチンカルシウム水和物',
  'アムロジピンベシル酸塩・アトルバスタチンカルシウム水和物',
  'ロサルタンカリウム',
  'ロサルタンカリウム・ヒドロクロロチアジド',
  'ヒドロクロロチアジド・なにか新薬',
  '無水カフェイン',
  'エルゴタミン酒石酸塩・無水カフェイン配合剤',
  'ノルエチステロン',
  'エストラジオール・酢酸ノルエチステロン',
  'ブドウ糖',
  'ブドウ糖・無機塩類配合剤',
  'アミノ酸・糖・電解質',
  'テガフール・ウラシル',
  'テガフール・ギメラシル・オテラシルカリウム配合剤',
  'ナトリウム・カリウム配合剤',
  'ナトリウム・カリウム・マグネシウム配合剤',
  'イソロイシン・ロイシン・バリン',
  'ロイシン・イソロイシン・バリン除去ミルク',
];
const parser = atOnce(createIngredientParser(NAMES, ingredientRules));
const bases = (name: string, yj?: string): string[] => parser.decompose(name, yj).map(({ base }) => base);

describe('base names', () => {
  test.each([
    ['アムロジピンベシル酸塩', 'アムロジピン'],
    ['アトルバスタチンカルシウム水和物', 'アトルバスタチン'],
    ['試験塩酸塩２．５水和物', '試験'],
    ['試験塩酸塩１／２水和物', '試験'],
    ['試験塩酸塩セスキ水和物', '試験'],
    ['レボチロキシンナトリウム水和物', 'レボチロキシン'],
    ['チアミン塩化物塩酸塩', 'チアミン'],
    ['ダルナビル　エタノール付加物', 'ダルナビル'],
    ['セフカペン　ピボキシル塩酸塩水和物', 'セフカペンピボキシル'],
    ['無水カフェイン', 'カフェイン'],
    ['Ｌ－カルボシステイン', 'カルボシステイン'],
    ['インスリン　デグルデク（遺伝子組換え）', 'インスリンデグルデク'],
    ['インフリキシマブ（遺伝子組換え）［インフリキシマブ後続１］', 'インフリキシマブ'],
    ['リマプロスト　アルファデクス', 'リマプロスト'],
    ['酢酸ノルエチステロン', 'ノルエチステロン'],
  ])('%s is %s', (name, base) => expect(parser.base(name)).toBe(base));

  test.each([
    '塩化ナトリウム',
    '塩化カリウム',
    'クエン酸第一鉄ナトリウム',
    '炭酸水素ナトリウム',
    'グルコン酸カルシウム',
    '酸化マグネシウム',
    '硫酸マグネシウム',
  ])('%s stays whole: nothing but an anion would remain', (name) => expect(parser.base(name)).toBe(name));

  test('a nitrate is an ester, not a salt of its alcohol', () => {
    expect(parser.base('硝酸イソソルビド')).not.toBe(parser.base('イソソルビド'));
  });

  test('stripping twice changes nothing more', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('アムロジピン', 'ロサルタン', 'バルプロ酸', '塩化', 'フロセミド'),
        fc.array(fc.constantFrom(...ingredientRules.salts, ...ingredientRules.hydrates), { maxLength: 3 }),
        (stem, suffixes) => {
          const once = parser.base(stem + suffixes.join(''));
          expect(parser.base(once)).toBe(once);
        },
      ),
    );
  });
});

describe('combinations', () => {
  test('fall apart where a part is an ingredient of its own', () => {
    expect(bases('アムロジピンベシル酸塩・アトルバスタチンカルシウム水和物')).toEqual([
      'アムロジピン',
      'アトルバスタチン',
    ]);
    expect(bases('エルゴタミン酒石酸塩・無水カフェイン配合剤')).toEqual(['エルゴタミン', 'カフェイン']);
  });

  test('also where the only known part was learnt from another combination', () => {
    expect(bases('ヒドロクロロチアジド・なにか新薬')).toEqual(['ヒドロクロロチアジド', 'なにか新薬']);
  });

  test('stay whole where no part is known', () => {
    expect(bases('アミノ酸・糖・電解質')).toEqual(['アミノ酸・糖・電解質']);
    expect(bases('アンモニア・ウイキョウ精')).toEqual(['アンモニア・ウイキョウ精']);
  });

  test('fall apart by a part that stands in several of them, even if it is no longer sold alone', () => {
    expect(bases('テガフール・ウラシル')).toContain('テガフール');
    expect(bases('テガフール・ギメラシル・オテラシルカリウム配合剤')).toContain('テガフール');
  });

  test('stay whole where only cations repeat, or where a part is taken away', () => {
    expect(bases('ナトリウム・カリウム配合剤')).toEqual(['ナトリウム・カリウム']);
    expect(bases('ロイシン・イソロイシン・バリン除去ミルク')).toHaveLength(1);
  });

  test('leave out parts that name no substance', () => {
    expect(bases('ブドウ糖・無機塩類配合剤')).toEqual(['ブドウ糖']);
  });

  test('whose name says nothing are told by the code', () => {
    expect(bases('非ピリン系感冒剤', '1180107D1131')).toContain('アセトアミノフェン');
    expect(bases('非ピリン系感冒剤', '9999999D1131')).toEqual(['非ピリン系感冒剤']);
  });

  test('keep the listed name beside the base', () => {
    expect(parser.decompose('ロサルタンカリウム・ヒドロクロロチアジド')[0]).toEqual({
      full: 'ロサルタンカリウム',
      base: 'ロサルタン',
    });
  });
});

test('without salts in the rules they are left on', () => {
  const plain = atOnce(createIngredientParser(NAMES, { ...ingredientRules, salts: [] }));
  expect(plain.base('アムロジピンベシル酸塩')).toBe('アムロジピンベシル酸塩');
});
