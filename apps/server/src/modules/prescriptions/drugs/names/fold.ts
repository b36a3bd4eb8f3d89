/** NFKC, runs of spaces made one. Never for names that are stored or shown. */
export const foldWidth = (text: string): string => text.normalize('NFKC').replace(/\s+/g, ' ').trim();

const SMALL_KANA: Readonly<Record<string, string>> = {
  ァ: 'ア',
  ィ: 'イ',
  ゥ: 'ウ',
  ェ: 'エ',
  ォ: 'オ',
  ッ: 'ツ',
  ャ: 'ヤ',
  ュ: 'ユ',
  ョ: 'ヨ',
  ヮ: 'ワ',
  ヵ: 'カ',
  ヶ: 'ケ',
  ヂ: 'ジ',
  ヅ: 'ズ',
  ヴ: 'ブ',
};
const SMALL = new RegExp(`[${Object.keys(SMALL_KANA).join('')}]`, 'g');
const HIRAGANA = /[ぁ-ゖ]/g;
const IGNORED = /[\s\-－ー・,.()（）「」『』【】[\]{}〈〉<>"'’`]/g;

/** For searching: katakana of full size, lower case, without spaces, brackets and signs of length. */
export const searchKey = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(HIRAGANA, (char) => String.fromCodePoint((char.codePointAt(0) ?? 0) + 0x60))
    .replace(SMALL, (char) => SMALL_KANA[char] ?? char)
    .replace(IGNORED, '')
    .toLowerCase();
