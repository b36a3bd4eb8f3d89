import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementTime, timeRange } from './dates.ts';
import { approximateRange, compareDecimals, impliedRange, parseDecimal } from './decimals.ts';
import { codeKey, identifierKey, textKey } from './fold.ts';
import { splitUnescaped, unescapeValue } from './query-text.ts';
import { parseReference, referencedType } from './references-text.ts';

describe('timeRange', () => {
  it.each([
    ['2026', '2025-12-31T15:00:00.000Z', '2026-12-31T15:00:00.000Z'],
    ['2026-02', '2026-01-31T15:00:00.000Z', '2026-02-28T15:00:00.000Z'],
    ['2024-02-29', '2024-02-28T15:00:00.000Z', '2024-02-29T15:00:00.000Z'],
    ['2026-04-01T09:00', '2026-04-01T00:00:00.000Z', '2026-04-01T00:01:00.000Z'],
    ['2026-04-01T09:00:30', '2026-04-01T00:00:30.000Z', '2026-04-01T00:00:31.000Z'],
    ['2026-04-01T09:00:30Z', '2026-04-01T09:00:30.000Z', '2026-04-01T09:00:31.000Z'],
    ['2026-04-01T09:00:30.5+09:00', '2026-04-01T00:00:30.500Z', '2026-04-01T00:00:30.600Z'],
    ['2026-04-01T09:00:30.123456-05:30', '2026-04-01T14:30:30.123Z', '2026-04-01T14:30:30.124Z'],
    ['2026-04-01T09:00:30 09:00', '2026-04-01T00:00:30.000Z', '2026-04-01T00:00:31.000Z'],
    ['0050', '0049-12-31T15:00:00.000Z', '0050-12-31T15:00:00.000Z'],
  ])('%s', (text, from, to) => {
    expect(timeRange(text)).toEqual({ from: Date.parse(from), to: Date.parse(to) });
  });

  it.each([
    '',
    '26',
    '2026-13',
    '2026-00',
    '2026-02-29',
    '2026-04-31',
    '2026-4-1',
    '2026-04-01T24:00',
    '2026-04-01T09',
    '2026-04-01T09:60',
    '2026-04-01T09:00:60',
    '2026-04-01T09:00:00+15:00',
    '2026-04-01Z',
    'R8.4.1',
  ])('%j is no time', (text) => {
    expect(timeRange(text)).toBeNull();
  });

  it('lies within the range of every shorter writing', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (date) => {
          const text = date.toISOString();
          const japan = new Date(date.getTime() + 9 * 3_600_000).toISOString();
          const whole = timeRange(text);
          for (const shorter of [4, 7, 10, 16].map((length) => timeRange(japan.slice(0, length)))) {
            expect(shorter?.from).toBeLessThanOrEqual(whole?.from ?? Number.NaN);
            expect(shorter?.to).toBeGreaterThanOrEqual(whole?.to ?? Number.NaN);
          }
        },
      ),
    );
  });
});

describe('elementTime', () => {
  const april = Date.parse('2026-03-31T15:00:00Z');
  const may = Date.parse('2026-04-30T15:00:00Z');
  it.each([
    ['Period', { start: '2026-04', end: '2026-04' }, april, may],
    ['Period', { start: '2026-04' }, april, Number.POSITIVE_INFINITY],
    ['Period', { end: '2026-04-30' }, Number.NEGATIVE_INFINITY, may],
    ['Timing', { event: ['2026-04-30', '2026-04-01'] }, april, may],
    ['Timing', { repeat: { boundsPeriod: { start: '2026-04-01', end: '2026-04-30' } } }, april, may],
  ])('%s %j', (type, value, from, to) => {
    expect(elementTime(type, value)).toEqual({ from, to });
  });
  it.each([
    ['Period', {}],
    ['Timing', { repeat: { frequency: 1 } }],
    ['Quantity', { start: '2026' }],
    ['date', 20260401],
  ])('%s %j says nothing', (type, value) => {
    expect(elementTime(type, value)).toBeNull();
  });
});

const decimal = (text: string) => {
  const parsed = parseDecimal(text);
  if (parsed === null) throw new Error(text);
  return parsed;
};

describe('decimals', () => {
  it.each([
    ['5.4', '5.35', '5.45'],
    ['100', '99.5', '100.5'],
    ['100.00', '99.995', '100.005'],
    ['1e2', '50', '150'],
    ['-5.4', '-5.45', '-5.35'],
    ['0', '-0.5', '0.5'],
    ['0.001e-2', '0.000005', '0.000015'],
  ])('%s is written for %s to %s', (text, from, to) => {
    expect(impliedRange(text)).toEqual({ from: decimal(from), to: decimal(to) });
  });
  it.each([
    ['100', '90', '110'],
    ['-2.5', '-2.75', '-2.25'],
    ['0', '0', '0'],
  ])('about %s is %s to %s', (text, from, to) => {
    expect(approximateRange(text)).toEqual({ from: decimal(from), to: decimal(to) });
  });
  it('orders as numbers do', () => {
    const number = fc.double({ noNaN: true, min: -1e20, max: 1e20 });
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(Math.sign(compareDecimals(decimal(String(a)), decimal(String(b))))).toBe(
          a === b ? 0 : Math.sign(a - b) || (a < b ? -1 : 1),
        );
      }),
    );
  });
  it('sees digits that doubles lose', () => {
    expect(compareDecimals(decimal('0.10000000000000000001'), decimal('0.1'))).toBeGreaterThan(0);
    expect(compareDecimals(decimal('1.10'), decimal('11e-1'))).toBe(0);
  });
  it.each(['', 'x', '1.', '.5', '1e', '1e1234567', '--1'])('%j is none', (text) => {
    expect(parseDecimal(text)).toBeNull();
  });
});

describe('keys', () => {
  it.each([
    ['やまだ', 'ﾔﾏﾀﾞ'],
    ['ヤマダ', 'やまだ'],
    ['山田　太郎', '山田太郎'],
    ['Müller', 'MULLER'],
    ['ＡＢＣ', 'abc'],
    ['１－２', '1-2'],
    ['バ', 'ﾊﾞ'],
  ])('%s is %s as text', (a, b) => {
    expect(textKey(a)).toBe(textKey(b));
  });
  it.each([
    ['ハ', 'バ'],
    ['髙', '高'],
    ['ハ', 'パ'],
  ])('%s is not %s', (a, b) => {
    expect(textKey(a)).not.toBe(textKey(b));
  });
  it('folds the width of identifiers and nothing else', () => {
    expect(identifierKey('ＡＢ１')).toBe('AB1');
    expect(identifierKey('ab1')).not.toBe(identifierKey('AB1'));
    expect(codeKey('ab1')).toBe(codeKey('ＡＢ1'));
  });
});

describe('escapes', () => {
  it.each([
    ['a,b', ',', ['a', 'b']],
    ['a\\,b,c', ',', ['a\\,b', 'c']],
    ['a\\\\,b', ',', ['a\\\\', 'b']],
    ['a|b\\|c', '|', ['a', 'b\\|c']],
    ['', ',', ['']],
    ['a\\', ',', ['a\\']],
  ] as const)('splits %j at %j', (text, separator, parts) => {
    expect(splitUnescaped(text, separator)).toEqual(parts);
  });
  it('gives back every list', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', ',', '\\', '|', '$') }), { minLength: 1 }),
        (parts) => {
          const escaped = parts.map((part) => part.replace(/[,|$\\]/g, '\\$&'));
          expect(splitUnescaped(escaped.join(','), ',').map(unescapeValue)).toEqual(parts);
        },
      ),
    );
  });
});

describe('references', () => {
  it.each([
    ['Patient/1', 'Patient', '1', ''],
    ['Patient/1/_history/2', 'Patient', '1', ''],
    ['https://example.org/fhir/Patient/1', 'Patient', '1', 'https://example.org/fhir'],
    ['urn:uuid:00000000-0000-4000-8000-000000000001', null, null, null],
    ['#a', null, null, null],
    ['patient/1', null, null, null],
  ])('%s', (text, type, id, base) => {
    expect(parseReference(text)).toEqual({ type, id, base });
  });
  it('knows the type of contained and of logical references', () => {
    const root = { contained: [{ resourceType: 'Device', id: 'a' }] };
    expect(referencedType({ reference: '#a' }, root)).toBe('Device');
    expect(referencedType({ identifier: {}, type: 'Patient' }, root)).toBe('Patient');
    expect(referencedType({ reference: 'urn:uuid:x' }, root)).toBeNull();
  });
});
