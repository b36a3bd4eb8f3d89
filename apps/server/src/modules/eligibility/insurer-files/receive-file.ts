import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import type { FileStore } from '../../../kernel/files/file-store.ts';
import { type InsurerFile, selectFiles } from './file-record.ts';

export interface ReceiveDeps {
  readonly db: Database;
  readonly files: FileStore;
  readonly clock: Clock;
}

export interface ReceiveInput {
  readonly name: string;
  readonly source: AsyncIterable<Uint8Array>;
  readonly insurerNumber: string;
  readonly insurerName: string;
  readonly receivedBy: string;
  readonly maxBytes: number;
}

/**
 * Keeps an insurer's file whole. `duplicate`: the same bytes were handed in by that insurer before and are not taken
 * again. Throws FILE_EMPTY, FILE_TOO_LARGE, FILE_INCOMPLETE.
 */
export async function receiveInsurerFile(
  deps: ReceiveDeps,
  input: ReceiveInput,
): Promise<{ file: InsurerFile; duplicate: boolean }> {
  const { sha256, bytes } = await deps.files.put(input.source, { maxBytes: input.maxBytes });
  const inserted = await deps.db.query(
    `INSERT INTO eligibility.insurer_file (insurer_number, insurer_name, sha256, name, bytes, received_at, received_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (insurer_number, sha256) DO NOTHING RETURNING file_id`,
    [input.insurerNumber, input.insurerName, sha256, input.name, bytes, deps.clock(), input.receivedBy],
  );
  const [file] = await selectFiles(deps.db, 'insurer_number = $1 AND sha256 = $2', [
    input.insurerNumber,
    sha256,
  ]);
  if (file === undefined) throw new Error('a file that was just registered is missing');
  return { file, duplicate: inserted.length === 0 };
}
