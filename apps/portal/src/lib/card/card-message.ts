/** What a signature of a card is made for; a signature for one purpose is worth nothing for another. */
export type CardPurpose = 'sign-in' | 'registration' | 'reader';

const NONCE = /^[A-Za-z0-9_-]{22,128}$/;

/**
 * The text that a card signs, in UTF-8: `tsunagu-card-v1 LF purpose LF origin LF nonce`. The server writes the same from
 * its own origin; both are tested against one list of examples.
 *
 * @param nonce the server's challenge: base64url, 22–128 characters
 * @param origin of this page
 * @throws RangeError for a nonce of another form: the card signs nothing that is no challenge
 */
export function cardMessage(purpose: CardPurpose, nonce: string, origin: string): string {
  if (!NONCE.test(nonce)) throw new RangeError('not a challenge');
  if (!URL.canParse(origin) || new URL(origin).origin !== origin) throw new RangeError('not an origin');
  return `tsunagu-card-v1\n${purpose}\n${origin}\n${nonce}`;
}
