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
import { readPrescriptionResponse } from '@tsunagu/oqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FOLDER_LIMITS, pass } from '../../apps/server/src/modules/eligibility/index.ts';
import { answerFolderFile, openLife } from '../../apps/server/src/modules/prescriptions/index.ts';
import { prescriptionsOf } from '../../apps/server/src/runtime.ts';
import { HOSPITAL, PHARMACY } from '../../apps/server/src/testing/people.ts';
import { TEST_ORIGIN } from '../../apps/server/src/testing/test-server.ts';
import { fileOf } from './eps-files.ts';
import { base64, recordsOf, signedDocument, vendorsPrescription } from './institution-desk.ts';
import { createDesk, type Desk } from './pharmacy-desk.ts';

/** Prescriptions in the folder that serves the eligibility interface. @spec eligibility.md §5, prescriptions.md §9 */
const directory = mkdtempSync(join(tmpdir(), 'tsunagu-rx-folder-'));
const errors: unknown[] = [];
let desk: Desk;
let today: string;
beforeAll(async () => {
  desk = await createDesk(43);
  today = new Date(desk.clock().getTime() + 9 * 60 * 60 * 1000).toISOString().slice(0, 10);
  for (const name of ['req', 'res', 'face']) mkdirSync(join(directory, name));
}, 120_000);
afterAll(async () => {
  await desk.close();
  rmSync(directory, { recursive: true });
});

/** One look into the folder of an institution; the answers by name. */
async function look(facility: { readonly code: string; readonly name: string }) {
  const life = openLife(prescriptionsOf(desk, TEST_ORIGIN));
  const deps = {
    ...desk,
    bulkWorker: { poke() {} },
    viewRecordXml: async (_kind: unknown, file: { name: string; bytes: Uint8Array }) => file,
    answerPrescription: (
      file: Parameters<typeof answerFolderFile>[1],
      sender: Parameters<typeof answerFolderFile>[2],
    ) => answerFolderFile(life, file, sender),
    pushedAfter: async () => [],
    onError: (error: unknown) => errors.push(error),
  };
  const actor = {
    kind: 'staff',
    account: 'shell',
    roles: ['system'],
    facilityCode: facility.code,
    insurerNumber: null,
    organisation: facility.name,
    emergencyDesignated: false,
    scopes: null,
  } as const;
  const sender = { actor, requestId: 'folder', facilityCode: facility.code };
  const input = { directory, sender, limits: FOLDER_LIMITS, signal: new AbortController().signal };
  await pass(deps, input, { after: desk.clock(), seen: [] });
}
const put = (name: string, bytes: Uint8Array, at = new Date()) => {
  writeFileSync(join(directory, 'req', name), bytes);
  utimesSync(join(directory, 'req', name), at, at);
};
const answer = (name: string) => readPrescriptionResponse(readFileSync(join(directory, 'res', name))).message;

test('registered and received by files; a crash before the request is taken away does nothing twice', async () => {
  const records = recordsOf(vendorsPrescription(desk, { issuedOn: today }));
  const prescriptionInfo = base64(await signedDocument(desk, records));
  put('EPSsiPIR01req_1.xml', fileOf({ prescriptionInfo, issueType: '1' }, { encoding: 'shift_jis' }));
  await look(HOSPITAL);
  expect(readdirSync(join(directory, 'req'))).toEqual([]);
  const registered = answer('EPSsiPIR01res_1.xml');
  expect(registered).toMatchObject({
    header: { segmentOfResult: '1', characterCodeIdentifier: '1' },
    body: { processingResultStatus: '1', verifyResults: [{ status: 'valid' }] },
  });
  const { prescriptionId = '' } = registered?.body ?? {};

  const facility = { facility: PHARMACY.code };
  put('EPSsiIF301req_1.xml', fileOf({ prescriptionId }, facility));
  await look(PHARMACY);
  expect(answer('EPSsiIF301res_1.xml')?.body).toMatchObject({ prescriptionStatus: '調剤中' });
  const written = new Date();
  const release = fileOf({ prescriptionId }, facility);
  for (const _ of ['once', 'after the crash']) {
    put('EPSsiIF303req_1.xml', release, written);
    await look(PHARMACY);
    expect(answer('EPSsiIF303res_1.xml')?.body).toMatchObject({ processingResultStatus: '1' });
  }
  // The same bytes written anew ask anew.
  put('EPSsiIF303req_1.xml', release, new Date(written.getTime() - 1_000));
  await look(PHARMACY);
  expect(answer('EPSsiIF303res_1.xml')?.body).toMatchObject({ processingResultCode: 'RX_STATE' });
  const steps = await desk.asOwner<{ event: string }>(
    'SELECT event FROM prescriptions.step WHERE prescription_id = $1 ORDER BY version',
    [prescriptionId],
  );
  expect(steps.map(({ event }) => event)).toEqual(['register', 'receive', 'release']);
  expect(errors).toEqual([]);
});

test('what waited too long is answered with an error and not carried out', async () => {
  const records = recordsOf(vendorsPrescription(desk, { issuedOn: today }));
  put(
    'EPSsiPIR01req_2.xml',
    fileOf({ prescriptionInfo: base64(records), issueType: '2' }),
    new Date(Date.now() - 121_000),
  );
  const before = await desk.asOwner('SELECT prescription_id FROM prescriptions.prescription');
  await look(HOSPITAL);
  expect(answer('EPSsiPIR01res_2.xml')?.header).toMatchObject({ segmentOfResult: '9' });
  expect(await desk.asOwner('SELECT prescription_id FROM prescriptions.prescription')).toEqual(before);
});
