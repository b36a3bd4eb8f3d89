import { sign } from 'node:crypto';
import { expect } from 'vitest';
import type { ErrorCode } from '../../errors/app-error.ts';
import type { CardAuthority, RevocationAnswer } from '../card-authority.ts';
import type { CardCertificateKind } from '../card-holder.ts';
import { cardMessage } from '../card-message.ts';
import { verifyCardSignature } from '../verify-card.ts';
import { type Forgery, forgeAnchor, forgeCertificate, makeKeys } from './forge-certificate.ts';

export const authorityKeys = makeKeys();
export const cardKeys = makeKeys();
export const otherKeys = makeKeys();
export const anchor = forgeAnchor(authorityKeys);
export const NOW = new Date('2026-06-15T03:00:00Z');
export const message = cardMessage('sign-in', 'n0nce-n0nce-n0nce-n0nce', 'https://tsunagu.example');

export const fresh: RevocationAnswer = {
  status: 'good',
  thisUpdate: new Date('2026-06-15T00:00:00Z'),
  nextUpdate: new Date('2026-06-16T00:00:00Z'),
};

export interface Attempt {
  readonly expected?: CardCertificateKind;
  readonly now?: Date;
  readonly answer?: RevocationAnswer | Error;
  readonly authority?: Partial<CardAuthority>;
  readonly signature?: Buffer;
  readonly message?: string;
}

export function attempt(certificateDer: Buffer, options: Attempt = {}) {
  const authority: CardAuthority = {
    anchors: [anchor],
    revocationOf: async () => {
      if (options.answer instanceof Error) throw options.answer;
      return options.answer ?? fresh;
    },
    predecessorOf: async () => null,
    ...options.authority,
  };
  return verifyCardSignature(
    {
      certificateDer,
      signature: options.signature ?? sign('sha256', Buffer.from(message), cardKeys.privateKey),
      message: options.message ?? message,
      expected: options.expected ?? 'auth',
    },
    { authority, now: options.now ?? NOW },
  );
}

export const forge = (forgery: Partial<Forgery> = {}): Buffer =>
  forgeCertificate({ subjectKey: cardKeys.publicKey, issuerKey: authorityKeys.privateKey, ...forgery });

export const refused = (work: Promise<unknown>, code: ErrorCode, reason?: string) =>
  expect(work).rejects.toMatchObject({ code, ...(reason === undefined ? {} : { fields: { reason } }) });
