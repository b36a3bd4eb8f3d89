import { randomUUID } from 'node:crypto';
import type { Notebook } from '@tsunagu/jahis';
import type { Queryable } from '../../../kernel/db/database.ts';
import { contentKey, contentsOf, type EntryContent, type EntryKind } from './content.ts';

/** An entry of a person's notebook. */
export type NotebookEntry = EntryContent & {
  readonly entryId: string;
  /** `1` a facility handed it out, `2` the patient did. */
  readonly category: '1' | '2';
  readonly importedAt: Date;
};

interface EntryRow {
  readonly entry_id: string;
  readonly kind: EntryKind;
  readonly occurred_on: string | null;
  readonly content: unknown;
  readonly category: number;
  readonly imported_at: Date;
}

/** Everything in a person's notebook, newest first. */
export async function readEntries(db: Queryable, personId: string): Promise<NotebookEntry[]> {
  const rows = await db.query<EntryRow>(
    `SELECT entry_id, kind, occurred_on::text, content, category, imported_at
     FROM prescriptions.notebook_entry WHERE person_id = $1
     ORDER BY occurred_on DESC NULLS LAST, imported_at DESC, entry_id`,
    [personId],
  );
  return rows.map(parseEntry);
}

const parseEntry = (row: EntryRow): NotebookEntry =>
  ({
    entryId: row.entry_id,
    kind: row.kind,
    occurredOn: row.occurred_on,
    content: row.content,
    category: row.category === 1 ? '1' : '2',
    importedAt: row.imported_at,
  }) as NotebookEntry;

export interface Taken {
  readonly taken: number;
  /** What was in the notebook before. */
  readonly already: number;
}

/** Stores what a notebook says and the person's does not hold yet. */
export async function storeNotebook(
  tx: Queryable,
  personId: string,
  notebook: Notebook,
  { at, account }: { readonly at: Date; readonly account: string },
): Promise<Taken> {
  const contents = contentsOf(notebook);
  const rows = await tx.query(
    `INSERT INTO prescriptions.notebook_entry
       (person_id, entry_id, kind, occurred_on, content_key, content, category, imported_at, account)
     SELECT $1, item.id, item.kind, item.on, decode(item.key, 'hex'), item.content, $3, $4, $5
     FROM jsonb_to_recordset($2) AS item (id uuid, kind text, "on" date, key text, content jsonb)
     ON CONFLICT DO NOTHING RETURNING entry_id`,
    [
      personId,
      JSON.stringify(
        contents.map((one) => ({
          id: randomUUID(),
          kind: one.kind,
          on: one.occurredOn,
          key: contentKey(one).toString('hex'),
          content: one.content,
        })),
      ),
      Number(notebook.category),
      at,
      account,
    ],
  );
  return { taken: rows.length, already: contents.length - rows.length };
}

/** False: there is no such entry. */
export async function deleteEntry(tx: Queryable, personId: string, entryId: string): Promise<boolean> {
  const rows = await tx.query(
    'DELETE FROM prescriptions.notebook_entry WHERE person_id = $1 AND entry_id = $2 RETURNING entry_id',
    [personId, entryId],
  );
  return rows.length > 0;
}
