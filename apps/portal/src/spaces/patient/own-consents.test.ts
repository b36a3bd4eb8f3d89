import { expect, test } from 'vitest';
import type { OwnConsent } from '../../api/access-types.ts';
import { byInstitution } from './own-consents.ts';

const consent = (change: Partial<OwnConsent>): OwnConsent => ({
  facilityCode: '1310000001',
  facilityName: '試験医院',
  category: 'medication',
  basis: 'visit-24h',
  state: 'given',
  givenAt: '2026-11-21T02:00:00.000Z',
  validUntil: '2026-11-22T02:00:00.000Z',
  method: 'spoken',
  givenBy: 'desk',
  ...change,
});

test('of several that stand the longest is shown, until withdrawn being the longest; the rest is history', () => {
  const [first, second, ...more] = byInstitution([
    consent({ category: 'surgery' }),
    consent({}),
    consent({ basis: 'persistent', validUntil: '2027-11-21T15:00:00.000Z' }),
    consent({ basis: 'visiting', validUntil: null }),
    consent({ state: 'withdrawn' }),
    consent({ facilityCode: '1310000002', facilityName: '別の医院', state: 'expired' }),
  ]);
  expect(more).toEqual([]);
  expect(first?.standing.map(({ category, basis }) => [category, basis])).toEqual([
    ['medication', 'visiting'],
    ['surgery', 'visit-24h'],
  ]);
  expect(first?.past.map(({ state }) => state)).toEqual(['withdrawn']);
  expect(second).toMatchObject({ facilityName: '別の医院', standing: [] });
});
