import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../errors/app-error.ts';

export interface StoredFile {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface FileStore {
  /** Keeps the bytes whole and durable, or not at all. Throws FILE_EMPTY, FILE_TOO_LARGE, FILE_INCOMPLETE. */
  put(source: AsyncIterable<Uint8Array>, limits?: { readonly maxBytes?: number }): Promise<StoredFile>;
  read(sha256: string): AsyncIterable<Uint8Array>;
  /** For files that nobody needs any more; the caller knows that no other row names these bytes. */
  remove(sha256: string): Promise<void>;
}

const CHUNK_BYTES = 256 * 1024;

/** Files by their content: the same bytes are kept once. */
export function openFileStore(directory: string): FileStore {
  const incoming = join(directory, 'incoming');
  mkdirSync(incoming, { recursive: true, mode: 0o700 });
  // Left over from a process that was killed: they were never acknowledged.
  for (const name of readdirSync(incoming))
    if (isAbandoned(name)) rmSync(join(incoming, name), { force: true });
  const pathOf = (sha256: string) => join(directory, sha256.slice(0, 2), sha256);

  return {
    async put(source, { maxBytes = Number.POSITIVE_INFINITY } = {}) {
      const path = join(incoming, `${process.pid}-${randomUUID()}`);
      try {
        const stored = await writeDurably(path, source, maxBytes);
        const target = pathOf(stored.sha256);
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        await rename(path, target);
        await syncDirectory(dirname(target));
        return stored;
      } finally {
        await rm(path, { force: true });
      }
    },
    read: (sha256) => createReadStream(pathOf(sha256), { highWaterMark: CHUNK_BYTES }),
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
  };
}

const isAbandoned = (name: string): boolean => !existsSync(`/proc/${Number(name.split('-')[0])}`);

async function writeDurably(
  path: string,
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<StoredFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new AppError('FILE_TOO_LARGE', { maxBytes });
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    if (bytes === 0) throw new AppError('FILE_EMPTY');
    await file.sync();
  } catch (error) {
    throw isAborted(error) ? new AppError('FILE_INCOMPLETE', { bytes }, { cause: error }) : error;
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

const isAborted = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ECONNRESET';

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
