import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ClaimReader,
  type Finding,
  type MedicalClaim,
  printRecordFile,
  readAll,
  readRecordFile,
} from './index.ts';

const SAMPLE = join(import.meta.dirname, '../../../../shared/data/claims/RECEIPTC_GAIRAI_SAMPLE.UKE');
const isThere = existsSync(SAMPLE);
const bytes = isThere ? readFileSync(SAMPLE) : new Uint8Array(0);

/** @spec claims.md §16, §17 */
describe.skipIf(!isThere)(`published sample file${isThere ? '' : ' (skipped: no shared data)'}`, () => {
  const { claims, findings, summary } = readAll(bytes, { fileName: 'sample' });
  const medical = claims.filter((claim): claim is MedicalClaim => claim.kind === 'medical');
  const lines = medical.flatMap((claim) => claim.lines);
  const billed = lines.filter((line) => line.type !== 'CO');

  it('has the expected counts', () => {
    expect(summary).toEqual({
      kind: 'medical',
      bytes: 38775,
      records: 636,
      recordsByType: { IR: 1, RE: 75, HO: 69, KO: 71, SN: 2, SY: 9, SI: 320, IY: 32, CO: 56, GO: 1 },
      claims: 75,
      refused: false,
    });
    expect(claims.map((claim) => claim.claimNo)).toEqual(Array.from({ length: 75 }, (_, i) => String(i + 1)));
    expect(countBy(claims.map((claim) => claim.claimType))).toEqual({
      1124: 52,
      1126: 9,
      1212: 6,
      1122: 4,
      1112: 3,
      1114: 1,
    });
  });

  it('raises exactly the expected findings', () => {
    const all: readonly Finding[] = [...findings, ...claims.flatMap((claim) => claim.findings)];
    expect(
      countBy(all.map(({ code, type, column, severity }) => `${code} ${type}${column ?? ''} ${severity}`)),
    ).toEqual({
      'file-eof-missing  warn': 1,
      'field-required IR6 warn': 1,
      'field-too-long RE4 warn': 28,
      'field-too-long SY5 warn': 1,
      'claim-no-disease RE warn': 70,
      'birth-after-care RE6 warn': 1,
      'duplicate-claim RE info': 9,
    });
    expect(claims.filter((claim) => claim.broken)).toHaveLength(0);
  });

  it('has the expected groups, units and days', () => {
    const groups = new Set(
      medical.flatMap((claim) => claim.lines.map((line) => `${claim.ordinal} ${line.group}`)),
    );
    const units = new Set(
      medical.flatMap((claim) =>
        claim.lines.filter((l) => l.unit >= 0).map((l) => `${claim.ordinal} ${l.unit}`),
      ),
    );
    expect(groups.size).toBe(281);
    expect(units.size).toBe(268);
    const cells = billed.flatMap((line) => line.days);
    expect(billed).toHaveLength(352);
    expect(cells).toHaveLength(362);
    expect(cells.reduce((sum, [, count]) => sum + count, 0)).toBe(363);
    const claimDays = medical.map(
      (claim) => new Set(claim.lines.flatMap((line) => line.days.map(([day]) => day))).size,
    );
    expect(claimDays.reduce((sum, days) => sum + days, 0)).toBe(86);
  });

  it('inherits 診療識別 also across CO', () => {
    const of = (type: string) =>
      countBy(lines.filter((line) => line.type === type).map((line) => line.category));
    expect(of('SI')).toEqual({
      11: 54,
      12: 12,
      13: 50,
      23: 3,
      25: 3,
      31: 10,
      40: 5,
      50: 2,
      60: 136,
      70: 13,
      80: 32,
    });
    expect(of('IY')).toEqual({ 22: 2, 23: 6, 31: 10, 33: 1, 40: 5, 50: 8 });
    expect(of('CO')).toEqual({ 22: 2, 23: 11, 70: 7, 99: 36 });
    const blank = lines.filter((line) => line.categoryWritten === '').map((line) => line.type);
    expect(countBy(blank)).toEqual({ SI: 81, IY: 31, CO: 15 });
    expect(countBy(lines.map((line) => line.burden))).toEqual({ 2: 349, 1: 36, 5: 23 });
  });

  it('finds every claim at its bytes', () => {
    for (const claim of claims) {
      const end = claim.byteOffset + claim.byteLength;
      expect(bytes.subarray(claim.byteOffset, claim.byteOffset + 3).toString()).toBe('RE,');
      expect(bytes.subarray(end, end + 3).toString()).toMatch(/^(RE|GO),$/);
      expect(claim.lastRecord - claim.firstRecord).toBeGreaterThan(0);
    }
  });

  it('prints back byte for byte, from raw records and from cells alone', () => {
    const file = readRecordFile(bytes);
    expect(Buffer.compare(printRecordFile(file), bytes)).toBe(0);
    expect(Buffer.compare(printRecordFile(file, { fromCells: true }), bytes)).toBe(0);
  });

  it('keeps the raw bytes of claims on request', () => {
    const kept = readAll(bytes, { fileName: 'sample', keepRaw: true }).claims;
    for (const claim of kept) {
      const expected = bytes.subarray(claim.byteOffset, claim.byteOffset + claim.byteLength);
      expect(Buffer.compare(claim.raw ?? new Uint8Array(0), expected)).toBe(0);
    }
  });

  it.each([1, 2, 7, 1000, 65536])('reads the same in pieces of %i bytes', (size) => {
    const reader = new ClaimReader({ fileName: 'sample' });
    const read = { claims: [] as unknown[], findings: [] as unknown[] };
    for (let at = 0; at < bytes.length; at += size) {
      reader.push(bytes.subarray(at, at + size));
      const batch = reader.takeBatch();
      read.claims.push(...batch.claims);
      read.findings.push(...batch.findings);
    }
    const end = reader.end();
    const last = reader.takeBatch();
    expect([...read.claims, ...last.claims]).toEqual(claims);
    expect([...read.findings, ...last.findings]).toEqual(findings);
    expect(end).toEqual(summary);
  });
});

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
