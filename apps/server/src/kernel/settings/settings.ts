import type { Queryable } from '../db/database.ts';

/** A fact about this installation that was noted before; null when it was not. */
export async function readSetting(db: Queryable, name: string): Promise<string | null> {
  const [row] = await db.query<{ value: string }>('SELECT value FROM kernel.setting WHERE name = $1', [name]);
  return row?.value ?? null;
}

export async function noteSetting(db: Queryable, name: string, value: string): Promise<void> {
  await db.query(
    'INSERT INTO kernel.setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    [name, value],
  );
}
