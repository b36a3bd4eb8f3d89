import { encodeRecords, type PrintOptions, padRecord } from '../../packages/uke/src/index.ts';
import { donorRows, line, medicalRows, pharmacyRows, type Rows, set } from './base-files.ts';

/** `[code, record, record id, column, claim]`, written by hand from the specification. */
export type ExpectedFinding = readonly [string, number, string, number | null, number | null];

export interface Vector {
  /** Section of the claims specification. */
  readonly section: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly findings: readonly ExpectedFinding[];
  /** Ordinals of the claims that are quarantined. */
  readonly broken: readonly number[];
  readonly claims: number;
  readonly refused: boolean;
  readonly maxRecordBytes?: number;
  readonly maxClaimRecords?: number;
}

interface Case {
  readonly name: string;
  readonly section: string;
  readonly rows?: Rows;
  readonly edit?: (rows: Rows) => void;
  readonly print?: PrintOptions;
  readonly bytes?: (printed: Uint8Array) => Uint8Array;
  readonly findings?: readonly ExpectedFinding[];
  readonly broken?: readonly number[];
  readonly claims?: number;
  readonly refused?: boolean;
  readonly maxRecordBytes?: number;
  readonly maxClaimRecords?: number;
}

const CLAIM_2_RECORD = 15;
const ENCODER = new TextEncoder();

/** All vectors. Edits name records by their number in the unedited base file. */
export function vectors(): Vector[] {
  return [...framing(), ...medical(), ...lines(), ...donors(), ...totals(), ...pharmacy()].map(make);
}

function make(vector: Case): Vector {
  const rows = vector.rows ?? medicalRows();
  vector.edit?.(rows);
  const printed = encodeRecords(rows, vector.print);
  return {
    section: vector.section,
    name: vector.name,
    bytes: vector.bytes?.(printed) ?? printed,
    findings: vector.findings ?? [],
    broken: vector.broken ?? [],
    claims: vector.claims ?? rows.filter((cells) => cells[0] === 'RE').length,
    refused: vector.refused ?? false,
    ...(vector.maxRecordBytes === undefined ? {} : { maxRecordBytes: vector.maxRecordBytes }),
    ...(vector.maxClaimRecords === undefined ? {} : { maxClaimRecords: vector.maxClaimRecords }),
  };
}

function refusal(name: string, code: string, bytes: Uint8Array, record = 1, type = ''): Case {
  const findings: ExpectedFinding[] = [[code, record, type, null, null]];
  return { section: '2.4', name, bytes: () => bytes, findings, claims: 0, refused: true };
}

function text(value: string): Uint8Array {
  return ENCODER.encode(value);
}

function join(...pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

/** Replaces the first occurrence of the bytes of `from`. */
function replaceBytes(bytes: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const at = bytes.findIndex((_, i) => from.every((byte, k) => bytes[i + k] === byte));
  if (at < 0) throw new Error('bytes not found');
  return join(bytes.subarray(0, at), to, bytes.subarray(at + from.length));
}

function encode(value: string): Uint8Array {
  return encodeRecords([[value]], { newline: '\n', eof: false }).slice(0, -1);
}

function framing(): Case[] {
  const wide = encodeRecords(medicalRows());
  const printed = (rows: Rows) => encodeRecords(rows);
  const dental = printed([['UK', '1', '13', '3', '9999999', '', '試験歯科', '202405', '', '00']]);
  const dpc = printed([
    ['IR', '1', '13', '1', '9999999', '', '試験病院', '202405', '00', ''],
    ['RE', '1', '1111', '202404', '試験　太郎', '1', '19800101'],
    ['HO', '06990012', '１２', '３４５', '2', '338'],
    ['BU', '010010xx99x00x', '20240401', '', '', ''],
  ]);
  const insurer = printed([['1', '1', '0', 'RE', '1', '1112', '202404', '試験　太郎', '1', '19800101']]);
  const twice = join(wide, wide);
  return [
    { section: '2.1', name: 'medical' },
    refusal('file-empty', 'file-empty', new Uint8Array(0), 0),
    refusal('file-only-eof', 'file-empty', Uint8Array.of(0x1a), 0),
    refusal(
      'file-jpeg',
      'file-kind-unknown',
      Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 10, 0),
    ),
    refusal('file-zip', 'file-kind-unknown', join(text('PK\u0003\u0004'), Uint8Array.of(20, 0, 0, 0, 8, 0))),
    refusal('file-pdf', 'file-kind-unknown', text('%PDF-1.7\n%\n1 0 obj\n')),
    refusal('file-zeros', 'file-undecodable', new Uint8Array(300)),
    refusal('file-utf16', 'file-undecodable', Uint8Array.of(0xff, 0xfe, 0x49, 0, 0x52, 0, 0x2c, 0, 10, 0)),
    {
      ...refusal('header-undecodable', 'file-undecodable', wide, 1, 'IR'),
      bytes: (bytes) => replaceBytes(bytes, encode('試験医院'), Uint8Array.of(0x82, 0x20, 0x82)),
    },
    refusal('scheme-unsupported', 'scheme-unsupported', printed([['RR', '1', '1', '202404']]), 1, 'RR'),
    refusal('kind-dental-unsupported', 'kind-dental-unsupported', dental, 1, 'UK'),
    refusal('kind-dpc-unsupported', 'kind-dpc-unsupported', dpc, 1, 'BU'),
    refusal('dialect-insurer-unsupported', 'dialect-insurer-unsupported', insurer),
    {
      section: '2.2',
      name: 'file-utf8',
      print: { encoding: 'utf-8' },
      findings: [['file-utf8', 0, '', null, null]],
    },
    {
      section: '2.2',
      name: 'file-bom',
      print: { encoding: 'utf-8' },
      bytes: (bytes) => join(Uint8Array.of(0xef, 0xbb, 0xbf), bytes),
      findings: [
        ['file-bom', 0, '', null, null],
        ['file-utf8', 0, '', null, null],
      ],
    },
    { section: '2.4', name: 'file-lf', print: { newline: '\n' }, findings: [['file-lf', 0, '', null, null]] },
    {
      section: '2.4',
      name: 'file-eof-missing',
      print: { eof: false },
      findings: [['file-eof-missing', 0, '', null, null]],
    },
    {
      section: '2.4',
      name: 'file-header-missing',
      edit: (rows) => rows.shift(),
      findings: [['file-header-missing', 0, '', null, null]],
    },
    {
      section: '2.4',
      name: 'file-trailer-missing',
      edit: (rows) => rows.pop(),
      findings: [['file-trailer-missing', 0, '', null, null]],
    },
    {
      section: '2.4',
      name: 'file-after-go',
      edit: (rows) => rows.push(padRecord('medical', ['CO', '01', '1', '810000001', '追記'])),
      findings: [['file-after-go', 22, 'CO', null, null]],
    },
    {
      section: '2.4',
      name: 'file-concatenated',
      bytes: () => twice,
      claims: 4,
      findings: [
        ['file-concatenated', 22, 'IR', null, null],
        ['duplicate-claim', 23, 'RE', null, 3],
        ['duplicate-claim', 36, 'RE', null, 4],
      ],
    },
    {
      section: '2.4',
      name: 'record-too-long',
      edit: (rows) => set(rows, 10, 4, 'あ'.repeat(200)),
      maxRecordBytes: 300,
      findings: [['record-too-long', 10, '', null, 1]],
      claims: 0,
      refused: true,
    },
    {
      section: '2.4',
      name: 'record-longest',
      edit: (rows) => set(rows, 10, 4, 'あ'.repeat(38)),
      maxRecordBytes: 300,
    },
    {
      section: '2.2',
      name: 'record-undecodable',
      bytes: (bytes) => replaceBytes(bytes, encode('朝食後'), Uint8Array.of(0x82, 0x20, 0xff)),
      findings: [['record-undecodable', 10, 'CO', null, 1]],
      broken: [1],
    },
    {
      section: '2.2',
      name: 'record-of-other-encoding',
      bytes: (bytes) => replaceBytes(bytes, encode('朝食後'), text('朝食後')),
      findings: [['record-undecodable', 10, 'CO', null, 1]],
      broken: [1],
    },
    {
      section: '2.4',
      name: 'record-truncated',
      bytes: (bytes) => bytes.slice(0, bytes.length - 20 - 31),
      findings: [
        ['record-truncated', 20, 'SI', null, 2],
        ['columns-short', 20, 'SI', null, 2],
        ['day-sum', 20, 'SI', 6, 2],
        ['file-trailer-missing', 0, '', null, null],
        ['file-eof-missing', 0, '', null, null],
      ],
      broken: [2],
    },
    {
      section: '2.4',
      name: 'claim-truncated',
      edit: (rows) => rows.splice(19),
      print: { eof: false },
      findings: [
        ['points-total', 16, 'HO', 5, 2],
        ['claim-truncated', 19, '', null, 2],
        ['file-trailer-missing', 0, '', null, null],
        ['file-eof-missing', 0, '', null, null],
      ],
      broken: [2],
    },
    {
      section: '2.4',
      name: 'claim-too-long',
      maxClaimRecords: 10,
      findings: [
        ['claim-too-long', 12, 'IY', null, 1],
        ['unit-open', 11, 'IY', 5, 1],
        ['points-total', 3, 'HO', 5, 1],
        ['days-total', 3, 'HO', 4, 1],
        ['jd-mismatch', 5, 'JD', null, 1],
      ],
      broken: [1],
    },
    {
      section: '2.4',
      name: 'columns-short',
      edit: (rows) => rows[1]?.pop(),
      findings: [['columns-short', 2, 'RE', null, 1]],
    },
    {
      section: '2.4',
      name: 'columns-long',
      edit: (rows) => rows[6]?.push(''),
      findings: [['columns-long', 7, 'SI', null, 1]],
    },
    { section: '2.4', name: 'record-tolerated', edit: (rows) => rows.splice(5, 0, ['KH', 'x'.repeat(100)]) },
  ];
}

/** A 医科 case: one cell or record changed. */
function medicalCase(
  name: string,
  section: string,
  edit: (rows: Rows) => void,
  findings: readonly ExpectedFinding[],
  broken: readonly number[] = [],
): Case {
  return { name, section, edit, findings, broken };
}

function cell(record: number, column: number, value: string): (rows: Rows) => void {
  return (rows) => set(rows, record, column, value);
}

function medical(): Case[] {
  return [
    medicalCase('record-unknown', '2.3', (rows) => rows.splice(6, 0, ['ZZ', '1']), [
      ['record-unknown', 7, 'ZZ', null, 1],
    ]),
    medicalCase('record-without-id', '2.3', (rows) => rows.splice(6, 0, ['memo']), [
      ['record-unknown', 7, '', null, 1],
    ]),
    medicalCase('record-order', '2.3', swap(3, 4), [['record-order', 4, 'HO', null, 1]], [1]),
    medicalCase(
      'record-outside-claim',
      '2.3',
      (rows) => rows.splice(1, 0, padRecord('medical', ['SJ', '01', '記'])),
      [['record-order', 2, 'SJ', null, null]],
    ),
    medicalCase(
      'record-duplicate',
      '2.3',
      (rows) => rows.splice(3, 0, [...(rows[2] ?? [])]),
      [['record-duplicate', 4, 'HO', null, 1]],
      [1],
    ),
    medicalCase('date-wareki', '3', cell(2, 6, '3550101'), [['date-wareki', 2, '', null, 1]]),
    medicalCase('date-invalid', '3', cell(2, 6, '19800230'), [['date-invalid', 2, 'RE', 6, 1]], [1]),
    medicalCase('date-wareki-invalid', '3', cell(2, 6, '3640108'), [['date-invalid', 2, 'RE', 6, 1]], [1]),
    medicalCase('date-leap-day', '3', cell(2, 6, '19800229'), []),
    medicalCase('birth-after-care', '17', cell(2, 6, '20240501'), [['birth-after-care', 2, 'RE', 6, 1]]),
    medicalCase('birth-on-last-day', '17', cell(2, 6, '20240410'), []),
    medicalCase('field-required', '4', cell(11, 3, ''), [['field-required', 11, 'IY', 3, 1]], [1]),
    medicalCase('field-required-name', '4', cell(2, 4, ''), [['field-required', 2, 'RE', 4, 1]]),
    medicalCase('field-code', '6.4', cell(2, 5, '3'), [['field-code', 2, 'RE', 5, 1]], [1]),
    medicalCase('field-code-soft', '6.5', cell(2, 11, '50'), [['field-code', 2, 'RE', 11, 1]]),
    medicalCase('field-code-list', '6.5', cell(2, 11, '2629'), []),
    medicalCase('field-mode', '3', cell(3, 4, '2a'), [['field-mode', 3, 'HO', 4, 1]]),
    medicalCase('field-mode-mixed', '3', cell(3, 2, '１２-'), [['field-mode', 3, 'HO', 2, 1]]),
    medicalCase('field-too-long', '3', cell(10, 4, 'あ'.repeat(39)), [['field-too-long', 10, 'CO', 4, 1]]),
    medicalCase('field-full-length', '3', cell(10, 4, 'あ'.repeat(38)), []),
    medicalCase('field-fixed-length', '3', cell(3, 1, '138057'), [['field-fixed-length', 3, 'HO', 1, 1]]),
    medicalCase('field-padded-with-spaces', '3', cell(3, 1, '  138057'), []),
    medicalCase('field-leading-zero', '3', cell(3, 5, '0338'), [['field-leading-zero', 3, 'HO', 5, 1]]),
    medicalCase('field-trailing-space', '3', cell(2, 13, 'A12 '), [['field-trailing-space', 2, 'RE', 13, 1]]),
    medicalCase('field-decimals', '3', cell(12, 4, '1.500001'), [['field-too-long', 12, 'IY', 4, 1]]),
    medicalCase('text-extension-char', '2.2', cell(2, 4, '髙試　太郎'), [
      ['text-extension-char', 2, 'RE', null, 1],
    ]),
    medicalCase('claim-type-payers', '6.1', cell(2, 2, '1122'), [['claim-type-payers', 2, 'RE', 2, 1]], [1]),
    medicalCase('claim-type-unknown', '6.1', cell(2, 2, '1162'), [['field-code', 2, 'RE', 2, 1]], [1]),
    medicalCase('claim-no-disease', '17', (rows) => rows.splice(5, 1), [
      ['claim-no-disease', 2, 'RE', null, 1],
    ]),
    medicalCase('claim-number', '2.1', cell(CLAIM_2_RECORD, 1, '5'), [['claim-number', 15, 'RE', 1, 2]]),
    medicalCase('claim-no-line', '2.3', claimWithoutLines, [['claim-no-line', 15, 'RE', null, 2]], [2]),
    medicalCase('uncoded-name', '4.2', cell(6, 1, '0000999'), [['uncoded-name', 6, 'SY', 5, 1]]),
    medicalCase(
      'uncoded-with-name',
      '4.2',
      (rows) => {
        set(rows, 6, 1, '0000999');
        set(rows, 6, 5, '試験用傷病名');
      },
      [],
    ),
    medicalCase('duplicate-claim', '5.8', duplicateClaim, [['duplicate-claim', 15, 'RE', null, 2]]),
    medicalCase('public-only', '6.1', publicOnly, []),
  ];
}

function swap(first: number, second: number): (rows: Rows) => void {
  return (rows) => {
    const a = rows[first - 1] ?? [];
    rows[first - 1] = rows[second - 1] ?? [];
    rows[second - 1] = a;
  };
}

function claimWithoutLines(rows: Rows): void {
  rows.splice(18, 2);
  set(rows, 16, 4, '0');
  set(rows, 16, 5, '0');
  set(rows, 17, 5, '0');
  set(rows, 19, 2, '338');
}

/** Claim 2 becomes one of the person of claim 1, whose SN must then agree as well. */
function duplicateClaim(rows: Rows): void {
  const [first, insurance] = [rows[1] ?? [], rows[2] ?? []];
  rows[14] = first.map((value, column) => (column === 1 ? '2' : column === 2 ? '1122' : value));
  set(rows, 16, 3, insurance[3] ?? '');
  rows.splice(17, 0, [...(rows[3] ?? [])]);
}

/** Claim 2 without its insurer: the public payer alone pays both acts. */
function publicOnly(rows: Rows): void {
  set(rows, 15, 2, '1212');
  set(rows, 17, 5, '300');
  set(rows, 19, 2, '5');
  set(rows, 20, 2, '5');
  set(rows, 21, 1, '2');
  rows.splice(15, 1);
}

function lines(): Case[] {
  return [
    medicalCase('ident-first-blank', '5.1', cell(7, 1, ''), [['ident-first-blank', 7, 'SI', 1, 1]], [1]),
    medicalCase('ident-run', '2.3', (rows) => rows.splice(10, 0, ...blankComments(99)), [
      ['ident-run', 109, 'CO', 1, 1],
    ]),
    medicalCase('ident-run-longest', '2.3', (rows) => rows.splice(10, 0, ...blankComments(96)), []),
    medicalCase(
      'unit-open',
      '5.1',
      (rows) => {
        set(rows, 20, 5, '');
        set(rows, 16, 5, '100');
        set(rows, 21, 2, '438');
      },
      [['unit-open', 20, 'SI', 5, 2]],
      [2],
    ),
    medicalCase(
      'unit-uneven',
      '5.1',
      (rows) => {
        set(rows, 11, 6, '7');
        set(rows, 11, 15, '7');
      },
      [['unit-uneven', 12, 'IY', null, 1]],
      [1],
    ),
    medicalCase(
      'day-sum',
      '5.2',
      cell(7, 6, '2'),
      [
        ['day-sum', 7, 'SI', 6, 1],
        ['points-total', 3, 'HO', 5, 1],
      ],
      [1],
    ),
    medicalCase(
      'day-outside-month',
      '5.2',
      (rows) => {
        set(rows, 13, 22, '');
        set(rows, 13, 43, '1');
        set(rows, 14, 26, '');
        set(rows, 14, 47, '1');
        set(rows, 5, 11, '');
        set(rows, 5, 32, '1');
      },
      [
        ['day-outside-month', 13, 'SI', 43, 1],
        ['day-outside-month', 14, 'TO', 47, 1],
      ],
      [1],
    ),
    medicalCase(
      'day-last-of-month',
      '5.2',
      (rows) => {
        set(rows, 20, 17, '');
        set(rows, 20, 42, '1');
        set(rows, 16, 4, '2');
      },
      [],
    ),
    medicalCase(
      'payer-unknown',
      '6.3',
      cell(7, 2, '5'),
      [
        ['payer-unknown', 7, 'SI', 2, 1],
        ['points-total', 3, 'HO', 5, 1],
      ],
      [1],
    ),
    medicalCase(
      'points-total',
      '5.2',
      (rows) => {
        set(rows, 3, 5, '339');
        set(rows, 21, 2, '639');
      },
      [['points-total', 3, 'HO', 5, 1]],
    ),
    medicalCase('points-total-of-public-payer', '5.2', cell(17, 5, '101'), [
      ['points-total', 17, 'KO', 5, 2],
    ]),
    medicalCase('points-yen', '1', (rows) => rows.splice(20, 0, yenLine()), []),
    medicalCase('points-reduced', '5.2', (rows) => rows.splice(20, 0, reducingLine()), [
      ['points-total', 16, 'HO', 5, 2],
    ]),
    medicalCase(
      'points-reduced-subtracted',
      '5.2',
      (rows) => {
        rows.splice(20, 0, reducingLine());
        set(rows, 16, 5, '290');
        set(rows, 22, 2, '628');
      },
      [],
    ),
    medicalCase('days-total', '5.2', cell(3, 4, '3'), [['days-total', 3, 'HO', 4, 1]]),
    medicalCase(
      'jd-mismatch',
      '4.1',
      (rows) => {
        set(rows, 5, 11, '');
        set(rows, 5, 12, '1');
      },
      [['jd-mismatch', 5, 'JD', null, 1]],
    ),
    medicalCase('jd-open', '4.1', cell(5, 11, '9'), []),
    medicalCase('code-prefix', '17', cell(7, 3, '612000000'), [['code-prefix', 7, 'SI', 3, 1]], [1]),
  ];
}

function blankComments(count: number): Rows {
  return Array.from({ length: count }, () => padRecord('medical', ['CO', '', '1', '810000001', '記']));
}

function yenLine(): string[] {
  return padRecord('medical', line(['SI', '97', '1', '197000110', '', '1920', '1'], { 5: 1 }));
}

function reducingLine(): string[] {
  return padRecord('medical', line(['IY', '39', '1', '630010001', '', '10', '1'], { 5: 1 }));
}

function donors(): Case[] {
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

function totals(): Case[] {
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

function pharmacy(): Case[] {
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
