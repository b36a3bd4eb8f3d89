/** Letters by their two bytes; made once, from what the platform itself reads. */
let table: ReadonlyMap<string, readonly [number, number]> | null = null;

function letters(): ReadonlyMap<string, readonly [number, number]> {
  if (table !== null) return table;
  const decoder = new TextDecoder('shift_jis');
  const found = new Map<string, readonly [number, number]>();
  for (let lead = 0x81; lead <= 0xfc; lead++) {
    if (lead > 0x9f && lead < 0xe0) continue;
    for (let trail = 0x40; trail <= 0xfc; trail++) {
      const letter = decoder.decode(Uint8Array.of(lead, trail));
      // The first of several places of one letter is the one of the standard.
      if ([...letter].length === 1 && letter !== '\ufffd' && !found.has(letter))
        found.set(letter, [lead, trail]);
    }
  }
  table = found;
  return found;
}

/** Half-width kana, one byte each. */
const HALF_KANA_FIRST = 0xff61;
const HALF_KANA_LAST = 0xff9f;
const HALF_KANA_BYTE = 0xa1;
/** 〓 stands for what the encoding has no place for. */
const GETA: readonly [number, number] = [0x81, 0xac];

/** Two letters that look alike and stand at two places of Unicode. */
const TWINS: Readonly<Record<string, string>> = { '〜': '～', '−': '－', '‖': '∥', '—': '―' };

/** Text in Shift_JIS, which notebook applications read. Letters without a place become 〓. */
export function toShiftJis(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const given of text) {
    const letter = TWINS[given] ?? given;
    const code = letter.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code >= HALF_KANA_FIRST && code <= HALF_KANA_LAST)
      bytes.push(code - HALF_KANA_FIRST + HALF_KANA_BYTE);
    else bytes.push(...(letters().get(letter) ?? GETA));
  }
  return Uint8Array.from(bytes);
}
