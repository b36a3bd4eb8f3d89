import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { totpCodeAt } from '../../apps/server/src/modules/identity/index.ts';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import {
  callerOf,
  cookieOf,
  createTestServer,
  outcomeOf,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import { codeOf, halfSignedIn, later, newPhysician, signInFully, tryPassword } from './support.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ masters: false });
});
afterAll(() => server.close());
beforeEach(() => server.setNow(TEST_NOW));

const giveCode = async (account: string, code: string, way: 'totp' | 'recovery' = 'totp') =>
  outcomeOf(await (await halfSignedIn(server, { account })).post(`/api/sign-in/${way}`, { code }));

/** Base32 as RFC 4648 writes it, read here by itself: what the server shows is what an authenticator is told. */
function fromBase32(text: string): Buffer {
  const bits = [...text]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

test.each([
  [-60, '401 SECOND_FACTOR_WRONG'],
  [-30, '200 ok'],
  [0, '200 ok'],
  [30, '200 ok'],
  [60, '401 SECOND_FACTOR_WRONG'],
])('a code %i seconds off: %s', async (seconds, outcome) => {
  const account = await newPhysician(server);
  expect(await giveCode(account, codeOf(server, account, seconds))).toBe(outcome);
});

test('a code works once: neither again nor an older one after it', async () => {
  const account = await newPhysician(server);
  const [before, now, next] = [-30, 0, 30].map((seconds) => codeOf(server, account, seconds));
  expect(await giveCode(account, now ?? '')).toBe('200 ok');
  expect(await giveCode(account, now ?? '')).toBe('401 SECOND_FACTOR_WRONG');
  expect(await giveCode(account, before ?? '')).toBe('401 SECOND_FACTOR_WRONG');
  expect(await giveCode(account, next ?? '')).toBe('200 ok');
});

test('of ten simultaneous uses of one code one succeeds', async () => {
  const account = await newPhysician(server);
  const sessions = [];
  for (let n = 0; n < 5; n++) sessions.push(await halfSignedIn(server, { account }));
  const code = codeOf(server, account);
  const outcomes = await Promise.all(
    sessions.map((one) => one.post('/api/sign-in/totp', { code }).then(outcomeOf)),
  );
  expect(outcomes.filter((one) => one === '200 ok')).toHaveLength(1);
});

test('a code of a sign-in does not confirm a dangerous step a moment later', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  expect(outcomeOf(await physician.post('/api/session/confirm', { code: codeOf(server, account) }))).toBe(
    '401 SECOND_FACTOR_WRONG',
  );
});

test.each(['', '12345', '1234567', '１２３４５６', ' 123456', 'abcdef', "1' OR '1"])(
  'what is no code is refused: %j',
  async (code) => {
    const account = await newPhysician(server);
    expect(await giveCode(account, code)).toMatch(/^40[01] (INPUT_INVALID|SECOND_FACTOR_WRONG)$/);
  },
);

test('a recovery code works once, however it is typed; new ones replace the old', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  const { recoveryCodes } = (await physician.post('/api/me/recovery-codes', {})).json();
  expect(recoveryCodes).toHaveLength(10);
  expect(new Set(recoveryCodes).size).toBe(10);
  const [first = '', second = ''] = recoveryCodes as string[];
  expect(first).toMatch(/^[2-9a-hjkmnp-z]{4}-[2-9a-hjkmnp-z]{4}-[2-9a-hjkmnp-z]{4}$/);
  expect(await giveCode(account, first, 'recovery')).toBe('200 ok');
  expect(await giveCode(account, first, 'recovery')).toBe('401 SECOND_FACTOR_WRONG');
  expect(await giveCode(account, second.toUpperCase().replaceAll('-', ' '), 'recovery')).toBe('200 ok');
  expect((await physician.get('/api/me/security')).json().recoveryCodesLeft).toBe(8);
  const other = await newPhysician(server);
  expect(await giveCode(other, recoveryCodes[2], 'recovery')).toBe('401 SECOND_FACTOR_WRONG');
  await physician.post('/api/me/recovery-codes', {});
  expect(await giveCode(account, recoveryCodes[3], 'recovery')).toBe('401 SECOND_FACTOR_WRONG');
});

test('the database holds neither secrets nor recovery codes in the clear', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  const { secret } = (await physician.post('/api/me/totp', {})).json();
  const { recoveryCodes } = (await physician.post('/api/me/recovery-codes', {})).json();
  const kept = JSON.stringify([
    await server.asOwner('SELECT * FROM identity.totp'),
    await server.asOwner(`SELECT encode(code_hash, 'escape') FROM identity.recovery_code`),
  ]);
  for (const form of [secret, fromBase32(secret).toString('base64url'), fromBase32(secret).toString('hex')])
    expect(kept).not.toContain(form);
  for (const code of recoveryCodes) expect(kept).not.toContain(code.replaceAll('-', ''));
});

test('a secret that was copied to another account opens nothing', async () => {
  const [victim, thief] = [await newPhysician(server), await newPhysician(server)];
  await server.asOwner(
    'UPDATE identity.totp SET secret = (SELECT secret FROM identity.totp WHERE account = $1) WHERE account = $2',
    [thief, victim],
  );
  expect(await giveCode(victim, codeOf(server, thief))).toBe('500 INTERNAL');
});

test('enrolment: nothing before it, then complete with recovery codes that are shown once', async () => {
  const account = await newPhysician(server);
  await server.asOwner('DELETE FROM identity.totp WHERE account = $1', [account]);
  const first = await tryPassword(server, { account });
  expect(first.json().session).toMatchObject({ stage: 'enrolment', confirmedAt: null });
  const half = callerOf(server.app, cookieOf(first));
  expect((await half.get('/api/me/security')).json().error).toMatchObject({
    code: 'SIGN_IN_UNFINISHED',
    fields: { stage: 'enrolment' },
  });
  expect(outcomeOf(await half.post('/api/me/totp/confirm', { code: '123456' }))).toBe(
    '409 ENROLMENT_NOT_BEGUN',
  );
  const { secret, uri } = (await half.post('/api/me/totp', {})).json();
  expect(uri).toBe(
    `otpauth://totp/Tsunagu:${account}?issuer=Tsunagu&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
  );
  expect(fromBase32(secret)).toHaveLength(20);
  expect(outcomeOf(await half.post('/api/me/totp/confirm', { code: '000000' }))).toBe(
    '401 SECOND_FACTOR_WRONG',
  );
  const code = totpCodeAt(fromBase32(secret), server.clock());
  const done = await half.post('/api/me/totp/confirm', { code });
  expect(done.json()).toMatchObject({ session: { stage: 'complete', confirmedAt: TEST_NOW } });
  expect(done.json().recoveryCodes).toHaveLength(10);
  expect((await half.get('/api/session')).json().session).toBeNull();
  expect(await giveCode(account, code)).toBe('401 SECOND_FACTOR_WRONG');
  later(server, 30);
  expect(await giveCode(account, totpCodeAt(fromBase32(secret), server.clock()))).toBe('200 ok');
});

test('a half-open session cannot enrol a factor beside the one that stands', async () => {
  const account = await newPhysician(server);
  const half = await halfSignedIn(server, { account });
  expect(outcomeOf(await half.post('/api/me/totp', {}))).toBe('401 SIGN_IN_UNFINISHED');
  expect(outcomeOf(await half.post('/api/me/totp/confirm', { code: '123456' }))).toBe('409 STAGE_UNEXPECTED');
});

test('a new authenticator replaces the old one only when its code was given', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  const { secret } = (await physician.post('/api/me/totp', {})).json();
  later(server, 30);
  expect(await giveCode(account, codeOf(server, account))).toBe('200 ok');
  later(server, 60);
  const code = totpCodeAt(fromBase32(secret), server.clock());
  expect(outcomeOf(await physician.post('/api/me/totp/confirm', { code }))).toBe('200 ok');
  later(server, 90);
  expect(await giveCode(account, codeOf(server, account))).toBe('401 SECOND_FACTOR_WRONG');
});

test('the last factor stays', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  expect(outcomeOf(await physician.delete('/api/me/totp'))).toBe('409 FACTOR_LAST');
  expect((await physician.get('/api/me/security')).json()).toMatchObject({ totp: true });
});

test('the code shown beside a demo account works, and so does the one that is shown after it was used', async () => {
  const account = await newPhysician(server);
  await server.asOwner(`UPDATE identity.account SET demo_hint = '試験' WHERE account = $1`, [account]);
  const shown = async () => {
    const { demo } = (await server.nobody.get('/api/session')).json();
    return demo.accounts.find((one: { account: string }) => one.account === account).totpCode;
  };
  const first = await shown();
  expect(first).toBe(codeOf(server, account));
  expect(await giveCode(account, first)).toBe('200 ok');
  const second = await shown();
  expect(second).toBe(codeOf(server, account, 30));
  expect(await giveCode(account, second)).toBe('200 ok');
  await server.asOwner('UPDATE identity.account SET demo_hint = NULL');
  expect((await server.nobody.get('/api/session')).json().demo).toBeNull();
});
