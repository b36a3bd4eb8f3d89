import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import {
  createTestServer,
  outcomeOf,
  TEST_PASSWORD,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import {
  codeOf,
  eventsOf,
  HOUR,
  halfSignedIn,
  later,
  MINUTE,
  newPhysician,
  postFrom,
  signInFully,
  tryPassword,
} from './support.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ masters: false });
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow(TEST_NOW);
  await server.asOwner('DELETE FROM identity.attempt');
});

/** An address of a network of its own. */
const address = (n: number) => `198.51.${Math.floor(n / 250)}.${1 + (n % 250)}`;

test('six hours of guessing from one address get fewer than a hundred answers', async () => {
  const account = await newPhysician(server);
  let answered = 0;
  for (let seconds = 0; seconds < 6 * HOUR; ) {
    later(server, seconds);
    const answer = await tryPassword(server, { account, password: 'a wrong guess' });
    if (outcomeOf(answer) === '401 SIGN_IN_FAILED') answered += 1;
    seconds += answer.statusCode === 429 ? answer.json().error.fields.waitSeconds : 1;
  }
  expect(answered).toBeGreaterThan(20);
  expect(answered).toBeLessThan(100);
}, 60_000);

test('guesses from a thousand addresses are counted for the account', async () => {
  const account = await newPhysician(server);
  const outcomes: string[] = [];
  for (let n = 0; n < 60; n++)
    outcomes.push(
      outcomeOf(await tryPassword(server, { account, password: 'a wrong guess', address: address(n) })),
    );
  expect(outcomes.slice(0, 21)).toEqual(Array(21).fill('401 SIGN_IN_FAILED'));
  expect(outcomes.slice(21)).toEqual(Array(39).fill('429 SIGN_IN_THROTTLED'));
});

test('a hundred simultaneous guesses are a hundred, not one', async () => {
  const account = await newPhysician(server);
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, () =>
      tryPassword(server, { account, password: 'a wrong guess' }).then(outcomeOf),
    ),
  );
  expect(outcomes.filter((one) => one === '401 SIGN_IN_FAILED')).toHaveLength(6);
});

test('many accounts from one address: the address waits, and only that one', async () => {
  const outcomes: string[] = [];
  for (let n = 0; n < 55; n++)
    outcomes.push(
      outcomeOf(await tryPassword(server, { account: `guess-${n}`, password: 'x', address: '203.0.113.7' })),
    );
  expect(outcomes.slice(51)).toEqual(Array(4).fill('429 SIGN_IN_THROTTLED'));
  expect(
    outcomeOf(await tryPassword(server, { account: 'guess-99', password: 'x', address: '203.0.113.8' })),
  ).toBe('401 SIGN_IN_FAILED');
});

test('nobody is locked out by others: from an address that succeeded before the owner comes in', async () => {
  const account = await newPhysician(server);
  await signInFully(server, { account, address: '192.0.2.10' });
  for (let n = 0; n < 60; n++)
    await tryPassword(server, { account, password: 'a wrong guess', address: address(n) });
  expect(outcomeOf(await tryPassword(server, { account, address: '192.0.2.99' }))).toBe(
    '429 SIGN_IN_THROTTLED',
  );
  expect(outcomeOf(await tryPassword(server, { account, address: '192.0.2.10' }))).toBe('200 ok');
  // The same behind one address with a colleague who guesses at everybody.
  for (let n = 0; n < 60; n++)
    await tryPassword(server, { account: `guess-${n}`, password: 'x', address: '192.0.2.10' });
  expect(outcomeOf(await tryPassword(server, { account, address: '192.0.2.10' }))).toBe('200 ok');
});

test('an account of one’s own does not wash the failures of an address away', async () => {
  const own = await newPhysician(server);
  const outcomes: string[] = [];
  for (let n = 0; n < 60; n++) {
    outcomes.push(
      outcomeOf(await tryPassword(server, { account: `guess-${n}`, password: 'x', address: '203.0.113.9' })),
    );
    await tryPassword(server, { account: own, address: '203.0.113.9' });
  }
  expect(outcomes).toContain('429 SIGN_IN_THROTTLED');
});

test('the addresses of one IPv6 customer are one, and an IPv4 address is one however it is written', async () => {
  const account = await newPhysician(server);
  for (let n = 0; n < 6; n++)
    await tryPassword(server, { account, password: 'x', address: `2001:db8:1:2::${n + 1}` });
  const from = async (place: string) =>
    outcomeOf(await tryPassword(server, { account, password: 'x', address: place }));
  expect(await from('2001:db8:1:2:ffff::1')).toBe('429 SIGN_IN_THROTTLED');
  expect(await from('2001:db8:1:3::1')).toBe('401 SIGN_IN_FAILED');
  for (let n = 0; n < 6; n++) await tryPassword(server, { account, password: 'x', address: '203.0.113.20' });
  expect(await from('::ffff:203.0.113.20')).toBe('429 SIGN_IN_THROTTLED');
});

test('the counts stand in the database: a server that starts anew knows them', async () => {
  const account = await newPhysician(server);
  for (let n = 0; n < 7; n++) await tryPassword(server, { account, password: 'x' });
  const rows = await server.asOwner('SELECT kind FROM identity.attempt WHERE account = $1', [account]);
  expect(rows.map(({ kind }) => kind).sort()).toEqual(['password-account', 'password-pair']);
});

test('what was typed into the field for the account is kept nowhere when there is no such account', async () => {
  await tryPassword(server, { account: 'my-secret-password-typed-here', password: 'x' });
  const kept = JSON.stringify([
    await server.asOwner('SELECT * FROM identity.attempt'),
    await server.asOwner('SELECT account, detail FROM audit.entry'),
    server.logged,
  ]);
  expect(kept).not.toContain('my-secret-password');
});

test('a manager unlocks a member, who may try again at once', async () => {
  const account = await newPhysician(server);
  for (let n = 0; n < 7; n++) await tryPassword(server, { account, password: 'x' });
  const manager = await server.signIn('hospital-manager');
  const memberOf = async () => {
    const { members } = (await manager.get('/api/organisation')).json();
    return members.find((one: { account: string }) => one.account === account);
  };
  expect((await memberOf()).lockedUntil).toBe('2026-11-22T01:02:05.000Z');
  expect((await manager.post(`/api/organisation/members/${account}/unlock`, {})).statusCode).toBe(204);
  expect((await memberOf()).lockedUntil).toBeNull();
  expect(outcomeOf(await tryPassword(server, { account }))).toBe('200 ok');
});

test('codes are throttled like passwords, over all sessions and addresses', async () => {
  const account = await newPhysician(server);
  const outcomes: string[] = [];
  for (let n = 0; n < 30; n++) {
    const half = await halfSignedIn(server, { account, address: address(n) });
    const options = { cookie: half.cookie, address: address(n) };
    const url = n % 2 === 0 ? '/api/sign-in/totp' : '/api/sign-in/recovery';
    outcomes.push(outcomeOf(await postFrom(server, url, { code: '000000' }, options)));
  }
  expect(outcomes.slice(0, 11)).toEqual(Array(11).fill('401 SECOND_FACTOR_WRONG'));
  expect(outcomes.slice(11)).toEqual(Array(19).fill('429 SIGN_IN_THROTTLED'));
  const half = await halfSignedIn(server, { account });
  expect(outcomeOf(await half.post('/api/sign-in/totp', { code: codeOf(server, account) }))).toBe(
    '429 SIGN_IN_THROTTLED',
  );
});

test('a stolen session does not let its thief guess the password or a code for long', async () => {
  const account = await newPhysician(server);
  const thief = await signInFully(server, { account });
  const outcomes: string[] = [];
  for (let n = 0; n < 8; n++)
    outcomes.push(
      outcomeOf(await thief.post('/api/me/password', { current: `guess ${n}`, next: 'a quiet harbour 7' })),
    );
  expect(outcomes.slice(6)).toEqual(Array(2).fill('429 SIGN_IN_THROTTLED'));
  const confirms: string[] = [];
  for (let n = 0; n < 8; n++)
    confirms.push(outcomeOf(await thief.post('/api/session/confirm', { code: '000000' })));
  expect(confirms.slice(6)).toEqual(Array(2).fill('429 SIGN_IN_THROTTLED'));
});

test('invitation codes cannot be tried one after the other', async () => {
  const outcomes: string[] = [];
  for (let n = 0; n < 13; n++)
    outcomes.push(outcomeOf(await server.nobody.post('/api/invitations/open', { code: `guess-${n}` })));
  expect(outcomes.slice(0, 11)).toEqual(Array(11).fill('404 INVITATION_UNKNOWN'));
  expect(outcomes.slice(11)).toEqual(Array(2).fill('429 SIGN_IN_THROTTLED'));
});

test('an unknown account takes as long as a known one', async () => {
  const account = await newPhysician(server);
  const time = async (name: string, n: number) => {
    const from = performance.now();
    await tryPassword(server, { account: name, password: 'a wrong guess', address: address(n) });
    return performance.now() - from;
  };
  const known: number[] = [];
  const unknown: number[] = [];
  for (let n = 0; n < 15; n++) {
    known.push(await time(account, n));
    unknown.push(await time(`nobody-${n}`, n));
  }
  const middle = (times: number[]) => times.sort((a, b) => a - b)[7] ?? 0;
  // Without the pretended comparison the ratio is about 1 to 5.
  expect(middle(unknown) / middle(known)).toBeGreaterThan(0.6);
  expect(middle(unknown) / middle(known)).toBeLessThan(1.7);
});

test('unknown, disabled, invited, patients’ and known accounts: one answer to a wrong password', async () => {
  const account = await newPhysician(server);
  const disabled = await newPhysician(server);
  const invited = await newPhysician(server);
  await server.asOwner('UPDATE identity.account SET disabled_at = now() WHERE account = $1', [disabled]);
  await server.asOwner('UPDATE identity.account SET password_hash = NULL WHERE account = $1', [invited]);
  const bodies = [];
  for (const name of [account, disabled, invited, 'nobody-of-that-name']) {
    const answer = await tryPassword(server, { account: name, password: 'wrong' });
    bodies.push(JSON.stringify({ ...answer.json().error, requestId: '' }) + JSON.stringify(answer.cookies));
  }
  expect(new Set(bodies).size).toBe(1);
  expect(outcomeOf(await tryPassword(server, { account: invited, password: TEST_PASSWORD }))).toBe(
    '401 SIGN_IN_FAILED',
  );
});

test('failures and successes are entered into the log, refused ones too', async () => {
  const account = await newPhysician(server);
  await tryPassword(server, { account, password: 'wrong' });
  const half = await halfSignedIn(server, { account });
  await half.post('/api/sign-in/totp', { code: '000000' });
  later(server, MINUTE);
  await signInFully(server, { account });
  expect(await eventsOf(server, account)).toEqual([
    { event: 'sign-in-failed', outcome: 'refused', method: 'password', detail: { address: '127.0.0.1' } },
    { event: 'sign-in-failed', outcome: 'refused', method: 'totp', detail: { address: '127.0.0.1' } },
    { event: 'sign-in', outcome: 'done', method: 'password+totp', detail: { address: '127.0.0.1' } },
  ]);
});
