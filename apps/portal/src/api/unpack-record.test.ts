import { expect, test } from 'vitest';
import { type PackedRecord, unpackRecord } from './unpack-record.ts';

const instant = '2026-11-01T00:00:00.000Z';
const packed: PackedRecord = {
  view: 'patient',
  person: {
    ref: 'p',
    name: '例',
    kana: 'レイ',
    sex: 'male',
    birthDate: '1950-01-01',
    age: 76,
    insured: null,
  },
  generatedAt: instant,
  period: {
    from: '2021-11',
    to: '2026-11',
    rule: { id: 'r', months: 60, citation: 'c', status: 'unverified' },
  },
  categories: [],
  freshness: { newestMonth: '2026-10', newestReceivedAt: instant },
  tables: {
    drugs: [
      {
        code: '690000001',
        name: 'デモ錠',
        known: true,
        unit: '錠',
        generalName: 'デモ',
        therapeuticClass: '2171',
        hideable: true,
        masterEdition: '2021-04-01',
        masterStatus: 'in-force',
      },
    ],
    acts: [],
    institutions: [
      { code: '1319900018', name: '病院' },
      { code: '1349900029', name: '薬局' },
    ],
    files: [{ source: 'claims', file: 'f'.repeat(64), fileName: 'a.CYO', receivedAt: instant }],
  },
  drugs: {
    columns: [
      'date',
      'drug',
      'amount',
      'times',
      'form',
      'usage',
      'prescribedOn',
      'setting',
      'institution',
      'prescriber',
      'file',
      'claim',
      'line',
    ],
    rows: [['2026-10-05', 0, '2', 28, 'oral', '朝食後', '2026-10-05', 'pharmacy', 1, 0, 0, 3, 17]],
  },
  treatments: { columns: ['date', 'act'], rows: [] },
  visits: { columns: ['date', 'setting', 'institution'], rows: [['2026-10-05', 'pharmacy', null]] },
};

test('lines come out whole, with what they shared', () => {
  const [drug] = unpackRecord(packed).drugs;
  expect(drug).toMatchObject({
    month: '2026-10',
    name: 'デモ錠',
    unit: '錠',
    days: 28,
    institution: { name: '薬局' },
    prescriber: { name: '病院' },
    provenance: { fileName: 'a.CYO', claim: 3, line: 17, masterEdition: '2021-04-01' },
  });
});

test('what is withheld stays withheld', () => {
  expect(unpackRecord(packed).visits[0]?.institution).toBeNull();
});

test('a line that points outside its table is an error, not an empty name', () => {
  const { columns, rows } = packed.drugs;
  const stray = rows.map((row) => row.map((cell, index) => (columns[index] === 'drug' ? 9 : cell)));
  expect(() => unpackRecord({ ...packed, drugs: { columns, rows: stray } })).toThrow(RangeError);
});
