const LATIN_ACCENTS = /[\u0300-\u036f]/g;
const SPACES = /[\s\u30fb\u00b7]+/gu;
const DASHES = /[-\u2010-\u2015\u2212]/gu;
const HIRAGANA = /[\u3041-\u3096]/g;
const HIRAGANA_TO_KATAKANA = 0x60;
const ASCII_WORD = /^[\u0021-\u002c\u002e-\u007e]*$/;

/**
 * Key for comparing texts: width and compatibility forms folded (NFKC), hiragana as katakana, upper case, accents of
 * Latin letters, spaces and middle dots gone, every dash as ー. Voicing marks of kana stay.
 * @spec fhir-jp-core.md §6
 */
export function textKey(text: string): string {
  if (ASCII_WORD.test(text)) return text.toUpperCase();
  return text
    .normalize('NFD')
    .replace(LATIN_ACCENTS, '')
    .normalize('NFKC')
    .replace(HIRAGANA, (kana) => String.fromCharCode(kana.charCodeAt(0) + HIRAGANA_TO_KATAKANA))
    .toUpperCase()
    .replace(SPACES, '')
    .replace(DASHES, '\u30fc');
}

const ASCII = /^[\u0020-\u007e]*$/;

/** Key for comparing identifiers: compatibility forms folded, nothing else. */
export function identifierKey(text: string): string {
  return ASCII.test(text) ? text : text.normalize('NFKC');
}

/** Key for comparing codes, whose case most systems do not mean. */
export function codeKey(text: string): string {
  return identifierKey(text).toLowerCase();
}
