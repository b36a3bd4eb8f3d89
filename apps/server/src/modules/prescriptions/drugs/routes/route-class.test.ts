import { describe, expect, test } from 'vitest';
import { formOfCode, routeClass } from './route-class.ts';

test.each([
  ['2171022F1029', 1],
  ['1124402A1010', 4],
  ['1319726Q1020', 6],
  ['1319814Q1010', 6],
  ['2710816Q1051', 8],
  ['1147700J1010', 6],
])('the fifth digit of %s stands for form %i', (yj, form) => expect(formOfCode(yj)).toBe(form));

describe('a route follows from the form, then from words, then from the code', () => {
  test.each([
    ['試験口腔内崩壊錠１ｍｇ', '2171099F1010', 1, 'oral'],
    ['試験ゲル経口用', '2171099F1010', 1, 'oral'],
    ['試験トローチ', '2399999E1010', 1, 'oral-cavity'],
    ['試験注１ｍｇ', '2171499A1010', 4, 'injection'],
    ['試験点眼液０．１％', '1319799Q1010', 6, 'eye'],
    ['試験眼軟膏', '1319799M1010', 6, 'eye'],
    ['試験点鼻液', '1329799Q1010', 6, 'nose'],
    ['試験耳鼻科用液', '1325799Q1010', 6, 'nose'],
    ['試験耳科用液', '1325799Q1010', 6, 'ear'],
    ['試験レスピマット６０吸入', '2259799G1010', 6, 'inhalation'],
    ['試験エアゾール', '2259799G1010', 6, 'inhalation'],
    ['試験エアゾール', '2649799R1010', 6, 'skin'],
    ['試験坐剤５０ｍｇ', '1147799J1010', 6, 'rectal'],
    ['試験腟坐剤', '2529799H1010', 6, 'vaginal'],
    ['試験軟膏（腟用）', '2529799M1010', 6, 'vaginal'],
    ['試験スプレー', '2171799R1010', 6, 'oral-cavity'],
    ['試験うがい液', '2260799F1010', 6, 'oral-cavity'],
    ['試験テープ', '2649799S1010', 6, 'skin'],
    ['試験液', '2649799Q1010', 6, 'skin'],
    ['試験液', '1319799Q1010', 6, 'eye'],
    ['試験歯科用ゼリー', '2710899P1010', 8, 'dental'],
    ['試験', '2710899P1010', 3, 'dental'],
    ['試験', '2171099F1010', 3, 'oral'],
  ])('%s (%s, form %i): %s', (name, yj, dosageForm, route) => {
    expect(routeClass({ dosageForm, yj, names: [name] })).toBe(route);
  });

  test('the same ingredient in three places is three routes', () => {
    const routes = ['試験坐剤', '試験点眼液', '試験ゲル'].map((name) =>
      routeClass({ dosageForm: 6, yj: '9999799X1010', names: [name] }),
    );
    expect(new Set(routes).size).toBe(3);
  });
});
