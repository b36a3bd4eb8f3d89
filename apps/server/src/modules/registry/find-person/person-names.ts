import type { Queryable } from '../../../kernel/db/database.ts';
import type { PersonId } from '../person-id.ts';

/** Names by person; people who are unknown are absent. */
export async function personNames(
  db: Queryable,
  personIds: readonly string[],
): Promise<Map<PersonId, string>> {
  if (personIds.length === 0) return new Map();
  const rows = await db.query<{ person_id: PersonId; name: string }>(
    'SELECT person_id, name FROM registry.person WHERE person_id = ANY ($1)',
    [personIds],
  );
  return new Map(rows.map((row) => [row.person_id, row.name]));
}
