import { randomUUID } from 'node:crypto';
import type { AuditEvent, AuditLog } from '../../../kernel/audit/index.ts';
import type { Database } from '../../../kernel/db/database.ts';
import { NOBODY } from '../../registry/index.ts';
import type { InsurerFile, Progress } from './file-record.ts';

export interface EntryDeps {
  readonly db: Database;
  readonly audit: AuditLog;
}

type DueEntry = AuditEvent & { readonly at: Date; readonly entryId: string };

/** The entry about one batch of a file. It is noted with the batch and written behind it. */
export function batchEntry(
  { insurerNumber, sha256, receivedBy }: InsurerFile,
  { at, lastRow, counts }: { readonly at: Date; readonly lastRow: number; readonly counts: Progress },
): DueEntry {
  const { rows, registered, corrected, closed, refused } = counts;
  return {
    event: 'coverage-registered',
    personId: null,
    at,
    entryId: randomUUID(),
    account: receivedBy,
    actorRole: 'insurer-clerk',
    outcome: 'done',
    requestId: null,
    purpose: 'insurance',
    itemCount: rows - refused,
    method: 'file',
    detail: { insurer: insurerNumber, file: sha256, row: lastRow, registered, corrected, closed, refused },
  };
}

/**
 * Writes the entry that a batch left, unless it stands in the log: a process that was killed may have come that far.
 * The lock lets one process do so at a time; a second entry of the same id would take others down with it.
 */
export async function enterWhatIsDue({ db, audit }: EntryDeps, fileId: string): Promise<void> {
  await db.transaction(async (tx) => {
    const [file] = await tx.query<{ due: string | null }>(
      'SELECT entry_due AS due FROM eligibility.insurer_file WHERE file_id = $1 FOR UPDATE',
      [fileId],
    );
    if (file === undefined || file.due === null) return;
    const due = parseDue(file.due);
    const entered = await tx.query(
      'SELECT FROM audit.entry WHERE person_id = $1 AND at = $2 AND entry_id = $3',
      [NOBODY, due.at, due.entryId],
    );
    if (entered.length === 0) await audit.append(due);
    await tx.query('UPDATE eligibility.insurer_file SET entry_due = NULL WHERE file_id = $1', [fileId]);
  });
}

/** As `batchEntry` made it. */
function parseDue(json: string): DueEntry {
  const due = JSON.parse(json) as Omit<DueEntry, 'at'> & { readonly at: string };
  return { ...due, at: new Date(due.at) };
}
