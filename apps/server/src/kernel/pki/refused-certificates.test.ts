import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { CardCertificateKind } from './card-holder.ts';
import { TAG } from './der.ts';
import {
  derAlgorithm,
  derBits,
  derExtension,
  derInteger,
  derOid,
  derSequence,
  derUnsigned,
  derValue,
} from './der-write.ts';
import { RSA_ENCRYPTION, SHA256_WITH_RSA } from './oids.ts';
import { attempt, authorityKeys, cardKeys, forge, message, otherKeys, refused } from './testing/attempt.ts';
import {
  AUTH_EXTENSIONS,
  EXTENSIONS,
  forgeAuthority,
  makeKeys,
  nameOf,
  SIGN_EXTENSIONS,
} from './testing/forge-certificate.ts';
import { openTrustAnchor } from './trust-anchor.ts';

const SHA1_WITH_RSA = '1.2.840.113549.1.1.5';

describe('CARD_CERTIFICATE_UNREADABLE', () => {
  const tooLong = derUnsigned(Buffer.alloc(21, 0x41));
  const negative = derValue(TAG.integer, Buffer.from([0x80]));
  const info = (modulus: Buffer, exponent: bigint): Buffer =>
    derSequence(
      derAlgorithm(RSA_ENCRYPTION),
      derBits(derSequence(derUnsigned(modulus), derInteger(exponent))),
    );
  const modulus = Buffer.alloc(256, 0xc5);

  test.each<[why: string, certificate: () => Buffer, reason: string]>([
    ['nothing', () => Buffer.alloc(0), 'truncated'],
    ['noise', () => Buffer.from('not a certificate'), 'truncated'],
    ['a cut certificate', () => forge().subarray(0, -1), 'truncated'],
    ['bytes behind it', () => Buffer.concat([forge(), Buffer.from([0])]), 'trailing bytes'],
    ['a certificate twice', () => Buffer.concat([forge(), forge()]), 'trailing bytes'],
    ['too many bytes', () => Buffer.alloc(9000, 0x30), 'certificate too long'],
    [
      'an unknown critical extension',
      () => forge({ extensions: [...AUTH_EXTENSIONS, derExtension('1.2.3.4', derSequence(), true)] }),
      'unknown critical extension',
    ],
    [
      'name constraints',
      () => forge({ extensions: [...AUTH_EXTENSIONS, derExtension('2.5.29.30', derSequence(), true)] }),
      'unknown critical extension',
    ],
    [
      'an extension twice',
      () => forge({ extensions: [...AUTH_EXTENSIONS, EXTENSIONS.leaf] }),
      'extension given twice',
    ],
    [
      'two algorithms that differ',
      () =>
        forge({ outerAlgorithm: derAlgorithm(SHA256_WITH_RSA), innerAlgorithm: derAlgorithm(SHA1_WITH_RSA) }),
      'two signature algorithms',
    ],
    [
      'SHA-1',
      () =>
        forge({
          outerAlgorithm: derAlgorithm(SHA1_WITH_RSA),
          innerAlgorithm: derAlgorithm(SHA1_WITH_RSA),
          digest: 'sha1',
        }),
      'algorithm not accepted',
    ],
    [
      'parameters of the algorithm',
      () =>
        forge({
          innerAlgorithm: derSequence(derOid(SHA256_WITH_RSA), derValue(TAG.null, Buffer.from([1]))),
          outerAlgorithm: derSequence(derOid(SHA256_WITH_RSA), derValue(TAG.null, Buffer.from([1]))),
        }),
      'algorithm parameters',
    ],
    ['version 1', () => forge({ version: 0 }), 'not version 3'],
    ['a serial number of 21 octets', () => forge({ serial: tooLong }), 'serial number too long'],
    ['a negative serial number', () => forge({ serial: negative }), 'integer not positive'],
    ['a serial number 0', () => forge({ serial: derInteger(0n) }), 'integer zero or not in shortest form'],
    ['a key of 1024 bits', () => forge({ subjectKey: makeKeys(1024).publicKey }), 'key length not accepted'],
    [
      'a key of 2047 bits',
      () =>
        forge({ publicKeyInfo: info(Buffer.concat([Buffer.from([0x7f]), modulus.subarray(1)]), 65_537n) }),
      'key length not accepted',
    ],
    [
      'a key of 8192 bits',
      () => forge({ publicKeyInfo: info(Buffer.alloc(1024, 0xc5), 65_537n) }),
      'key length not accepted',
    ],
    [
      'public exponent 3',
      () => forge({ subjectKey: makeKeys(2048, 3).publicKey }),
      'public exponent not accepted',
    ],
    ['public exponent 1', () => forge({ publicKeyInfo: info(modulus, 1n) }), 'public exponent not accepted'],
    [
      'an even public exponent',
      () => forge({ publicKeyInfo: info(modulus, 65_538n) }),
      'public exponent not accepted',
    ],
    [
      'a giant public exponent',
      () => forge({ publicKeyInfo: info(modulus, 2n ** 64n + 1n) }),
      'public exponent not accepted',
    ],
    [
      'a path length without authority',
      () =>
        forge({
          extensions: [
            ...AUTH_EXTENSIONS.slice(1),
            derExtension('2.5.29.19', derSequence(derInteger(3n)), true),
          ],
        }),
      'path length without authority',
    ],
  ])('%s', async (_, certificate, reason) => {
    await refused(attempt(certificate()), 'CARD_CERTIFICATE_UNREADABLE', reason);
  });

  test('an elliptic key', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await refused(
      attempt(forge({ subjectKey: publicKey })),
      'CARD_CERTIFICATE_UNREADABLE',
      'algorithm not accepted',
    );
  });
});

describe('CARD_CHAIN_UNKNOWN', () => {
  test('another authority of the same name', async () => {
    await refused(attempt(forge({ issuerKey: otherKeys.privateKey })), 'CARD_CHAIN_UNKNOWN');
  });

  test('another issuer name under the right key', async () => {
    await refused(attempt(forge({ issuer: nameOf('Somebody') })), 'CARD_CHAIN_UNKNOWN');
  });

  test('a card that signed another card', async () => {
    const leaf = forge({ subject: nameOf('a card') });
    const second = forge({
      issuer: nameOf('a card'),
      issuerKey: cardKeys.privateKey,
      subjectKey: otherKeys.publicKey,
    });
    const signature = sign('sha256', Buffer.from(message), otherKeys.privateKey);
    await refused(attempt(second, { signature }), 'CARD_CHAIN_UNKNOWN');
    // The same, naming the authority as its issuer.
    const masked = forge({ issuerKey: cardKeys.privateKey, subjectKey: otherKeys.publicKey });
    await refused(attempt(masked, { signature }), 'CARD_CHAIN_UNKNOWN');
    // And a card cannot be made an anchor by mistake.
    expect(() => openTrustAnchor(leaf)).toThrow('anchor is no authority');
  });

  test('no key identifier of the authority', async () => {
    const extensions = AUTH_EXTENSIONS.filter((one) => one !== EXTENSIONS.authorityKey);
    await refused(attempt(forge({ extensions })), 'CARD_CHAIN_UNKNOWN');
  });

  test('one bit of the signed content changed', async () => {
    const certificate = forge();
    const at = certificate.indexOf(Buffer.from('0123456789abcdef')) + 3;
    certificate[at] = (certificate[at] ?? 0) ^ 1;
    await refused(attempt(certificate), 'CARD_CHAIN_UNKNOWN');
  });

  test('no anchors at all', async () => {
    await refused(attempt(forge(), { authority: { anchors: [] } }), 'CARD_CHAIN_UNKNOWN');
  });
});

describe('CARD_WRONG_CERTIFICATE', () => {
  const replaced = (from: Buffer, to: readonly Buffer[]) =>
    AUTH_EXTENSIONS.flatMap((one) => (one === from ? to : [one]));
  test.each<[why: string, extensions: readonly Buffer[], expected: CardCertificateKind]>([
    ['sign where auth is asked for', SIGN_EXTENSIONS, 'auth'],
    ['auth where sign is asked for', AUTH_EXTENSIONS, 'sign'],
    ['no policy', replaced(EXTENSIONS.authPolicy, []), 'auth'],
    ['both policies', replaced(EXTENSIONS.authPolicy, [EXTENSIONS.bothPolicies]), 'auth'],
    ['no key usage', replaced(EXTENSIONS.digitalSignature, []), 'auth'],
    ['key usage of signing', replaced(EXTENSIONS.digitalSignature, [EXTENSIONS.signing]), 'auth'],
    [
      'key usage of an authority',
      replaced(EXTENSIONS.digitalSignature, [EXTENSIONS.digitalSignatureAndCertSign]),
      'auth',
    ],
    ['key usage of revocation lists', replaced(EXTENSIONS.digitalSignature, [EXTENSIONS.crlSignToo]), 'auth'],
    ['another key usage alone', replaced(EXTENSIONS.digitalSignature, [EXTENSIONS.nonRepudiation]), 'auth'],
    ['no purpose', replaced(EXTENSIONS.clientAuth, []), 'auth'],
    ['the purpose of servers', replaced(EXTENSIONS.clientAuth, [EXTENSIONS.serverAuth]), 'auth'],
    ['an authority', replaced(EXTENSIONS.leaf, [EXTENSIONS.authority]), 'auth'],
    ['a holder in an authentication certificate', [...AUTH_EXTENSIONS, EXTENSIONS.holder], 'auth'],
    [
      'no holder in a signature certificate',
      SIGN_EXTENSIONS.filter((one) => one !== EXTENSIONS.holder),
      'sign',
    ],
  ])('%s', async (_, extensions, expected) => {
    await refused(attempt(forge({ extensions }), { expected }), 'CARD_WRONG_CERTIFICATE');
  });

  test('the authority itself', async () => {
    const extensions = [
      EXTENSIONS.authority,
      EXTENSIONS.certSign,
      EXTENSIONS.subjectKey,
      EXTENSIONS.authorityKey,
    ];
    const certificate = forgeAuthority(authorityKeys, { extensions });
    const signature = sign('sha256', Buffer.from(message), authorityKeys.privateKey);
    await refused(attempt(certificate, { signature }), 'CARD_WRONG_CERTIFICATE');
  });
});

describe('anchors', () => {
  test.each<[why: string, der: () => Buffer, fault: string]>([
    [
      'a certificate that another signed',
      () => forgeAuthority(authorityKeys, { issuerKey: otherKeys.privateKey }),
      'anchor not signed by itself',
    ],
    [
      'another issuer',
      () => forgeAuthority(authorityKeys, { subject: nameOf('x') }),
      'anchor not signed by itself',
    ],
    [
      'no right to sign certificates',
      () =>
        forgeAuthority(authorityKeys, {
          extensions: [EXTENSIONS.authority, EXTENSIONS.digitalSignature, EXTENSIONS.subjectKey],
        }),
      'anchor may not sign certificates',
    ],
    [
      'no key identifier',
      () => forgeAuthority(authorityKeys, { extensions: [EXTENSIONS.authority, EXTENSIONS.certSign] }),
      'anchor without key identifier',
    ],
  ])('%s', (_, der, fault) => {
    expect(() => openTrustAnchor(der())).toThrow(fault);
  });
});
