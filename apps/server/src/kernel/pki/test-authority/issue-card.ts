import type { CardHolder } from '../card-holder.ts';
import { type CardSecrets, checkSecrets, sealCard } from './card-file.ts';
import type { IssuedCard, TestCardAuthority } from './open-card-authority.ts';

export interface NewCard extends CardHolder, CardSecrets {
  /** Days until the certificates end, 1–3653; five years where it is missing. */
  readonly days?: number;
}

export interface SealedCard extends IssuedCard {
  /** The PKCS#12 file. */
  readonly file: Buffer;
}

/**
 * Issues a software card and seals it into its file, for the demo and the tests. Both key pairs are made at once,
 * outside the main thread.
 * @throws AppError INPUT_INVALID; nothing is issued then
 */
export async function issueCard(authority: TestCardAuthority, card: NewCard): Promise<SealedCard> {
  const { pin, signPassword, days, name, kana, birthDate, sex, address } = card;
  checkSecrets({ pin, signPassword });
  const holder = { name, kana, birthDate, sex, address };
  const issued = await authority.issue({ holder, ...(days === undefined ? {} : { days }) });
  return { ...issued, file: await sealCard(issued, { pin, signPassword }) };
}
