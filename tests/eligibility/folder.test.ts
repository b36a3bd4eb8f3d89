import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEligibilityResponse, writeEligibilityRequest } from '@tsunagu/oqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openFileStore } from '../../apps/server/src/kernel/files/file-store.ts';
import {
  FOLDER_LIMITS,
  type FolderAdapterDeps,
  pass,
  type ReaderResult,
  serveFolder,
} from '../../apps/server/src/modules/eligibility/index.ts';
import { HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { createSetting, DESK, OLD_INSURER, type Setting } from './setting.ts';

let setting: Setting;
let deps: FolderAdapterDeps;
const directory = mkdtempSync(join(tmpdir(), 'tsunagu-test-'));
const errors: unknown[] = [];
beforeAll(async () => {
  setting = await createSetting();
  await setting.register({ number: '5678' });
  deps = {
    ...setting,
    files: openFileStore(join(directory, 'files')),
    bulkWorker: { poke() {} },
    viewRecordXml: async (_kind, file) => file,
    pushedAfter: async (after) => results.filter((one) => after < one.completedAt),
    onError: (error) => errors.push(error),
  };
  for (const name of ['req', 'res', 'face']) mkdirSync(join(directory, name));
});
afterAll(async () => {
  await setting.close();
  rmSync(directory, { recursive: true });
});

const completedAt = new Date('2026-04-01T03:00:01Z');
const result = (id: string, instant: string): ReaderResult => ({
  id,
  name: `OQSsiquc01res_face_${HOSPITAL.code}_20260401120001.xml`,
  bytes: Buffer.from(id),
  completedAt: new Date(instant),
});
/** What the reader brought, oldest first. */
let results: ReaderResult[] = [
  { id: 'x', name: 'OQSsiquc01res_face_x.xml', bytes: Buffer.from('x'), completedAt },
];
type Day = Parameters<typeof writeEligibilityRequest>[0]['header']['qualificationConfirmationDate'];
const { bytes } = writeEligibilityRequest({
  header: { qualificationConfirmationDate: '2026-04-01' as Day, medicalInstitutionCode: HOSPITAL.code },
  body: {
    search: {
      insurerNumber: OLD_INSURER,
      insuredCardSymbol: '99',
      insuredIdentificationNumber: '5678',
      birthdate: '1970-01-01' as Day,
      limitApplicationCertificateRelatedConsFlg: '0',
    },
  },
});
const put = (name: string, content: Uint8Array = bytes) =>
  writeFileSync(join(directory, 'req', name), content);
const look = (limits = FOLDER_LIMITS, pushed = { after: setting.clock(), seen: [] as string[] }) => {
  if (DESK.kind !== 'staff') throw new Error('the desk is staff');
  const sender = { actor: DESK, requestId: 't', facilityCode: HOSPITAL.code };
  return pass(deps, { directory, sender, limits, signal: new AbortController().signal }, pushed);
};
const answers = () => readdirSync(join(directory, 'res')).toSorted();
const headerOf = (name: string) =>
  readEligibilityResponse(readFileSync(join(directory, 'res', name))).message?.header;

test('requests are answered and taken away; half-written files wait for their name; the reader pushes', async () => {
  put('OQSsiquc01req_1.xml');
  put('.OQSsiquc01req_2.xml.tmp', bytes.subarray(0, 100));
  put('readme.txt');
  const until = await look();
  expect(answers()).toEqual(['OQSsiquc01res_1.xml']);
  expect(headerOf('OQSsiquc01res_1.xml')).toMatchObject({ segmentOfResult: '1' });
  expect(readdirSync(join(directory, 'req')).toSorted()).toEqual(['.OQSsiquc01req_2.xml.tmp', 'readme.txt']);
  expect(readdirSync(join(directory, 'face'))).toEqual(['OQSsiquc01res_face_x.xml']);
  expect(until).toEqual({ after: completedAt, seen: ['x'] });
});

test('what waited too long, or beyond the limit, is answered with an error', async () => {
  put('OQSsiquc01req_3.xml');
  const long = new Date(Date.now() - 121_000);
  utimesSync(join(directory, 'req', 'OQSsiquc01req_3.xml'), long, long);
  await look();
  expect(headerOf('OQSsiquc01res_3.xml')).toMatchObject({ segmentOfResult: '9', errorCode: 'ELG-TIMEOUT' });
  for (const name of ['a', 'b', 'c']) put(`OQSsiquc01req_${name}.xml`);
  await look({ ...FOLDER_LIMITS, maxPending: 2 });
  expect(['a', 'b', 'c'].map((name) => headerOf(`OQSsiquc01res_${name}.xml`)?.segmentOfResult)).toEqual([
    '1',
    '1',
    '9',
  ]);
  expect(errors).toEqual([]);
});

/** Serves a folder of its own until it holds so many results, and returns their contents by name. */
async function serveUntil(folder: string, count: number, pushMissed = true): Promise<string[]> {
  const stopping = new AbortController();
  const names = () => readdirSync(join(folder, 'face')).filter((name) => name.endsWith('.xml'));
  const limits = { ...FOLDER_LIMITS, pollMs: 5 };
  const sender = { actor: DESK, requestId: 't', facilityCode: HOSPITAL.code } as Parameters<
    typeof serveFolder
  >[1]['sender'];
  const served = serveFolder(deps, {
    directory: folder,
    sender,
    limits,
    pushMissed,
    signal: stopping.signal,
  });
  await vi.waitFor(() => expect(names().length).toBeGreaterThanOrEqual(count), { timeout: 5_000 });
  // A pass more, in which too much could appear.
  await new Promise((resolve) => setTimeout(resolve, 30));
  stopping.abort();
  await served;
  return names()
    .toSorted()
    .map((name) => readFileSync(join(folder, 'face', name), 'utf8'));
}

test('check-ins from while nobody served the folder are pushed when it is served again, each once', async () => {
  const folder = join(directory, 'second');
  mkdirSync(join(folder, 'face'), { recursive: true });
  setting.setNow('2026-04-01T03:00:00Z');
  results = [];
  expect(await serveUntil(folder, 0)).toEqual([]);
  results = [result('a', '2026-04-01T03:00:01Z'), result('b', '2026-04-01T03:00:01.5Z')];
  setting.setNow('2026-04-01T04:00:00Z');
  // Both within a second, so that their names would be the same.
  expect(await serveUntil(folder, 2)).toEqual(['a', 'b']);
  // One that was completed before the last but became visible after it.
  results.splice(1, 0, result('late', '2026-04-01T03:00:01.2Z'));
  expect(await serveUntil(folder, 3)).toEqual(['a', 'b', 'late']);
  for (const name of readdirSync(join(folder, 'face'))) rmSync(join(folder, 'face', name));
  expect(await serveUntil(folder, 0)).toEqual([]);
});

test('nothing older than a day is pushed, nothing missed where that is switched off, and a broken note is no obstacle', async () => {
  const folder = join(directory, 'third');
  mkdirSync(join(folder, 'face'), { recursive: true });
  setting.setNow('2026-04-01T03:00:00Z');
  results = [];
  await serveUntil(folder, 0);
  results = [result('old', '2026-04-01T03:00:30Z'), result('new', '2026-04-02T03:00:00Z')];
  setting.setNow('2026-04-02T03:01:00Z');
  expect(await serveUntil(folder, 0, false)).toEqual([]);
  writeFileSync(join(folder, '.tsunagu-pushed.json'), JSON.stringify({ after: '2026-04-01T03:00:00Z' }));
  expect(await serveUntil(folder, 1)).toEqual(['new']);
  writeFileSync(join(folder, '.tsunagu-pushed.json'), '{"aft');
  results.push(result('newest', '2026-04-02T03:00:55Z'));
  expect(await serveUntil(folder, 2)).toEqual(['new', 'newest']);
  expect(errors).toEqual([]);
});
