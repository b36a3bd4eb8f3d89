import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { donorRows, medicalRows, pharmacyRows } from '../../../conformance/uke/base-files.ts';
import { generateClaims } from '../bench/generate-claims.ts';
import {
  ClaimReader,
  encodeRecords,
  type Finding,
  type MedicalClaim,
  type PharmacyClaim,
  type ReadBatch,
  readAll,
  readClaims,
} from './index.ts';
import { joinBytes } from './record-file.ts';

const OPTIONS = { fileName: 'test.UKE' };

function readInPieces(bytes: Uint8Array, sizes: readonly number[]) {
  const reader = new ClaimReader(OPTIONS);
  const claims: unknown[] = [];
  const findings: Finding[] = [];
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    reader.push(bytes.slice(at, at + size));
    at += size;
    const batch = reader.takeBatch();
    claims.push(...batch.claims);
    findings.push(...batch.findings);
  }
  const summary = reader.end();
  const last = reader.takeBatch();
  return { claims: [...claims, ...last.claims], findings: [...findings, ...last.findings], summary };
}

describe('pieces', () => {
  const files = {
    medical: encodeRecords(medicalRows()),
    utf8: encodeRecords(medicalRows(), { encoding: 'utf-8', newline: '\n', eof: false }),
    pharmacy: encodeRecords(pharmacyRows()),
    cut: encodeRecords(medicalRows()).slice(0, 900),
    larger: joinBytes([...generateClaims({ claims: 200, seed: 5 })]),
  };

  it.each(Object.entries(files))('of any size give the same result: %s', (_, bytes) => {
    const whole = readAll(bytes, OPTIONS);
    for (const sizes of [[1], [2], [7], [65536]]) expect(readInPieces(bytes, sizes)).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (sizes) => {
        expect(readInPieces(bytes, sizes)).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });
});

describe('readClaims', () => {
  it('yields claims as they become complete and asks for no more than needed', async () => {
    const chunks = [...generateClaims({ claims: 2000, seed: 9, claimsPerChunk: 200 })];
    let asked = 0;
    const source = {
      *[Symbol.iterator]() {
        for (const chunk of chunks) {
          asked += 1;
          yield chunk;
        }
      },
    };
    const batches = readClaims(source, OPTIONS);
    const first = await batches.next();
    expect(first.done).toBe(false);
    expect(asked).toBeLessThan(4);
    let claims = first.done ? 0 : first.value.claims.length;
    let next: IteratorResult<ReadBatch, unknown> = await batches.next();
    for (; !next.done; next = await batches.next()) {
      expect(next.value.claims.length).toBeLessThan(600);
      claims += next.value.claims.length;
    }
    expect(claims).toBe(2000);
    expect(next.value).toMatchObject({ claims: 2000, refused: false, kind: 'medical' });
  });

  it('passes an error of the source on', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield encodeRecords(medicalRows()).slice(0, 100);
      throw new Error('disk');
    }
    const drain = async () => {
      for await (const batch of readClaims(failing(), OPTIONS)) expect(batch).toBeDefined();
    };
    await expect(drain()).rejects.toThrow('disk');
  });

  it('stops asking when the file is refused', async () => {
    let asked = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield encodeRecords([['IR', '1']], { eof: false });
      for (;;) {
        asked += 1;
        yield new Uint8Array(65536).fill(0x41);
      }
    }
    const findings: Finding[] = [];
    for await (const batch of readClaims(endless(), OPTIONS)) findings.push(...batch.findings);
    expect(findings.map((finding) => finding.code)).toContain('record-too-long');
    expect(asked).toBeLessThan(20);
  });
});

describe('claims', () => {
  it('of 医科 carry what the records say', () => {
    const [first, second] = readAll(encodeRecords(medicalRows()), OPTIONS).claims as MedicalClaim[];
    expect(first).toMatchObject({
      kind: 'medical',
      ordinal: 1,
      claimNo: '1',
      firstRecord: 2,
      lastRecord: 14,
      month: '2024-04',
      inpatient: false,
      name: '試験　太郎',
      kana: 'シケンタロウ',
      sex: '1',
      birthDate: '1980-01-01',
      branch: '01',
      insurance: { insurerNumber: '06990012', symbol: '１２', number: '３４５', days: 2, points: 338 },
      header: { facilityCode: '1319999999', billingMonth: '2024-05', name: '試験医院' },
      diseases: [{ code: '8000001', startDate: '2024-04-03', main: true, modifiers: [] }],
    });
    expect(first?.lines.map((line) => [line.type, line.category, line.group, line.unit])).toEqual([
      ['SI', '12', 0, 0],
      ['SI', '60', 1, 1],
      ['SI', '60', 1, 1],
      ['CO', '21', 2, -1],
      ['IY', '21', 2, 2],
      ['IY', '21', 2, 2],
      ['SI', '80', 3, 3],
      ['TO', '40', 4, 4],
    ]);
    expect(first?.lines[5]).toMatchObject({ quantity: '1.5', points: 10, times: 14, days: [[3, 14]] });
    expect(first?.lines[7]).toMatchObject({
      days: [
        [3, 1],
        [10, 1],
      ],
      material: { productName: '試験用ガーゼ' },
    });
    expect(first?.lines[3]?.comments).toEqual([{ code: '810000001', text: '朝食後' }]);
    expect(second?.publicExpenses).toEqual([
      { payerNumber: '12990011', beneficiaryNumber: '1234567', days: 1, points: 100 },
    ]);
  });

  it('keep the acts of donors apart', () => {
    const [claim] = readAll(encodeRecords(donorRows()), OPTIONS).claims as MedicalClaim[];
    expect(claim?.lines.map((line) => line.code)).toEqual(['150000000', '150000010']);
    expect(claim?.donorLines.map((line) => line.code)).toEqual(['112000000', '640000001']);
    expect(claim?.diseases.map((disease) => disease.code)).toEqual(['8000001']);
  });

  it('of 調剤 carry blocks with every dispensing', () => {
    const [claim] = readAll(encodeRecords(pharmacyRows()), OPTIONS).claims as PharmacyClaim[];
    expect(claim).toMatchObject({
      kind: 'pharmacy',
      inpatient: false,
      prescriberFacilityCode: '1319999998',
      prescriberName: '試験病院',
      doctors: ['検証　一郎'],
      kana: 'シケンタロウ',
      insurance: { number: '00012345', days: 1, points: 507 },
    });
    expect(claim?.blocks).toMatchObject([
      {
        form: '1',
        usageCode: '012',
        unitPoints: 4,
        dispensings: [
          {
            doctorNo: '1',
            prescribedOn: '2024-04-09',
            dispensedOn: '2024-04-10',
            quantity: 45,
            drugPoints: 180,
          },
        ],
        drugs: [{ burden: '1', code: '610000001', amount: '1' }],
      },
      {
        form: '5',
        usageCode: '900',
        usageText: '塗布',
        dispensings: [{ quantity: 1 }],
        drugs: [{ amount: '70' }],
      },
    ]);
  });
});

describe('hostile input', () => {
  it('never throws, whatever the bytes', () => {
    const base = encodeRecords(medicalRows());
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { maxLength: 30 }),
        fc.nat(base.length),
        (changes, length) => {
          const bytes = base.slice(0, length);
          for (const [at, value] of changes) if (at < length) bytes[at] = value;
          expect(readAll(bytes, OPTIONS).summary.bytes).toBe(length);
        },
      ),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(readAll(bytes, OPTIONS).claims).toHaveLength(0);
      }),
    );
  });

  it('holds no more than a record while a line never ends', () => {
    const reader = new ClaimReader(OPTIONS);
    reader.push(encodeRecords([['IR', '1']], { eof: false }));
    const block = new Uint8Array(1 << 20).fill(0x2c);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 200; i++) reader.push(block);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20);
    expect(reader.end().refused).toBe(true);
  });

  it('takes as much memory for ten times the claims', () => {
    const peak = (claims: number) => {
      const reader = new ClaimReader(OPTIONS);
      let most = 0;
      for (const chunk of generateClaims({ claims, seed: 3, claimsPerChunk: 50 })) {
        reader.push(chunk);
        reader.takeBatch();
        most = Math.max(most, process.memoryUsage().arrayBuffers);
      }
      expect(reader.end().claims).toBe(claims);
      return most;
    };
    const small = peak(1000);
    expect(peak(10_000) - small).toBeLessThan(8 << 20);
  });
});
