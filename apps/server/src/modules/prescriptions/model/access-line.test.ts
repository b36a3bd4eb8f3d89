import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAccessCode, parseAccessLine, printAccessLine } from './access-line.ts';

const LINE = {
  insurerNumber: '06999903',
  symbol: '９９',
  number: '7000001',
  branch: '01',
  birthDate: '1970-01-01',
  accessCode: '123456',
};

/** @spec prescriptions.md §3 */
describe('the line on the 控え', () => {
  test('is one line with commas, empty where something is unknown', () => {
    expect(printAccessLine(LINE)).toBe('06999903,９９,7000001,01,19700101,123456');
    expect(printAccessLine({ ...LINE, symbol: '', branch: '', birthDate: null })).toBe(
      '06999903,,7000001,,,123456',
    );
  });

  test('is read again as it was printed, whatever the symbol holds', () => {
    fc.assert(
      fc.property(
        fc.record({
          symbol: fc.stringMatching(/^[0-9A-Z０-９あ-ん-]{0,10}$/),
          number: fc.stringMatching(/^[1-9][0-9]{0,9}$/),
          branch: fc.constantFrom('', '01', '23'),
          birthDate: fc.constantFrom(null, '1970-01-01', '2024-02-29'),
          accessCode: fc.stringMatching(/^[0-9]{6,16}$/),
        }),
        (changed) => {
          const line = { ...LINE, ...changed };
          expect(parseAccessLine(printAccessLine(line))).toEqual(line);
        },
      ),
    );
  });

  test.each([
    [
      'full-width commas and digits',
      '０６９９９９０３，９９，7000001，０１，１９７００１０１，１２３４５６'.replaceAll('，', ','),
    ],
    ['a line end', '06999903,９９,7000001,01,19700101,123456\r\n'],
    ['quotes', '"06999903","９９","7000001","01","1970-01-01","123456"'],
    ['surplus empty fields', '06999903,９９,7000001,01,19700101,123456,,'],
    ['a padded number of six digits', '138057,12,5678,1,19700101,1234567890123456'],
  ])('is read with %s', (_, text) => {
    const read = parseAccessLine(text);
    expect(read?.birthDate).toBe('1970-01-01');
    expect(read?.branch).toBe('01');
  });

  test('names no person without a code, without a number, or when it is something else', () => {
    for (const text of [
      '',
      '123456',
      '06999903,99,7000001,01,19700101,',
      'https://example.jp/',
      '06999903,99,,01,19700101,123456',
      'x'.repeat(400),
    ])
      expect(parseAccessLine(text), text).toBeNull();
  });

  test('a day that does not exist is not known', () => {
    expect(parseAccessLine('06999903,99,7000001,01,19700231,123456')?.birthDate).toBeNull();
  });
});

test('an access code has 6 to 16 digits; width, spaces and hyphens do not matter', () => {
  expect(parseAccessCode('１２３ ４５６')).toBe('123456');
  expect(parseAccessCode('1234-5678-9012-3456')).toBe('1234567890123456');
  for (const text of ['12345', '12345678901234567', '12345a', '']) expect(parseAccessCode(text)).toBeNull();
});
