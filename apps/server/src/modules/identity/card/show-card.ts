import { AppError } from '../../../kernel/errors/app-error.ts';
import type { CardCertificateKind } from '../../../kernel/pki/card-holder.ts';
import { type CardPurpose, cardMessage } from '../../../kernel/pki/card-message.ts';
import { readCertificate } from '../../../kernel/pki/certificate.ts';
import { DerError } from '../../../kernel/pki/der.ts';
import { type VerifiedCard, verifyCardSignature } from '../../../kernel/pki/verify-card.ts';
import type { CardDeps, CardRequest } from './deps.ts';
import { findSerial } from './link.ts';

/** A certificate (DER) and what it signed, both in base64. */
export interface Signed {
  readonly certificate: string;
  readonly signature: string;
}

/** What a card answers to a challenge. */
export interface CardAnswer extends Signed {
  readonly challengeId: string;
}

export interface ShownCard extends VerifiedCard {
  /** Key identifier of the authority that issued it. */
  readonly issuerKey: string | null;
}

export interface Showing {
  readonly purpose: CardPurpose;
  readonly nonce: string;
  readonly expected: CardCertificateKind;
}

/** These are worth an entry: somebody has the card of a person, and it must not be used any more. */
const ENTERED = new Set(['CARD_REVOKED', 'CARD_EXPIRED']);

/** Verifies what a card signed; throws the CARD_* errors of `verifyCardSignature`. */
export async function checkSigned(
  deps: CardDeps,
  { certificate, signature }: Signed,
  { purpose, nonce, expected }: Showing,
  request: CardRequest | null,
): Promise<ShownCard> {
  const certificateDer = Buffer.from(certificate, 'base64');
  try {
    const card = await verifyCardSignature(
      {
        certificateDer,
        signature: Buffer.from(signature, 'base64'),
        message: cardMessage(purpose, nonce, deps.publicOrigin),
        expected,
      },
      { authority: await deps.cardAuthority(), now: deps.clock() },
    );
    return { ...card, issuerKey: readCertificate(certificateDer).extensions.authorityKeyIdentifier };
  } catch (error) {
    if (error instanceof AppError && ENTERED.has(error.code))
      await enterRefusal(deps, { certificateDer, purpose, error, request });
    throw error;
  }
}

interface Refusal {
  readonly certificateDer: Buffer;
  readonly purpose: CardPurpose;
  readonly error: AppError;
  readonly request: CardRequest | null;
}

async function enterRefusal(
  { db, audit }: CardDeps,
  { certificateDer, purpose, error, request }: Refusal,
): Promise<void> {
  const serial = serialOf(certificateDer);
  const link = serial === null ? null : await findSerial(db, serial);
  await audit.append({
    event: 'sign-in-failed',
    personId: link?.personId ?? null,
    account: null,
    actorRole: null,
    outcome: 'refused',
    refusalCode: error.code,
    requestId: request?.requestId ?? null,
    method: 'card',
    detail: { serial, cardPurpose: purpose, address: request?.address ?? null },
  });
}

function serialOf(der: Buffer): string | null {
  try {
    return readCertificate(der).serial;
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}
