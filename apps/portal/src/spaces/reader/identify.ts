import { ApiError } from '../../api/client.ts';
import { eligibilityApi } from '../../api/eligibility.ts';
import type { Identification, Identified } from '../../api/eligibility-types.ts';
import { demoCard, identity } from '../../api/identity.ts';
import { CardError } from '../../lib/card/card-error.ts';
import { openCard } from '../../lib/card/open-card.ts';
import type { Card, Fault } from './model.ts';

/** The number that every card of the demo has; it protects nobody's data. */
export const DEMO_PIN = '1234';

/** Opens the card, has it sign a fresh challenge, and asks the server who it is. */
export async function identify(card: Card, pin: string, identification: Identification): Promise<Identified> {
  const bytes = card.kind === 'demo' ? await demoCard(card.key) : card.bytes;
  const open = await openCard(bytes, pin);
  const { challengeId, nonce } = await identity.cardChallenge('reader');
  const signature = await open.sign('reader', nonce);
  return eligibilityApi.identify(
    { challengeId, certificate: open.authCertificate, signature },
    identification,
  );
}

/** Whether a failure is a wrong number, which may be typed again. */
export function isWrongPin(error: unknown): boolean {
  return error instanceof CardError && error.code === 'PIN_WRONG';
}

/** A failure by its stable code. */
export function faultOf(error: unknown): Fault {
  if (error instanceof CardError) return { code: `CARD_${error.code}`, requestId: null };
  if (error instanceof ApiError) return { code: error.code, requestId: error.requestId };
  return { code: 'INTERNAL', requestId: null };
}
