import type { Queryable } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { WorkKind } from '../take-in/batch.ts';
import { workItemId } from './retry.ts';

const PAGE_SIZE = 100;

export interface WorkItemView {
  readonly id: string;
  readonly kind: WorkKind;
  readonly state: 'open' | 'resolved';
  readonly file: string;
  readonly fileName: string;
  readonly claim: number;
  readonly record: number | null;
  readonly column: number | null;
  readonly reason: string;
  /** The code, where a code is unknown. */
  readonly detail: string | null;
  readonly occurrences: number;
  readonly createdAt: Date;
  readonly resolvedAt: Date | null;
}

export interface WorkListInput {
  readonly state: 'open' | 'resolved';
  readonly kind: WorkKind | null;
  readonly cursor: string | null;
}

interface Row {
  readonly file_id: string;
  readonly kind: WorkKind;
  readonly subject: string;
  readonly sha256: string;
  readonly name: string;
  readonly received_no: string;
  readonly claim: number;
  readonly record: number | null;
  readonly column: number | null;
  readonly reason: string;
  readonly occurrences: number;
  readonly created_at: Date;
  readonly resolved_at: Date | null;
}

/** What needs a person's attention, newest file first. */
export async function listWorkItems(db: Queryable, { state, kind, cursor }: WorkListInput) {
  const offset = cursor === null ? 0 : Number(cursor);
  if (!Number.isSafeInteger(offset) || offset < 0) throw new AppError('INPUT_INVALID', { cursor: 'unknown' });
  const where = `(resolved_at IS NULL) = $1 AND ($2::text IS NULL OR w.kind = $2)`;
  const [count] = await db.query<{ total: string }>(
    `SELECT count(*) AS total FROM claims.work_item w WHERE ${where}`,
    [state === 'open', kind],
  );
  const rows = await db.query<Row>(
    `SELECT w.file_id, w.kind, w.subject, f.sha256, f.name, f.received_no, w.claim, w.record, w."column", w.reason,
       w.occurrences, w.created_at, w.resolved_at
     FROM claims.work_item w JOIN claims.file f USING (file_id) WHERE ${where}
     ORDER BY f.received_no DESC, w.claim, w.kind, w.subject LIMIT $3 OFFSET $4`,
    [state === 'open', kind, PAGE_SIZE + 1, offset],
  );
  const items = rows.slice(0, PAGE_SIZE).map(toView);
  return {
    items,
    total: Number(count?.total ?? 0),
    next: rows.length > PAGE_SIZE ? String(offset + PAGE_SIZE) : null,
  };
}

const toView = (row: Row): WorkItemView => ({
  id: workItemId(row),
  kind: row.kind,
  state: row.resolved_at === null ? 'open' : 'resolved',
  file: row.sha256,
  fileName: row.name,
  claim: row.claim,
  record: row.record,
  column: row.column,
  reason: row.reason,
  detail: row.kind === 'code-unknown' ? row.subject : null,
  occurrences: row.occurrences,
  createdAt: row.created_at,
  resolvedAt: row.resolved_at,
});
