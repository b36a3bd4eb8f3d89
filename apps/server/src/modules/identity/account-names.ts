import type { Queryable } from '../../kernel/db/database.ts';

/** Display names by account, for those who may know which member of staff it was. */
export async function accountNames(
  db: Queryable,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (accounts.length === 0) return new Map();
  const rows = await db.query<{ account: string; display_name: string }>(
    'SELECT account, display_name FROM identity.account WHERE account = ANY ($1)',
    [accounts],
  );
  return new Map(rows.map((row) => [row.account, row.display_name]));
}
