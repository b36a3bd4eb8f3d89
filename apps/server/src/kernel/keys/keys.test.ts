import { createPublicKey, sign, verify } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noteSetting } from '../settings/settings.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { openKeys } from './keys.ts';

let own: TestDatabase;
let folder = '';
let now = new Date('2026-11-22T01:02:03.004Z');
const clock = () => now;
const keys = (name = 'keys') => openKeys(own.db, join(folder, name), clock);

beforeEach(async () => {
  own = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'tsunagu-keys-'));
  now = new Date('2026-11-22T01:02:03.004Z');
});
afterEach(async () => {
  await own.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the first key is made once, also when several processes ask at the same moment', async () => {
  const made = await Promise.all(Array.from({ length: 8 }, () => keys().signingKey('audit')));
  expect(new Set(made.map(({ keyId }) => keyId)).size).toBe(1);
  expect(await keys().list()).toMatchObject([
    { purpose: 'audit', algorithm: 'Ed25519', here: true, rotatedAt: null, rotationDue: false },
  ]);
});

test('private keys are files for the owner alone and never in the database', async () => {
  for (const purpose of ['audit', 'oauth', 'card-ca', 'some-other']) await keys().signingKey(purpose);
  const files = readdirSync(join(folder, 'keys'));
  expect(files.length).toBe(4);
  expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
  for (const file of files) expect(statSync(join(folder, 'keys', file)).mode & 0o777).toBe(0o600);
  for (const { publicKey } of await keys().list()) {
    expect(createPublicKey({ key: Buffer.from(publicKey), type: 'spki', format: 'der' }).type).toBe('public');
  }
});

test('rotation: another process signs with the new key at once, and the old signature still holds', async () => {
  const [here, elsewhere] = [keys(), keys()];
  const former = await elsewhere.signingKey('audit');
  const message = Buffer.from('試験');
  const signature = sign(null, message, former.privateKey);
  now = new Date('2026-12-01T00:00:00.000Z');
  const fresh = await here.rotate('audit');
  expect(fresh.keyId).not.toBe(former.keyId);
  expect((await elsewhere.signingKey('audit')).keyId).toBe(fresh.keyId);
  const facts = await elsewhere.publicKey(former.keyId);
  expect(facts !== null && verify(null, message, facts.publicKey, signature)).toBe(true);
  expect((await here.list()).map(({ keyId, rotatedAt }) => [keyId, rotatedAt])).toEqual([
    [former.keyId, now],
    [fresh.keyId, null],
  ]);
});

test('a host whose folder lacks the key makes its own and leaves the other one in use', async () => {
  const first = await keys('one').signingKey('oauth');
  const second = await keys('two').signingKey('oauth');
  expect(second.keyId).not.toBe(first.keyId);
  await keys('two').rotate('oauth');
  expect((await keys('one').signingKey('oauth')).keyId).toBe(first.keyId);
});

test('the reminder comes 30 days before a year is over, and both are settings', async () => {
  await keys().signingKey('audit');
  const due = async (instant: string) => {
    now = new Date(instant);
    return (await keys().list()).map(({ rotationDue }) => rotationDue);
  };
  expect(await due('2027-10-23T01:02:03.003Z')).toEqual([false]);
  expect(await due('2027-10-23T01:02:03.004Z')).toEqual([true]);
  await noteSetting(own.db, 'keys.notice-days', '7');
  expect(await due('2027-10-23T01:02:03.004Z')).toEqual([false]);
  await noteSetting(own.db, 'keys.validity-days', '10');
  await keys().rotate('audit');
  expect(await due('2027-10-30T01:02:03.004Z')).toEqual([false, true]);
});

test('a key in use is not destroyed; a rotated one loses its file and keeps its public half', async () => {
  const former = await keys().signingKey('audit');
  await expect(keys().destroy(former.keyId)).rejects.toMatchObject({ code: 'KEY_IN_USE' });
  await keys().rotate('audit');
  await keys().destroy(former.keyId);
  expect(existsSync(join(folder, 'keys', `${former.keyId}.pem`))).toBe(false);
  expect(await keys().publicKey(former.keyId)).not.toBeNull();
  const row = (await keys().list()).find(({ keyId }) => keyId === former.keyId);
  expect(row).toMatchObject({ here: false, destroyedAt: now });
  await expect(keys().revoke('audit-unknown')).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
});

test('a revoked key signs nothing more', async () => {
  const former = await keys().signingKey('audit');
  await keys().revoke(former.keyId);
  expect((await keys().signingKey('audit')).keyId).not.toBe(former.keyId);
  expect(await keys().publicKey(former.keyId)).toMatchObject({ revokedAt: now });
});

test('a public key that was exchanged in the database is not believed', async () => {
  const audit = await keys().signingKey('audit');
  const foreign = await keys().signingKey('some-other');
  const superuser = new pg.Client({ connectionString: own.url('postgres') });
  await superuser.connect();
  await superuser.query(
    `UPDATE kernel.signing_key SET public_key = (SELECT public_key FROM kernel.signing_key WHERE key_id = $2) WHERE key_id = $1`,
    [audit.keyId, foreign.keyId],
  );
  await superuser.end();
  expect(await keys().publicKey(audit.keyId)).toBeNull();
});

test('the server may not change what a key is, nor remove it', async () => {
  await keys().signingKey('audit');
  await expect(own.db.query(`UPDATE kernel.signing_key SET public_key = ''`)).rejects.toThrow(
    'permission denied',
  );
  await expect(own.db.query('DELETE FROM kernel.signing_key')).rejects.toThrow('permission denied');
});
