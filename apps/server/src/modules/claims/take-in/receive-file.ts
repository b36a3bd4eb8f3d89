import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import type { FileStore } from '../../../kernel/files/file-store.ts';
import { type ClaimFile, fileIdOf, selectFiles } from './file-record.ts';

export interface ReceiveDeps {
  readonly db: Database;
  readonly files: FileStore;
  readonly clock: Clock;
}

export interface ReceiveInput {
  /** Name under which the sender knows the file. */
  readonly name: string;
  readonly source: AsyncIterable<Uint8Array>;
  /** Account that handed it in. */
  readonly receivedBy: string;
  /** Create people from the claims' own numbers instead of quarantining those that are unknown. */
  readonly createPersons: boolean;
  readonly maxBytes?: number;
}

/**
 * Keeps a file whole and registers it. From here on nothing is lost: the intake can begin, or go on, at any later time.
 * `duplicate`: the same bytes were handed in before. Throws FILE_EMPTY, FILE_TOO_LARGE, FILE_INCOMPLETE.
 */
export async function receiveFile(
  deps: ReceiveDeps,
  input: ReceiveInput,
): Promise<{ file: ClaimFile; duplicate: boolean }> {
  const limits = input.maxBytes === undefined ? {} : { maxBytes: input.maxBytes };
  const { sha256, bytes } = await deps.files.put(input.source, limits);
  const inserted = await deps.db.query(
    `INSERT INTO claims.file (file_id, sha256, name, bytes, received_at, received_by, create_persons)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (sha256) DO NOTHING RETURNING file_id`,
    [fileIdOf(sha256), sha256, input.name, bytes, deps.clock(), input.receivedBy, input.createPersons],
  );
  const [file] = await selectFiles(deps.db, 'sha256 = $1', [sha256]);
  if (file === undefined) throw new Error('a file that was just registered is missing');
  return { file, duplicate: inserted.length === 0 };
}
