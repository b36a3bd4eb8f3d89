import { inflateSync } from 'node:zlib';

const SIGNATURE = 0x774f4646;
const WOFF_HEADER = 44;
const WOFF_ENTRY = 20;
const SFNT_HEADER = 12;
const SFNT_ENTRY = 16;

const padded = (length: number): number => (length + 3) & ~3;

/**
 * A font as it was before it was packed for the web (WOFF 1.0, W3C). The library that draws unpacks such files too, in
 * JavaScript and anew for each document, which takes most of a second.
 * @throws RangeError for bytes that are no such file
 */
export function unpackWoff(woff: Buffer): Buffer {
  if (woff.readUInt32BE(0) !== SIGNATURE) throw new RangeError('not a WOFF file');
  const count = woff.readUInt16BE(12);
  const entries = Array.from({ length: count }, (_, i) => {
    const at = WOFF_HEADER + i * WOFF_ENTRY;
    const [offset, packed, length] = [4, 8, 12].map((field) => woff.readUInt32BE(at + field));
    if (offset === undefined || packed === undefined || length === undefined)
      throw new RangeError('a table without a place');
    const stored = woff.subarray(offset, offset + packed);
    const table = packed < length ? inflateSync(stored, { maxOutputLength: length }) : stored;
    if (table.length !== length) throw new RangeError('a table of another length');
    return { tag: woff.subarray(at, at + 4), checksum: woff.subarray(at + 16, at + 20), table };
  });
  const start = SFNT_HEADER + count * SFNT_ENTRY;
  const font = Buffer.alloc(entries.reduce((sum, { table }) => sum + padded(table.length), start));
  woff.copy(font, 0, 4, 8);
  const power = 2 ** Math.floor(Math.log2(count));
  font.writeUInt16BE(count, 4);
  font.writeUInt16BE(power * SFNT_ENTRY, 6);
  font.writeUInt16BE(Math.log2(power), 8);
  font.writeUInt16BE((count - power) * SFNT_ENTRY, 10);
  let offset = start;
  for (const [i, { tag, checksum, table }] of entries.entries()) {
    const at = SFNT_HEADER + i * SFNT_ENTRY;
    tag.copy(font, at);
    checksum.copy(font, at + 4);
    font.writeUInt32BE(offset, at + 8);
    font.writeUInt32BE(table.length, at + 12);
    table.copy(font, offset);
    offset += padded(table.length);
  }
  return font;
}
