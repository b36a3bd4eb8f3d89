import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contextTag } from '../../../kernel/pki/der.ts';
import { derSequence, derUnsigned, derValue } from '../../../kernel/pki/der-write.ts';
import {
  type HpkiTestAuthority,
  type HpkiTrust,
  type IssuedProfessional,
  openHpkiAuthority,
  timestampRequest,
  tokenIn,
} from '../../../kernel/pki/hpki/index.ts';
import type { ProfessionalOrder } from '../../../kernel/pki/hpki/test-authority/open-authority.ts';
import {
  EXTENSIONS,
  forgeAnchor,
  forgeCertificate,
  makeKeys,
} from '../../../kernel/pki/testing/forge-certificate.ts';
import { addTimestamp, canonical, digestOf, readSignedDocument } from '../../../kernel/xades/index.ts';
import type { DocumentKind, Signer } from '../model/signing.ts';
import { signDocument, unsignedDocument } from './document.ts';
import { verifyDocument } from './verify-document.ts';

const CSV = 'SJ1\n5,,,試験　太郎\n';
const DAY = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'tsunagu-verify-'));
let now = new Date('2026-11-22T01:02:03.000Z');
let authority: HpkiTestAuthority;
let trust: HpkiTrust;
let good: string;
const keyPair = makeKeys();
const later = (days: number): Date => new Date(now.getTime() + days * DAY);

const issue = (order: Partial<ProfessionalOrder> = {}): Promise<IssuedProfessional> =>
  authority.issue({ name: '試験 太郎', role: 'Medical Doctor', notBefore: later(-30), keyPair, ...order });
const signerOf = ({ certificateDer, privateKey }: IssuedProfessional): Signer => ({
  certificateChain: [certificateDer],
  sign: async (bytes) => sign('sha256', bytes, privateKey),
});
const signedBy = (one: IssuedProfessional, at = now, kind: DocumentKind = 'prescription') =>
  signDocument(kind, CSV, signerOf(one), at);
const verified = (xml: string, given: Partial<Parameters<typeof verifyDocument>[1]> = {}) =>
  verifyDocument(xml, { kind: 'prescription', trust, at: now, fresh: true, ...given });
const keysOf = (...args: Parameters<typeof verified>) => verified(...args).reasons.map(({ key }) => key);
const notesOf = (...args: Parameters<typeof verified>) =>
  (verified(...args).notes ?? []).map(({ key }) => key);
const stamped = (xml: string): string => {
  const { signature } = readSignedDocument(xml);
  const digest = signature === null ? Buffer.alloc(32) : digestOf(signature.valueElement);
  return addTimestamp(xml, tokenIn(authority.timestamps.answer(timestampRequest(digest, Buffer.from([1])))));
};

beforeAll(async () => {
  authority = await openHpkiAuthority(join(folder, 'hpki'), () => now);
  good = await signedBy(await issue());
  trust = await authority.current();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a good signature says who signed what, and that the authority is a test', async () => {
  const doctor = await issue();
  expect(verified(await signedBy(doctor))).toEqual({
    status: 'valid',
    reasons: [],
    testAuthority: true,
    signedAt: now.toISOString(),
    signer: {
      name: '試験 太郎',
      role: 'Medical Doctor',
      certificateSha256: createHash('sha256').update(doctor.certificateDer).digest('hex'),
      serial: doctor.serial,
      expiresAt: doctor.notAfter.toISOString(),
      revokedAt: null,
    },
    timestampedAt: null,
    csv: CSV,
  });
});

test('a document without signature is unsigned, neither valid nor invalid', () => {
  expect(verified(unsignedDocument('prescription', CSV))).toMatchObject({
    status: 'unsigned',
    reasons: [],
    csv: CSV,
  });
});

test.each([
  ['Medical Doctor', 'prescription', []],
  ['Dentist', 'prescription', []],
  ['Pharmacist', 'prescription', ['role-wrong']],
  ['Pharmacist', 'dispensing', []],
  ['Medical Doctor', 'dispensing', ['role-wrong']],
  ['medical doctor', 'prescription', ['role-wrong']],
  [null, 'prescription', ['role-missing']],
] as const)('%s and a %s', async (role, kind, keys) => {
  const xml = await signedBy(await issue({ role }), now, kind);
  trust = await authority.current();
  expect(keysOf(xml, { kind })).toEqual(keys);
});

test('a result of dispensing is no prescription', async () => {
  const xml = await signedBy(await issue(), now, 'dispensing');
  expect(keysOf(xml)).toEqual(['kind-wrong']);
});

describe('the certificate when it was used', () => {
  test('expired, or not yet valid', async () => {
    const before = await issue({ notAfter: later(-1) });
    const after = await issue({ notBefore: later(1) });
    trust = await authority.current();
    expect(keysOf(await signedBy(before))).toEqual(['certificate-expired']);
    expect(keysOf(await signedBy(after))).toEqual(['certificate-not-yet-valid']);
    const inTime = await signedBy(before, later(-2));
    expect(keysOf(inTime)).toEqual([]);
    expect(notesOf(inTime)).toEqual(['certificate-expired-since']);
  });

  test('revoked before it was used; revoked later', async () => {
    const one = await issue();
    const [early, late] = [await signedBy(one, later(-2)), await signedBy(one)];
    await authority.revoke(one.serial, 'changed', later(-1));
    trust = await authority.current();
    expect(keysOf(late)).toEqual(['certificate-revoked']);
    expect(verified(late).signer?.revokedAt).toBe(later(-1).toISOString());
    expect(keysOf(early)).toEqual([]);
    expect(notesOf(early)).toEqual(['certificate-revoked-since']);
  });

  test('a key that was lost: whoever has it writes any time, so only a timestamp helps', async () => {
    const one = await issue();
    const early = await signedBy(one, now);
    const proven = stamped(early);
    now = later(2);
    await authority.revoke(one.serial, 'lost', later(-1));
    trust = await authority.current();
    expect(keysOf(early)).toEqual(['certificate-revoked']);
    expect(keysOf(proven)).toEqual([]);
    expect(notesOf(proven)).toEqual(['certificate-revoked-since']);
    now = later(-2);
  });

  test('nobody knows whether it was revoked', async () => {
    trust = await authority.current();
    expect(keysOf(good, { trust: { ...trust, lists: new Map() } })).toEqual(['revocation-unknown']);
    expect(keysOf(good, { at: later(2) })).toEqual(['revocation-unknown']);
  });

  test('another authority, or none', async () => {
    const other = await openHpkiAuthority(join(folder, 'other'), () => now);
    const stranger = await other.current();
    expect(keysOf(good, { trust: stranger })).toEqual(['untrusted']);
    expect(verified(good, { trust: stranger })).not.toHaveProperty('testAuthority');
  });

  test('policy, key usage and length of the key', async () => {
    const profile = { ...trust.profile, policies: ['1.2.392.100495.1.5.1.1.0.1'] };
    expect(keysOf(good, { trust: { ...trust, profile } })).toEqual(['policy-wrong']);
    const keys = makeKeys();
    const extensions = [EXTENSIONS.digitalSignature, EXTENSIONS.authorityKey];
    const certificateDer = forgeCertificate({
      subjectKey: keyPair.publicKey,
      issuerKey: keys.privateKey,
      extensions,
    });
    const forged = await signDocument(
      'prescription',
      CSV,
      { ...signerOf({ ...(await issue()), certificateDer }) },
      now,
    );
    expect(keysOf(forged, { trust: { ...trust, anchors: [forgeAnchor(keys)] } })).toEqual([
      'policy-wrong',
      'key-usage-wrong',
      'role-missing',
      'revocation-unknown',
    ]);
    const short = makeKeys(1024);
    const weak = forgeCertificate({ subjectKey: short.publicKey, issuerKey: keys.privateKey });
    const xml = good.replace(/(X509Certificate>)[^<]+/, `$1${weak.toString('base64')}`);
    expect(keysOf(xml)).toEqual(['tampered-key-info', 'key-too-short']);
    const sha1 = forgeCertificate({
      subjectKey: keyPair.publicKey,
      issuerKey: keys.privateKey,
      digest: 'sha1',
      outerAlgorithm: Buffer.from('300d06092a864886f70d0101050500', 'hex'),
    });
    const old = good.replace(/(X509Certificate>)[^<]+/, `$1${sha1.toString('base64')}`);
    expect(keysOf(old)).toEqual(['tampered-key-info', 'algorithm-refused']);
    const nothing = good.replace(/(X509Certificate>)[^<]+/, '$1QUJD');
    expect(keysOf(nothing)).toEqual(['tampered-key-info', 'certificate-unreadable']);
  });
});

test('the time of signing: clocks may differ by five minutes, and a registration is not put off for days', async () => {
  const doctor = await issue();
  trust = await authority.current();
  const signedIn = (seconds: number) => signedBy(doctor, new Date(now.getTime() + seconds * 1000));
  expect(keysOf(await signedIn(300))).toEqual([]);
  expect(keysOf(await signedIn(301))).toEqual(['signing-time-future']);
  expect(keysOf(await signedIn(-72 * 3600))).toEqual([]);
  expect(keysOf(await signedIn(-72 * 3600 - 1))).toEqual(['signing-time-old']);
  expect(keysOf(await signedIn(-72 * 3600 - 1), { fresh: false })).toEqual([]);
});

describe('timestamps', () => {
  test('prove when the signature existed, and leave it as it was', () => {
    expect(verified(stamped(good))).toMatchObject({ status: 'valid', timestampedAt: now.toISOString() });
    expect(verified(stamped(stamped(good)))).toMatchObject({ status: 'valid' });
  });

  test('of another signature, changed, or of nobody who is trusted', async () => {
    const other = stamped(await signedBy(await issue()));
    trust = await authority.current();
    const token = /EncapsulatedTimeStamp>[^<]+/.exec(other)?.[0] ?? '';
    const swapped = stamped(good).replace(/EncapsulatedTimeStamp>[^<]+/, token);
    expect(keysOf(swapped)).toEqual(['timestamp-wrong']);
    expect(keysOf(stamped(good), { trust: { ...trust, timestampAnchors: [] } })).toEqual(['timestamp-wrong']);
    const bytes = Buffer.from(token.slice(22), 'base64');
    for (const at of [100, 140, bytes.length - 10]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(keysOf(other.replace(token, `EncapsulatedTimeStamp>${changed.toString('base64')}`))).toContain(
        'timestamp-wrong',
      );
    }
  });

  test('from before the signature was made', async () => {
    const ahead = await signedBy(await issue(), later(1));
    trust = await authority.current();
    const stampedEarly = stamped(ahead);
    expect(keysOf(stampedEarly, { at: later(0.9) })).toContain('timestamp-wrong');
  });

  const openssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).error === undefined;
  test.skipIf(!openssl)(
    `openssl reads the answer${openssl ? '' : ' (skipped: openssl is not installed)'}`,
    () => {
      const digest = createHash('sha256').update('試験').digest();
      const file = (name: string, content: string | Buffer): string => {
        writeFileSync(join(folder, name), content);
        return join(folder, name);
      };
      const request = timestampRequest(digest, Buffer.from('0102030405', 'hex'));
      const args = [
        ...['ts', '-verify', '-queryfile', file('q.tsq', request)],
        ...['-in', file('a.tsr', authority.timestamps.answer(request))],
        ...['-CAfile', join(folder, 'hpki', 'authority.crt'), '-attime', String(now.getTime() / 1000)],
      ];
      expect(execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString()).toContain(
        'Verification: OK',
      );
    },
  );
});

describe('how other signers write it', () => {
  /** Signs what stands there, after its parts were written in another way. */
  function signedAnew(xml: string, key: KeyObject): string {
    const { signature } = readSignedDocument(xml);
    if (signature === null) throw new Error('no signature');
    const parts = [signature.content, signature.keyInfo, signature.properties];
    let refitted = xml;
    for (const { element, digest } of parts)
      refitted = refitted.replace(digest.toString('base64'), digestOf(element).toString('base64'));
    const again = readSignedDocument(refitted).signature;
    if (again === null) throw new Error('no signature');
    const value = sign('sha256', Buffer.from(canonical(again.signedInfo), 'utf8'), key);
    return refitted.replace(again.value.toString('base64'), value.toString('base64'));
  }
  const secondForm = (xml: string, issuerSerial: Buffer | null): string =>
    xml
      .replaceAll('xades:SigningCertificate>', 'xades:SigningCertificateV2>')
      .replace(
        /<xades:IssuerSerial>.*<\/xades:IssuerSerial>/,
        issuerSerial === null
          ? ''
          : `<xades:IssuerSerialV2>${issuerSerial.toString('base64')}</xades:IssuerSerialV2>`,
      );
  const issuerSerial = (serial: string, issuer: Buffer): Buffer =>
    derSequence(derSequence(derValue(contextTag(4), issuer)), derUnsigned(Buffer.from(serial, 'hex')));

  test('the second form of SigningCertificate, with issuer and serial number or without', async () => {
    const doctor = await issue();
    const xml = await signedBy(doctor);
    trust = await authority.current();
    const { subject } = authority.anchor.certificate;
    const anew = (form: Buffer | null) => signedAnew(secondForm(xml, form), doctor.privateKey);
    expect(keysOf(anew(null))).toEqual([]);
    expect(keysOf(anew(issuerSerial(doctor.serial, subject)))).toEqual([]);
    expect(keysOf(anew(issuerSerial('1234', subject)))).toEqual(['certificate-not-named']);
    const other = derSequence();
    expect(keysOf(anew(issuerSerial(doctor.serial, other)))).toEqual(['certificate-not-named']);
    expect(() => anew(Buffer.from([1, 2]))).toThrow();
  });

  test('authorities beside the certificate, in any order', async () => {
    const doctor = await issue();
    const { der } = authority.anchor.certificate;
    const signer = { ...signerOf(doctor), certificateChain: [doctor.certificateDer, der] };
    const xml = await signDocument('prescription', CSV, signer, now);
    trust = await authority.current();
    expect(keysOf(xml)).toEqual([]);
    const [first = '', second = ''] = xml.match(/<ds:X509Certificate>[^<]+<\/ds:X509Certificate>/g) ?? [];
    const turned = signedAnew(xml.replace(first + second, second + first), doctor.privateKey);
    expect(turned).toContain(second + first);
    expect(keysOf(turned)).toEqual([]);
  });

  test('other prefixes and white space', async () => {
    const doctor = await issue();
    const xml = (await signedBy(doctor))
      .replaceAll('<ds:', '<s:')
      .replaceAll('</ds:', '</s:')
      .replace('xmlns:ds=', 'xmlns:s=')
      .replaceAll('><', '>\r\n <');
    trust = await authority.current();
    expect(keysOf(signedAnew(xml, doctor.privateKey))).toEqual([]);
    expect(keysOf(stamped(signedAnew(xml, doctor.privateKey)))).toEqual([]);
  });
});
