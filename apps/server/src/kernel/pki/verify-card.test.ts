import { sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { cardMessage } from './card-message.ts';
import { derExtension, derSequence } from './der-write.ts';
import {
  anchor,
  attempt,
  authorityKeys,
  cardKeys,
  forge,
  fresh,
  message,
  NOW,
  otherKeys,
  refused,
} from './testing/attempt.ts';
import {
  AUTH_EXTENSIONS,
  forgeAnchor,
  forgeAuthority,
  SERIAL,
  SIGN_EXTENSIONS,
} from './testing/forge-certificate.ts';
import { openTrustAnchor } from './trust-anchor.ts';

describe('accepted', () => {
  test('an authentication certificate says nothing about its holder', async () => {
    expect(await attempt(forge())).toEqual({
      serial: SERIAL,
      kind: 'auth',
      notAfter: new Date('2030-01-01T00:00:00Z'),
      expiresSoon: false,
      holder: null,
    });
  });

  test('a signature certificate names its holder', async () => {
    const card = await attempt(forge({ extensions: SIGN_EXTENSIONS }), { expected: 'sign' });
    expect(card.holder).toEqual({
      name: '試験 花子',
      kana: null,
      birthDate: '1950-02-03',
      sex: 2,
      address: '試験県',
    });
  });

  test('an unknown extension that is not critical is passed over', async () => {
    const further = derExtension('1.2.3.4', derSequence());
    expect((await attempt(forge({ extensions: [...AUTH_EXTENSIONS, further] }))).serial).toBe(SERIAL);
  });

  test('the second of two anchors, while the authority changes its key', async () => {
    const authority = { anchors: [forgeAnchor(otherKeys), anchor] };
    expect((await attempt(forge(), { authority })).serial).toBe(SERIAL);
  });

  test.each([
    ['2026-05-31T14:59:59Z', '2026-02-27T14:59:59Z', false],
    ['2026-05-31T14:59:59Z', '2026-02-27T15:00:00Z', true],
    ['2026-09-15T02:00:00Z', '2026-06-14T14:59:59Z', false],
    ['2026-09-15T02:00:00Z', '2026-06-14T15:00:00Z', true],
    ['2026-09-15T02:00:00Z', '2026-09-15T02:00:00Z', true],
  ])('a card that ends at %s, read at %s: expires soon is %s', async (end, now, soon) => {
    const at = new Date(now);
    const answer = { ...fresh, thisUpdate: at, nextUpdate: new Date(at.getTime() + 1000) };
    const card = await attempt(forge({ notAfter: new Date(end) }), { now: at, answer });
    expect(card.expiresSoon).toBe(soon);
  });
});

describe('time', () => {
  const notBefore = new Date('2026-01-01T00:00:00Z');
  const notAfter = new Date('2026-12-31T14:59:59Z');
  const certificate = forge({ notBefore, notAfter });
  const at = (instant: Date, offset: number) => {
    const now = new Date(instant.getTime() + offset);
    return { now, answer: { ...fresh, thisUpdate: now, nextUpdate: new Date(now.getTime() + 1) } };
  };

  test('both ends belong to it', async () => {
    await attempt(certificate, at(notBefore, 0));
    await attempt(certificate, at(notAfter, 0));
    await refused(attempt(certificate, at(notBefore, -1)), 'CARD_NOT_YET_VALID');
    await refused(attempt(certificate, at(notAfter, 1)), 'CARD_EXPIRED');
  });

  test('an authority that has not begun vouches for nobody', async () => {
    const authority = {
      anchors: [
        openTrustAnchor(forgeAuthority(authorityKeys, { notBefore: new Date('2026-06-16T00:00:00Z') })),
      ],
    };
    await refused(attempt(certificate, { authority }), 'CARD_NOT_YET_VALID');
  });

  test('an authority that has ended ends its cards', async () => {
    const authority = {
      anchors: [
        openTrustAnchor(forgeAuthority(authorityKeys, { notAfter: new Date('2026-06-01T00:00:00Z') })),
      ],
    };
    await refused(attempt(certificate, { authority }), 'CARD_EXPIRED');
  });
});

describe('CARD_SIGNATURE_WRONG', () => {
  const signed = (text: string) => sign('sha256', Buffer.from(text), cardKeys.privateKey);
  test.each<[why: string, signature: () => Buffer]>([
    ['another key', () => sign('sha256', Buffer.from(message), otherKeys.privateKey)],
    ['another digest', () => sign('sha512', Buffer.from(message), cardKeys.privateKey)],
    ['PSS padding', () => sign('sha256', Buffer.from(message), { key: cardKeys.privateKey, padding: 6 })],
    [
      'another nonce',
      () => signed(cardMessage('sign-in', 'other-other-other-other', 'https://tsunagu.example')),
    ],
    [
      'another purpose',
      () => signed(cardMessage('reader', 'n0nce-n0nce-n0nce-n0nce', 'https://tsunagu.example')),
    ],
    [
      'another origin',
      () => signed(cardMessage('sign-in', 'n0nce-n0nce-n0nce-n0nce', 'https://evil.example')),
    ],
    ['nothing', () => Buffer.alloc(0)],
    ['zeros', () => Buffer.alloc(256)],
    ['an octet too many', () => Buffer.concat([signed(message), Buffer.from([0])])],
  ])('%s', async (_, signature) => {
    await refused(attempt(forge(), { signature: signature() }), 'CARD_SIGNATURE_WRONG');
  });

  test('the authority is not asked about a card that did not sign', async () => {
    let asked = 0;
    const revocationOf = async () => {
      asked++;
      return fresh;
    };
    await refused(
      attempt(forge(), { authority: { revocationOf }, signature: Buffer.alloc(256) }),
      'CARD_SIGNATURE_WRONG',
    );
    expect(asked).toBe(0);
    await attempt(forge(), { authority: { revocationOf } });
    expect(asked).toBe(1);
  });
});

describe('revocation', () => {
  test('a revoked card', async () => {
    const answer = { ...fresh, status: 'revoked', revokedAt: NOW, reason: 'key-compromise' } as const;
    await refused(attempt(forge(), { answer }), 'CARD_REVOKED', 'key-compromise');
  });

  test('no answer, an old one, or one from the future: closed', async () => {
    await refused(attempt(forge(), { answer: new Error('network') }), 'CARD_REVOCATION_UNKNOWN', 'no answer');
    await refused(
      attempt(forge(), { answer: { ...fresh, nextUpdate: NOW } }),
      'CARD_REVOCATION_UNKNOWN',
      'answer too old',
    );
    const thisUpdate = new Date(NOW.getTime() + 5 * 60_000 + 1);
    await refused(
      attempt(forge(), { answer: { ...fresh, thisUpdate } }),
      'CARD_REVOCATION_UNKNOWN',
      'answer from the future',
    );
    await attempt(forge(), { answer: { ...fresh, thisUpdate: new Date(thisUpdate.getTime() - 1) } });
  });

  test('an old answer that says revoked does not open the door either', async () => {
    const answer = {
      ...fresh,
      nextUpdate: NOW,
      status: 'revoked',
      revokedAt: NOW,
      reason: 'superseded',
    } as const;
    await refused(attempt(forge(), { answer }), 'CARD_REVOCATION_UNKNOWN');
  });
});
