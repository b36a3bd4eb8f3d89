import { checkDigit } from '@tsunagu/ids';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { TEST_NOW } from '../../apps/server/src/testing/test-runtime.ts';
import {
  type Caller,
  createTestServer,
  outcomeOf,
  STAFF,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';
import { eventsOf, halfSignedIn, later, newPhysician, signInFully, tryPassword } from './support.ts';

const PASSWORD = 'quiet-harbour-under-snow';
let server: TestServer;
let manager: Caller;
beforeAll(async () => {
  server = await createTestServer({ masters: false });
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow(TEST_NOW);
  manager = await server.signIn('hospital-manager');
});

const member = (account: string) => `/api/organisation/members/${account}`;
const memberOf = async (account: string) =>
  (await manager.get('/api/organisation'))
    .json()
    .members.find((one: { account: string }) => one.account === account);
let serial = 0;
const invite = (caller: Caller, changed: object = {}) =>
  caller.post('/api/organisation/invitations', {
    account: `invited-${++serial}`,
    displayName: '試験 招待',
    roles: ['nurse'],
    ...changed,
  });

test('an invitation is opened, accepted once, and leads to enrolment', async () => {
  const { account, code, expiresAt } = (await invite(manager)).json();
  expect(expiresAt).toBe('2026-11-29T01:02:03.000Z');
  expect(await memberOf(account)).toMatchObject({ invited: true, factors: false, roles: ['nurse'] });
  expect(outcomeOf(await tryPassword(server, { account, password: code }))).toBe('401 SIGN_IN_FAILED');
  const opened = await server.nobody.post('/api/invitations/open', { code });
  expect(opened.json()).toEqual({ account, displayName: '試験 招待', organisationName: '試験病院' });
  const weak = await server.nobody.post('/api/invitations/accept', { code, password: account });
  expect(outcomeOf(weak)).toBe('422 PASSWORD_TOO_WEAK');
  const accepted = await server.nobody.post('/api/invitations/accept', { code, password: PASSWORD });
  expect(accepted.json().session).toMatchObject({ account, stage: 'enrolment', roles: ['nurse'] });
  for (const url of ['/api/invitations/open', '/api/invitations/accept'])
    expect(outcomeOf(await server.nobody.post(url, { code, password: PASSWORD }))).toBe(
      '404 INVITATION_UNKNOWN',
    );
  expect((await tryPassword(server, { account, password: PASSWORD })).json().session.stage).toBe('enrolment');
  expect(await memberOf(account)).toMatchObject({ invited: false, factors: false });
  expect((await eventsOf(server, 'hospital-manager')).at(-1)).toMatchObject({
    event: 'account-invited',
    detail: { member: account, roles: 'nurse' },
  });
});

test('an invitation ends after a week, and with the account', async () => {
  const { code } = (await invite(manager)).json();
  const second = (await invite(manager)).json();
  await manager.post(member(second.account), { disabled: true });
  expect(outcomeOf(await server.nobody.post('/api/invitations/open', { code: second.code }))).toBe(
    '404 INVITATION_UNKNOWN',
  );
  later(server, 7 * 24 * 3600);
  expect(outcomeOf(await server.nobody.post('/api/invitations/accept', { code, password: PASSWORD }))).toBe(
    '404 INVITATION_UNKNOWN',
  );
});

test('the code of an invitation is not kept', async () => {
  const { code } = (await invite(manager)).json();
  const kept = JSON.stringify([
    await server.asOwner(`SELECT account, encode(code_hash, 'escape') FROM identity.invitation`),
    await server.asOwner('SELECT detail FROM audit.entry'),
    server.logged,
  ]);
  expect(kept).not.toContain(code);
});

test.each([
  ['hospital', ['administrator'], '422 ROLE_NOT_ASSIGNABLE'],
  ['hospital', ['nurse', 'administrator'], '422 ROLE_NOT_ASSIGNABLE'],
  ['hospital', ['ministry'], '422 ROLE_NOT_ASSIGNABLE'],
  ['hospital', ['insurer-clerk'], '422 ROLE_NOT_ASSIGNABLE'],
  ['hospital', ['patient'], '422 ROLE_NOT_ASSIGNABLE'],
  ['hospital', ['system'], '422 ROLE_NOT_ASSIGNABLE'],
  ['hospital', [], '400 INPUT_INVALID'],
  ['hospital', ['root'], '400 INPUT_INVALID'],
  ['hospital', ['physician', 'manager'], '200 ok'],
])('a manager of a %s gives the roles %j: %s', async (_kind, roles, outcome) => {
  expect(outcomeOf(await invite(manager, { roles }))).toBe(outcome);
  const account = await newPhysician(server);
  expect(outcomeOf(await manager.post(member(account), { roles }))).toBe(outcome);
  if (outcome !== '200 ok') expect(await memberOf(account)).toMatchObject({ roles: ['physician'] });
});

test('nobody raises their own rights, or lays them down', async () => {
  for (const rights of [
    { roles: ['physician', 'manager'] },
    { emergencyDesignated: true },
    { disabled: true },
  ])
    expect(outcomeOf(await manager.post(member('hospital-manager'), rights))).toBe('403 OWN_ACCOUNT');
  expect(outcomeOf(await manager.post(`${member('hospital-manager')}/reset-factors`, {}))).toBe(
    '403 OWN_ACCOUNT',
  );
  expect(outcomeOf(await manager.post(member('hospital-manager'), { displayName: '試験 管理' }))).toBe(
    '200 ok',
  );
});

test('the members of another organisation do not exist', async () => {
  const names = Object.keys(STAFF).filter((account) => STAFF[account]?.organisation !== '試験病院');
  for (const account of [...names, 'nobody-of-that-name']) {
    for (const [url, body] of [
      [member(account), { disabled: true }],
      [`${member(account)}/reset-factors`, {}],
      [`${member(account)}/unlock`, {}],
    ] as const)
      expect([url, outcomeOf(await manager.post(url, body))]).toEqual([url, '404 ACCOUNT_UNKNOWN']);
  }
  const { members } = (await manager.get('/api/organisation')).json();
  for (const { account } of members) expect(names).not.toContain(account);
  const rows = await server.asOwner(
    'SELECT FROM identity.account WHERE disabled_at IS NOT NULL AND account = ANY ($1)',
    [names],
  );
  expect(rows).toEqual([]);
});

test('an account name that stands elsewhere is not taken over', async () => {
  expect(outcomeOf(await invite(manager, { account: 'clinic-physician' }))).toBe('409 ACCOUNT_EXISTS');
  const [row] = await server.asOwner(
    `SELECT o.name FROM identity.account JOIN identity.organisation o USING (organisation_id) WHERE account = 'clinic-physician'`,
  );
  expect(row).toEqual({ name: '試験医院' });
});

test('a disabled member is out at once, and back when enabled', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  const half = await halfSignedIn(server, { account });
  expect((await manager.post(member(account), { disabled: true })).json().member).toMatchObject({
    disabled: true,
  });
  expect((await physician.get('/api/session')).json().session).toBeNull();
  expect((await half.get('/api/session')).json().session).toBeNull();
  expect(outcomeOf(await tryPassword(server, { account }))).toBe('401 SIGN_IN_FAILED');
  await manager.post(member(account), { disabled: false });
  expect(outcomeOf(await tryPassword(server, { account }))).toBe('200 ok');
  // The sessions from before do not come back with the account.
  expect((await physician.get('/api/session')).json().session).toBeNull();
});

test('a change of roles ends the sessions that were opened with the old ones; a change of name does not', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  await manager.post(member(account), { displayName: '試験 改姓', roles: ['physician'] });
  expect((await physician.get('/api/session')).json().session).toMatchObject({ displayName: '試験 改姓' });
  await manager.post(member(account), { roles: ['nurse'] });
  expect((await physician.get('/api/session')).json().session).toBeNull();
  expect((await eventsOf(server, 'hospital-manager')).at(-1)).toMatchObject({
    event: 'role-changed',
    detail: { member: account, before: 'physician', after: 'nurse' },
  });
});

/** Leaves the test hospital these managers alone. */
const onlyManagers = (...accounts: string[]) =>
  server.asOwner(
    `UPDATE identity.account SET roles = CASE WHEN account = ANY ($1) THEN '{manager}'::text[] ELSE '{nurse}' END
     WHERE (account = ANY ($1) OR 'manager' = ANY (roles))
       AND organisation_id = (SELECT organisation_id FROM identity.organisation WHERE name = '試験病院')`,
    [accounts],
  );

test('a manager who can sign in stays, also when two demote each other at the same moment', async () => {
  const account = await newPhysician(server);
  await onlyManagers(account, 'hospital-manager');
  const second = await signInFully(server, { account });
  const outcomes = await Promise.all([
    manager.post(member(account), { roles: ['nurse'] }).then(outcomeOf),
    second.post(member('hospital-manager'), { roles: ['nurse'] }).then(outcomeOf),
  ]);
  const managers = await server.asOwner(
    `SELECT account FROM identity.account WHERE roles = '{manager}' AND account = ANY ($1)`,
    [[account, 'hospital-manager']],
  );
  await onlyManagers('hospital-manager');
  expect(outcomes.filter((one) => one === '200 ok')).toHaveLength(1);
  expect(outcomes.find((one) => one !== '200 ok')).toMatch(/^(409 MANAGER_LAST|401 SESSION_REQUIRED)$/);
  expect(managers).toHaveLength(1);
});

test('a manager who was only invited does not count as one', async () => {
  const account = await newPhysician(server);
  await onlyManagers(account, 'hospital-manager');
  const invited = (await invite(manager, { roles: ['manager'] })).json();
  expect(await memberOf(invited.account)).toMatchObject({ invited: true, roles: ['manager'] });
  const other = await signInFully(server, { account });
  // Whoever acts has no password any more: with the invited one alone nobody could go on.
  await server.asOwner('UPDATE identity.account SET password_hash = NULL WHERE account = $1', [account]);
  const outcome = outcomeOf(await other.post(member('hospital-manager'), { disabled: true }));
  await onlyManagers('hospital-manager');
  expect(outcome).toBe('409 MANAGER_LAST');
});

test('reset factors: password, factors, codes and sessions are gone; the person starts anew', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  await physician.post('/api/me/recovery-codes', {});
  const reset = await manager.post(`${member(account)}/reset-factors`, {});
  expect(reset.json()).toEqual({ account, code: expect.any(String), expiresAt: '2026-11-29T01:02:03.000Z' });
  expect((await physician.get('/api/session')).json().session).toBeNull();
  expect(outcomeOf(await tryPassword(server, { account }))).toBe('401 SIGN_IN_FAILED');
  expect(await memberOf(account)).toMatchObject({ invited: true, factors: false });
  const { code } = reset.json();
  const reused = await server.nobody.post('/api/invitations/accept', { code, password: 'only-for-tests' });
  expect(reused.json().error).toMatchObject({ code: 'PASSWORD_TOO_WEAK', fields: { reason: 'reused' } });
  const accepted = await server.nobody.post('/api/invitations/accept', { code, password: PASSWORD });
  expect(accepted.json().session.stage).toBe('enrolment');
  expect(
    (await server.asOwner('SELECT FROM identity.recovery_code WHERE account = $1', [account])).length,
  ).toBe(0);
});

test('a manager says who may use the emergency view', async () => {
  const account = await newPhysician(server);
  const physician = await signInFully(server, { account });
  expect((await manager.post(member(account), { emergencyDesignated: true })).json().member).toMatchObject({
    emergencyDesignated: true,
  });
  expect((await physician.get('/api/session')).json().session).toMatchObject({ emergencyDesignated: true });
});

test('an administrator founds an organisation, whose manager comes by invitation', async () => {
  const administrator = await server.signIn('administrator');
  const digits = '131999777';
  const facilityCode = `${digits}${checkDigit(digits)}`;
  const input = {
    name: '試験新病院',
    kind: 'hospital',
    facilityCode,
    manager: { account: 'new-manager', displayName: '試験 新' },
  };
  const founded = await administrator.post('/api/organisations', input);
  expect(founded.json()).toMatchObject({
    organisation: { name: '試験新病院', kind: 'hospital', facilityCode, emergencyDesignated: false },
    invitation: { account: 'new-manager' },
  });
  const { invitation, organisation } = founded.json();
  const accepted = await server.nobody.post('/api/invitations/accept', {
    code: invitation.code,
    password: PASSWORD,
  });
  expect(accepted.json().session).toMatchObject({ roles: ['manager'], stage: 'enrolment' });
  const twice = { ...input, name: '試験別病院', manager: { ...input.manager, account: 'another-manager' } };
  expect(outcomeOf(await administrator.post('/api/organisations', twice))).toBe('409 ORGANISATION_EXISTS');
  const taken = { ...input, name: '試験第三', kind: 'ministry', facilityCode: undefined };
  expect(outcomeOf(await administrator.post('/api/organisations', taken))).toBe('409 ACCOUNT_EXISTS');
  const { organisations } = (await administrator.get('/api/organisations')).json();
  expect(organisations.map(({ name }: { name: string }) => name)).not.toContain('試験第三');
  const designated = await administrator.post(`/api/organisations/${organisation.organisationId}`, {
    emergencyDesignated: true,
  });
  expect(designated.json().organisation.emergencyDesignated).toBe(true);
});

test.each([
  [{ kind: 'hospital' }],
  [{ kind: 'hospital', facilityCode: '131999777' }],
  [{ kind: 'ministry', facilityCode: '1319991012' }],
  [{ kind: 'insurer' }],
  [{ kind: 'insurer', insurerNumber: '12345678' }],
  [{ kind: 'clinic', facilityCode: '1319991020', insurerNumber: '06999902' }],
  [{ kind: 'temple' }],
])('an organisation with %j is refused', async (changed) => {
  const administrator = await server.signIn('administrator');
  const input = { name: '試験誤り', manager: { account: 'wrong-manager', displayName: 'x' }, ...changed };
  expect(outcomeOf(await administrator.post('/api/organisations', input))).toBe('400 INPUT_INVALID');
});
