import type { Queryable } from '../../../kernel/db/database.ts';
import type { TextEncoding } from '../model/text-encoding.ts';

/** What became of the rows so far. */
export interface Progress {
  readonly rows: number;
  readonly registered: number;
  readonly corrected: number;
  readonly closed: number;
  readonly unchanged: number;
  readonly refused: number;
}

export interface InsurerFile extends Progress {
  readonly fileId: string;
  readonly insurerNumber: string;
  readonly insurerName: string;
  readonly sha256: string;
  readonly name: string;
  readonly bytes: number;
  readonly state: 'received' | 'reading' | 'taken' | 'refused';
  readonly encoding: TextEncoding | null;
  readonly receivedAt: Date;
  readonly receivedBy: string;
  readonly finishedAt: Date | null;
  readonly refusal: string | null;
}

/** Files that a condition selects; `$1…` in the condition are filled from `values`. */
export async function selectFiles(
  db: Queryable,
  condition: string,
  values: readonly unknown[],
): Promise<InsurerFile[]> {
  const rows = await db.query<InsurerFile & { readonly bytes: string }>(
    `SELECT file_id::text AS "fileId", insurer_number AS "insurerNumber", insurer_name AS "insurerName", sha256, name, bytes,
       state, encoding, received_at AS "receivedAt", received_by AS "receivedBy", finished_at AS "finishedAt", refusal, rows,
       registered, corrected, closed, unchanged, refused
     FROM eligibility.insurer_file WHERE ${condition}`,
    values,
  );
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }));
}

/** A file as its insurer sees it. */
export function toFileView({
  fileId,
  insurerNumber: _,
  insurerName: _name,
  receivedBy: _by,
  ...file
}: InsurerFile) {
  return { id: fileId, ...file };
}
