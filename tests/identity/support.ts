import { randomBytes } from 'node:crypto';
import { createAccount, setTotpSecret, totpCodeAt } from '../../apps/server/src/modules/identity/index.ts';
import { HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import {
  type Caller,
  callerOf,
  cookieOf,
  TEST_PASSWORD,
  type TestServer,
  testTotpSecret,
} from '../../apps/server/src/testing/test-server.ts';

export const MINUTE = 60;
export const HOUR = 3600;

/** Sets the clock to so many seconds after the instant at which tests begin. */
export const later = (server: TestServer, seconds: number): void =>
  server.setNow(new Date(Date.parse(TEST_NOW) + seconds * 1000).toISOString());

/** The code that the authenticator of a test account shows, so many seconds away from now. */
export const codeOf = (server: TestServer, account: string, seconds = 0): string =>
  totpCodeAt(testTotpSecret(account), new Date(server.clock().getTime() + seconds * 1000));

export interface Attempt {
  readonly account: string;
  readonly password?: string;
  readonly address?: string;
}

export const postFrom = (
  server: TestServer,
  url: string,
  payload: object,
  { address = '127.0.0.1', cookie = null }: { address?: string; cookie?: string | null } = {},
) =>
  server.app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'x-tsunagu-request': '1', ...(cookie === null ? {} : { cookie }) },
    remoteAddress: address,
  });

/** The first factor alone. */
export const tryPassword = (
  server: TestServer,
  { account, password = TEST_PASSWORD, address = '127.0.0.1' }: Attempt,
) => postFrom(server, '/api/sign-in', { account, password }, { address });

/** Somebody who gave a password and nothing else yet. */
export async function halfSignedIn(server: TestServer, attempt: Attempt): Promise<Caller> {
  return callerOf(server.app, cookieOf(await tryPassword(server, attempt)));
}

/** A physician of the test hospital with a name of one's own, so that a test may do with the account what it likes. */
export async function newPhysician(server: TestServer): Promise<string> {
  const account = `physician-${randomBytes(5).toString('hex')}`;
  await createAccount(server.db, {
    account,
    displayName: '試験 医師',
    password: TEST_PASSWORD,
    roles: ['physician'],
    organisation: HOSPITAL.name,
    personId: null,
    demoHint: null,
  });
  await setTotpSecret(server, account, testTotpSecret(account));
  return account;
}

/** Signs an account in that is none of the standing ones. */
export async function signInFully(server: TestServer, attempt: Attempt): Promise<Caller> {
  await server.asOwner('UPDATE identity.totp SET last_step = NULL WHERE account = $1', [attempt.account]);
  const half = await halfSignedIn(server, attempt);
  const answer = await postFrom(
    server,
    '/api/sign-in/totp',
    { code: codeOf(server, attempt.account) },
    { cookie: half.cookie, ...(attempt.address === undefined ? {} : { address: attempt.address }) },
  );
  return callerOf(server.app, cookieOf(answer));
}

/** Security events of an account, or of nobody, in the order in which they were entered. */
export const eventsOf = (server: TestServer, account: string | null) =>
  server.asOwner<{ event: string; outcome: string; method: string | null; detail: object | null }>(
    `SELECT event, outcome, method, detail FROM audit.entry
     WHERE account IS NOT DISTINCT FROM $1 AND event <> 'disclosure' ORDER BY at, seq`,
    [account],
  );
