import { AppError } from '../../../kernel/errors/app-error.ts';
import type { Asking } from '../deps.ts';
import type { CardDeps } from './deps.ts';
import { identifyByCard } from './identify-by-card.ts';
import { findPatientAccount, openPatientSession } from './patient-account.ts';
import type { CardAnswer } from './show-card.ts';

/**
 * Returns the token of a new session of the person whose card answered.
 * Throws CARD_NOT_REGISTERED for a card in force that nobody registered, CARD_ACCOUNT_DISABLED and the errors of
 * `identifyByCard`.
 */
export async function signInWithCard(deps: CardDeps, asking: Asking, answer: CardAnswer): Promise<string> {
  const card = await identifyByCard(deps, { ...answer, purpose: 'sign-in' }, asking);
  if (card.result === 'not-registered') throw new AppError('CARD_NOT_REGISTERED');
  const { personId } = card;
  const account = await findPatientAccount(deps.db, personId);
  // A card may be known from elsewhere in the region before its holder ever used the portal.
  if (account === null) throw new AppError('CARD_NOT_REGISTERED');
  return openPatientSession(deps, asking, { account, personId });
}
