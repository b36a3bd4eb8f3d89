import type { Queryable } from './database.ts';

/** PostgreSQL numbers the parameters of a statement with 16 bits. */
const MOST_PARAMETERS = 65_535;

interface RowsToInsert {
  /** Table and columns, as after INSERT INTO. */
  readonly into: string;
  readonly rows: readonly (readonly unknown[])[];
  /** For example an ON CONFLICT clause. */
  readonly suffix?: string;
}

/** Inserts many rows with as few multi-row statements as possible. */
export async function insertRows(db: Queryable, { into, rows, suffix = '' }: RowsToInsert): Promise<void> {
  const width = rows[0]?.length ?? 1;
  const most = Math.min(2_000, Math.floor(MOST_PARAMETERS / width));
  for (let start = 0; start < rows.length; start += most) {
    const part = rows.slice(start, start + most);
    const groups = part.map(
      (_, row) => `(${Array.from({ length: width }, (_, column) => `$${row * width + column + 1}`)})`,
    );
    await db.query(`INSERT INTO ${into} VALUES ${groups} ${suffix}`, part.flat());
  }
}
