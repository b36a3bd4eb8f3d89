import { joinNotebookParts, type Notebook, type WaitingParts } from '@tsunagu/jahis';
import type { Queryable } from '../../../kernel/db/database.ts';

/** The whole that a notebook makes with the parts that came before it, or what is still waited for. */
export interface Gathered {
  readonly whole: readonly Notebook[];
  readonly waiting: readonly WaitingParts[];
}

/**
 * Keeps a part until the others are there; nothing of it is imported before. A notebook in one piece passes. The caller
 * holds the lock of the person's notebook, so that the last two parts see each other.
 * @spec prescriptions.md §6.7
 */
export async function gatherParts(
  tx: Queryable,
  personId: string,
  notebook: Notebook,
  at: Date,
): Promise<Gathered> {
  const { part } = notebook;
  if (part === null) return { whole: [notebook], waiting: [] };
  await tx.query(
    `INSERT INTO prescriptions.notebook_part (person_id, data_id, part, content, received_at)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (person_id, data_id, part) DO UPDATE SET content = excluded.content, received_at = excluded.received_at`,
    [personId, part.dataId, part.number, JSON.stringify(notebook), at],
  );
  const rows = await tx.query<{ content: Notebook }>(
    'SELECT content FROM prescriptions.notebook_part WHERE person_id = $1 AND data_id = $2',
    [personId, part.dataId],
  );
  const joined = joinNotebookParts(rows.map((row) => row.content));
  if (joined.waiting.length === 0) {
    await tx.query('DELETE FROM prescriptions.notebook_part WHERE person_id = $1 AND data_id = $2', [
      personId,
      part.dataId,
    ]);
  }
  return joined;
}
