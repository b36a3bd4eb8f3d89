/**
 * Why a card cannot be used:
 * - `FILE_UNREADABLE`: the file is no software card
 * - `PIN_WRONG`: the four digits do not open it
 * - `PASSWORD_WRONG`: the signing password does not unlock the signature certificate
 * - `CONTEXT_INSECURE`: the page came over plain HTTP, where browsers offer no cryptography
 */
export type CardErrorCode = 'FILE_UNREADABLE' | 'PIN_WRONG' | 'PASSWORD_WRONG' | 'CONTEXT_INSECURE';

export class CardError extends Error {
  readonly code: CardErrorCode;

  constructor(code: CardErrorCode, options?: ErrorOptions) {
    super(code, options);
    this.name = 'CardError';
    this.code = code;
  }
}
