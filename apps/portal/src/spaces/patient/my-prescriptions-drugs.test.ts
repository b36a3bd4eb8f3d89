import { expect, test } from 'vitest';
import { EXAMPLE, resultOf } from '../pharmacy/model/testing-example.ts';
import { currentOwnDrugs, everydayStateOf } from './my-prescriptions-drugs.ts';

const given = { ...EXAMPLE, qrText: null, dispensings: [resultOf(EXAMPLE, '2026-11-01')] };

test('oral drugs are taken for their days, first and last included; others count as two weeks', () => {
  const names = (today: string) => currentOwnDrugs([given], today).map(({ drug }) => drug.name);
  expect(names('2026-10-31')).toEqual([]);
  expect(names('2026-11-01')).toHaveLength(2);
  expect(names('2026-11-14')).toHaveLength(2);
  expect(names('2026-11-15')).toEqual([]);
  const untils = currentOwnDrugs([given], '2026-11-10').map(({ until, assumed }) => [until, assumed]);
  expect(untils).toEqual([
    ['2026-11-14', false],
    ['2026-11-14', true],
  ]);
});

test('a result that was cancelled gives nothing, and one for two prescriptions counts once', () => {
  const cancelled = given.dispensings.map((result) => ({ ...result, state: 'cancelled' as const }));
  expect(currentOwnDrugs([{ ...given, dispensings: cancelled }], '2026-11-10')).toEqual([]);
  expect(currentOwnDrugs([given, given], '2026-11-10')).toHaveLength(2);
});

test('states are told in everyday words', () => {
  const open = { state: 'open', expired: false, window: null } as const;
  expect(everydayStateOf(open, '2026-11-22')).toBe('usable');
  expect(everydayStateOf({ ...open, expired: true }, '2026-11-22')).toBe('expired');
  const window = { from: '2026-12-01', to: '2026-12-15' };
  expect(everydayStateOf({ ...open, window }, '2026-11-30')).toBe('refill-later');
  expect(everydayStateOf({ ...open, window }, '2026-12-15')).toBe('usable');
  expect(everydayStateOf({ ...open, window }, '2026-12-16')).toBe('expired');
  expect(everydayStateOf({ ...open, state: 'in-dispensing' }, '2026-11-22')).toBe('preparing');
  expect(everydayStateOf({ ...open, state: 'dispensed' }, '2026-11-22')).toBe('received');
});
