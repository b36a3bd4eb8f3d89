import { AppError } from '../errors/app-error.ts';

/** What a signature of a card is made for; a signature for one purpose is worth nothing for another. */
export const CARD_PURPOSES = ['sign-in', 'registration', 'reader'] as const;
export type CardPurpose = (typeof CARD_PURPOSES)[number];

/** Base64url without padding, at least 128 bits; it cannot hold a line feed. */
const NONCE = /^[A-Za-z0-9_-]{22,128}$/;

/**
 * The text that a card signs, in UTF-8:
 * `tsunagu-card-v1 LF purpose LF origin LF nonce`, without a line feed at the end.
 *
 * The origin keeps a page elsewhere from having a challenge of this server signed. `card-message.vectors.json` holds
 * examples; apps/portal/src/lib/card/card-message.ts writes the same text.
 *
 * @param nonce base64url, 22–128 characters, drawn at random by the server and used once
 * @param origin the server's own web origin, e.g. `https://tsunagu.example`, never one that the caller sent
 * @throws AppError INPUT_INVALID for a nonce or an origin of another form
 * @spec eligibility.md §3.1
 */
export function cardMessage(purpose: CardPurpose, nonce: string, origin: string): string {
  if (!NONCE.test(nonce)) throw new AppError('INPUT_INVALID', { field: 'nonce' });
  if (!URL.canParse(origin) || new URL(origin).origin !== origin)
    throw new AppError('INPUT_INVALID', { field: 'origin' });
  return `tsunagu-card-v1\n${purpose}\n${origin}\n${nonce}`;
}
