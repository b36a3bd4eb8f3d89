import { CardError } from './card-error.ts';
import { type CardPurpose, cardMessage } from './card-message.ts';

/** One of the two certificates of a card, with the use of its key. */
export interface CardKey {
  /** DER in base64. */
  readonly certificate: string;
  /** Lower-case hexadecimal, as the server writes it. */
  readonly serial: string;
  readonly notAfter: Date;
  /** Signs the server's challenge for this page's origin: RSASSA-PKCS1-v1_5 with SHA-256, in base64. */
  readonly sign: (purpose: CardPurpose, nonce: string) => Promise<string>;
}

/** A card that was opened with its PIN. The private keys stay in the browser and cannot be read out. */
export interface OpenCard {
  /** The user-authentication certificate, DER in base64; it says nothing about its holder. */
  readonly authCertificate: string;
  readonly serial: string;
  readonly notAfter: Date;
  readonly sign: CardKey['sign'];
  /**
   * Unlocks the signature certificate, which holds name, address, birth date and sex.
   * @throws CardError PASSWORD_WRONG, FILE_UNREADABLE
   */
  readonly unlockSigning: (password: string) => Promise<CardKey>;
}

/**
 * Opens a software card: the file that stands in for putting a My Number card on a reader, for demonstrations and
 * tests. It is no protection for anybody's real affairs: a file, unlike a card, can be copied and tried for ever.
 * The reader of the file is loaded when the first card is opened.
 *
 * @param bytes the PKCS#12 file that `tsunagu card issue` wrote
 * @param pin four digits
 * @param origin what signatures are bound to; a page signs for itself
 * @throws CardError PIN_WRONG, FILE_UNREADABLE, CONTEXT_INSECURE
 */
export async function openCard(
  bytes: ArrayBuffer,
  pin: string,
  origin: string = globalThis.location.origin,
): Promise<OpenCard> {
  if (!globalThis.isSecureContext && globalThis.crypto?.subtle === undefined)
    throw new CardError('CONTEXT_INSECURE');
  const { readCardFile } = await import('./card-file.ts');
  const file = await readCardFile(bytes, pin);
  const withOrigin = ({ signText, ...rest }: typeof file.auth): CardKey => ({
    ...rest,
    sign: async (purpose, nonce) => signText(cardMessage(purpose, nonce, origin)),
  });
  const { certificate, ...auth } = withOrigin(file.auth);
  return {
    ...auth,
    authCertificate: certificate,
    unlockSigning: async (password) => withOrigin(await file.unlockSigning(password)),
  };
}
