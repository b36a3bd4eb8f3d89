import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HpkiTestAuthority, type IssuedProfessional, openHpkiAuthority } from './index.ts';
import { pkcs11Signer } from './pkcs11.ts';
import { openToken, sealToken, tokenSigner } from './token-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsunagu-token-'));
const at = (name: string): string => join(folder, name);
const PASSWORD = 'only-for-tests';
const MESSAGE = Buffer.from('試験');
let authority: HpkiTestAuthority;
let doctor: IssuedProfessional;

beforeAll(async () => {
  authority = await openHpkiAuthority(at('hpki'), () => new Date('2026-11-22T01:02:03.000Z'));
  doctor = await authority.issue({ name: '試験 太郎', role: 'Medical Doctor' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const has = (command: string, argument: string): boolean =>
  spawnSync(command, [argument], { stdio: 'ignore' }).error === undefined;
const isMadeBy = (signature: Buffer): boolean =>
  verify('sha256', MESSAGE, createPublicKey(doctor.privateKey), signature);

test('a token opens with its password and with no other', async () => {
  const certificateChain = [authority.anchor.certificate.der, doctor.certificateDer];
  const file = await sealToken({ certificateChain, privateKey: doctor.privateKey }, PASSWORD);
  const opened = await openToken(file, PASSWORD);
  expect(opened.certificateChain).toEqual([doctor.certificateDer, authority.anchor.certificate.der]);
  expect(isMadeBy(await tokenSigner(opened).sign(MESSAGE))).toBe(true);
  const refused = { code: 'RX_TOKEN_REFUSED' };
  await expect(openToken(file, 'another')).rejects.toMatchObject(refused);
  await expect(openToken(file, '')).rejects.toMatchObject(refused);
  await expect(openToken(file.subarray(0, 500), PASSWORD)).rejects.toMatchObject(refused);
  await expect(openToken(Buffer.alloc(0), PASSWORD)).rejects.toMatchObject(refused);
});

const openssl = has('openssl', 'version');
describe.skipIf(!openssl)(
  `tokens and openssl${openssl ? '' : ' (skipped: openssl is not installed)'}`,
  () => {
    test('openssl reads a token of ours', async () => {
      const { certificateDer, privateKey } = doctor;
      writeFileSync(
        at('own.p12'),
        await sealToken({ certificateChain: [certificateDer], privateKey }, PASSWORD),
      );
      const pem = execFileSync('openssl', [
        'pkcs12',
        '-in',
        at('own.p12'),
        '-passin',
        `pass:${PASSWORD}`,
        '-nodes',
      ]);
      expect(pem.toString()).toMatch(/BEGIN CERTIFICATE[\s\S]*BEGIN PRIVATE KEY/);
    });

    test('a token of openssl is read', async () => {
      writeFileSync(at('key.pem'), doctor.privateKey.export({ format: 'pem', type: 'pkcs8' }));
      writeFileSync(at('leaf.der'), doctor.certificateDer);
      execFileSync('openssl', ['x509', '-inform', 'der', '-in', at('leaf.der'), '-out', at('leaf.pem')]);
      execFileSync('openssl', [
        ...['pkcs12', '-export', '-inkey', at('key.pem'), '-in', at('leaf.pem')],
        ...['-passout', `pass:${PASSWORD}`, '-out', at('other.p12')],
      ]);
      const opened = await openToken(readFileSync(at('other.p12')), PASSWORD);
      expect(opened.certificateChain).toEqual([doctor.certificateDer]);
    });
  },
);

const MODULE = '/usr/lib/softhsm/libsofthsm2.so';
const cards = has('pkcs11-tool', '--help') && has('softhsm2-util', '--version');
describe.skipIf(!cards)(`cards${cards ? '' : ' (skipped: SoftHSM or OpenSC is not installed)'}`, () => {
  const card = { module: MODULE, tokenLabel: 'tsunagu', label: 'sign', pin: '1234' };
  const tool = (...args: string[]) =>
    execFileSync('pkcs11-tool', ['--module', MODULE, '--login', '--pin', '1234', ...args], {
      stdio: 'ignore',
    });

  beforeAll(() => {
    process.env.SOFTHSM2_CONF = at('softhsm2.conf');
    execFileSync('mkdir', [at('tokens')]);
    writeFileSync(
      at('softhsm2.conf'),
      `directories.tokendir = ${at('tokens')}\nobjectstore.backend = file\n`,
    );
    const pins = ['--pin', '1234', '--so-pin', '5678'];
    execFileSync('softhsm2-util', ['--init-token', '--free', '--label', 'tsunagu', ...pins], {
      stdio: 'ignore',
    });
    writeFileSync(at('key.der'), doctor.privateKey.export({ format: 'der', type: 'pkcs1' }));
    writeFileSync(at('cert.der'), doctor.certificateDer);
    tool('--write-object', at('key.der'), '--type', 'privkey', '--id', '01', '--label', 'sign');
    tool('--write-object', at('cert.der'), '--type', 'cert', '--id', '01', '--label', 'sign');
  });

  test('a card signs, and its key stays there', async () => {
    const signer = await pkcs11Signer(card);
    expect(signer.certificateChain).toEqual([doctor.certificateDer]);
    expect(isMadeBy(await signer.sign(MESSAGE))).toBe(true);
  });

  test('a wrong PIN, label, token or module is refused', async () => {
    const refused = { code: 'RX_TOKEN_REFUSED' };
    await expect((await pkcs11Signer({ ...card, pin: '9999' })).sign(MESSAGE)).rejects.toMatchObject(refused);
    await expect(pkcs11Signer({ ...card, label: 'other' })).rejects.toMatchObject(refused);
    await expect(pkcs11Signer({ ...card, tokenLabel: 'other' })).rejects.toMatchObject(refused);
    await expect(pkcs11Signer({ ...card, module: at('none.so') })).rejects.toMatchObject(refused);
  });
});
