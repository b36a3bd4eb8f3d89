import table from './encodings.json' with { type: 'json' };
import { type Finding, type FindingCode, finding } from './findings.ts';

/** Encoding of a file. `shift_jis` means cp932. */
export type Encoding = 'utf-8' | 'shift_jis';

export interface DecodedFile {
  /** The document behind the XML declaration; as many lines precede it as the declaration took. */
  readonly document: string;
  readonly encoding: Encoding;
  /** Bytes that are no text stand as U+FFFD in the document. */
  readonly damaged: boolean;
  readonly findings: readonly Finding[];
}

const DECLARATION = /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(["'])1\.[0-9]+\1([^?<>]*)\?>/;
const ENCODING = /^[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(["'])([A-Za-z][A-Za-z0-9._-]*)\1/;
const STANDALONE = /^[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(["'])(?:yes|no)\1/;
const LATIN1 = new TextDecoder('latin1');
const STRICT: Readonly<Record<Encoding, { decode(bytes: Uint8Array): string }>> = {
  'utf-8': new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
  shift_jis: new TextDecoder('shift_jis', { fatal: true, ignoreBOM: true }),
};
/** More than a declaration can take. */
const HEAD_BYTES = 512;
/** Kana, kanji and their punctuation: what UTF-8 text in a file labelled Shift_JIS consists of. */
const JAPANESE_ONLY =
  /^[\p{ASCII}\u2010-\u2312\u2460-\u25ff\u3000-\u30ff\u3220-\u33ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]*$/u;

/**
 * Text of a message by its XML declaration, which must be the first thing in the file.
 * `tolerant` replaces bytes that are no text instead of refusing the file.
 * @spec eligibility.md §6
 */
export function decodeFile(bytes: Uint8Array, tolerant: boolean): DecodedFile | Finding {
  const findings: Finding[] = [];
  const hasBom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  if (hasBom) findings.push(finding('bom', { line: 1 }));
  const content = hasBom ? bytes.subarray(3) : bytes;
  if (isUtf16(content)) return refuse('encoding-unsupported');
  const head = LATIN1.decode(content.subarray(0, HEAD_BYTES));
  const declared = readDeclaration(head);
  if (typeof declared === 'string') return refuse(declared);
  const { name, length } = declared;
  if (name === null)
    findings.push(finding(length === 0 ? 'declaration-absent' : 'encoding-not-declared', { line: 1 }));
  const encoding = name === null ? 'utf-8' : encodingOf(name);
  if (encoding === null) return refuse('encoding-unsupported', name ?? undefined);
  if (hasBom && encoding !== 'utf-8') return refuse('encoding-contradictory', name ?? undefined);
  const decoded = decodeContent(content.subarray(length), encoding, tolerant);
  if (typeof decoded === 'string')
    return refuse(length === 0 ? 'declaration-missing' : decoded, name ?? undefined);
  if (content.includes(0x0d)) findings.push(finding('line-end-cr'));
  const skipped = '\n'.repeat(head.slice(0, length).split('\n').length - 1);
  return { document: skipped + decoded.text, encoding, damaged: decoded.damaged, findings };
}

function refuse(code: FindingCode, value?: string): Finding {
  return finding(code, { line: 1 }, value);
}

/** A zero among the first four bytes: UTF-16 or UTF-32 with or without a mark. */
function isUtf16(bytes: Uint8Array): boolean {
  const first = bytes[0];
  const second = bytes[1];
  return (
    (first === 0xfe && second === 0xff) ||
    (first === 0xff && second === 0xfe) ||
    bytes.subarray(0, 4).includes(0)
  );
}

interface Declaration {
  /** Declared encoding; null when none is declared. */
  readonly name: string | null;
  readonly length: number;
}

function readDeclaration(head: string): Declaration | FindingCode {
  if (!/^<\?xml[ \t\r\n]/.test(head))
    return /<\?xml[ \t\r\n]/.test(head) ? 'declaration-not-first' : { name: null, length: 0 };
  const match = DECLARATION.exec(head);
  if (match === null) return 'declaration-malformed';
  const encoding = ENCODING.exec(match[2] ?? '');
  const rest = (match[2] ?? '').slice(encoding?.[0].length ?? 0).replace(STANDALONE, '');
  if (rest.trim() !== '') return 'declaration-malformed';
  return { name: encoding?.[2] ?? null, length: match[0].length };
}

function encodingOf(name: string): Encoding | null {
  const lower = name.toLowerCase();
  if (table['utf-8'].includes(lower)) return 'utf-8';
  return table.shift_jis.includes(lower) ? 'shift_jis' : null;
}

function decodeContent(
  bytes: Uint8Array,
  encoding: Encoding,
  tolerant: boolean,
): { readonly text: string; readonly damaged: boolean } | FindingCode {
  const other = encoding === 'utf-8' ? 'shift_jis' : 'utf-8';
  const text = tryDecode(bytes, encoding);
  if (text !== null) {
    return encoding === 'shift_jis' && isJapaneseUtf8(bytes)
      ? 'encoding-contradictory'
      : { text, damaged: false };
  }
  if (tryDecode(bytes, other) !== null) return 'encoding-contradictory';
  if (!tolerant) return 'bytes-undecodable';
  return {
    text: restoreControls(new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes), encoding),
    damaged: true,
  };
}

function tryDecode(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return restoreControls(STRICT[encoding].decode(bytes), encoding);
  } catch {
    return null;
  }
}

/**
 * Whether bytes labelled Shift_JIS are Japanese text in UTF-8. Such bytes may be valid cp932 by
 * chance; the other way round is next to impossible for a character of three bytes.
 */
function isJapaneseUtf8(bytes: Uint8Array): boolean {
  if (!holdsLeadOfThree(bytes)) return false;
  const text = tryDecode(bytes, 'utf-8');
  return text !== null && JAPANESE_ONLY.test(text);
}

function holdsLeadOfThree(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0xe3 && byte <= 0xef) return true;
  return false;
}

const CONTROLS = new Map([
  ['\u001c', '\u001a'],
  ['\u007f', '\u001c'],
  ['\u001a', '\u007f'],
]);

/** The platform's decoder exchanges three control characters of Shift_JIS. */
function restoreControls(text: string, encoding: Encoding): string {
  if (encoding !== 'shift_jis') return text;
  for (const control of CONTROLS.keys())
    if (text.includes(control)) return Array.from(text, (char) => CONTROLS.get(char) ?? char).join('');
  return text;
}
