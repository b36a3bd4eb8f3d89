import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FINDING_RULES, type Finding, readAll } from './index.ts';

interface Expected {
  readonly claims: number;
  readonly refused: boolean;
  readonly broken: readonly number[];
  readonly maxRecordBytes?: number;
  readonly maxClaimRecords?: number;
  readonly findings: readonly Pick<Finding, 'code' | 'record' | 'type' | 'column' | 'claim'>[];
}

const ROOT = join(import.meta.dirname, '../../../conformance/uke');
const VECTORS = readdirSync(ROOT, { recursive: true, encoding: 'utf-8' })
  .filter((path) => path.endsWith('.uke'))
  .sort()
  .map((path) => ({ path, expected: readExpected(path) }));

function readExpected(path: string): Expected {
  return JSON.parse(readFileSync(join(ROOT, path.replace(/\.uke$/, '.json')), 'utf-8')) as Expected;
}

function readVector(path: string, expected: Expected) {
  const { maxRecordBytes = 1 << 20, maxClaimRecords = 1000 } = expected;
  return readAll(readFileSync(join(ROOT, path)), { fileName: path, maxRecordBytes, maxClaimRecords });
}

const order = (a: { code: string; record: number; column: number | null }, b: typeof a) =>
  a.record - b.record || a.code.localeCompare(b.code) || (a.column ?? -1) - (b.column ?? -1);

describe('conformance vectors', () => {
  it('are all there', () => {
    expect(VECTORS.length).toBeGreaterThan(90);
  });

  it.each(VECTORS)('$path', ({ path, expected }) => {
    const { claims, findings, summary } = readVector(path, expected);
    const all = [...findings, ...claims.flatMap((claim) => claim.findings)].map(
      ({ code, record, type, column, claim }) => ({ code, record, type, column, claim }),
    );
    expect(all.sort(order)).toEqual([...expected.findings].sort(order));
    expect(summary.refused).toBe(expected.refused);
    expect(summary.claims).toBe(expected.claims);
    expect(claims.filter((claim) => claim.broken).map((claim) => claim.ordinal)).toEqual(expected.broken);
    expect(path.includes('/valid/')).toBe(!summary.refused && expected.broken.length === 0);
  });

  it.each([...FINDING_RULES.keys()])('%s is raised by one vector and not by another', (code) => {
    const raises = VECTORS.filter(({ expected }) =>
      expected.findings.some((finding) => finding.code === code),
    );
    expect(raises.length).toBeGreaterThan(0);
    expect(raises.length).toBeLessThan(VECTORS.length);
  });
});
