import { expect, test } from 'vitest';
import hiding from './hiding.json' with { type: 'json' };
import { drugMayBeHidden, entryKey, hiddenFrom, NOTHING_HIDDEN, visitKey } from './hiding.ts';

/** @spec phr.md §3 A4 */
const HERE = '1300000001';
const ELSEWHERE = '1300000002';
const entry = { facilityCode: HERE, date: '2026-09-03', code: '690000031' };

test('an entry is hidden by its own key or by that of its visit, and by no other', () => {
  for (const key of [entryKey(entry), visitKey(entry)])
    expect(hiddenFrom(ELSEWHERE, new Set([key]))(entry)).toBe(true);
  for (const key of [
    entryKey({ ...entry, code: '690000041' }),
    entryKey({ ...entry, date: '2026-09-04' }),
    entryKey({ ...entry, facilityCode: ELSEWHERE }),
    visitKey({ ...entry, date: '2026-09-04' }),
  ])
    expect(hiddenFrom(ELSEWHERE, new Set([key]))(entry)).toBe(false);
});

test('not from whoever did it, nor from whoever prescribed it', () => {
  const keys = new Set([entryKey(entry), visitKey(entry)]);
  expect(hiddenFrom(HERE, keys)(entry)).toBe(false);
  expect(hiddenFrom(ELSEWHERE, keys)({ ...entry, prescriberCode: ELSEWHERE })).toBe(false);
  expect(hiddenFrom(ELSEWHERE, keys)({ ...entry, prescriberCode: null })).toBe(true);
});

test('a visit has no code: only its own key hides it', () => {
  const visit = { facilityCode: HERE, date: '2026-09-03' };
  expect(hiddenFrom(ELSEWHERE, new Set([visitKey(visit)]))(visit)).toBe(true);
  expect(hiddenFrom(ELSEWHERE, new Set([entryKey(entry)]))(visit)).toBe(false);
});

test('without keys nothing is looked at', () => {
  expect(hiddenFrom(ELSEWHERE, new Set())).toBe(NOTHING_HIDDEN);
});

test('narcotics and psychotropics stay; poisons and powerful drugs may be hidden', () => {
  expect([0, 1, 2, 3, 4, 5].filter((kind) => !drugMayBeHidden(kind))).toEqual([1, 5]);
  expect(hiding.drugsThatStay).toEqual([1, 5]);
});
