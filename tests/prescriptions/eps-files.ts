import {
  type Encoding,
  type PrescriptionRequestBody,
  type PrescriptionResponse,
  readPrescriptionResponse,
  writePrescriptionRequest,
} from '@tsunagu/oqs';
import { createAccount, setTotpSecret } from '../../apps/server/src/modules/identity/index.ts';
import { HOSPITAL, PHARMACY } from '../../apps/server/src/testing/people.ts';
import { TEST_PASSWORD, testTotpSecret } from '../../apps/server/src/testing/test-server.ts';
import { registerTestClient, tokenOf } from '../identity/systems-support.ts';
import type { Desk } from './pharmacy-desk.ts';

/** A program of an institution, with its token for prescriptions. */
export async function programOf(
  desk: Desk,
  { name }: { readonly name: string },
  scopes: readonly string[] = ['prescriptions'],
): Promise<string> {
  const account = `manager-of-${name === PHARMACY.name ? 'pharmacy' : 'hospital'}-${scopes.length}`;
  await createAccount(desk.db, {
    account,
    displayName: '試験　管理',
    password: TEST_PASSWORD,
    roles: ['manager'],
    organisation: name,
    personId: null,
    demoHint: null,
  });
  await setTotpSecret(desk, account, testTotpSecret(account));
  const manager = await desk.staff(account);
  const notNeeded = () => Promise.reject(new Error('not needed'));
  const client = await registerTestClient(
    {
      cookie: null,
      get: (url) => manager.call('GET', url),
      post: (url, payload) => manager.call('POST', url, payload),
      delete: notNeeded,
      upload: notNeeded,
    },
    { scopes },
  );
  return tokenOf(desk, client, scopes.join(' '));
}

export interface EpsCall {
  readonly token: string;
  readonly facility: string;
  readonly encoding?: Encoding;
}

/** A request file as an institution's own system writes it. */
export const fileOf = (
  body: PrescriptionRequestBody,
  { facility = HOSPITAL.code, encoding = 'utf-8' }: { facility?: string; encoding?: Encoding } = {},
): Uint8Array =>
  writePrescriptionRequest(
    { header: { medicalInstitutionCode: facility, arbitraryFileIdentifier: '試験-1' }, body },
    { encoding },
  ).bytes;

export const send = (desk: Desk, token: string, prefix: string, bytes: Uint8Array) =>
  desk.app.inject({
    method: 'POST',
    url: `/api/eps?name=${prefix}req_1.xml`,
    headers: { 'content-type': 'application/xml', authorization: `Bearer ${token}` },
    payload: Buffer.from(bytes),
  });

/** Sends a request and reads its answer, which must be well-formed. */
export async function eps(
  desk: Desk,
  { token, facility, encoding = 'utf-8' }: EpsCall,
  prefix: string,
  body: PrescriptionRequestBody,
): Promise<PrescriptionResponse> {
  const answer = await send(desk, token, prefix, fileOf(body, { facility, encoding }));
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`);
  const read = readPrescriptionResponse(answer.rawPayload);
  if (read.message === null || read.findings.length > 0)
    throw new Error(JSON.stringify([read.error, read.findings]));
  if (read.encoding !== encoding) throw new Error(`answered in ${read.encoding}`);
  return read.message;
}
