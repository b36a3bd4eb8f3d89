import { gunzipSync } from 'node:zlib';

const BLOCK = 512;
/** The largest package of Japan's is 30 MB when unpacked. */
const MOST_UNPACKED_BYTES = 512 * 1024 * 1024;

export interface TarEntry {
  /** As written in the archive; nothing is ever written under it. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** The archive cannot be read; `reason` is a static text. */
export class PackageUnreadable extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(`the package cannot be read: ${reason}`);
    this.reason = reason;
  }
}

const text = (block: Buffer, from: number, length: number): string => {
  const end = block.indexOf(0, from);
  return block.toString('utf8', from, end < 0 || end > from + length ? from + length : end);
};

const octal = (block: Buffer, from: number, length: number): number => {
  const digits = text(block, from, length).trim();
  if (!/^[0-7]*$/.test(digits)) throw new PackageUnreadable('a header of the archive is damaged');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
};

const checksumHolds = (header: Buffer): boolean => {
  let sum = 0;
  for (let at = 0; at < BLOCK; at++) sum += at >= 148 && at < 156 ? 32 : (header[at] ?? 0);
  return sum === octal(header, 148, 8);
};

/** `path=` of an extended header; its records are `<length> <key>=<value>\n`. */
const extendedPath = (bytes: Buffer): string | null => {
  const found = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(bytes.toString('utf8'));
  return found?.[1] ?? null;
};

/** Files of an archive in the formats ustar, pax and GNU. */
function* entries(archive: Buffer): Generator<TarEntry> {
  let at = 0;
  let longName: string | null = null;
  while (at + BLOCK <= archive.length) {
    const header = archive.subarray(at, at + BLOCK);
    if (header[0] === 0) return;
    if (!checksumHolds(header)) throw new PackageUnreadable('a header of the archive is damaged');
    const size = octal(header, 124, 12);
    const kind = String.fromCharCode(header[156] ?? 0);
    const start = at + BLOCK;
    if (start + size > archive.length) throw new PackageUnreadable('the archive ends early');
    const bytes = archive.subarray(start, start + size);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
    if (kind === 'x') longName = extendedPath(bytes) ?? longName;
    else if (kind === 'L') longName = text(bytes, 0, bytes.length);
    else {
      const prefix = text(header, 345, 155);
      const name = text(header, 0, 100);
      if (kind === '0' || kind === '\0')
        yield { name: longName ?? (prefix === '' ? name : `${prefix}/${name}`), bytes };
      longName = null;
    }
  }
}

/**
 * Files of a `.tgz`.
 * @throws PackageUnreadable when it is no gzip, no tar, cut off, or larger than 512 MiB when unpacked
 */
export const readTgz = (packed: Buffer): TarEntry[] => {
  let archive: Buffer;
  try {
    archive = gunzipSync(packed, { maxOutputLength: MOST_UNPACKED_BYTES });
  } catch {
    throw new PackageUnreadable('it is no gzip file, or too large');
  }
  return [...entries(archive)];
};
