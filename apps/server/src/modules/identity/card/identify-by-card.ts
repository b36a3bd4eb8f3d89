import type { PersonId } from '../../registry/index.ts';
import { withChallenge } from './challenge.ts';
import type { CardDeps, CardRequest } from './deps.ts';
import { personOfCard } from './link.ts';
import { type CardAnswer, checkSigned } from './show-card.ts';

export interface IdentifyByCardInput extends CardAnswer {
  readonly purpose: 'sign-in' | 'reader';
}

export type IdentifiedCard =
  | {
      readonly result: 'linked';
      readonly personId: PersonId;
      readonly serial: string;
      /** Within the last three months: say so, refuse nothing. @spec eligibility.md §3.1 */
      readonly expiresSoon: boolean;
      readonly notAfter: Date;
    }
  | { readonly result: 'not-registered'; readonly serial: string };

/**
 * Tells whose card answered a challenge. The challenge is used up by it, whatever comes of it.
 * Throws the errors of challenges (CARD_CHALLENGE_*) and of `verifyCardSignature` (CARD_*).
 */
export async function identifyByCard(
  deps: CardDeps,
  { purpose, ...answer }: IdentifyByCardInput,
  request: CardRequest | null = null,
): Promise<IdentifiedCard> {
  const card = await withChallenge(deps, { challengeId: answer.challengeId, purpose }, (nonce) =>
    checkSigned(deps, answer, { purpose, nonce, expected: 'auth' }, request),
  );
  const { serial, expiresSoon, notAfter } = card;
  const personId = await personOfCard(deps, card, request);
  return personId === null
    ? { result: 'not-registered', serial }
    : { result: 'linked', personId, serial, expiresSoon, notAfter };
}
