import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readProfessional, revocationAt } from '../trust.ts';
import { openHpkiAuthority } from './open-authority.ts';

let folder = '';
let now = new Date('2026-11-22T01:02:03.000Z');
const open = () => openHpkiAuthority(join(folder, 'hpki'), () => now);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagu-hpki-'));
  now = new Date('2026-11-22T01:02:03.000Z');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('two that begin at once go on with the same keys', async () => {
  const [one, two] = await Promise.all([open(), open()]);
  expect(one.anchor.keyIdentifier).toBe(two.anchor.keyIdentifier);
  expect(statSync(join(folder, 'hpki', 'authority.key')).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'hpki', 'timestamps.key')).mode & 0o777).toBe(0o600);
});

test('a certificate says who and what; its name is told as what it is', async () => {
  const authority = await open();
  const { certificateDer, serial, notAfter } = await authority.issue({ name: '試験 太郎', role: null });
  const { extensions, subject, ...certificate } = readProfessional(certificateDer);
  expect(certificate).toMatchObject({ serial, notAfter });
  expect(extensions).toMatchObject({ directoryAttributes: null, certificateAuthority: false });
  expect(subject.includes(Buffer.from('試験 太郎'))).toBe(true);
  expect(subject.includes(Buffer.from('not HPKI'))).toBe(true);
});

test('a revocation is known at once in every process, from the time it names', async () => {
  const [one, two] = [await open(), await open()];
  const { serial } = await one.issue({ name: '試験', role: 'Dentist' });
  const status = async () => revocationAt(serial, two.anchor, await two.current(), now);
  expect(await status()).toMatchObject({ status: 'good' });
  await one.revoke(serial, 'changed', new Date('2026-11-01T00:00:00Z'));
  await two.revoke(serial, 'lost');
  expect(await status()).toMatchObject({
    status: 'revoked',
    reason: 'affiliation-changed',
    revokedAt: new Date('2026-11-01T00:00:00Z'),
  });
  expect((await (await open()).crl()).equals(await one.crl())).toBe(true);
});

test('a list is made anew before it ends, and kept until then', async () => {
  const authority = await open();
  const first = await authority.current();
  now = new Date(now.getTime() + 11 * 3_600_000);
  expect(await authority.current()).toBe(first);
  now = new Date(now.getTime() + 2 * 3_600_000);
  expect(await authority.current()).not.toBe(first);
});

test('a damaged or shortened register, or another key, is refused', async () => {
  const damaged = { code: 'CARD_AUTHORITY_DAMAGED' };
  const authority = await open();
  await authority.issue({ name: '試験', role: null });
  appendFileSync(join(folder, 'hpki', 'register.jsonl'), '{\n');
  await expect(authority.current()).rejects.toMatchObject(damaged);
  writeFileSync(join(folder, 'hpki', 'register.jsonl'), '');
  await expect(authority.current()).rejects.toMatchObject(damaged);
  writeFileSync(join(folder, 'hpki', 'authority.key'), 'nothing');
  await expect(open()).rejects.toMatchObject(damaged);
});
