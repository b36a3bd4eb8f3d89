import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  ageOn,
  compareDates,
  dateParts,
  dayOf,
  daysBetween,
  daysInMonth,
  type LocalDate,
  localDate,
  monthOf,
  monthsBetween,
  parseLocalDate,
  parseYearMonth,
  type YearMonth,
  yearMonth,
} from './index.ts';

const anyDay = fc
  .integer({ min: -700_000, max: 2_900_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10))
  .filter((text) => text.length === 10);
const anyMonth = fc.tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 12 }));

function must<T>(value: T | null): T {
  if (value === null) throw new Error('expected a value');
  return value;
}

describe('local dates', () => {
  it('agree with the platform calendar', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -5000, max: 5000 }), (text, count) => {
        const date = must(parseLocalDate(text));
        const shifted = new Date(Date.parse(`${text}T00:00:00Z`) + count * 86_400_000).toISOString();
        fc.pre(/^\d{4}-/.test(shifted) && shifted >= '0001');
        expect(addDays(date, count)).toBe(shifted.slice(0, 10));
        expect(daysBetween(date, addDays(date, count))).toBe(count);
        expect(must(localDate(...dateParts(date)))).toBe(text);
        expect(monthOf(date)).toBe(text.slice(0, 7));
      }),
    );
  });

  it('refuse what is no day', () => {
    for (const text of [
      '2023-02-29',
      '2024-02-30',
      '1900-02-29',
      '2024-00-10',
      '2024-13-01',
      '2024-04-31',
      '2024-4-01',
      '0000-01-01',
      '',
      '2024-01-01T',
      '２024-01-01',
    ]) {
      expect([text, parseLocalDate(text)]).toEqual([text, null]);
    }
    expect(parseLocalDate('2000-02-29')).toBe('2000-02-29');
    expect(localDate(2024, 1.5, 1)).toBeNull();
    expect(localDate(10000, 1, 1)).toBeNull();
  });

  it('order as they are written', () => {
    fc.assert(
      fc.property(anyDay, anyDay, (a, b) => {
        const [x, y] = [must(parseLocalDate(a)), must(parseLocalDate(b))];
        expect(Math.sign(compareDates(x, y))).toBe(Math.sign(Date.parse(a) - Date.parse(b)));
        expect(Math.sign(compareDates(x, y))).toBe(-Math.sign(daysBetween(x, y)) + 0);
      }),
    );
  });

  it('count completed years', () => {
    const age = (birth: string, day: string) => ageOn(birth as LocalDate, day as LocalDate);
    expect(age('2000-02-29', '2023-02-28')).toBe(22);
    expect(age('2000-02-29', '2023-03-01')).toBe(23);
    expect(age('1950-05-05', '2024-05-04')).toBe(73);
    expect(age('1950-05-05', '2024-05-05')).toBe(74);
  });
});

describe('months', () => {
  it('add up and back', () => {
    fc.assert(
      fc.property(anyMonth, fc.integer({ min: -600, max: 600 }), ([year, number], count) => {
        const month = must(yearMonth(year, number));
        const index = year * 12 + number - 1 + count;
        fc.pre(index >= 12 && index < 120_000);
        const shifted = addMonths(month, count);
        expect(monthsBetween(month, shifted)).toBe(count);
        expect(addMonths(shifted, -count)).toBe(month);
      }),
    );
    expect(addMonths('2024-01' as YearMonth, -1)).toBe('2023-12');
    expect(addMonths('2024-05' as YearMonth, -60)).toBe('2019-05');
    expect(() => addMonths('9999-12' as YearMonth, 1)).toThrow(RangeError);
    expect(() => addDays('0001-01-01' as LocalDate, -1)).toThrow(RangeError);
  });

  it('have as many days as the platform says', () => {
    fc.assert(
      fc.property(anyMonth, ([year, number]) => {
        const month = must(yearMonth(year, number));
        const last = new Date(0);
        last.setUTCFullYear(year, number, 0);
        expect(daysInMonth(month)).toBe(last.getUTCDate());
        expect(dayOf(month, daysInMonth(month))).toBe(`${month}-${last.getUTCDate()}`);
        expect(dayOf(month, daysInMonth(month) + 1)).toBeNull();
      }),
    );
  });

  it('refuse what is no month', () => {
    for (const text of ['2024-00', '2024-13', '202401', '2024-1', '0000-01'])
      expect(parseYearMonth(text)).toBeNull();
    expect(parseYearMonth('2024-12')).toBe('2024-12');
  });
});
