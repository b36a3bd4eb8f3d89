import { encodeRecords, padRecord } from '../../../packages/uke/src/index.ts';
import { donorRows, medicalRows, pharmacyRows, type Rows, set } from '../base-files.ts';
import { type Case, cell, type ExpectedFinding, join, swap } from './case.ts';

/** Organ donors. */
export function donors(): Case[] {
  const donor = (
    name: string,
    edit: (rows: Rows) => void,
    findings: readonly ExpectedFinding[],
    broken: number[] = [],
  ): Case => ({
    section: '4.3',
    name,
    rows: donorRows(),
    edit,
    findings,
    broken,
  });
  return [
    donor('donor', (rows) => set(rows, 9, 2, '4'), []),
    donor('donor-total', () => undefined, [['donor-total', 9, 'TS', 2, 1]]),
    donor(
      'donor-order',
      (rows) => {
        set(rows, 9, 2, '4');
        swap(12, 13)(rows);
      },
      [
        ['donor-order', 12, 'TS', null, 1],
        ['donor-total', 12, 'TS', 2, 1],
        ['donor-order', 13, 'TR', null, 1],
        ['donor-order', 14, 'SY', null, 1],
      ],
      [1],
    ),
  ];
}

/** GO and volumes. */
export function totals(): Case[] {
  const go = medicalRows().length;
  return [
    { section: '4.4', name: 'go-count', edit: cell(go, 1, '2'), findings: [['go-count', 21, 'GO', 1, null]] },
    {
      section: '4.4',
      name: 'go-points',
      edit: cell(go, 2, '639'),
      findings: [['go-points', 21, 'GO', 2, null]],
    },
    {
      section: '4.4',
      name: 'go-waived',
      edit: (rows) => {
        set(rows, go, 1, '0');
        set(rows, go, 2, '0');
      },
    },
    {
      section: '2.1',
      name: 'volume-order',
      edit: cell(go, 3, '05'),
      findings: [['volume-order', 21, 'GO', 3, null]],
    },
    {
      section: '2.1',
      name: 'volumes',
      bytes: () => volumes('01'),
      findings: [['file-concatenated', 16, 'IR', null, null]],
    },
    {
      section: '2.1',
      name: 'volume-gap',
      bytes: () => volumes('02'),
      findings: [
        ['file-concatenated', 16, 'IR', null, null],
        ['volume-gap', 16, 'IR', 8, null],
      ],
    },
  ];
}

/** Claim 1 in volume 00 and claim 2 in the given volume, one file after the other. */
function volumes(second: string): Uint8Array {
  const rows = medicalRows();
  const [header = []] = rows;
  const first = [header, ...rows.slice(1, 14), ['GO', '', '', '01']];
  const nextHeader = header.map((value, column) => (column === 8 ? second : value));
  return join(encodeRecords(first), encodeRecords([nextHeader, ...rows.slice(14)]));
}

/** 調剤 claims. */
export function pharmacy(): Case[] {
  const rx = (
    name: string,
    edit: (rows: Rows) => void,
    findings: readonly ExpectedFinding[],
    broken: number[] = [],
  ): Case => ({
    section: '8',
    name,
    rows: pharmacyRows(),
    edit,
    findings,
    broken,
  });
  return [
    rx('pharmacy', () => undefined, []),
    rx('two-dispensings', twoDispensings, []),
    rx(
      'rx-arithmetic',
      (rows) => {
        set(rows, 5, 13, '184');
        set(rows, 3, 5, '511');
        set(rows, 11, 2, '511');
      },
      [['rx-arithmetic', 5, 'CZ', 13, 1]],
    ),
    rx('rx-points-total', cell(3, 5, '508'), [
      ['points-total', 3, 'HO', 5, 1],
      ['go-points', 11, 'GO', 2, null],
    ]),
    rx(
      'rx-block-without-dispensing',
      (rows) => {
        rows.splice(7, 1);
        set(rows, 3, 5, '351');
        set(rows, 10, 2, '351');
      },
      [
        ['record-order', 8, 'IY', null, 1],
        ['record-order', 7, 'SH', null, 1],
      ],
      [1],
    ),
    rx(
      'rx-claim-no-line',
      (rows) => {
        rows.splice(3, 7);
        set(rows, 3, 5, '0');
        set(rows, 4, 2, '0');
      },
      [['claim-no-line', 2, 'RE', null, 1]],
      [1],
    ),
    rx('rx-code-prefix', cell(6, 2, '710000001'), [['code-prefix', 6, 'IY', 2, 1]], [1]),
    rx('rx-payer-unknown', cell(6, 1, '2'), [['payer-unknown', 6, 'IY', 1, 1]], [1]),
    rx(
      'rx-old-width',
      (rows) => {
        for (const record of [5, 8]) rows[record - 1] = (rows[record - 1] ?? []).slice(0, 54);
      },
      [['columns-short', 5, 'CZ', null, 1]],
    ),
    rx(
      'rx-not-charged',
      (rows) => {
        set(rows, 8, 7, '3');
        set(rows, 8, 10, '0');
        set(rows, 3, 5, '497');
        set(rows, 11, 2, '497');
      },
      [],
    ),
  ];
}

function twoDispensings(rows: Rows): void {
  rows.splice(
    5,
    0,
    padRecord('pharmacy', [
      'CZ',
      '1',
      '20240416',
      '20240417',
      '2',
      '7',
      '1',
      '1',
      '01',
      '420000000',
      '0',
      '',
      '',
      '28',
    ]),
  );
  set(rows, 3, 4, '2');
  set(rows, 3, 5, '535');
  set(rows, 12, 2, '535');
}
