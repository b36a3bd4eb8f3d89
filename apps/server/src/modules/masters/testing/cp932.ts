/** Text to cp932 by a table turned round: Node decodes cp932 but does not encode it. */
const bytesOf = new Map<string, readonly number[]>();

const decoder = new TextDecoder('shift_jis', { fatal: true });

function learn(bytes: readonly number[]): void {
  let text: string;
  try {
    text = decoder.decode(Uint8Array.from(bytes));
  } catch {
    return;
  }
  if (!bytesOf.has(text)) bytesOf.set(text, bytes);
}

function learnRows(from: number, to: number): void {
  for (let lead = from; lead <= to; lead += 1) {
    for (let trail = 0x40; trail <= 0xfc; trail += 1) learn([lead, trail]);
  }
}

for (let byte = 0; byte <= 0xff; byte += 1) learn([byte]);
// Characters that exist twice are written as the issuer does: NEC row 13, then the IBM extensions, and
// last the copies of those that NEC selected.
learnRows(0x81, 0x9f);
learnRows(0xe0, 0xea);
learnRows(0xfa, 0xfc);
learnRows(0xed, 0xef);
learnRows(0xf0, 0xf9);

/** Throws on a character that cp932 lacks: then the test is wrong. */
export function encodeCp932(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  let length = 0;
  for (const char of text) {
    const found = bytesOf.get(char);
    if (found === undefined) throw new Error(`not in cp932: ${char}`);
    for (const byte of found) bytes[length++] = byte;
  }
  return bytes.slice(0, length);
}
