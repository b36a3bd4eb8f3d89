import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Queryable } from '../../../kernel/db/database.ts';
import type { MasterKind } from '../model/entries.ts';
import * as sql from './sql.ts';

const decompress = promisify(gunzip);

export interface StoredMasterFile {
  readonly name: string;
  /** Release date, `YYYY-MM-DD`. */
  readonly edition: string;
  /** `difference`: only the rows that changed. */
  readonly scope: 'full' | 'difference';
  /** The file as it arrived. */
  readonly bytes: Uint8Array;
}

/**
 * The stored files of a master for whoever needs columns that the catalogue does not carry: of every edition the last
 * revision. Read one after the other, since each of them has megabytes.
 */
export async function* storedMasterFiles(
  db: Queryable,
  master: MasterKind,
): AsyncGenerator<StoredMasterFile> {
  const releases = await db.query<{
    release_id: number;
    name: string;
    edition: string;
    scope: StoredMasterFile['scope'];
  }>(sql.selectStoredFiles, [master]);
  for (const { release_id, ...file } of releases) {
    const [row] = await db.query<{ content: Buffer }>(sql.selectContent, [release_id]);
    if (row !== undefined) yield { ...file, bytes: await decompress(row.content) };
  }
}
