import { createHash } from 'node:crypto';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Role } from '../kernel/auth/session.ts';
import { type App, SESSION_COOKIES } from '../kernel/http/app.ts';
import { createServer, type Server } from '../main.ts';
import {
  createAccount,
  createOrganisation,
  openSession,
  setTotpSecret,
  totpCodeAt,
} from '../modules/identity/index.ts';
import type { PersonId } from '../modules/registry/index.ts';
import { CLINIC, HOSPITAL, PHARMACY, testPerson } from './people.ts';
import { createTestRuntime, type TestRuntime, type TestRuntimeOptions } from './test-runtime.ts';

/** Where test browsers and authenticators believe to be. */
export const TEST_ORIGIN = 'http://localhost:8080';
export const TEST_PASSWORD = 'only-for-tests';

const ORGANISATIONS = [
  { name: HOSPITAL.name, kind: 'hospital', facilityCode: HOSPITAL.code },
  { name: CLINIC.name, kind: 'clinic', facilityCode: CLINIC.code },
  { name: PHARMACY.name, kind: 'pharmacy', facilityCode: PHARMACY.code },
  { name: '試験保険者', kind: 'insurer', facilityCode: null, insurerNumber: testPerson(0).insurerNumber },
  { name: '試験省', kind: 'ministry', facilityCode: null },
  { name: '試験運営', kind: 'operator', facilityCode: null },
] as const;

/** Account names that say whose they are; all share the test password. */
export const STAFF: Readonly<
  Record<string, { readonly roles: readonly Role[]; readonly organisation: string }>
> = {
  'hospital-physician': { roles: ['physician'], organisation: HOSPITAL.name },
  'hospital-emergency': { roles: ['physician'], organisation: HOSPITAL.name },
  'hospital-nurse': { roles: ['nurse'], organisation: HOSPITAL.name },
  'hospital-desk': { roles: ['receptionist'], organisation: HOSPITAL.name },
  'hospital-manager': { roles: ['manager'], organisation: HOSPITAL.name },
  'clinic-physician': { roles: ['physician'], organisation: CLINIC.name },
  'clinic-manager': { roles: ['manager'], organisation: CLINIC.name },
  'pharmacy-pharmacist': { roles: ['pharmacist'], organisation: PHARMACY.name },
  'insurer-clerk': { roles: ['insurer-clerk'], organisation: '試験保険者' },
  'ministry-officer': { roles: ['ministry'], organisation: '試験省' },
  intake: { roles: ['intake-operator'], organisation: '試験運営' },
  administrator: { roles: ['administrator'], organisation: '試験運営' },
  'homeless-physician': { roles: ['physician'], organisation: '試験運営' },
};

/** One signed-in account, or nobody. */
export interface Caller {
  readonly cookie: string | null;
  get(url: string): Promise<LightMyRequestResponse>;
  post(url: string, payload: object): Promise<LightMyRequestResponse>;
  delete(url: string): Promise<LightMyRequestResponse>;
  upload(bytes: Uint8Array, name?: string): Promise<LightMyRequestResponse>;
}

export interface TestServer extends TestRuntime {
  readonly server: Server;
  readonly app: App;
  readonly nobody: Caller;
  /** Signs an account in through the interface. */
  signIn(account: string): Promise<Caller>;
  addPatient(account: string, personId: PersonId): Promise<void>;
}

export interface TestServerOptions extends TestRuntimeOptions {
  readonly maxUploadBytes?: number;
  /** Folder with packages of profiles. Default: none. */
  readonly fhirPackages?: string;
  /** Where browsers believe the portal to be. Default: TEST_ORIGIN. */
  readonly publicOrigin?: string;
  /** Sees the application before its routes are declared. */
  readonly observe?: (app: App) => void;
}

/** The real application over a database of its own, with one account for each kind of staff. */
export async function createTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const runtime = await createTestRuntime(options);
  for (const organisation of ORGANISATIONS) await createOrganisation(runtime.db, organisation);
  await Promise.all(
    Object.entries(STAFF).map(async ([account, { roles, organisation }]) => {
      const displayName = `試験 ${account}`;
      await createAccount(runtime.db, { ...NEW_ACCOUNT, account, displayName, roles, organisation });
      await setTotpSecret(runtime, account, testTotpSecret(account));
    }),
  );
  const server = await createServer(runtime, {
    maxUploadBytes: options.maxUploadBytes ?? 64 * 1024 * 1024,
    publicOrigin: options.publicOrigin ?? TEST_ORIGIN,
    fhirPackages: options.fhirPackages ?? null,
    trustedProxies: [],
    tls: null,
    mail: null,
    ...(options.observe === undefined ? {} : { observe: options.observe }),
  });
  const { app } = server;
  return {
    ...runtime,
    server,
    app,
    nobody: callerOf(app, null),
    signIn: (account) =>
      account in STAFF ? signInStaff(runtime, app, account) : signInPatient(runtime, app, account),
    async addPatient(account, personId) {
      await createAccount(runtime.db, {
        ...NEW_ACCOUNT,
        password: null,
        account,
        displayName: '試験 患者',
        roles: ['patient'],
        personId,
      });
    },
    async close() {
      await server.close();
      await runtime.close();
    },
  };
}

/** What the authenticator of a test account holds. */
export const testTotpSecret = (account: string): Buffer =>
  createHash('sha256').update(`totp of ${account}`).digest().subarray(0, 20);

/** With both factors. The clock of tests stands still, so the code of this moment is made good again. */
async function signInStaff(runtime: TestRuntime, app: App, account: string): Promise<Caller> {
  await runtime.asOwner('UPDATE identity.totp SET last_step = NULL WHERE account = $1', [account]);
  const first = await callerOf(app, null).post('/api/sign-in', { account, password: TEST_PASSWORD });
  const half = callerOf(app, cookieOf(first));
  const code = totpCodeAt(testTotpSecret(account), runtime.clock());
  return callerOf(app, cookieOf(await half.post('/api/sign-in/totp', { code })));
}

async function signInPatient(runtime: TestRuntime, app: App, account: string): Promise<Caller> {
  const token = await openSession(runtime, account, { stage: 'complete', confirmed: true, origin: null });
  return callerOf(app, `${SESSION_COOKIES.plain}=${token}`);
}

/** The cookie that an answer sets, as a browser would send it back. */
export function cookieOf(answer: LightMyRequestResponse): string {
  const [cookie] = answer.cookies;
  if (cookie === undefined) throw new Error(`no session was opened: ${answer.body}`);
  return `${cookie.name}=${cookie.value}`;
}

const NEW_ACCOUNT = { password: TEST_PASSWORD, organisation: null, personId: null, demoHint: null };

export function callerOf(app: App, cookie: string | null): Caller {
  const call = (options: InjectOptions) =>
    app.inject({
      ...options,
      headers: { 'x-tsunagu-request': '1', ...(cookie === null ? {} : { cookie }), ...options.headers },
    });
  return {
    cookie,
    get: (url) => call({ method: 'GET', url }),
    post: (url, payload) => call({ method: 'POST', url, payload }),
    delete: (url) => call({ method: 'DELETE', url }),
    upload: (bytes, name = 'RECEIPTC.UKE') =>
      call({
        method: 'POST',
        url: `/api/claims/files?name=${encodeURIComponent(name)}`,
        payload: Buffer.from(bytes),
        headers: { 'content-type': 'application/octet-stream' },
      }),
  };
}

/** Status and code of an answer, for short expectations. */
export const outcomeOf = (answer: LightMyRequestResponse): string =>
  `${answer.statusCode} ${answer.statusCode >= 400 ? answer.json<{ error: { code: string } }>().error.code : 'ok'}`;
