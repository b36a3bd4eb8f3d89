export type TextEncoding = 'utf-8' | 'shift_jis';

/**
 * UTF-8 when every byte is UTF-8, else Shift_JIS as cp932 when every byte is that; null when it is neither. Looks at the
 * whole file, so that a single name far behind decides too.
 */
export async function detectEncoding(read: () => AsyncIterable<Uint8Array>): Promise<TextEncoding | null> {
  for (const encoding of ['utf-8', 'shift_jis'] as const) {
    try {
      for await (const _ of decodeChunks(read(), encoding));
      return encoding;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return null;
}

/** Text of bytes that flow in, without a byte order mark. Throws TypeError where they are not of that encoding. */
export async function* decodeChunks(
  bytes: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
