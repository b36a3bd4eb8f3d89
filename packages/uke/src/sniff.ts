import { INVALID, inspectCp932 } from './cp932.ts';
import type { Encoding } from './fields.ts';
import type { FindingCode } from './findings.ts';
import type { ClaimKind } from './model.ts';

/** What the first bytes of a file tell about it. @spec claims.md §2.1, §2.2, §2.4 */
export interface Sniffed {
  /** Bytes of the byte order mark, 0 or 3. */
  readonly bom: number;
  readonly encoding: Encoding;
  readonly kind: ClaimKind | null;
  /** Why the file is refused, or null. */
  readonly refusal: FindingCode | null;
  /** Record id on which the refusal rests, '' when none. */
  readonly refusedBy: string;
}

/** Record ids that belong to files which are recognised and refused. @spec claims.md §2.4, §7, §9 */
export const FOREIGN_RECORDS: ReadonlyMap<string, FindingCode> = new Map<string, FindingCode>([
  ['BU', 'kind-dpc-unsupported'],
  ['SB', 'kind-dpc-unsupported'],
  ['KK', 'kind-dpc-unsupported'],
  ['SK', 'kind-dpc-unsupported'],
  ['GA', 'kind-dpc-unsupported'],
  ['HH', 'kind-dpc-unsupported'],
  ['GT', 'kind-dpc-unsupported'],
  ['CD', 'kind-dpc-unsupported'],
  ['UK', 'kind-dental-unsupported'],
  ['HS', 'kind-dental-unsupported'],
  ['SS', 'kind-dental-unsupported'],
  ['RR', 'scheme-unsupported'],
  ['MN', 'dialect-insurer-unsupported'],
]);

const FIRST_RECORDS = new Set(['IR', 'UK', 'YK', 'RE', 'MN', 'RR']);
const PHARMACY_RECORDS = new Set(['YK', 'SH', 'CZ', 'KI', 'TK']);
const DPC_NAME = /(^|[\\/])(receiptd|coding)[^\\/]*$/i;
const INSURER_LINE = /^"?\d+"?,"?\d+"?,"?\d+"?,"?[A-Z]{2}"?,/;
const LF = 0x0a;

/**
 * Looks at the first bytes of a file (64 KiB, or all of it when `complete`).
 */
export function sniff(bytes: Uint8Array, complete: boolean, fileName: string): Sniffed {
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const refused = (refusal: FindingCode, refusedBy = ''): Sniffed => ({
    bom,
    encoding: 'cp932',
    kind: null,
    refusal,
    refusedBy,
  });
  const lines = splitLines(bytes, bom, complete);
  const first = lines.find(([start, end]) => end > start);
  if (first === undefined) return refused('file-empty');
  const head = latin1(bytes, first[0], Math.min(first[1], first[0] + 80));
  if (isBinary(bytes, first)) return refused('file-undecodable');
  if (INSURER_LINE.test(head)) return refused('dialect-insurer-unsupported');
  const firstId = idOf(head);
  if (firstId === '' || !(FIRST_RECORDS.has(firstId) || FOREIGN_RECORDS.has(firstId)))
    return refused('file-kind-unknown');
  const ids = lines.map(([start, end]) => idOf(latin1(bytes, start, Math.min(end, start + 3))));
  const foreign = ids.find((id) => FOREIGN_RECORDS.has(id));
  const reason = foreign === undefined ? undefined : FOREIGN_RECORDS.get(foreign);
  if (foreign !== undefined && reason !== undefined) return refused(reason, foreign);
  const cells = head.split(',');
  if (firstId === 'IR' && cells[3] === '3') return refused('kind-dental-unsupported', firstId);
  if (firstId === 'IR' && cells[3] === '6') return refused('scheme-unsupported', firstId);
  if (firstId === 'IR' && DPC_NAME.test(fileName)) return refused('kind-dpc-unsupported', firstId);
  if (firstId === 'RE' && cells[2]?.startsWith('3')) return refused('kind-dental-unsupported', firstId);
  const encoding = encodingOf(bytes, lines);
  const isText = encoding === 'utf-8' || inspectCp932(bytes, first[0], first[1]) !== INVALID;
  if (!isText || hasControl(bytes, first)) return refused('file-undecodable', firstId);
  return { bom, encoding, kind: kindOf(ids, firstId, cells[2] ?? ''), refusal: null, refusedBy: '' };
}

function kindOf(ids: readonly string[], firstId: string, claimType: string): ClaimKind {
  if (firstId === 'IR') return 'medical';
  if (firstId === 'YK' || claimType.startsWith('4')) return 'pharmacy';
  return ids.some((id) => PHARMACY_RECORDS.has(id)) ? 'pharmacy' : 'medical';
}

/** Line bounds without line ends and leading 1A; an unfinished last line only when nothing follows. */
function splitLines(bytes: Uint8Array, from: number, complete: boolean): [start: number, end: number][] {
  const lines: [number, number][] = [];
  let start = from;
  for (let i = from; i < bytes.length; i++) {
    if (bytes[i] !== LF) continue;
    lines.push(trim(bytes, start, i));
    start = i + 1;
  }
  if ((complete || lines.length === 0) && start < bytes.length) lines.push(trim(bytes, start, bytes.length));
  return lines;
}

function trim(bytes: Uint8Array, from: number, to: number): [number, number] {
  let start = from;
  let end = to;
  while (start < end && bytes[start] === 0x1a) start++;
  while (end > start && (bytes[end - 1] === 0x0d || bytes[end - 1] === 0x1a)) end--;
  return [start, end];
}

function isBinary(bytes: Uint8Array, [start, end]: readonly [number, number]): boolean {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return true;
  return bytes.subarray(start, Math.min(end, start + 16)).every((byte) => byte === 0);
}

function hasControl(bytes: Uint8Array, [start, end]: readonly [number, number]): boolean {
  return bytes.subarray(start, end).some((byte) => byte < 0x20);
}

function idOf(head: string): string {
  const match = /^([A-Z]{2})(,|$)/.exec(head);
  return match?.[1] ?? '';
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}

/** The encoding in which most records with non-ASCII bytes are valid; cp932 when equal, undecided when none has any. */
function encodingOf(bytes: Uint8Array, lines: readonly (readonly [number, number])[]): Encoding {
  let utf8 = 0;
  let other = 0;
  for (const [start, end] of lines) {
    if (!bytes.subarray(start, end).some((byte) => byte > 0x7f)) continue;
    if (isUtf8(bytes, start, end)) utf8 += 1;
    else other += 1;
  }
  if (utf8 + other === 0) return 'undecided';
  return utf8 > other ? 'utf-8' : 'cp932';
}

/**
 * Whether bytes are valid UTF-8 with at least one character of three bytes, as every Japanese one is.
 * Half-width kana in cp932 can pass for UTF-8 of two bytes, hence three.
 */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  let characters = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x80) continue;
    const following = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
    if (byte < 0xc2 || byte > 0xf4 || i + following >= end) return false;
    const second = bytes[i + 1] ?? 0;
    if ((byte === 0xe0 && second < 0xa0) || (byte === 0xed && second > 0x9f)) return false;
    if ((byte === 0xf0 && second < 0x90) || (byte === 0xf4 && second > 0x8f)) return false;
    for (let k = 1; k <= following; k++) if (((bytes[i + k] ?? 0) & 0xc0) !== 0x80) return false;
    i += following;
    if (following > 1) characters += 1;
  }
  return characters > 0;
}
