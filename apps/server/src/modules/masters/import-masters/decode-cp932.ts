/** The text, or the 1-based line that is not cp932. The Encoding Standard calls cp932 "shift_jis". */
export type Decoded = { readonly text: string } | { readonly badLine: number };

/**
 * Decodes a whole file. Japanese text that reads as UTF-8 is UTF-8: cp932 of more than a few characters never
 * does, and decoding it as cp932 would give wrong names.
 *
 * @spec claims.md §10.1
 */
export function decodeCp932(bytes: Uint8Array): Decoded {
  const nonAscii = bytes.findIndex((byte) => byte >= 0x80);
  if (nonAscii >= 0 && decodes('utf-8', bytes) !== null) return { badLine: lineOf(bytes, nonAscii) };
  const text = decodes('shift_jis', bytes);
  return text === null ? { badLine: firstBadLine(bytes) } : { text };
}

function decodes(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A line end is never part of a 2-byte character, so lines can be tried one by one. */
function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    const next = end < 0 ? bytes.length : end + 1;
    if (decodes('shift_jis', bytes.subarray(start, next)) === null) return line;
    start = next;
  }
  return line;
}

function lineOf(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < offset; at = bytes.indexOf(0x0a, at + 1)) line += 1;
  return line;
}
