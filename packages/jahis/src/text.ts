import iconv from 'iconv-lite';

/** Texts above this size are refused. @spec prescriptions.md §12 */
export const MOST_BYTES = 1_048_576;

/** The characters of a text and what its bytes were like. */
export interface Decoded {
  readonly text: string;
  /** null: it came as characters, so that nothing is known of its bytes. */
  readonly encoding: 'utf-8' | 'shift_jis' | null;
  readonly damaged: boolean;
}

/** One line without its end; `cr` tells that a CR stood before the LF or in the line. */
export interface Line {
  readonly number: number;
  readonly text: string;
  readonly cr: boolean;
}

/** Lines of a text; `endMark`: a 1A was at the end. */
export interface Lines {
  readonly lines: readonly Line[];
  readonly endMark: boolean;
}

/** UTF-8 where the bytes are UTF-8, else Shift_JIS (Windows-31J). A text in both is ASCII, where it makes no difference. */
export function decodeBytes(bytes: Uint8Array): Decoded {
  try {
    return {
      text: new TextDecoder('utf-8', { fatal: true }).decode(bytes),
      encoding: 'utf-8',
      damaged: false,
    };
  } catch {
    const text = new TextDecoder('shift_jis').decode(bytes);
    return { text, encoding: 'shift_jis', damaged: text.includes('�') };
  }
}

/** Splits at LF, CRLF or CR; the last line may lack its end. A final 1A and the line ends after it belong to no line. */
export function splitLines(text: string): Lines {
  const body = text.startsWith('﻿') ? text.slice(1) : text;
  const end = body.trimEnd().length;
  // Decoders of Shift_JIS that follow IBM's table read the byte 1A as U+001C.
  const marked = end > 0 && (body.charCodeAt(end - 1) === 0x1a || body.charCodeAt(end - 1) === 0x1c);
  const content = marked ? body.slice(0, end - 1) : body;
  const lines: Line[] = [];
  let start = 0;
  for (let at = 0; at <= content.length; at++) {
    const code = at === content.length ? 10 : content.charCodeAt(at);
    if (code !== 10 && code !== 13) continue;
    if (at === content.length && start === at) break;
    lines.push({ number: lines.length + 1, text: content.slice(start, at), cr: code === 13 });
    if (code === 13 && content.charCodeAt(at + 1) === 10) at++;
    start = at + 1;
  }
  return { lines, endMark: marked };
}

const OUTSIDE_ASCII = /[^\p{ASCII}]/u;

/** Characters that Windows-31J writes differently from the JIS table that the codec follows. */
const VARIANTS: ReadonlyMap<string, string> = new Map([
  ['〜', '～'],
  ['‖', '∥'],
  ['−', '－'],
  ['―', '—'],
]);

/** What Shift_JIS cannot say becomes `■`, as for characters outside the standard. @spec prescriptions.md §6.2 */
export function shiftJisText(text: string): string {
  if (!OUTSIDE_ASCII.test(text)) return text;
  let result = '';
  for (const character of text) result += shiftJisCharacter(character);
  return result;
}

/** Bytes of a text that consists of characters of Shift_JIS. */
export function encodeShiftJis(text: string): Uint8Array {
  return iconv.encode(text, 'cp932');
}

/** Asked once per character; there are some 9,000 that Shift_JIS has, and few others in use. */
const KNOWN = new Map<string, string>();
const MOST_KNOWN = 20_000;

function shiftJisCharacter(character: string): string {
  if (character.charCodeAt(0) < 0x80) return character;
  const known = KNOWN.get(character);
  if (known !== undefined) return known;
  const form = VARIANTS.get(character) ?? character;
  const written = iconv.decode(iconv.encode(form, 'cp932'), 'cp932') === form ? form : '■';
  if (KNOWN.size < MOST_KNOWN) KNOWN.set(character, written);
  return written;
}
