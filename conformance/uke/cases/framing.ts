import { encodeRecords, padRecord } from '../../../packages/uke/src/index.ts';
import { medicalRows, type Rows, set } from '../base-files.ts';
import { type Case, type ExpectedFinding, join } from './case.ts';

const ENCODER = new TextEncoder();

function refusal(name: string, code: string, bytes: Uint8Array, record = 1, type = ''): Case {
  const findings: ExpectedFinding[] = [[code, record, type, null, null]];
  return { section: '2.4', name, bytes: () => bytes, findings, claims: 0, refused: true };
}

function text(value: string): Uint8Array {
  return ENCODER.encode(value);
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

/** Framing, encodings, files that are refused. */
export function framing(): Case[] {
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
    {
      ...refusal('lone-cr', 'file-undecodable', wide, 1, 'IR'),
      bytes: (bytes) => bytes.filter((byte) => byte !== 10),
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
      name: 'record-with-zeros',
      bytes: (bytes) => replaceBytes(bytes, encode('朝食後'), new Uint8Array(6)),
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
