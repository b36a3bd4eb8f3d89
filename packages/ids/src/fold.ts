/**
 * Folding for search keys. Never store a folded name in place of the original.
 */

const HIRAGANA_FIRST = 0x3041;
const HIRAGANA_LAST = 0x3096;
const TO_KATAKANA = 0x60;

/** Half-width kana, full-width digits and letters and their kin in one width (NFKC). */
export function foldWidth(text: string): string {
  return text.normalize('NFKC');
}

/** Hiragana as katakana; nothing else changes. */
export function hiraganaToKatakana(text: string): string {
  let result = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    result += String.fromCharCode(
      code >= HIRAGANA_FIRST && code <= HIRAGANA_LAST ? code + TO_KATAKANA : code,
    );
  }
  return result;
}

/**
 * Key for searching names: width folded, hiragana as katakana, upper case, spaces and middle dots
 * removed, every dash written as ー. Kanji stay as they are: 髙 and 高 are different keys.
 */
export function nameSearchKey(text: string): string {
  return hiraganaToKatakana(foldWidth(text))
    .toUpperCase()
    .replace(/[\s\u30fb\u00b7]+/gu, '')
    .replace(/[-\u2010-\u2015\u2212]/gu, '\u30fc');
}
