import type { Finding, ReadSummary } from '@tsunagu/uke';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { ClaimFile, Progress } from './file-record.ts';

interface FinishDeps {
  readonly db: Database;
  readonly clock: Clock;
}

/** Marks the file as taken: from this commit on its claims are seen. */
export async function finishFile(
  deps: FinishDeps,
  file: ClaimFile,
  progress: Progress,
  summary: ReadSummary,
): Promise<void> {
  const done = await deps.db.query(
    `UPDATE claims.file SET state = 'taken', finished_at = $3, kind = $4, records = $5, records_by_type = $6, bytes_read = bytes
     WHERE file_id = $1 AND state = 'received' AND claims = $2 RETURNING file_id`,
    [
      file.fileId,
      progress.claims,
      deps.clock(),
      summary.kind,
      summary.records,
      JSON.stringify(summary.recordsByType),
    ],
  );
  if (done.length === 0) throw new AppError('FILE_BUSY');
}

/** Marks the file as refused and takes back what earlier batches had stored, so that nothing of it is half-stored. */
export async function refuseFile(deps: FinishDeps, file: ClaimFile, finding: Finding): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const done = await tx.query(
      `UPDATE claims.file SET state = 'refused', refusal_code = $2, finished_at = $3, stored = 0, quarantined = 0,
         replaced = 0, claims = 0, act_counts = '{}', findings_kept = findings_kept + 1, finding_counts = $4
       WHERE file_id = $1 AND state = 'received' RETURNING findings_kept, stored`,
      [
        file.fileId,
        finding.code,
        deps.clock(),
        JSON.stringify({ [`${finding.code}:${finding.severity}`]: 1 }),
      ],
    );
    const [row] = done as { findings_kept: number }[];
    if (row === undefined) throw new AppError('FILE_BUSY');
    await tx.query('DELETE FROM claims.claim WHERE file_id = $1', [file.fileId]);
    await tx.query('UPDATE claims.claim SET superseded_by = NULL WHERE superseded_by = $1', [file.fileId]);
    await tx.query('DELETE FROM claims.pending_claim WHERE file_id = $1', [file.fileId]);
    await tx.query('DELETE FROM claims.work_item WHERE file_id = $1', [file.fileId]);
    await tx.query('DELETE FROM claims.finding WHERE file_id = $1', [file.fileId]);
    await tx.query(
      `INSERT INTO claims.finding (file_id, finding_no, code, severity, record, type, "column", claim)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        file.fileId,
        row.findings_kept,
        finding.code,
        finding.severity,
        finding.record,
        finding.type,
        finding.column,
        finding.claim,
      ],
    );
  });
}
