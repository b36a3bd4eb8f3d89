import { ApiError } from '../../api/client.ts';
import { identity } from '../../api/identity.ts';
import type { SignedIn } from '../../api/identity-types.ts';
import type { OpenCard } from '../../lib/card/open-card.ts';

/** Signs in with the certificate for user authentication. Null: the card is not registered yet. */
export async function signInWithCard(card: OpenCard): Promise<SignedIn | null> {
  const { challengeId, nonce } = await identity.cardChallenge('sign-in');
  const signature = await card.sign('sign-in', nonce);
  try {
    return await identity.signInWithCard({ challengeId, certificate: card.authCertificate, signature });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'CARD_NOT_REGISTERED') return null;
    throw error;
  }
}

export interface InsuranceNumbers {
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  readonly branch: string;
  readonly birthDate: string;
}

/** 利用登録: both certificates of the card sign once, and the numbers tell whose record it is. */
export async function registerCard(
  card: OpenCard,
  signingPassword: string,
  numbers: InsuranceNumbers,
): Promise<SignedIn> {
  const signing = await card.unlockSigning(signingPassword);
  const { challengeId, nonce } = await identity.cardChallenge('registration');
  return identity.registerCard({
    ...numbers,
    challengeId,
    certificate: card.authCertificate,
    signature: await card.sign('registration', nonce),
    signing: { certificate: signing.certificate, signature: await signing.sign('registration', nonce) },
  });
}
