import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { donorRows, medicalRows, pharmacyRows } from '../../../conformance/uke/base-files.ts';
import { generateClaims } from '../bench/generate-claims.ts';
import {
  ClaimPrinter,
  encodeRecords,
  layoutOf,
  namedCells,
  padRecord,
  printClaims,
  printRecordFile,
  rawRecords,
  readAll,
  readRecordFile,
  recordFromNames,
  UnencodableError,
  UnprintableCellError,
  withCell,
} from './index.ts';
import { joinBytes } from './record-file.ts';

const cell = fc.array(fc.constantFrom(...'A0 -.ｱあ亜―～ソ表能')).map((chars) => chars.join(''));
const rowsOf = fc.array(
  fc
    .tuple(fc.constantFrom('SI', 'RE', 'CO', 'ZZ'), fc.array(cell, { maxLength: 50 }))
    .map(([id, cells]) => [id, ...cells]),
  { minLength: 1, maxLength: 20 },
);
const options = fc.record({
  encoding: fc.constantFrom('cp932' as const, 'utf-8' as const),
  newline: fc.constantFrom('\r\n' as const, '\n' as const),
  eof: fc.boolean(),
});

/** @spec claims.md §18 (1) */
describe('printing', () => {
  it('is undone by reading, cell for cell', () => {
    fc.assert(
      fc.property(rowsOf, options, (rows, print) => {
        // A header decides kind and encoding; Japanese text in it makes UTF-8 visible.
        const all = [['IR', '1', '13', '1', '', '', '試験'], ...rows];
        const file = readRecordFile(encodeRecords(all, print));
        if (print.encoding === 'utf-8') expect(file.encoding).toBe('utf-8');
        expect(file.records.map((record) => record.cells)).toEqual(all);
        expect(file.records.every((record) => record.newline === print.newline)).toBe(true);
        expect(file.eof).toBe(print.eof);
      }),
    );
  });

  it('undoes reading, byte for byte, from raw records and from cells', () => {
    const files = [
      encodeRecords(medicalRows()),
      encodeRecords(donorRows(), { newline: '\n', eof: false }),
      encodeRecords(pharmacyRows(), { encoding: 'utf-8' }),
      joinBytes([Uint8Array.of(0xef, 0xbb, 0xbf), encodeRecords(pharmacyRows(), { encoding: 'utf-8' })]),
      joinBytes([...generateClaims({ claims: 30, seed: 2 })]),
    ];
    for (const bytes of files) {
      const file = readRecordFile(bytes);
      expect(Buffer.compare(printRecordFile(file), bytes)).toBe(0);
      expect(Buffer.compare(printRecordFile(file, { fromCells: true }), bytes)).toBe(0);
    }
  });

  it('keeps bytes that are no text, and every other record of an edited file', () => {
    const bytes = encodeRecords(medicalRows());
    bytes[130] = 0xff;
    const file = readRecordFile(bytes);
    expect(Buffer.compare(printRecordFile(file), bytes)).toBe(0);
    const records = file.records.map((record) => (record.type === 'GO' ? withCell(record, 1, '4') : record));
    const edited = printRecordFile({ ...file, records });
    expect(readRecordFile(edited).records.map((record) => record.cells)).toEqual(
      records.map((record) => record.cells),
    );
    expect(edited).toHaveLength(bytes.length);
  });

  it('refuses cells that the format cannot carry', () => {
    for (const bad of ['a,b', 'a\r', 'a\nb', `a${String.fromCharCode(0x1a)}`]) {
      expect(() =>
        encodeRecords([
          ['CO', '1'],
          ['CO', bad],
        ]),
      ).toThrow(UnprintableCellError);
    }
    expect(() => encodeRecords([['CO', '🙂']])).toThrow(UnencodableError);
    expect(encodeRecords([['CO', '🙂']], { encoding: 'utf-8', eof: false })).toHaveLength(9);
  });
});

describe('records', () => {
  it('are padded to the width of the layout', () => {
    expect(padRecord('medical', ['SI', '11'])).toHaveLength(44);
    expect(padRecord('pharmacy', ['CZ'])).toHaveLength(71);
    expect(
      padRecord(
        'medical',
        Array.from({ length: 60 }, (_, i) => (i === 0 ? 'SI' : '')),
      ),
    ).toHaveLength(60);
    expect(() => padRecord('medical', ['SH'])).toThrow(RangeError);
  });

  it('have the widths of the specification', () => {
    const widths = (kind: 'medical' | 'pharmacy') =>
      Object.fromEntries([...layoutOf(kind).records.values()].map((layout) => [layout.id, layout.width]));
    expect(widths('medical')).toEqual({
      IR: 10,
      RE: 38,
      HO: 15,
      KO: 12,
      SN: 9,
      JD: 33,
      MF: 33,
      GR: 3,
      SY: 8,
      SI: 44,
      IY: 44,
      TO: 48,
      CO: 5,
      SJ: 3,
      TI: 10,
      TR: 18,
      TS: 5,
      GO: 4,
    });
    expect(widths('pharmacy')).toEqual({
      YK: 9,
      RE: 42,
      HO: 14,
      KO: 10,
      SN: 9,
      JD: 33,
      MF: 33,
      SH: 10,
      CZ: 71,
      IY: 10,
      TO: 7,
      CO: 3,
      TK: 3,
      KI: 114,
      ST: 16,
      GO: 4,
    });
  });

  it('can be made and read by column names', () => {
    const cells = recordFromNames('medical', 'SI', {
      category: '11',
      burden: '1',
      code: '111000000',
      points: '100',
      day5: '1',
    });
    expect(cells[17]).toBe('1');
    expect(namedCells('medical', { type: 'SI', cells })).toEqual({
      category: '11',
      burden: '1',
      code: '111000000',
      points: '100',
      day5: '1',
    });
    expect(() => recordFromNames('medical', 'SI', { nonsense: '1' })).toThrow(RangeError);
    expect(namedCells('pharmacy', { type: 'CZ', cells: padRecord('pharmacy', ['CZ', '1']) })).toEqual({
      doctorNo: '1',
    });
  });

  it('stand in a claim on request, rare ones too', () => {
    const rows = donorRows();
    rows.splice(3, 0, ['GR', '01'], ['MF', '00']);
    const [claim] = readAll(encodeRecords(rows), { fileName: 'x', keepRaw: true }).claims;
    const records = rawRecords(claim ?? {});
    expect(records.map((record) => record.type)).toEqual(rows.slice(1, -1).map((cells) => cells[0]));
    const transplant = records.find((record) => record.type === 'TI');
    expect(namedCells('medical', transplant ?? { type: '', cells: [] })).toMatchObject({
      organ: '2',
      place: '2',
      prefecture: '14',
      institutionName: '見本病院',
    });
    expect(rawRecords({})).toEqual([]);
  });
});

describe('claim printer', () => {
  it('works out GO as the reader expects it', () => {
    const rows = medicalRows();
    const [header = []] = rows;
    const claims = [rows.slice(1, 14), rows.slice(14, 20)];
    const bytes = joinBytes([...printClaims('medical', header, claims)]);
    expect(Buffer.compare(bytes, encodeRecords(rows))).toBe(0);
    const { findings } = readAll(bytes, { fileName: 'x' });
    expect(findings).toEqual([]);
  });

  it('pads records and prints in the encoding asked for', () => {
    const printer = new ClaimPrinter('pharmacy', { encoding: 'utf-8', newline: '\n', eof: false });
    const text = new TextDecoder().decode(
      printer.claim([
        ['RE', '1', '4112'],
        ['KO', '1', '2', '', '1', '70'],
      ]),
    );
    expect(text.split('\n').map((line) => line.split(',').length)).toEqual([42, 10, 1]);
    expect(new TextDecoder().decode(printer.trailer())).toBe('GO,1,70,99\n');
  });
});
