import { unzipSync } from 'fflate';

export interface ZipLimits {
  readonly maxEntries: number;
  /** Of all entries together, unpacked. */
  readonly maxBytes: number;
  /** Unpacked to packed, of one entry. Text shrinks to a tenth or twentieth. */
  readonly maxRatio: number;
}

const ZIP_LIMITS: ZipLimits = { maxEntries: 100, maxBytes: 64 * 1024 * 1024, maxRatio: 200 };

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A file that was not made to be unpacked. */
export class ZipRefused extends Error {}

const isWanted = (name: string): boolean => /\.(xml|csv)$/i.test(name);

/**
 * The xml and csv files of an archive, in the order of their names. Sizes are those that the archive states; unpacking
 * never writes beyond them. Throws ZipRefused.
 */
export function unpackZip(bytes: Uint8Array, limits: ZipLimits = ZIP_LIMITS): ZipEntry[] {
  let entries = 0;
  let total = 0;
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        entries += 1;
        if (!isWanted(name)) return false;
        total += originalSize;
        const bomb = originalSize > Math.max(size, 1_000) * limits.maxRatio;
        if (bomb || total > limits.maxBytes || entries > limits.maxEntries) throw new ZipRefused();
        return true;
      },
    });
    const names = Object.keys(files).toSorted();
    return names.map((name) => ({ name, bytes: files[name] ?? new Uint8Array() }));
  } catch (error) {
    throw error instanceof ZipRefused ? error : new ZipRefused('unreadable', { cause: error });
  }
}
