import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A file that was named, or found directly in a folder that was named. */
export interface FoundFile {
  readonly path: string;
  readonly name: string;
  /** A named file has to be a master, while a folder may hold other things. */
  readonly origin: 'named' | 'in-folder' | 'unreadable';
}

/** The file access that an import needs. */
export interface MasterFiles {
  /** Expands folders (not their subfolders), by name. What does not exist or may not be looked into is `unreadable`. */
  find(paths: readonly string[]): Promise<readonly FoundFile[]>;
  /** null = longer than `maxBytes`. Rejects when the file cannot be read. */
  read(path: string, maxBytes: number): Promise<Uint8Array | null>;
}

export const diskFiles: MasterFiles = {
  async find(paths) {
    const found: FoundFile[] = [];
    for (const path of paths) {
      const isFolder = await stat(path).then(
        (status) => status.isDirectory(),
        () => null,
      );
      const entries = isFolder ? await readdir(path, { withFileTypes: true }).catch(() => null) : [];
      if (isFolder === null || entries === null) {
        found.push({ path, name: basename(path), origin: 'unreadable' });
      } else if (!isFolder) {
        found.push({ path, name: basename(path), origin: 'named' });
      } else {
        const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
        for (const name of names.sort()) found.push({ path: join(path, name), name, origin: 'in-folder' });
      }
    }
    return found;
  },
  async read(path, maxBytes) {
    const { size } = await stat(path);
    return size > maxBytes ? null : await readFile(path);
  },
};
