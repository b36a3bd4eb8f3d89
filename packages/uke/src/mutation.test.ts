import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateClaims } from '../bench/generate-claims.ts';
import {
  type FileRecord,
  type Finding,
  printRecordFile,
  readAll,
  readRecordFile,
  withCell,
} from './index.ts';
import { joinBytes } from './record-file.ts';

/**
 * A change of a single cell of a sound file raises the matching finding. Cells whose value nothing
 * else in the file depends on (names, codes of the same kind) cannot be told from sound ones.
 * @spec claims.md §18 (3)
 */
interface Mutation {
  readonly type: string;
  readonly column: number;
  readonly change: (value: string) => string;
  /** One of these must come up. */
  readonly codes: readonly string[];
}

const other = (values: string) => (value: string) => [...values].find((v) => v !== value) ?? '';
const plusOne = (value: string) => String(Number(value) + 1);
const blank = () => '';

const MUTATIONS: readonly Mutation[] = [
  { type: 'IR', column: 1, change: () => '3', codes: ['field-code'] },
  { type: 'IR', column: 2, change: () => '48', codes: ['field-code'] },
  { type: 'IR', column: 4, change: blank, codes: ['field-required'] },
  { type: 'IR', column: 7, change: () => '202413', codes: ['date-invalid'] },
  { type: 'RE', column: 1, change: plusOne, codes: ['claim-number'] },
  { type: 'RE', column: 2, change: () => '1122', codes: ['claim-type-payers'] },
  { type: 'RE', column: 2, change: () => '1999', codes: ['field-code'] },
  { type: 'RE', column: 3, change: () => '202400', codes: ['date-invalid'] },
  { type: 'RE', column: 4, change: blank, codes: ['field-required'] },
  { type: 'RE', column: 5, change: () => '0', codes: ['field-code'] },
  { type: 'RE', column: 6, change: () => '20250101', codes: ['birth-after-care'] },
  { type: 'RE', column: 6, change: () => '19810229', codes: ['date-invalid'] },
  { type: 'RE', column: 18, change: () => 'A1', codes: ['field-mode'] },
  { type: 'HO', column: 1, change: (value) => value.slice(1), codes: ['field-fixed-length'] },
  { type: 'HO', column: 3, change: blank, codes: ['field-required'] },
  { type: 'HO', column: 4, change: plusOne, codes: ['days-total'] },
  { type: 'HO', column: 5, change: plusOne, codes: ['points-total'] },
  { type: 'HO', column: 5, change: blank, codes: ['field-required'] },
  { type: 'SN', column: 1, change: () => '6', codes: ['field-code'] },
  { type: 'SN', column: 2, change: () => '15', codes: ['field-code'] },
  { type: 'JD', column: 32, change: other('12'), codes: ['jd-mismatch'] },
  { type: 'SY', column: 2, change: () => '20240931', codes: ['date-invalid'] },
  { type: 'SY', column: 1, change: () => '0000999', codes: ['uncoded-name'] },
  { type: 'SI', column: 1, change: () => '15', codes: ['field-code'] },
  { type: 'SI', column: 1, change: () => '97', codes: ['points-total'] },
  { type: 'SI', column: 2, change: () => '5', codes: ['payer-unknown'] },
  { type: 'SI', column: 2, change: () => 'A', codes: ['field-code'] },
  { type: 'SI', column: 3, change: (value) => `7${value.slice(1)}`, codes: ['code-prefix'] },
  { type: 'SI', column: 5, change: plusOne, codes: ['points-total'] },
  { type: 'SI', column: 5, change: blank, codes: ['points-total', 'unit-open'] },
  { type: 'SI', column: 6, change: plusOne, codes: ['day-sum'] },
  { type: 'SI', column: 43, change: () => '1', codes: ['day-outside-month'] },
  { type: 'SI', column: 42, change: (value) => (value === '' ? '1' : ''), codes: ['day-sum'] },
  { type: 'IY', column: 4, change: (value) => `${value}.10`, codes: ['field-mode'] },
  { type: 'IY', column: 5, change: plusOne, codes: ['points-total'] },
  { type: 'IY', column: 6, change: plusOne, codes: ['day-sum'] },
  { type: 'GO', column: 1, change: plusOne, codes: ['go-count'] },
  { type: 'GO', column: 2, change: plusOne, codes: ['go-points'] },
  { type: 'GO', column: 3, change: () => '07', codes: ['volume-order'] },
];

const sound = readRecordFile(joinBytes([...generateClaims({ claims: 12, seed: 11 })]));

function findingsOf(records: readonly FileRecord[]): Finding[] {
  const { claims, findings } = readAll(printRecordFile({ ...sound, records }), { fileName: 'm' });
  return [...findings, ...claims.flatMap((claim) => claim.findings)];
}

describe('a change of one cell', () => {
  it('starts from a file without findings', () => {
    expect(findingsOf(sound.records)).toEqual([]);
  });

  it.each(MUTATIONS)('$type $column raises $codes', ({ type, column, change, codes }) => {
    const places = sound.records.flatMap((record, index) => (record.type === type ? [index] : []));
    fc.assert(
      fc.property(fc.constantFrom(...places), (place) => {
        const records = sound.records.map((record, index) =>
          index === place ? withCell(record, column, change(record.cells[column] ?? '')) : record,
        );
        const found = findingsOf(records).filter((finding) => codes.includes(finding.code));
        expect(found.length).toBeGreaterThan(0);
      }),
      { numRuns: 12 },
    );
  });
});

describe('findings', () => {
  it('repeat nothing of the file', () => {
    const marker = '漏洩検査';
    fc.assert(
      fc.property(fc.nat(sound.records.length - 1), fc.nat(43), (place, column) => {
        const records = sound.records.map((record, index) =>
          index === place ? withCell(record, column, `${marker}Z9`) : record,
        );
        const found = JSON.stringify(findingsOf(records));
        expect(found).not.toContain(marker);
        expect(found).not.toContain('Z9');
      }),
      { numRuns: 100 },
    );
  });
});
