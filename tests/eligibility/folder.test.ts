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
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFileStore } from '../../apps/server/src/kernel/files/file-store.ts';
import {
  FOLDER_LIMITS,
  type FolderAdapterDeps,
  pass,
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
    viewRecordXml: null,
    pushedAfter: async (after) =>
      after < completedAt ? [{ name: 'OQSsiquc01res_face_x.xml', bytes: Buffer.from('x'), completedAt }] : [],
    onError: (error) => errors.push(error),
  };
  for (const name of ['req', 'res', 'face']) mkdirSync(join(directory, name));
});
afterAll(async () => {
  await setting.close();
  rmSync(directory, { recursive: true });
});

const completedAt = new Date('2026-04-01T03:00:01Z');
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
const look = (limits = FOLDER_LIMITS, pushed = setting.clock()) => {
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
  expect(until).toEqual(completedAt);
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
