const UTF8 = new TextDecoder('utf-8', { fatal: true });
// The Encoding Standard calls cp932 "shift_jis".
const CP932 = new TextDecoder('shift_jis', { fatal: true });

const attempt = (decoder: { decode(bytes: Uint8Array): string }, bytes: Uint8Array): string | null => {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
};

export const decodeUtf8 = (bytes: Uint8Array): string | null => attempt(UTF8, bytes);

/** Japanese text that reads as UTF-8 is UTF-8: as cp932 it would give wrong names. Pure ASCII is both. */
export function decodeCp932(bytes: Uint8Array): string | null {
  const isAscii = !bytes.some((byte) => byte >= 0x80);
  if (!isAscii && attempt(UTF8, bytes) !== null) return null;
  return attempt(CP932, bytes);
}

/** Whichever of the two it is. */
export const decodeEither = (bytes: Uint8Array): string | null => decodeUtf8(bytes) ?? attempt(CP932, bytes);

/** `YYYYMMDD` to `YYYY-MM-DD`; null where there is no date, or an open one (99999999, 00000000). */
export function compactDate(digits: string): string | null {
  if (!/^[12]\d{7}$/.test(digits)) return null;
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
}

/** The first day that the name of a file holds (`y_ALL20240321.csv`); null = none. */
export function dateInName(name: string): string | null {
  const digits = /(?<!\d)(20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)/.exec(name)?.[1];
  return digits === undefined ? null : compactDate(digits);
}
