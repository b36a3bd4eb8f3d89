import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEligibilityResponse, writeEligibilityRequest } from '@tsunagu/oqs';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../apps/server/src/kernel/errors/app-error.ts';
import { openFileStore } from '../../apps/server/src/kernel/files/file-store.ts';
import {
  answerRequestFile,
  type FileInterfaceDeps,
} from '../../apps/server/src/modules/eligibility/index.ts';
import { CLINIC, HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { createSetting, DESK, OLD_INSURER, type Setting } from './setting.ts';

let setting: Setting;
let deps: FileInterfaceDeps;
const directory = mkdtempSync(join(tmpdir(), 'tsunagu-test-'));
beforeAll(async () => {
  setting = await createSetting();
  deps = {
    ...setting,
    files: openFileStore(directory),
    bulkWorker: { poke() {} },
    viewRecordXml: async (kind, { name }) => ({ name, bytes: Buffer.from(kind) }),
  };
  await setting.register({
    symbol: '１２－３４',
    number: '５６７８',
    name: '試験　髙﨑',
    kana: 'シケン　タカサキ',
  });
});
afterAll(async () => {
  await setting.close();
  rmSync(directory, { recursive: true });
});

type Request = Parameters<typeof writeEligibilityRequest>[0];
const message = (facility = HOSPITAL.code): Request => ({
  header: {
    qualificationConfirmationDate: '2026-04-01' as Request['header']['qualificationConfirmationDate'],
    medicalInstitutionCode: facility,
    arbitraryFileIdentifier: 'test-1',
  },
  body: {
    search: {
      insurerNumber: OLD_INSURER,
      insuredCardSymbol: '１２－３４',
      insuredIdentificationNumber: '５６７８',
      birthdate: '1970-01-01' as Request['header']['qualificationConfirmationDate'],
      limitApplicationCertificateRelatedConsFlg: '0',
    },
  },
});
const ask = (bytes: Uint8Array, name = 'OQSsiquc01req_test-1.xml') => {
  if (DESK.kind !== 'staff') throw new Error('the desk is staff');
  return answerRequestFile(
    deps,
    { name, bytes },
    { actor: DESK, requestId: 't', facilityCode: HOSPITAL.code },
  );
};

/** @spec eligibility.md §14.5 */
test('Shift_JIS and UTF-8 requests give equal answers in the encoding of the request', async () => {
  const answers = [];
  for (const encoding of ['utf-8', 'shift_jis'] as const) {
    const { bytes } = writeEligibilityRequest(message(), { encoding });
    const answer = await ask(bytes);
    expect(answer.name).toBe('OQSsiquc01res_test-1.xml');
    const text = iconv.decode(Buffer.from(answer.bytes), encoding === 'utf-8' ? 'utf8' : 'cp932');
    expect(text).toContain('<Name>試験　髙﨑</Name>');
    expect(text).toContain(
      `<CharacterCodeIdentifier>${encoding === 'utf-8' ? '0' : '1'}</CharacterCodeIdentifier>`,
    );
    const read = readEligibilityResponse(answer.bytes);
    expect(read.encoding).toBe(encoding);
    expect(read.findings).toEqual([]);
    expect(read.message?.body).toMatchObject({ qualificationValidity: '1', processingResultStatus: '1' });
    answers.push(read.message?.body);
  }
  expect(answers[0]).toEqual(answers[1]);
});

test('a request in the name of another institution, and one that is cut off, are answered with 異常終了', async () => {
  const foreign = readEligibilityResponse(
    (await ask(writeEligibilityRequest(message(CLINIC.code)).bytes)).bytes,
  );
  expect(foreign.message?.header).toMatchObject({ segmentOfResult: '9', errorCode: 'ELG-FACILITY-DIFFERS' });
  const cut = writeEligibilityRequest(message()).bytes.subarray(0, 300);
  const refused = readEligibilityResponse((await ask(cut)).bytes);
  expect(refused.message?.header).toMatchObject({ segmentOfResult: '9', errorCode: 'ELG-INPUT' });
});

test('a name that is no request is refused; viewing is left to whoever keeps the record, under the name of the answer', async () => {
  const { bytes } = writeEligibilityRequest(message());
  await expect(ask(bytes, '../OQSsiquc01req_1.xml')).rejects.toThrow(AppError);
  await expect(ask(bytes, 'OQSsiquc01res_1.xml')).rejects.toThrow(AppError);
  const answer = await ask(bytes, 'YZKsiquc01req_1.xml');
  expect(answer).toEqual({ name: 'YZKsiquc01res_1.xml', bytes: Buffer.from('drug-view') });
});

/** @spec eligibility.md §14.7 (the reading side; what is written is read back above) */
test('acceptance 7: unknown elements of a request are findings, not faults', async () => {
  const text = Buffer.from(writeEligibilityRequest(message()).bytes).toString();
  const more = text.replace('<Birthdate>', '<FutureElement>x</FutureElement><Birthdate>');
  const answer = readEligibilityResponse((await ask(Buffer.from(more))).bytes);
  expect(answer.message?.body).toMatchObject({ qualificationValidity: '1' });
});
