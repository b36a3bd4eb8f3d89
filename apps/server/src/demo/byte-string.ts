import { encodeCp932 } from '@tsunagu/uke';

const known = new Map<string, string>();

/**
 * cp932 bytes of a text as a string of code units below 256. Claims are put together from such
 * pieces: V8 keeps and writes them at one byte per unit, and each name is encoded only once.
 * @throws UnencodableError
 */
export function byteString(text: string): string {
  const cached = known.get(text);
  if (cached !== undefined) return cached;
  const bytes = Buffer.from(encodeCp932(text)).toString('latin1');
  known.set(text, bytes);
  return bytes;
}

/** The bytes that a byte string stands for. */
export const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');
