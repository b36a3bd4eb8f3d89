import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ERAS,
  eraOf,
  formatWareki,
  formatWarekiMonth,
  type LocalDate,
  localDate,
  packClaimDate,
  parseClaimDate,
  type YearMonth,
} from './index.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const pack = (text: string) => packClaimDate(bytesOf(text), 0, text.length);

/** @spec claims.md §3 */
describe('claim dates', () => {
  it('are western or wareki by their length alone', () => {
    expect(parseClaimDate('19810304')).toEqual({
      precision: 'day',
      date: '1981-03-04',
      month: '1981-03',
      wareki: false,
    });
    expect(parseClaimDate('3560304')).toEqual({
      precision: 'day',
      date: '1981-03-04',
      month: '1981-03',
      wareki: true,
    });
    expect(parseClaimDate('202404')).toEqual({
      precision: 'month',
      date: null,
      month: '2024-04',
      wareki: false,
    });
    expect(parseClaimDate('50604')).toEqual({
      precision: 'month',
      date: null,
      month: '2024-04',
      wareki: true,
    });
  });

  it('know the first and last day of each era', () => {
    expect(parseClaimDate('1450730')?.date).toBe('1912-07-30');
    expect(parseClaimDate('2010730')?.date).toBe('1912-07-30');
    expect(parseClaimDate('2151225')?.date).toBe('1926-12-25');
    expect(parseClaimDate('3011225')?.date).toBe('1926-12-25');
    expect(parseClaimDate('3640107')?.date).toBe('1989-01-07');
    expect(parseClaimDate('4010108')?.date).toBe('1989-01-08');
    expect(parseClaimDate('4310430')?.date).toBe('2019-04-30');
    expect(parseClaimDate('5010501')?.date).toBe('2019-05-01');
    for (const text of [
      '1450731',
      '2010729',
      '2151226',
      '3011224',
      '3640108',
      '4010107',
      '4310501',
      '5010430',
    ]) {
      expect([text, parseClaimDate(text)]).toEqual([text, null]);
    }
    expect(parseClaimDate('43104')?.month).toBe('2019-04');
    expect(parseClaimDate('43105')).toBeNull();
    expect(parseClaimDate('50105')?.month).toBe('2019-05');
    expect(parseClaimDate('50104')).toBeNull();
    expect(parseClaimDate('36401')?.month).toBe('1989-01');
    expect(parseClaimDate('40101')?.month).toBe('1989-01');
  });

  it('refuse what is impossible', () => {
    for (const text of [
      '',
      '2024',
      '20240230',
      '20241301',
      '20240400',
      '202400',
      '202413',
      '0560304',
      '6010101',
      '3000101',
      '356030',
      '３５６０３０４',
      '2024040a',
      '202404010',
    ]) {
      expect([text, parseClaimDate(text)]).toEqual([text, null]);
    }
  });

  it('agree between text and bytes at any offset', () => {
    const digits = fc.array(fc.constantFrom(...'0123456789'), { maxLength: 10 }).map((list) => list.join(''));
    fc.assert(
      fc.property(digits, fc.nat(5), (text, offset) => {
        const bytes = bytesOf('x'.repeat(offset) + text);
        const packed = packClaimDate(bytes, offset, bytes.length);
        const parsed = parseClaimDate(text);
        const day = parsed?.date ?? (parsed === null ? '' : `${parsed.month}-00`);
        expect(packed).toBe(Number(day.replaceAll('-', '')));
      }),
    );
  });

  it('read back what they were written as, for every day of every era', () => {
    for (const era of ERAS) {
      const firstYear = Math.floor(era.first / 10000);
      const lastYear = Math.min(2099, Math.floor(era.last / 10000));
      for (let year = firstYear; year <= lastYear; year++) {
        for (let month = 1; month <= 12; month++) {
          const monthText = String(month).padStart(2, '0');
          for (let day = 1; day <= 31; day++) {
            const date = localDate(year, month, day);
            const packed = year * 10000 + month * 100 + day;
            const isIn = date !== null && packed >= era.first && packed <= era.last;
            const text = `${era.digit}${String(year - firstYear + 1).padStart(2, '0')}${monthText}${String(day).padStart(2, '0')}`;
            if (pack(text) !== (isIn ? packed : 0)) expect.fail(text);
          }
        }
      }
    }
  });
});

describe('wareki for display', () => {
  const show = (text: string) => formatWareki(text as LocalDate);
  it('names the era in which a day lies', () => {
    expect(show('1981-03-04')).toBe('昭和56年3月4日');
    expect(show('2019-04-30')).toBe('平成31年4月30日');
    expect(show('2019-05-01')).toBe('令和元年5月1日');
    expect(show('1926-12-25')).toBe('昭和元年12月25日');
    expect(show('1912-07-30')).toBe('大正元年7月30日');
    expect(show('1868-01-25')).toBe('明治元年1月25日');
    expect(show('1868-01-24')).toBe('1868年1月24日');
    expect(eraOf('1868-01-24' as LocalDate)).toBeNull();
    expect(formatWarekiMonth('2019-05' as YearMonth)).toBe('令和元年5月');
    expect(formatWarekiMonth('2019-04' as YearMonth)).toBe('平成31年4月');
    expect(formatWarekiMonth('1989-01' as YearMonth)).toBe('平成元年1月');
  });

  it('agrees with the calendar of the platform since 1873', () => {
    const format = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', { dateStyle: 'long', timeZone: 'UTC' });
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1873, 0, 1), max: Date.UTC(2099, 11, 31) }), (time) => {
        const date = new Date(time).toISOString().slice(0, 10);
        expect(show(date)).toBe(format.format(time));
      }),
    );
  });
});
