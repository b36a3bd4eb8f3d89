import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scanCsv } from './scan-csv.ts';

function read(text: string) {
  const rows: string[][] = [];
  const fault = scanCsv<never>(text, (row) => {
    rows.push(Array.from({ length: row.width }, (_, index) => row.value(index + 1)));
    return null;
  });
  return { rows, fault };
}

const value = fc
  .string({ unit: fc.constantFrom('a', '0', ',', '\\', '|', '，', '表', 'ｱ', ' ', "'") })
  .filter((text) => !text.includes('"'));
const rows = fc.array(fc.array(value, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 });
const print = (table: readonly (readonly string[])[], lineEnd: string) =>
  table.map((row) => row.map((cell) => `"${cell}"`).join(',') + lineEnd).join('');

test('reads back what was printed, with either line end', () => {
  fc.assert(
    fc.property(rows, fc.constantFrom('\r\n', '\n'), (table, lineEnd) => {
      expect(read(print(table, lineEnd))).toEqual({ rows: table, fault: null });
    }),
  );
});

test('a missing last line end is no fault', () => {
  expect(read('"a","b"\r\n"c","d"')).toEqual({
    rows: [
      ['a', 'b'],
      ['c', 'd'],
    ],
    fault: null,
  });
});

test('a cut anywhere inside the last row is seen, or gives a shorter row', () => {
  fc.assert(
    fc.property(rows, fc.nat(), (table, at) => {
      const whole = print(table, '\r\n');
      const last = print(table.slice(-1), '\r\n');
      const cut = whole.slice(0, whole.length - last.length + 1 + (at % (last.length - 2)));
      const { rows: found, fault } = read(cut);
      if (fault === null) expect(found.at(-1)?.length ?? 0).toBeLessThanOrEqual(table.at(-1)?.length ?? 0);
      else
        expect(fault).toEqual({
          code: 'master-file-truncated',
          place: expect.objectContaining({ line: table.length }),
        });
    }),
  );
});

test.each([
  ['an unquoted value', '"a","b"\r\n"c",d\r\n', { line: 2, column: 2 }],
  ['text behind a quote', '"a","b"x\r\n', { line: 1, column: 2 }],
  ['an escaped quote', '"a ""b"" c"\r\n', { line: 1, column: 1 }],
  ['a quote that a line end interrupts', '"a","b\r\n"c","d"\r\n', { line: 1, column: 2 }],
  ['a tab', '"a\tb"\r\n', { line: 1, column: 1 }],
  ['a blank line', '"a"\r\n\r\n"b"\r\n', { line: 2, column: 1 }],
])('%s is malformed', (_, text, place) => {
  expect(read(text).fault).toEqual({ code: 'master-file-malformed', place });
});

test.each(['"a","b', '"a","b"\r\n"', '"a",'])('%j is truncated', (text) => {
  expect(read(text).fault?.code).toBe('master-file-truncated');
});
