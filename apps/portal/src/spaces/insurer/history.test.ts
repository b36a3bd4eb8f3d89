import { expect, test } from 'vitest';
import type { Coverage } from '../../api/eligibility-types.ts';
import { toDay } from '../../lib/dates.ts';
import { barsOf, changesBetween, lateDays } from './history.ts';

const COVERAGE: Coverage = {
  coverageId: 'a~b',
  insurerNumber: '06000015',
  insurerName: '見本健康保険組合',
  cardClass: '01',
  symbol: '12',
  number: '34',
  branch: '01',
  relation: 'insured',
  insuredName: null,
  name: '見本 太郎',
  kana: '',
  sex: 'male',
  birthDate: '1970-01-02',
  address: null,
  postNumber: null,
  validFrom: '2026-04-01',
  validTo: null,
  reasonOfLoss: null,
  ratioPercent: 30,
  preschool: false,
  cardIssuedOn: null,
  cardValidFrom: null,
  cardValidTo: null,
  registeredAt: '2026-04-10T01:00:00.000Z',
  limitCertificate: null,
  specificDiseases: [],
  elderly: null,
};
const first = {
  registeredAt: '2026-04-10T01:00:00.000Z',
  change: 'registered',
  by: 'x',
  values: COVERAGE,
} as const;
const closed = {
  registeredAt: '2026-08-08T20:00:00.000Z',
  change: 'closed',
  by: 'x',
  values: { ...COVERAGE, validTo: '2026-08-01', reasonOfLoss: '03' },
} as const;

test('the day in Tokyo counts: registered nine days late, closed eight days late', () => {
  expect(lateDays(first)).toBe(9);
  expect(lateDays(closed)).toBe(8);
  expect(lateDays({ ...first, change: 'corrected' })).toBeNull();
});

test('what changed is told by field, missing values as empty', () => {
  expect(changesBetween(COVERAGE, { ...closed.values, ratioPercent: 20 })).toEqual([
    { field: 'validTo', from: '', to: '2026-08-01' },
    { field: 'reasonOfLoss', from: '', to: '03' },
    { field: 'ratioPercent', from: '30', to: '20' },
  ]);
});

test('bars share one scale; an open end reaches its right edge', () => {
  const [one, two] = barsOf([first, closed], toDay('2026-08-09'));
  expect(one).toMatchObject({ left: 0, width: 100, open: true });
  expect(two?.open).toBe(false);
  expect(two?.width).toBeCloseTo((122 / 130) * 100);
  expect(two?.told).toBe(100);
});
