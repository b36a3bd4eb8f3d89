import { expect, test } from 'vitest';
import { isoDate, recogniseFile } from './recognise-file.ts';

test.each([
  ['s_ALL20240531.csv', 'act', '2024-05-31'],
  ['y_ALL20240321.csv', 'drug', '2024-03-21'],
  ['t_ALL20240315.csv', 'material', '2024-03-15'],
  ['b_20240601.txt', 'disease', '2024-06-01'],
  ['c_ALL20230801.csv', 'comment', '2023-08-01'],
  ['z_20250601.txt', 'modifier', '2025-06-01'],
  ['S_ALL20240531.CSV', 'act', '2024-05-31'],
  ['y_all_20260611.csv', 'drug', '2026-06-11'],
  ['y_20260611.csv', 'drug', '2026-06-11'],
])('%s is %s of %s', (name, master, edition) => {
  expect(recogniseFile(name)).toEqual({ master, edition, scope: 'full' });
});

test('difference files are told by their name', () => {
  expect(recogniseFile('y_update_20260611.csv')).toEqual({
    master: 'drug',
    edition: '2026-06-11',
    scope: 'difference',
  });
});

test.each([
  'h_ALL20240531.csv',
  's_ALL20240532.csv',
  's_ALL20230229.csv',
  's_ALL2024053.csv',
  's_ALL20240531.zip',
  's_ALL20240531.csv.bak',
  'xs_ALL20240531.csv',
  'JFAGY_J9FN_20250401_R01.csv',
  'general_drugs.json',
  '',
])('%s is no master', (name) => {
  expect(recogniseFile(name)).toBeNull();
});

test('dates that do not exist are no dates', () => {
  expect(isoDate('20240229')).toBe('2024-02-29');
  for (const digits of ['20230229', '20241301', '20240100', '99999999', '2024-1-1', '']) {
    expect(isoDate(digits)).toBeNull();
  }
});
