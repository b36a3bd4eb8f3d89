import { expect, test } from 'vitest';
import type { CategoryGround, ConsentState } from '../../api/types.ts';
import { exceptionOf, firstEnd, standingOfConsents, standingOfRecord } from './grounds.ts';

const NOW = Date.parse('2026-11-22T01:00:00.000Z');

const given = (change: Partial<ConsentState>): ConsentState => ({
  category: 'medication',
  state: 'given',
  basis: 'visit-24h',
  givenAt: '2026-11-21T02:00:00.000Z',
  validUntil: null,
  recordedBy: 'x',
  ...change,
});

const shown = (change: Partial<CategoryGround>): CategoryGround => ({
  category: 'medication',
  shown: true,
  ground: 'consent-24h',
  validUntil: null,
  refusalCode: null,
  ...change,
});

test('a consent counts until its end, exclusively; one without an end stands; a missing row is none', () => {
  const standing = standingOfConsents(
    [
      given({ validUntil: '2026-11-22T02:30:30.000Z' }),
      given({ category: 'treatment', validUntil: '2026-11-22T01:00:00.000Z' }),
      given({ category: 'checkup', basis: 'visiting' }),
    ],
    NOW,
  );
  expect(standing).toHaveLength(7);
  expect(standing.slice(0, 4)).toEqual([
    { category: 'medication', state: 'given', basis: 'visit-24h', minutesLeft: 90 },
    { category: 'treatment', state: 'expired', basis: null, minutesLeft: null },
    { category: 'surgery', state: 'none', basis: null, minutesLeft: null },
    { category: 'checkup', state: 'given', basis: 'visiting', minutesLeft: null },
  ]);
});

test('grounds of a record: own view, consents, emergency, refusals', () => {
  const standing = standingOfRecord(
    [
      shown({ ground: 'self' }),
      shown({ ground: 'consent-24h', validUntil: '2026-11-22T01:05:00.000Z' }),
      shown({ ground: 'consent-visiting' }),
      shown({ ground: 'emergency', validUntil: '2026-11-22T01:59:59.000Z' }),
      shown({ shown: false, ground: null, refusalCode: 'CONSENT_EXPIRED' }),
      shown({ shown: false, ground: null, refusalCode: 'SHARING_STOPPED' }),
    ],
    NOW,
  );
  expect(standing.map((one) => [one.state, one.basis, one.minutesLeft])).toEqual([
    ['self', null, null],
    ['given', 'visit-24h', 5],
    ['given', 'visiting', null],
    ['emergency', null, 59],
    ['expired', null, null],
    ['refused', null, null],
  ]);
});

test('an exception counts until its end, exclusively, and the first end is when to ask again', () => {
  const categories = [
    shown({ validUntil: '2026-11-22T03:00:00.000Z' }),
    shown({ ground: 'emergency', validUntil: '2026-11-22T01:30:00.000Z' }),
    shown({ shown: false, ground: null, validUntil: '2026-11-22T01:01:00.000Z' }),
  ];
  expect(exceptionOf(categories, NOW)).toEqual({ mode: 'emergency', minutesLeft: 30 });
  expect(exceptionOf(categories, Date.parse('2026-11-22T01:30:00.000Z'))).toBeNull();
  expect(firstEnd(categories)).toBe(Date.parse('2026-11-22T01:30:00.000Z'));
  expect(firstEnd([shown({})])).toBeNull();
});
