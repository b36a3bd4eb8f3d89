import { sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { contextTag, TAG } from './der.ts';
import {
  derAlgorithm,
  derBits,
  derExtension,
  derInteger,
  derSequence,
  derTime,
  derUnsigned,
  derValue,
} from './der-write.ts';
import { EXTENSION, SHA256_WITH_RSA } from './oids.ts';
import { readRevocationList } from './revocation-list.ts';
import { authorityKeys, otherKeys } from './testing/attempt.ts';
import { AUTHORITY_NAME, forgeAnchor, KEY_IDENTIFIER, nameOf, SERIAL } from './testing/forge-certificate.ts';

const anchor = forgeAnchor(authorityKeys);
const BEGIN = new Date('2026-06-15T00:00:00Z');
const END = new Date('2026-06-16T00:00:00Z');
const REVOKED_AT = new Date('2026-06-01T00:00:00Z');
const SHA1_WITH_RSA = '1.2.840.113549.1.1.5';

const NUMBER = derExtension(EXTENSION.crlNumber, derInteger(7n));
const keyExtension = (identifier: Buffer): Buffer =>
  derExtension(EXTENSION.authorityKeyIdentifier, derSequence(derValue(contextTag(0, false), identifier)));

const entry = (...extensions: Buffer[]): Buffer =>
  derSequence(
    derUnsigned(Buffer.from(SERIAL, 'hex')),
    derTime(REVOKED_AT),
    ...(extensions.length === 0 ? [] : [derSequence(...extensions)]),
  );
const reason = (code: number): Buffer =>
  derExtension(EXTENSION.reasonCode, derValue(TAG.enumerated, Buffer.from([code])));

interface Forgery {
  readonly version?: bigint;
  readonly issuer?: Buffer;
  readonly algorithm?: Buffer;
  readonly key?: typeof authorityKeys.privateKey;
  readonly entries?: readonly Buffer[];
  readonly extensions?: readonly Buffer[];
}

function forgeList(forgery: Forgery = {}): Buffer {
  const algorithm = derAlgorithm(SHA256_WITH_RSA);
  const entries = forgery.entries ?? [entry(reason(1))];
  const content = derSequence(
    derInteger(forgery.version ?? 1n),
    forgery.algorithm ?? algorithm,
    forgery.issuer ?? AUTHORITY_NAME,
    derTime(BEGIN),
    derTime(END),
    ...(entries.length === 0 ? [] : [derSequence(...entries)]),
    derValue(contextTag(0), derSequence(...(forgery.extensions ?? [keyExtension(KEY_IDENTIFIER), NUMBER]))),
  );
  return derSequence(
    content,
    algorithm,
    derBits(sign('sha256', content, forgery.key ?? authorityKeys.privateKey)),
  );
}

describe('read', () => {
  test('a revoked number, its reason, and any other number', () => {
    const list = readRevocationList(forgeList(), anchor);
    expect(list).toMatchObject({ number: 7n, thisUpdate: BEGIN, nextUpdate: END, size: 1 });
    expect(list.answer(SERIAL)).toEqual({
      status: 'revoked',
      revokedAt: REVOKED_AT,
      reason: 'key-compromise',
      thisUpdate: BEGIN,
      nextUpdate: END,
    });
    expect(list.answer('42')).toEqual({ status: 'good', thisUpdate: BEGIN, nextUpdate: END });
  });

  test('an entry without reason, and an empty list', () => {
    const list = readRevocationList(forgeList({ entries: [entry()] }), anchor);
    expect(list.answer(SERIAL)).toMatchObject({ status: 'revoked', reason: 'unspecified' });
    expect(readRevocationList(forgeList({ entries: [] }), anchor).size).toBe(0);
  });
});

describe('refused', () => {
  const partial = derExtension('2.5.29.28', derSequence(), true);
  const delta = derExtension('2.5.29.27', derInteger(6n), true);
  const otherIssuer = derExtension('2.5.29.29', derSequence(), true);
  test.each<[why: string, list: () => Buffer, fault: string]>([
    [
      'signed by another key',
      () => forgeList({ key: otherKeys.privateKey }),
      'list not signed by the authority',
    ],
    ['of another name', () => forgeList({ issuer: nameOf('Somebody') }), 'list of another authority'],
    [
      'of another key identifier',
      () => forgeList({ extensions: [keyExtension(Buffer.alloc(20)), NUMBER] }),
      'list of another key',
    ],
    [
      'another algorithm inside',
      () => forgeList({ algorithm: derAlgorithm(SHA1_WITH_RSA) }),
      'two signature algorithms',
    ],
    ['version 1', () => forgeList({ version: 0n }), 'not a version 2 list'],
    ['version 3', () => forgeList({ version: 2n }), 'not a version 2 list'],
    [
      'without a number',
      () => forgeList({ extensions: [keyExtension(KEY_IDENTIFIER)] }),
      'list without number',
    ],
    [
      'only a part of the certificates',
      () => forgeList({ extensions: [NUMBER, partial] }),
      'unknown critical extension',
    ],
    ['only what changed', () => forgeList({ extensions: [NUMBER, delta] }), 'unknown critical extension'],
    [
      'an entry of another issuer',
      () => forgeList({ entries: [entry(otherIssuer)] }),
      'unknown critical extension',
    ],
    ['bytes behind it', () => Buffer.concat([forgeList(), Buffer.from([0])]), 'trailing bytes'],
    ['nothing', () => Buffer.alloc(0), 'truncated'],
  ])('%s', (_, list, fault) => {
    expect(() => readRevocationList(list(), anchor)).toThrow(fault);
  });
});
