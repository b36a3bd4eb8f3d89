import iconv from 'iconv-lite';
import type { Encoding } from './decode.ts';
import table from './encodings.json' with { type: 'json' };

const LOOKALIKES: ReadonlyMap<string, string> = new Map(Object.entries(table.lookalikes));
/** Written for a character that cannot be. @spec eligibility.md §8.2 */
export const REPLACEMENT = '●';

const DECLARED: Readonly<Record<Encoding, string>> = { 'utf-8': 'UTF-8', shift_jis: 'Shift_JIS' };
/** `CharacterCodeIdentifier` (OQSCD005). @spec eligibility.md §7.1 */
export const CHARACTER_CODES: Readonly<Record<Encoding, string>> = { 'utf-8': '0', shift_jis: '1' };

const CONVERTER = new TextEncoder();
const PLAIN_ASCII = /^[ !-%'-;=?-~]*$/;

const UNKNOWN = 0;
const FITS = 1;
/** Whether a UTF-16 code unit has a cp932 form, filled as characters are met. */
const fits = new Uint8Array(65536);

function fitsCp932(unit: number): boolean {
  let known = fits[unit] ?? UNKNOWN;
  if (known === UNKNOWN) {
    known = FITS + (hasCp932Form(unit) ? 0 : 1);
    fits[unit] = known;
  }
  return known === FITS;
}

function hasCp932Form(unit: number): boolean {
  if (unit < 0x80) return true;
  const bytes = iconv.encode(String.fromCharCode(unit), 'cp932');
  // One byte above ASCII is only a half-width kana; iconv-lite gives ¥ and ‾ the bytes of \ and ~.
  return bytes.length === 2 || (unit >= 0xff61 && unit <= 0xff9f);
}

/** What happened to one character of a text. */
export type CharacterReport = (kind: 'char-replaced' | 'char-mapped', character: string) => void;

/**
 * `text` with the markup characters escaped and every character that the encoding or XML 1.0 lacks
 * replaced by its likeness or ●.
 */
export function escapeText(text: string, encoding: Encoding, report: CharacterReport): string {
  if (PLAIN_ASCII.test(text)) return text;
  let result = '';
  for (const char of text) result += escapeCharacter(char, encoding, report);
  return result;
}

function escapeCharacter(char: string, encoding: Encoding, report: CharacterReport): string {
  switch (char) {
    case '&':
      return '&amp;';
    case '<':
      return '&lt;';
    case '>':
      return '&gt;';
    case '\r':
      return '&#13;';
  }
  if (isXmlCharacter(char)) {
    if (encoding === 'utf-8') return char;
    if (char.length === 1 && fitsCp932(char.charCodeAt(0))) return char;
    const likeness = LOOKALIKES.get(char);
    if (likeness !== undefined) {
      report('char-mapped', char);
      return likeness;
    }
  }
  report('char-replaced', char);
  return REPLACEMENT;
}

/** Production Char of XML 1.0; lone surrogates are none. */
function isXmlCharacter(char: string): boolean {
  const point = char.codePointAt(0) ?? 0;
  if (point < 0x20) return point === 9 || point === 10;
  return point < 0xd800 || (point > 0xdfff && point < 0xfffe) || point > 0xffff;
}

/** The whole file: XML declaration, line feed, `document` (already escaped for `encoding`). */
export function encodeFile(document: string, encoding: Encoding): Uint8Array {
  const file = `<?xml version="1.0" encoding="${DECLARED[encoding]}" standalone="no"?>\n${document}`;
  return encoding === 'utf-8' ? CONVERTER.encode(file) : iconv.encode(file, 'cp932');
}
