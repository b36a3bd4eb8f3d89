import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contextTag, TAG } from '../der.ts';
import { derExtension, derOctets, derSequence, derValue } from '../der-write.ts';
import { EXTENSION } from '../oids.ts';
import { makeRevocationList } from '../test-authority/statements.ts';
import { forgeCertificate, makeKeys, nameOf } from '../testing/forge-certificate.ts';
import { openTrustAnchor, publicKeyOf } from '../trust-anchor.ts';
import { findChain, readProfessional, revocationAt } from './trust.ts';
import { trustFolder } from './trust-folder.ts';

const [rootKeys, middleKeys, leafKeys] = [makeKeys(), makeKeys(), makeKeys()];
const TRUE = derValue(TAG.boolean, Buffer.from([0xff]));
const usage = (octet: number) =>
  derExtension(EXTENSION.keyUsage, derValue(TAG.bitString, Buffer.from([1, octet])), true);
const subjectKey = (octet: string) =>
  derExtension(EXTENSION.subjectKeyIdentifier, derOctets(Buffer.from(octet.repeat(20), 'hex')));
const authorityKey = (octet: string) =>
  derExtension(
    EXTENSION.authorityKeyIdentifier,
    derSequence(derValue(contextTag(0, false), Buffer.from(octet.repeat(20), 'hex'))),
  );
const authority = (length: number) =>
  derExtension(
    EXTENSION.basicConstraints,
    derSequence(TRUE, derValue(TAG.integer, Buffer.from([length]))),
    true,
  );
const mail = derExtension(
  EXTENSION.subjectAltName,
  derSequence(derValue(contextTag(1, false), Buffer.from('a@example.invalid'))),
);

const [ROOT, MIDDLE] = [nameOf('Root'), nameOf('Middle')];
const root = (length = 1) =>
  forgeCertificate({
    subjectKey: rootKeys.publicKey,
    issuerKey: rootKeys.privateKey,
    issuer: ROOT,
    subject: ROOT,
    extensions: [authority(length), usage(0x06), subjectKey('aa'), mail],
  });
const middle = (extensions = [authority(0), usage(0x06), subjectKey('bb'), authorityKey('aa')]) =>
  forgeCertificate({
    subjectKey: middleKeys.publicKey,
    issuerKey: rootKeys.privateKey,
    issuer: ROOT,
    subject: MIDDLE,
    extensions,
  });
const leaf = readProfessional(
  forgeCertificate({
    subjectKey: leafKeys.publicKey,
    issuerKey: middleKeys.privateKey,
    issuer: MIDDLE,
    extensions: [usage(0x40), authorityKey('bb'), mail],
  }),
);
const NOW = new Date('2026-11-22T00:00:00Z');
const list = (keys: typeof rootKeys, certificateDer: Buffer, keyIdentifier: string, revoked: string[] = []) =>
  makeRevocationList(
    {
      anchor: {
        certificate: readProfessional(certificateDer),
        publicKey: publicKeyOf(readProfessional(certificateDer)),
        keyIdentifier: keyIdentifier.repeat(20),
      },
      privateKey: keys.privateKey,
    },
    {
      bytes: 1,
      revocations: new Map(
        revoked.map((serial) => [serial, { serial, at: NOW.toISOString(), reason: 'lost' }]),
      ),
    },
    NOW,
  );

let folder = '';
let problems: string[] = [];
let clock = 0;
const put = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);
const open = () =>
  trustFolder({ directory: folder, onProblem: (file) => problems.push(file), now: () => clock });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagu-trust-'));
  problems = [];
  clock = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a folder of authorities', () => {
  test('anchors, authorities below them and their lists, in PEM and in DER', async () => {
    put('root.pem', new X509Certificate(root()).toString());
    put('middle.der', middle());
    put('root.crl', list(rootKeys, root(), 'aa'));
    const pem = list(middleKeys, middle(), 'bb', [leaf.serial]).toString('base64');
    put('middle.crl', `-----BEGIN X509 CRL-----\n${pem}\n-----END X509 CRL-----\n`);
    const trust = await open().current();
    expect(problems).toEqual([]);
    const chain = findChain(leaf, trust);
    expect(chain?.map(({ keyIdentifier }) => keyIdentifier.slice(0, 2))).toEqual(['bb', 'aa']);
    const [first, second] = chain ?? [];
    if (first === undefined || second === undefined) throw new Error('no chain');
    expect(revocationAt(leaf.serial, first, trust, NOW)).toMatchObject({
      status: 'revoked',
      reason: 'key-compromise',
    });
    expect(revocationAt(first.certificate.serial, second, trust, NOW)).toMatchObject({ status: 'good' });
    expect(revocationAt(leaf.serial, first, trust, new Date('2026-11-23T00:00:00Z'))).toBeNull();
    expect(trust.test).toBe(false);
  });

  test('what cannot be used is told, and vouches for nobody', async () => {
    put('root.crt', root());
    put('broken.crt', 'nothing');
    put('other.crl', list(middleKeys, middle(), 'bb'));
    const trust = await open().current();
    expect(problems.sort()).toEqual(['broken.crt', 'other.crl']);
    expect(findChain(leaf, trust)).toBeNull();
    expect(trust.lists.size).toBe(0);
  });

  test('with a profile that cannot be read nobody is trusted', async () => {
    put('root.crt', root());
    put('profile.json', '{');
    expect((await open().current()).anchors).toEqual([]);
    expect(problems).toEqual(['profile.json']);
  });

  test('anchors of timestamps vouch for nobody else', async () => {
    mkdirSync(join(folder, 'timestamp'));
    put('timestamp/root.crt', root());
    const trust = await open().current();
    expect([trust.anchors.length, trust.timestampAnchors.length]).toEqual([0, 1]);
  });

  test('a change is noticed within seconds, and what did not change is not read again', async () => {
    const source = open();
    const before = await source.current();
    expect(before.anchors).toEqual([]);
    put('root.crt', root());
    expect(await source.current()).toBe(before);
    clock = 5_000;
    const after = await source.current();
    expect(after.anchors.length).toBe(1);
    clock = 10_000;
    expect(await source.current()).toBe(after);
    utimesSync(join(folder, 'root.crt'), 1, 1);
    clock = 15_000;
    expect(await source.current()).not.toBe(after);
  });
});

describe('a chain', () => {
  const anchors = [openTrustAnchor(root(), 'professional')];
  const offered = (der: Buffer) => findChain(leaf, { anchors, intermediates: [] }, [readProfessional(der)]);

  test('may be completed by what came with the signature', () => {
    expect(offered(middle())?.length).toBe(2);
  });

  test.each([
    ['that is no authority', middle([usage(0x06), subjectKey('bb'), authorityKey('aa')])],
    [
      'that may not sign certificates',
      middle([authority(0), usage(0x40), subjectKey('bb'), authorityKey('aa')]),
    ],
    ['of another key', middle([authority(0), usage(0x06), subjectKey('cc'), authorityKey('aa')])],
    ['of another authority', middle([authority(0), usage(0x06), subjectKey('bb'), authorityKey('dd')])],
  ])('does not go over a certificate %s', (_what, der) => {
    expect(offered(der)).toBeNull();
  });

  test('is no longer than an authority allows, and never ends in itself', () => {
    const short = [openTrustAnchor(root(0), 'professional')];
    expect(findChain(leaf, { anchors: short, intermediates: [] }, [readProfessional(middle())])).toBeNull();
    expect(
      findChain(leaf, { anchors: [], intermediates: [] }, [
        readProfessional(middle()),
        readProfessional(root()),
      ]),
    ).toBeNull();
  });
});
