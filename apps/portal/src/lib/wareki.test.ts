import { expect, test } from 'vitest';
import { formatBirthDate, formatEraYear } from './format.ts';
import { readBirthDate, toEra, westernYear } from './wareki.ts';

const TODAY = '2026-11-22';

test('a western date finds its era at both ends of an era', () => {
  expect(toEra('1989-01-07')).toMatchObject({ era: { letter: 'S' }, year: 64 });
  expect(toEra('1989-01-08')).toMatchObject({ era: { letter: 'H' }, year: 1 });
  expect(toEra('1800-01-01')).toBeNull();
});

test('a year of an era becomes a western year', () => {
  expect(westernYear('S', 23)).toBe(1948);
  expect(westernYear('R', 1)).toBe(2019);
  expect(westernYear('S', 0)).toBeNull();
  expect(westernYear('X', 3)).toBeNull();
});

test('a birth date must exist, lie in the era it was typed in, and not in the future', () => {
  expect(readBirthDate({ year: '1948', month: '4', day: '2', era: 'S' }, TODAY)).toEqual({
    date: '1948-04-02',
  });
  expect(readBirthDate({ year: '1989', month: '1', day: '8', era: 'S' }, TODAY)).toEqual({
    problem: 'outside-era',
  });
  expect(readBirthDate({ year: '1989', month: '1', day: '8', era: null }, TODAY)).toEqual({
    date: '1989-01-08',
  });
  expect(readBirthDate({ year: '2023', month: '2', day: '29', era: 'R' }, TODAY)).toEqual({
    problem: 'no-such-date',
  });
  expect(readBirthDate({ year: '2026', month: '11', day: '23', era: null }, TODAY)).toEqual({
    problem: 'future',
  });
  expect(readBirthDate({ year: '194', month: '11', day: '23', era: null }, TODAY)).toEqual({
    problem: 'incomplete',
  });
});

test('both calendars are written with the first year as 元年', () => {
  expect(formatBirthDate('1948-04-02', 'ja')).toBe('1948年（昭和23年）4月2日');
  expect(formatBirthDate('1948-04-02', 'en')).toBe('2 Apr 1948 (Showa 23)');
  expect(formatEraYear('2019-05-01', 'ja')).toBe('令和元年');
});
