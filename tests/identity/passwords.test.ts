import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import {
  type Caller,
  callerOf,
  cookieOf,
  createTestServer,
  outcomeOf,
  TEST_PASSWORD,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import { codeOf, later, newPhysician, postFrom, signInFully, tryPassword } from './support.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ masters: false });
});
afterAll(() => server.close());
beforeEach(() => server.setNow(TEST_NOW));

/** Changes the password; what comes back is the outcome and whoever goes on. */
async function change(caller: Caller, current: string, next: string) {
  const answer = await caller.post('/api/me/password', { current, next });
  const reason = answer.statusCode === 422 ? ` ${answer.json().error.fields.reason ?? ''}` : '';
  const outcome = `${outcomeOf(answer)}${reason}`;
  return { outcome, caller: answer.statusCode === 200 ? callerOf(server.app, cookieOf(answer)) : caller };
}

test.each([
  ['seven77', 'too-short'],
  ['Password1!', 'common'],
  ['試験病院試験', 'too-short'],
  ['試験病院です123', 'like-name'],
  ['11112222', 'too-simple'],
  ['1985-04-12', 'like-date'],
  [TEST_PASSWORD, 'reused'],
  ['ｏｎｌｙ－ｆｏｒ－ｔｅｓｔｓ', 'reused'],
])('%s is refused: %s', async (next, reason) => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  expect((await change(physician, TEST_PASSWORD, next)).outcome).toBe(`422 PASSWORD_TOO_WEAK ${reason}`);
  expect(outcomeOf(await tryPassword(server, { account }))).toBe('200 ok');
});

test('the present password is asked for', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  expect((await change(physician, 'wrong', 'quiet-harbour-1')).outcome).toBe('422 PASSWORD_WRONG ');
});

test('full-width and half-width are the same password', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  expect((await change(physician, TEST_PASSWORD, 'ｑｕｉｅｔ　ｈａｒｂｏｕｒ７')).outcome).toBe('200 ok');
  expect(outcomeOf(await tryPassword(server, { account, password: 'quiet harbour7' }))).toBe('200 ok');
});

test('none of the last ten comes back, the eleventh may', async () => {
  const account = await newPhysician(server);
  let caller = await signInFully(server, { account });
  let current = TEST_PASSWORD;
  for (let n = 1; n <= 10; n++) {
    later(server, n);
    const next = `quiet-harbour-${'abcdefghijk'[n]}`;
    const changed = await change(caller, current, next);
    expect(changed.outcome).toBe('200 ok');
    ({ caller } = changed);
    current = next;
  }
  later(server, 11);
  expect((await change(caller, current, 'quiet-harbour-b')).outcome).toBe('422 PASSWORD_TOO_WEAK reused');
  expect((await change(caller, current, TEST_PASSWORD)).outcome).toBe('200 ok');
});

test('a stricter organisation is obeyed', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  await server.asOwner(
    `UPDATE identity.organisation SET password_min_length = 14, password_all_classes = true WHERE name = '試験病院'`,
  );
  const tooShort = await change(physician, TEST_PASSWORD, 'u7#kMz2qW-4vX');
  const oneClass = await change(physician, TEST_PASSWORD, 'quiet harbour under snow');
  const good = await change(physician, TEST_PASSWORD, 'u7#kMz2qW-4vXt');
  await server.asOwner(
    'UPDATE identity.organisation SET password_min_length = NULL, password_all_classes = false',
  );
  expect([tooShort.outcome, oneClass.outcome, good.outcome]).toEqual([
    '422 PASSWORD_TOO_WEAK too-short',
    '422 PASSWORD_TOO_WEAK classes-missing',
    '200 ok',
  ]);
});

test('a one-time password is good for choosing another one, after the second factor', async () => {
  const account = await newPhysician(server);
  await server.asOwner('UPDATE identity.account SET must_change_password = true WHERE account = $1', [
    account,
  ]);
  const first = await tryPassword(server, { account });
  expect(first.json().session.stage).toBe('second-factor');
  const early = await callerOf(server.app, cookieOf(first)).post('/api/me/password', {
    current: TEST_PASSWORD,
    next: 'quiet-harbour-1',
  });
  expect(outcomeOf(early)).toBe('409 STAGE_UNEXPECTED');
  const second = await postFrom(
    server,
    '/api/sign-in/totp',
    { code: codeOf(server, account) },
    { cookie: cookieOf(first) },
  );
  expect(second.json().session.stage).toBe('password-change');
  const caller = callerOf(server.app, cookieOf(second));
  expect((await caller.get('/api/me/security')).json().error).toMatchObject({
    code: 'SIGN_IN_UNFINISHED',
    fields: { stage: 'password-change' },
  });
  const answer = await caller.post('/api/me/password', { current: TEST_PASSWORD, next: 'quiet-harbour-1' });
  expect(answer.json().session).toMatchObject({ stage: 'complete', confirmedAt: TEST_NOW });
});

test('a one-time password without a factor: choose one’s own, then enrol', async () => {
  const account = await newPhysician(server);
  await server.asOwner('UPDATE identity.account SET must_change_password = true WHERE account = $1', [
    account,
  ]);
  await server.asOwner('DELETE FROM identity.totp WHERE account = $1', [account]);
  const first = await tryPassword(server, { account });
  expect(first.json().session.stage).toBe('password-change');
  const caller = callerOf(server.app, cookieOf(first));
  expect(outcomeOf(await caller.post('/api/me/totp', {}))).toBe('401 SIGN_IN_UNFINISHED');
  const answer = await caller.post('/api/me/password', { current: TEST_PASSWORD, next: 'quiet-harbour-1' });
  expect(answer.json().session.stage).toBe('enrolment');
});

test('a hash with other parameters is made anew at the next sign-in', async () => {
  const account = await newPhysician(server);
  const old = await hash(TEST_PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
  await server.asOwner('UPDATE identity.account SET password_hash = $2 WHERE account = $1', [account, old]);
  expect(outcomeOf(await tryPassword(server, { account, password: 'wrong' }))).toBe('401 SIGN_IN_FAILED');
  const hashOf = async () =>
    (await server.asOwner('SELECT password_hash AS h FROM identity.account WHERE account = $1', [account]))[0]
      ?.h;
  expect(await hashOf()).toBe(old);
  expect(outcomeOf(await tryPassword(server, { account }))).toBe('200 ok');
  expect(await hashOf()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(outcomeOf(await tryPassword(server, { account }))).toBe('200 ok');
});

test('passwords old and new are in no line of the log and in no table', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  const next = 'never-written-down-7';
  await change(physician, TEST_PASSWORD, next);
  const kept = JSON.stringify([
    server.logged,
    await server.asOwner('SELECT * FROM identity.account'),
    await server.asOwner('SELECT * FROM identity.password_history'),
    await server.asOwner('SELECT * FROM audit.entry'),
  ]);
  expect(kept).not.toContain(next);
  expect(kept).not.toContain(TEST_PASSWORD);
});
