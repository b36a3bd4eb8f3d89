import { describe, expect, it } from 'vitest';
import { donorRows, medicalRows, pharmacyRows, type Rows } from '../../../conformance/uke/base-files.ts';
import { type Claim, encodeRecords, type PrintOptions, readAll } from './index.ts';
import { joinBytes } from './record-file.ts';

/** A claim without its place in the file. */
function content(claim: Claim): unknown {
  const { ordinal, firstRecord, lastRecord, byteOffset, byteLength, header, findings, ...rest } = claim;
  return JSON.parse(JSON.stringify(rest, (key, value: unknown) => (key === 'record' ? undefined : value)));
}

function read(bytes: Uint8Array) {
  const { claims, findings } = readAll(bytes, { fileName: 't' });
  const codes = [...findings, ...claims.flatMap((claim) => claim.findings)].map((finding) => finding.code);
  return { claims: claims.map(content), codes: codes.sort() };
}

const WESTERN = /^(19|20)\d{6}$/;

/** Western days and months of the rows as 昭和, 平成 and 令和. */
function toWareki(rows: Rows): Rows {
  const era = (year: number) => (year >= 2019 ? [5, 2018] : year >= 1989 ? [4, 1988] : [3, 1925]);
  const convert = (text: string) => {
    const [digit = 0, base = 0] = era(Number(text.slice(0, 4)));
    return `${digit}${String(Number(text.slice(0, 4)) - base).padStart(2, '0')}${text.slice(4)}`;
  };
  const months: Readonly<Record<string, number>> = { IR: 7, YK: 6, RE: 3, TR: 3 };
  return rows.map((cells) =>
    cells.map((cell, column) => {
      const isDate = WESTERN.test(cell) && cells[0] !== 'SN' && column > 1;
      const isMonth = months[cells[0] ?? ''] === column;
      return isDate || isMonth ? convert(cell) : cell;
    }),
  );
}

/** @spec claims.md §2.4, §18 (11) */
describe.each([
  { kind: 'medical', rows: medicalRows },
  { kind: 'donor', rows: donorRows },
  { kind: 'pharmacy', rows: pharmacyRows },
])('tolerated forms of a $kind file', ({ rows }) => {
  const plain = read(encodeRecords(rows()));
  const printed = (options: PrintOptions) => encodeRecords(rows(), options);
  const bom = Uint8Array.of(0xef, 0xbb, 0xbf);
  const forms: readonly (readonly [name: string, bytes: Uint8Array, codes: readonly string[]])[] = [
    ['LF', printed({ newline: '\n' }), ['file-lf']],
    ['UTF-8', printed({ encoding: 'utf-8' }), ['file-utf8']],
    ['BOM', joinBytes([bom, printed({ encoding: 'utf-8' })]), ['file-bom', 'file-utf8']],
    ['no EOF byte', printed({ eof: false }), ['file-eof-missing']],
    ['no header', encodeRecords(rows().slice(1)), ['file-header-missing']],
    ['no trailer', encodeRecords(rows().slice(0, -1)), ['file-trailer-missing']],
    ['a line end after the EOF byte', joinBytes([printed({}), Uint8Array.of(13, 10)]), []],
    ['wareki', encodeRecords(toWareki(rows())), ['date-wareki']],
    [
      'one more column',
      encodeRecords(rows().map((cells) => (cells[0] === 'RE' ? [...cells, ''] : cells))),
      ['columns-long'],
    ],
  ];

  it.each(forms)('%s: the same claims and its own findings', (_, bytes, codes) => {
    const form = read(bytes);
    expect(form.claims).toEqual(plain.claims);
    expect(form.codes).toEqual([...plain.codes, ...codes].sort());
  });

  it('two files put together: the claims of both', () => {
    const both = read(joinBytes([printed({}), printed({})]));
    expect(both.claims).toEqual([...plain.claims, ...plain.claims]);
    expect(both.codes.filter((code) => code === 'file-concatenated')).toHaveLength(1);
  });

  it('trailing blanks left out: the same claims', () => {
    const short = rows().map((cells) => {
      const cut = [...cells];
      while (cut.at(-1) === '') cut.pop();
      return cut;
    });
    const form = read(encodeRecords(short));
    expect(form.claims).toEqual(plain.claims);
    expect(new Set(form.codes.filter((code) => !plain.codes.includes(code)))).toEqual(
      new Set(['columns-short']),
    );
  });
});
