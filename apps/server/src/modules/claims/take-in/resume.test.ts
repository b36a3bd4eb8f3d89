import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { generateBulkClaims } from '../../../demo/bulk/generate-bulk-claims.ts';
import type { AppError } from '../../../kernel/errors/app-error.ts';
import { openFileStore } from '../../../kernel/files/file-store.ts';
import { medicalFile } from '../../../testing/claim-files.ts';
import { drugCode, UNKNOWN_ACT } from '../../../testing/demo-codes.ts';
import { testPerson } from '../../../testing/people.ts';
import { everythingStored } from '../../../testing/stored-claims.ts';
import { chunksOf, createTestRuntime, type TestRuntime } from '../../../testing/test-runtime.ts';
import { receiveFile } from './receive-file.ts';
import { takeInFile } from './take-in-file.ts';

const CLAIMS = 5_000;
/** More than one batch, see CLAIMS_PER_BATCH. */
const MORE_THAN_A_BATCH = 2_600;

let runtime: TestRuntime;
let bytes: Uint8Array;
let undisturbed: Awaited<ReturnType<typeof everythingStored>>;

const receive = (content = bytes) =>
  receiveFile(runtime, {
    name: 'RECEIPTC.UKE',
    source: chunksOf(content),
    receivedBy: 'test',
    createPersons: true,
  });

beforeAll(async () => {
  runtime = await createTestRuntime();
  const { files } = await generateBulkClaims({
    claims: CLAIMS,
    seed: 'resume',
    outDir: join(runtime.directory, 'bulk'),
  });
  bytes = unknownCodeInEveryHundredth(readFileSync(files[0] ?? ''));
  await takeInFile(runtime, (await receive()).file);
  undisturbed = await everythingStored(runtime);
  await runtime.close();
}, 120_000);
beforeEach(async () => {
  runtime = await createTestRuntime();
});
afterEach(() => runtime.close());

/** So that findings and work items appear in every batch. */
function unknownCodeInEveryHundredth(file: Buffer): Uint8Array {
  const text = file.toString('latin1');
  let n = 0;
  return Buffer.from(
    text.replaceAll(/(\r\nSI,12,1,)\d{9}/g, (whole, head: string) =>
      ++n % 100 === 0 ? `${head}${UNKNOWN_ACT}` : whole,
    ),
    'latin1',
  );
}

test('the undisturbed run has stored what the others are compared with', () => {
  expect(undisturbed.files).toMatchObject([
    { state: 'taken', claims: CLAIMS, stored: CLAIMS, quarantined: 0 },
  ]);
  expect(undisturbed.claims.length).toBe(CLAIMS);
  expect(undisturbed.workItems).toMatchObject([{ kind: 'code-unknown', subject: UNKNOWN_ACT }]);
  expect(undisturbed.findings.length).toBeGreaterThan(CLAIMS / 200);
});

test('an intake that is stopped after a batch and goes on leaves row for row the same as one in a piece', async () => {
  let { file } = await receive();
  let stops = 0;
  const seen: number[] = [];
  while (file.state === 'received') {
    const stopping = new AbortController();
    file = await takeInFile(runtime, file, { signal: stopping.signal, onProgress: () => stopping.abort() });
    if (file.state === 'received') {
      stops++;
      expect(file.progress.claims).toBeGreaterThan(seen.at(-1) ?? 0);
      seen.push(file.progress.claims);
    }
  }
  expect(stops).toBeGreaterThanOrEqual(1);
  expect(seen[0]).toBeLessThan(CLAIMS);
  expect(await everythingStored(runtime)).toEqual(undisturbed);
});

test('what a stopped intake has stored is seen by nobody', async () => {
  const stopping = new AbortController();
  const { file } = await receive();
  const stopped = await takeInFile(runtime, file, {
    signal: stopping.signal,
    onProgress: () => stopping.abort(),
  });
  expect(stopped.state).toBe('received');
  expect(stopped.progress.stored).toBeGreaterThan(0);
  const [row] = await runtime.asOwner<{ id: string }>('SELECT person_id AS id FROM claims.claim LIMIT 1');
  const [source] = runtime.sources;
  expect(await source?.read(row?.id ?? '', { from: '2000-01', to: '2099-12' })).toEqual({
    medications: [],
    acts: [],
    visits: [],
    resources: [],
    newestMonth: null,
    newestReceivedAt: null,
    moreToCome: true,
  });
});

test('a batch that fails leaves the checkpoint where it was; the next try completes the file', async () => {
  const { file } = await receive();
  await runtime.asOwner('REVOKE INSERT ON claims.work_item FROM tsunagu_app');
  await expect(takeInFile(runtime, file)).rejects.toThrow();
  expect((await everythingStored(runtime)).claims).toEqual([]);
  await runtime.asOwner('GRANT INSERT ON claims.work_item TO tsunagu_app');
  await takeInFile(runtime, file);
  expect(await everythingStored(runtime)).toEqual(undisturbed);
});

test('two processes at one file: one completes it, the other is told; nothing is stored twice', async () => {
  const { file } = await receive();
  // The second one has its own view of the file and its own store, as another process has.
  const second = { ...runtime, files: openFileStore(join(runtime.directory, 'files')) };
  const results = await Promise.allSettled([takeInFile(runtime, file), takeInFile(second, file)]);
  const failures = results
    .filter((result) => result.status === 'rejected')
    .map(({ reason }) => (reason as AppError).code);
  expect(failures).toEqual(['FILE_BUSY']);
  const { claims, files, findings, workItems } = await everythingStored(runtime);
  expect({ claims, files, findings, workItems }).toEqual({
    claims: undisturbed.claims,
    files: undisturbed.files,
    findings: undisturbed.findings,
    workItems: undisturbed.workItems,
  });
});

test('two files that bring the same new people at once are both stored whole', async () => {
  const { files } = await generateBulkClaims({
    claims: CLAIMS,
    filesOf: CLAIMS / 2,
    seed: 'resume',
    outDir: join(runtime.directory, 'both'),
  });
  const received = await Promise.all(files.map((path) => receive(readFileSync(path))));
  const taken = await Promise.all(received.map(({ file }) => takeInFile(runtime, file)));
  expect(taken.map(({ state, progress }) => [state, progress.stored])).toEqual([
    ['taken', CLAIMS / 2],
    ['taken', CLAIMS / 2],
  ]);
  const { claims, persons } = await everythingStored(runtime);
  expect([claims.length, persons.length]).toEqual([CLAIMS, CLAIMS / 2]);
});

test('a file that turns out unreadable half-way is refused and leaves nothing', async () => {
  const good = Buffer.from(bytes).subarray(0, Buffer.from(bytes).lastIndexOf('GO,'));
  const endless = Buffer.alloc(2 * 1024 * 1024, 0x41);
  const refused = await takeInFile(
    runtime,
    (await receive(Buffer.concat([good, Buffer.from('CO,,1,'), endless]))).file,
  );
  expect(refused).toMatchObject({ state: 'refused', refusalCode: 'record-too-long', kind: null });
  expect(refused.progress).toMatchObject({ claims: 0, stored: 0, quarantined: 0, replaced: 0 });
  const { claims, pending, workItems, findings } = await everythingStored(runtime);
  expect({ claims, pending, workItems }).toEqual({ claims: [], pending: [], workItems: [] });
  expect(findings).toMatchObject([{ code: 'record-too-long', severity: 'file' }]);
});

test('a refused file gives back the place that its claims had taken', async () => {
  const claim = (code: string) => ({
    person: testPerson(1),
    lines: [{ type: 'IY' as const, category: '21', code, amount: '1', days: { 3: 14 } }],
  });
  await runtime.take(medicalFile({ claims: [claim(drugCode('amlodipine-5'))] }));
  const correction = Buffer.from(
    medicalFile({ claims: Array.from({ length: MORE_THAN_A_BATCH }, () => claim(drugCode('aspirin-100'))) }),
  );
  const cut = correction.subarray(0, correction.lastIndexOf('GO,'));
  const refused = await takeInFile(
    runtime,
    (await receive(Buffer.concat([cut, Buffer.alloc(2 * 1024 * 1024, 0x41)]))).file,
  );
  expect(refused.state).toBe('refused');
  const [source] = runtime.sources;
  const record = await source?.read(await runtime.personIdOf(testPerson(1)), {
    from: '2000-01',
    to: '2099-12',
  });
  expect(record?.medications.map(({ code }) => code)).toEqual([drugCode('amlodipine-5')]);
});

test('of one code the first 10,000 findings are kept and all are counted', async () => {
  const lines = Array.from({ length: 1 }, () => ({
    type: 'SI' as const,
    category: '60',
    code: '160000010',
    points: 5,
  }));
  const file = await runtime.take(
    medicalFile({
      claims: Array.from({ length: 10_040 }, () => ({ person: testPerson(1), lines, diseases: [] })),
    }),
  );
  expect(file.progress.findingCounts['claim-no-disease:warn']).toBe(10_040);
  const kept = await runtime.asOwner<{ n: string }>(
    `SELECT count(*) AS n FROM claims.finding WHERE code = 'claim-no-disease'`,
  );
  expect(kept).toEqual([{ n: '10000' }]);
});
