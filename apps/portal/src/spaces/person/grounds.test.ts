import { expect, test } from 'vitest';
import { standingOfConsents, standingOfRecord } from './grounds.ts';

const NOW = Date.parse('2026-11-22T01:00:00.000Z');

test('a consent counts until its end, exclusively; a missing row is none', () => {
  const given = { givenAt: '2026-11-21T02:00:00.000Z', recordedBy: 'x' };
  const standing = standingOfConsents(
    [
      { category: 'medication', state: 'given', validUntil: '2026-11-22T02:30:30.000Z', ...given },
      { category: 'treatment', state: 'given', validUntil: '2026-11-22T01:00:00.000Z', ...given },
    ],
    NOW,
  );
  expect(standing).toEqual([
    { category: 'medication', state: 'given', minutesLeft: 90 },
    { category: 'treatment', state: 'expired', minutesLeft: null },
    { category: 'surgery', state: 'none', minutesLeft: null },
  ]);
});

test('grounds of a record: own view, consent, refusal', () => {
  expect(
    standingOfRecord(
      [
        { category: 'medication', shown: true, ground: 'self', validUntil: null, refusalCode: null },
        {
          category: 'treatment',
          shown: true,
          ground: 'consent-24h',
          validUntil: '2026-11-22T01:05:00.000Z',
          refusalCode: null,
        },
        { category: 'surgery', shown: false, ground: null, validUntil: null, refusalCode: 'CONSENT_EXPIRED' },
      ],
      NOW,
    ).map((one) => [one.state, one.minutesLeft]),
  ).toEqual([
    ['self', null],
    ['given', 5],
    ['expired', null],
  ]);
});
