import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cardMessage as serverMessage } from '../../../../server/src/kernel/pki/card-message.ts';
import vectors from '../../../../server/src/kernel/pki/card-message.vectors.json' with { type: 'json' };
import { issueCard, type SealedCard } from '../../../../server/src/kernel/pki/test-authority/issue-card.ts';
import {
  openCardAuthority,
  type TestCardAuthority,
} from '../../../../server/src/kernel/pki/test-authority/open-card-authority.ts';
import { verifyCardSignature } from '../../../../server/src/kernel/pki/verify-card.ts';
import { type CardPurpose, cardMessage } from './card-message.ts';
import { openCard } from './open-card.ts';

const ORIGIN = 'https://tsunagu.example';
const NONCE = 'n0nce-n0nce-n0nce-n0nce';

let directory: string;
let authority: TestCardAuthority;
let issued: SealedCard;
let bytes: ArrayBuffer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsunagu-card-'));
  authority = await openCardAuthority(join(directory, 'card-authority'), () => new Date());
  issued = await issueCard(authority, {
    name: '試験 一郎',
    kana: 'シケン イチロウ',
    birthDate: '1950-01-02',
    sex: 1,
    address: '試験県見本市一丁目',
    pin: '0123',
    signPassword: 'SIGN01',
  });
  bytes = new Uint8Array(issued.file).buffer;
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const from64 = (text: string): Buffer => Buffer.from(text, 'base64');

describe('opening a card that the server made', () => {
  test('the PIN gives the authentication certificate, and a signature that the server accepts', async () => {
    const card = await openCard(bytes, '0123', ORIGIN);
    expect(card.serial).toBe(issued.auth.serial);
    expect(card.notAfter).toEqual(issued.notAfter);
    expect(from64(card.authCertificate)).toEqual(issued.auth.certificateDer);
    const verified = await verifyCardSignature(
      {
        certificateDer: from64(card.authCertificate),
        signature: from64(await card.sign('sign-in', NONCE)),
        message: serverMessage('sign-in', NONCE, ORIGIN),
        expected: 'auth',
      },
      { authority, now: new Date() },
    );
    expect(verified).toMatchObject({ serial: issued.auth.serial, kind: 'auth', holder: null });
  });

  test('the signing password gives the certificate that names the holder', async () => {
    const card = await openCard(bytes, '0123', ORIGIN);
    const signing = await card.unlockSigning('SIGN01');
    const verified = await verifyCardSignature(
      {
        certificateDer: from64(signing.certificate),
        signature: from64(await signing.sign('registration', NONCE)),
        message: serverMessage('registration', NONCE, ORIGIN),
        expected: 'sign',
      },
      { authority, now: new Date() },
    );
    expect(verified.serial).toBe(signing.serial);
    expect(verified.holder).toEqual(issued.holder);
  });

  test('the signature is bound to purpose and origin', async () => {
    const card = await openCard(bytes, '0123', 'https://elsewhere.example');
    const signature = from64(await card.sign('reader', NONCE));
    const key = createPublicKey(
      new X509Certificate(from64(card.authCertificate)).publicKey.export({ format: 'pem', type: 'spki' }),
    );
    const fits = (purpose: CardPurpose, origin: string) =>
      verify('sha256', Buffer.from(serverMessage(purpose, NONCE, origin)), key, signature);
    expect(fits('reader', 'https://elsewhere.example')).toBe(true);
    expect(fits('reader', ORIGIN)).toBe(false);
    expect(fits('sign-in', 'https://elsewhere.example')).toBe(false);
  });

  test('two openings of one file do not disturb each other', async () => {
    const [one, two] = await Promise.all([openCard(bytes, '0123', ORIGIN), openCard(bytes, '0123', ORIGIN)]);
    expect(one.serial).toBe(two.serial);
    await expect(one.unlockSigning('WRONG9')).rejects.toMatchObject({ code: 'PASSWORD_WRONG' });
    expect((await one.unlockSigning('SIGN01')).serial).toBe(issued.sign.serial);
  });
});

describe('refusals', () => {
  test('a wrong PIN', async () => {
    for (const pin of ['0124', '', '00123', '０１２３'])
      await expect(openCard(bytes, pin, ORIGIN)).rejects.toMatchObject({
        name: 'CardError',
        code: 'PIN_WRONG',
      });
  });

  test('the PIN does not unlock signing', async () => {
    const card = await openCard(bytes, '0123', ORIGIN);
    await expect(card.unlockSigning('0123')).rejects.toMatchObject({ code: 'PASSWORD_WRONG' });
  });

  test('something that is no card', async () => {
    for (const file of [
      new ArrayBuffer(0),
      new TextEncoder().encode('%PDF-1.7').buffer,
      bytes.slice(0, -1),
      new ArrayBuffer(65 * 1024),
    ])
      await expect(openCard(file, '0123', ORIGIN)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  test('a text that is no challenge is not signed', async () => {
    const card = await openCard(bytes, '0123', ORIGIN);
    await expect(card.sign('sign-in', 'short')).rejects.toThrow(RangeError);
    await expect(card.sign('sign-in', `${NONCE}\nregistration`)).rejects.toThrow(RangeError);
  });

  test('a page without cryptography', async () => {
    const { crypto } = globalThis;
    Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
    try {
      await expect(openCard(bytes, '0123', ORIGIN)).rejects.toMatchObject({ code: 'CONTEXT_INSECURE' });
    } finally {
      Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true });
    }
  });
});

test.each(vectors)(
  'the signed text for $purpose is the one that the server expects',
  ({ purpose, origin, nonce, message }) => {
    const known = (['sign-in', 'registration', 'reader'] as const).find((one) => one === purpose);
    expect(known).toBeDefined();
    if (known === undefined) return;
    expect(cardMessage(known, nonce, origin)).toBe(message);
    expect(serverMessage(known, nonce, origin)).toBe(message);
  },
);
