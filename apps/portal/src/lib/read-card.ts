import { ApiError } from '../api/client.ts';
import { CardError } from './card/card-error.ts';
import { type OpenCard, openCard } from './card/open-card.ts';

/** What opening a card can end with, as codes that the pages explain. */
async function withWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CardError) throw new ApiError(`CARD_${error.code}`, 0, {}, null);
    throw error;
  }
}

/** Opens the file that stands in for a card; its faults are ApiErrors CARD_PIN_WRONG, CARD_FILE_UNREADABLE and so on. */
export async function readCard(bytes: ArrayBuffer, pin: string): Promise<OpenCard> {
  const card = await withWords(openCard(bytes, pin));
  return { ...card, unlockSigning: (password) => withWords(card.unlockSigning(password)) };
}
