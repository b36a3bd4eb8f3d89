import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAll } from '@tsunagu/uke';
import { afterAll, describe, expect, it } from 'vitest';
import { illegalities } from '../testing/legality.ts';
import { generateBulkClaims } from './generate-bulk-claims.ts';

const root = mkdtempSync(join(tmpdir(), 'bulk-'));
afterAll(() => rmSync(root, { recursive: true }));

const sha = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const first = (files: readonly string[]): string => files[0] ?? '';

describe('generateBulkClaims', () => {
  it('writes the same bytes for the same seed and others for another seed', async () => {
    const hashes = [];
    for (const [dir, seed] of [
      ['a', 's1'],
      ['b', 's1'],
      ['c', 's2'],
    ] as const) {
      const { files } = await generateBulkClaims({ claims: 500, seed, outDir: join(root, dir) });
      hashes.push(sha(first(files)));
    }
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[0]).not.toBe(hashes[2]);
  });

  it('writes claims without findings, of the density that the tests of the reader assume', async () => {
    const result = await generateBulkClaims({ claims: 3000, seed: 'density', outDir: join(root, 'd') });
    const bytes = readFileSync(first(result.files));
    const { claims, findings, summary } = readAll(bytes, { fileName: 'RECEIPTC.UKE' });
    expect([...findings, ...claims.flatMap((claim) => claim.findings)]).toEqual([]);
    expect(illegalities(bytes)).toEqual([]);
    expect(claims).toHaveLength(3000);
    expect(summary.records).toBe(result.records);
    expect(bytes.length).toBe(result.bytes);
    expect(result.records / 3000).toBeGreaterThan(15.5);
    expect(result.records / 3000).toBeLessThan(17.5);
    expect(result.bytes / 3000).toBeGreaterThan(800);
    expect(result.bytes / 3000).toBeLessThan(940);
  });

  it('keeps within the described shape', async () => {
    const { files } = await generateBulkClaims({ claims: 1000, seed: 'shape', outDir: join(root, 's') });
    const { claims } = readAll(readFileSync(first(files)), { fileName: 'RECEIPTC.UKE' });
    for (const claim of claims) {
      if (claim.kind !== 'medical') throw new Error('not a medical claim');
      const drugs = claim.lines.filter((line) => line.type === 'IY');
      const visits = new Set(claim.lines.flatMap((line) => line.days.map(([day]) => day)));
      expect(claim.diseases.length).toBeGreaterThanOrEqual(1);
      expect(claim.diseases.length).toBeLessThanOrEqual(6);
      expect(visits.size).toBeLessThanOrEqual(3);
      expect(drugs.length).toBeLessThanOrEqual(4);
      for (const drug of drugs) expect(drug.times).toBe(14);
      expect(claim.inpatient).toBe(false);
    }
  });

  it('splits into files of one institution each, with the same people in all of them', async () => {
    const outDir = join(root, 'f');
    const { files } = await generateBulkClaims({ claims: 250, seed: 'f', outDir, filesOf: 100 });
    const read = files.map((path) => readAll(readFileSync(path), { fileName: path }).claims);
    expect(read.map((claims) => claims.length)).toEqual([100, 100, 50]);
    const people = read.map(([claim]) => `${claim?.name} ${claim?.birthDate} ${claim?.insurance?.number}`);
    expect(new Set(people).size).toBe(1);
    expect(new Set(read.map(([claim]) => claim?.header?.facilityCode)).size).toBe(3);
    for (const path of files) expect(illegalities(readFileSync(path))).toEqual([]);
  });

  it('refuses impossible sizes and months', async () => {
    const outDir = join(root, 'x');
    const options = { claims: 1, seed: 's', outDir };
    await expect(generateBulkClaims({ ...options, claims: 0 })).rejects.toThrow(RangeError);
    await expect(generateBulkClaims({ ...options, filesOf: 0.5 })).rejects.toThrow(RangeError);
    await expect(generateBulkClaims({ ...options, careMonth: '2026-13' })).rejects.toThrow(RangeError);
    expect(() => statSync(outDir)).toThrow();
  });
});
