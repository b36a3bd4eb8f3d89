import { insuredKey } from '@tsunagu/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookUpByNumbers } from '../../apps/server/src/modules/eligibility/index.ts';
import { createSetting, DESK, type Setting } from './setting.ts';

let setting: Setting;
beforeAll(async () => {
  setting = await createSetting();
  await setting.register({ insurerNumber: '00138057', symbol: '12-34', number: '5678', branch: '1' });
});
afterAll(() => setting.close());

const ask = (insurerNumber: string, symbol: string, number: string, branch = '') =>
  lookUpByNumbers(setting, {
    actor: DESK,
    requestId: 'test',
    numbers: { insurerNumber, symbol, number, branch, birthDate: '1970-01-01' },
    limitConsent: false,
  });

/** @spec eligibility.md §14.1 */
const SAME_INSURER = ['００１３８０５７', '138057', '00138057', ' 138057 '];
const SAME_SYMBOL = [
  '１２－３４',
  '12・34',
  '1234',
  '１２ー３４',
  '12‐34',
  '12―34',
  '12･34',
  '12 34',
  '１２−３４',
];

test('every writing of the same numbers gives one key, and a look-up by it finds the coverage', async () => {
  const keys = new Set<string | null>();
  for (const insurerNumber of SAME_INSURER)
    for (const symbol of SAME_SYMBOL) {
      keys.add(insuredKey({ insurerNumber, symbol, number: '５６７８' }));
      expect((await ask(insurerNumber, symbol, '５６７８')).state, `${insurerNumber} ${symbol}`).toBe(
        'valid',
      );
    }
  expect([...keys]).toHaveLength(1);
});

test('any other difference is another person', async () => {
  for (const [symbol, number, branch] of [
    ['1234', '5679', ''],
    ['1234', '05678', ''],
    ['1235', '5678', ''],
    ['1234', '5678', '02'],
    ['', '5678', ''],
  ] as const)
    expect((await ask('138057', symbol, number, branch)).state, `${symbol} ${number} ${branch}`).toBe(
      'not-found',
    );
  expect((await ask('138058', '1234', '5678')).state).toBe('not-found');
});

test('a branch is padded to two digits; an empty one agrees, 00 does not', async () => {
  expect((await ask('138057', '1234', '5678', '1')).state).toBe('valid');
  expect((await ask('138057', '1234', '5678', '０１')).state).toBe('valid');
  expect((await ask('138057', '1234', '5678', '')).state).toBe('valid');
  expect((await ask('138057', '1234', '5678', '00')).state).toBe('not-found');
});
