import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStaff, type NewStaff } from '../../apps/server/src/modules/identity/index.ts';
import { HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { createTestServer, type TestServer } from '../../apps/server/src/testing/test-server.ts';
import { tryPassword } from './support.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ masters: false });
});
afterAll(() => server.close());

const PASSWORD = 'quiet-harbour-under-snow';
const staff = (account: string, changed: Partial<NewStaff> = {}): NewStaff => ({
  account,
  displayName: '試験 管理',
  roles: ['administrator'],
  organisation: { name: '試験運営', kind: 'operator', facilityCode: null },
  password: PASSWORD,
  keepPassword: false,
  ...changed,
});
const stageOf = async (account: string, password: string) =>
  (await tryPassword(server, { account, password })).json().session?.stage;

test('a given password is to be changed, unless it is said to be the person’s own', async () => {
  expect(await createStaff(server, staff('first-admin'))).toBeNull();
  expect(await stageOf('first-admin', PASSWORD)).toBe('password-change');
  expect(await createStaff(server, staff('second-admin', { keepPassword: true }))).toBeNull();
  expect(await stageOf('second-admin', PASSWORD)).toBe('enrolment');
});

test('without a password a random one is made, which is to be changed', async () => {
  const made = await createStaff(server, staff('third-admin', { password: null, keepPassword: true }));
  expect(made).toMatch(/^[\w-]{20}$/);
  expect(await stageOf('third-admin', made ?? '')).toBe('password-change');
});

test.each<[string, Partial<NewStaff>, string]>([
  ['weak-admin', { password: 'password123' }, 'PASSWORD_TOO_WEAK'],
  ['clinic-physician', {}, 'ACCOUNT_EXISTS'],
  [
    'hospital-admin',
    { organisation: { name: HOSPITAL.name, kind: 'hospital', facilityCode: null } },
    'ROLE_NOT_ASSIGNABLE',
  ],
  [
    'other-kind',
    { organisation: { name: HOSPITAL.name, kind: 'operator', facilityCode: null } },
    'ORGANISATION_EXISTS',
  ],
  [
    'other-name',
    { roles: ['manager'], organisation: { name: '試験別名', kind: 'hospital', facilityCode: HOSPITAL.code } },
    'ORGANISATION_EXISTS',
  ],
])('%s: refused and nothing left behind', async (account, changed, code) => {
  await expect(createStaff(server, staff(account, changed))).rejects.toMatchObject({ code });
  const rows = await server.asOwner(
    `SELECT FROM identity.account WHERE account = $1 AND 'administrator' = ANY (roles)
     UNION ALL SELECT FROM identity.organisation WHERE name = '試験別名'`,
    [account],
  );
  expect(rows).toEqual([]);
});
