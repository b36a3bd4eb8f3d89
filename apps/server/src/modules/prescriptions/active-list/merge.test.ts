import { expect, test } from 'vitest';
import type { ActiveDrug } from '../model/alert.ts';
import { mergeSources } from './merge.ts';

const drug = (also: Partial<ActiveDrug>): ActiveDrug => ({
  kind: '2',
  code: '610000001',
  name: 'x',
  form: '1',
  quantity: 14,
  amount: '1',
  source: 'dispensing',
  key: '',
  from: '2026-04-01',
  to: '2026-04-14',
  facilityCode: '1310000017',
  pharmacyCode: '1340000015',
  hideKey: null,
  knownAt: '2026-04-01T00:00:00.000Z',
  ...also,
});
const merged = (...drugs: ActiveDrug[]) => mergeSources(drugs, ({ code }) => code).map(({ key }) => key);

test('a claim stands for the dispensing of the same pharmacy, day and drug', () => {
  expect(merged(drug({ key: 'd' }), drug({ key: 'c', source: 'claim' }))).toEqual(['c']);
});

test('what the claim does not hold stays, and so does another day', () => {
  expect(
    merged(
      drug({ key: 'd' }),
      drug({ key: 'e', code: '610000002' }),
      drug({ key: 'f', from: '2026-04-08' }),
      drug({ key: 'c', source: 'claim' }),
    ),
  ).toEqual(['e', 'f', 'c']);
});

test('the prescriber alone is enough for the prescription of that day', () => {
  expect(
    merged(
      drug({ key: 'p', source: 'prescription', pharmacyCode: null }),
      drug({ key: 's', source: 'submission', pharmacyCode: null }),
    ),
  ).toEqual(['p']);
});

test('two lines of one source stay two, and own notes belong to no institution', () => {
  const noted = drug({ key: 'n', source: 'notebook', facilityCode: null, pharmacyCode: null });
  expect(merged(drug({ key: 'c', source: 'claim' }), drug({ key: 'c2', source: 'claim' }), noted)).toEqual([
    'c',
    'c2',
    'n',
  ]);
});

test('a better source whose drug ends sooner leaves the one that lasts', () => {
  const given = drug({ key: 'c', source: 'claim', to: '2026-04-03', pharmacyCode: null });
  const prescribed = drug({ key: 'p', source: 'prescription', to: '2026-04-28', pharmacyCode: null });
  expect(merged(given, prescribed)).toEqual(['c', 'p']);
  expect(merged({ ...given, to: '2026-04-28' }, prescribed)).toEqual(['c']);
});
