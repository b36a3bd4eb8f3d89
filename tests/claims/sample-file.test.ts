import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClaimFile, receiveFile, takeInFile } from '../../apps/server/src/modules/claims/index.ts';
import { importMasters } from '../../apps/server/src/modules/masters/index.ts';
import {
  hasSharedData,
  sharedClaims,
  sharedDataNote,
  sharedMasters,
} from '../../apps/server/src/modules/masters/testing/shared-data.ts';
import { type PersonRecord, viewRecord } from '../../apps/server/src/modules/records/index.ts';
import { parsePersonId } from '../../apps/server/src/modules/registry/index.ts';
import { everythingStored } from '../../apps/server/src/testing/stored-claims.ts';
import { chunksOf, createTestRuntime, type TestRuntime } from '../../apps/server/src/testing/test-runtime.ts';

/** The institution of the sample is 0000000 of its prefecture: the issuer blanked it. @spec claims.md §16 */
describe.skipIf(!hasSharedData)(`the sample file${sharedDataNote}`, () => {
  let runtime: TestRuntime;
  let bytes: Buffer;
  let file: ClaimFile;
  let records: PersonRecord[];

  beforeAll(async () => {
    runtime = await createTestRuntime({ masters: false });
    await importMasters({ db: runtime.db }, { paths: [sharedMasters] });
    bytes = readFileSync(join(sharedClaims, 'RECEIPTC_GAIRAI_SAMPLE.UKE'));
    file = await runtime.take(bytes, { name: 'RECEIPTC_GAIRAI_SAMPLE.UKE' });
    const people = await runtime.asOwner<{ id: string }>('SELECT person_id AS id FROM registry.person');
    records = await Promise.all(
      people.map(({ id }) => {
        const personId = parsePersonId(id);
        if (personId === null) throw new Error('not a person id');
        const actor = { kind: 'operator', account: 'test' } as const;
        return viewRecord(runtime, {
          actor,
          personId,
          purpose: 'operation',
          audience: 'patient',
          requestId: '',
          period: 'all',
        });
      }),
    );
  }, 180_000);
  afterAll(() => runtime?.close());

  const days = (lines: readonly { date: string; claim: number }[]): number =>
    new Set(lines.map((line) => `${line.claim} ${line.date}`)).size;

  test('every claim is stored and every record counted (@spec claims.md §16)', () => {
    expect(file).toMatchObject({
      state: 'taken',
      kind: 'medical',
      bytes: 38_775,
      records: 636,
      refusalCode: null,
    });
    expect(file.progress).toMatchObject({
      claims: 75,
      stored: 75,
      quarantined: 0,
      replaced: 0,
      bytesRead: 38_775,
    });
    expect(file.recordsByType).toEqual({
      IR: 1,
      RE: 75,
      HO: 69,
      KO: 71,
      SN: 2,
      SY: 9,
      SI: 320,
      IY: 32,
      CO: 56,
      GO: 1,
    });
  });

  test('acts by category, add-ons apart, and lines with an unknown code (@spec claims.md §16)', () => {
    expect(file.progress.actCounts).toEqual({
      acts: { 'medical-management': 39, imaging: 12, surgery: 2 },
      addOns: { 'medical-management': 6, imaging: 1 },
      unknown: 7,
    });
  });

  test('no add-on stands alone: an unknown act in its unit may be its basic item (@spec claims.md §17)', () => {
    const { findingCounts } = file.progress;
    expect(findingCounts['code-not-in-force:info']).toBeGreaterThan(0);
    expect(findingCounts).not.toHaveProperty('add-on-alone:info');
  });

  test('findings above info are exactly the expected ones (@spec claims.md §17)', () => {
    const serious = Object.entries(file.progress.findingCounts).filter(([key]) => !key.endsWith(':info'));
    expect(Object.fromEntries(serious)).toEqual({
      'file-eof-missing:warn': 1,
      'field-required:warn': 1,
      'field-too-long:warn': 29,
      'claim-no-disease:warn': 70,
      'birth-after-care:warn': 1,
      'code-unknown:warn': 12,
    });
    expect(file.progress.findingCounts['duplicate-claim:info']).toBe(9);
  });

  test('the work list holds the unknown codes with how often they were met', async () => {
    const items = await runtime.asOwner(
      'SELECT kind, subject, occurrences FROM claims.work_item ORDER BY subject',
    );
    expect(items).toEqual([
      { kind: 'code-unknown', subject: '111014070', occurrences: 2 },
      { kind: 'code-unknown', subject: '113033370', occurrences: 5 },
      { kind: 'code-unknown', subject: '820190040', occurrences: 2 },
      { kind: 'code-unknown', subject: '850190040', occurrences: 3 },
    ]);
  });

  test('drugs: an event for each line and day, all known (@spec claims.md §16)', () => {
    const drugs = records.flatMap((record) => record.drugs);
    expect(drugs.length).toBe(32);
    expect(days(drugs)).toBe(17);
    expect(drugs.filter(({ drug }) => !drug.known)).toEqual([]);
  });

  test('the 13 imaging lines become four examinations; two operations; add-ons are not shown (@spec claims.md §12, §16)', () => {
    const lines = records.flatMap((record) => record.treatments);
    const of = (category: string) => lines.filter(({ act }) => act.category === category);
    expect(of('imaging').length).toBe(4);
    expect(
      of('surgery')
        .map(({ act }) => act.code)
        .sort(),
    ).toEqual(['150183410', '150253010']);
    expect(of('unknown').map(({ act }) => act.code)).toSatisfy((codes: string[]) =>
      codes.every((code) => ['111014070', '113033370'].includes(code)),
    );
    expect(new Set(of('unknown').map(({ act }) => act.code)).size).toBe(2);
    expect(new Set(lines.map(({ act }) => act.category))).toEqual(
      new Set(['medical-management', 'imaging', 'surgery', 'unknown']),
    );
  });

  test('visits: 86 claim-days on the days that the claims bill (@spec claims.md §16)', async () => {
    const facts = await runtime.asOwner<{ visits: number }>(
      `SELECT json_array_length(facts -> 'v') AS visits FROM claims.claim`,
    );
    expect(facts.reduce((sum, { visits }) => sum + visits, 0)).toBe(86);
  });

  test('handing the file in again changes nothing', async () => {
    const before = await everythingStored(runtime);
    const again = await receiveFile(runtime, {
      name: 'again.UKE',
      source: chunksOf(bytes),
      receivedBy: 'other',
      createPersons: false,
    });
    expect(again.duplicate).toBe(true);
    expect((await takeInFile(runtime, again.file)).progress).toEqual(file.progress);
    expect(await everythingStored(runtime)).toEqual(before);
  });

  test('no cell that names a person or a disease is repeated in findings, counts or the log (@spec claims.md §18 (12))', async () => {
    const cells = new TextDecoder('shift_jis')
      .decode(bytes)
      .split('\r\n')
      .map((line) => line.split(','));
    const secret = cells.flatMap((row) =>
      row[0] === 'RE' ? [row[4]] : row[0] === 'HO' ? [row[3]] : row[0] === 'SY' ? [row[5]] : [],
    );
    const kept = JSON.stringify([
      await runtime.asOwner('SELECT * FROM claims.finding'),
      await runtime.asOwner('SELECT * FROM claims.work_item'),
      await runtime.asOwner('SELECT * FROM claims.file'),
      runtime.logged,
    ]);
    // Shorter cells would be met by chance inside of numbers.
    const met = secret.filter((cell) => cell !== undefined && cell.length >= 5 && kept.includes(cell));
    expect(secret.length).toBeGreaterThan(140);
    expect(met).toEqual([]);
  });
});
