import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A file that was named, or found directly in a folder that was named. */
export interface FoundFile {
  readonly path: string;
  readonly name: string;
  /** Named itself: then it has to be a master, while a folder may hold other things. */
  readonly named: boolean;
}

/** The file access that an import needs. */
export interface MasterFiles {
  /** Expands folders (not their subfolders), by name. Paths that do not exist come back as they are. */
  find(paths: readonly string[]): Promise<readonly FoundFile[]>;
  /** null = longer than `maxBytes`. Rejects when the file cannot be read. */
  read(path: string, maxBytes: number): Promise<Uint8Array | null>;
}

export const diskFiles: MasterFiles = {
  async find(paths) {
    const found: FoundFile[] = [];
    for (const path of paths) {
      const folder = await readdir(path, { withFileTypes: true }).catch(() => null);
      if (folder === null) {
        found.push({ path, name: basename(path), named: true });
        continue;
      }
      const names = folder.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
      for (const name of names.sort()) found.push({ path: join(path, name), name, named: false });
    }
    return found;
  },
  async read(path, maxBytes) {
    const { size } = await stat(path);
    return size > maxBytes ? null : await readFile(path);
  },
};
