import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

export interface Queryable {
  /** Runs one statement; `values` fill `$1…`. Rejects with the driver's error. */
  query<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Transaction extends Queryable {
  /** Feeds `COPY … FROM STDIN` with chunks that are already in COPY's text format. */
  copyIn(sql: string, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void>;
}

export interface Database extends Queryable {
  /**
   * Commits when `run` resolves, rolls back when it rejects. `planned`: its statements are planned once per connection,
   * for transactions whose statements always have the same few texts.
   */
  transaction<T>(run: (tx: Transaction) => Promise<T>, options?: { readonly planned?: boolean }): Promise<T>;
  /** A statement that PostgreSQL plans once per connection; the name must stand for one text only. */
  prepared<Row>(name: string, sql: string, values: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly connectionString: string;
  readonly maxConnections?: number;
  /** Off behind a pooler in transaction mode, which loses named statements between transactions. */
  readonly namedStatements?: boolean;
}

// bigint and numeric stay strings (no loss); json is parsed by whoever reads the column.
const JSON_OID = 114;
const rawTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === JSON_OID) return (value: string) => value;
    return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text');
  },
} as pg.CustomTypesConfig;

/** Connects lazily to a PostgreSQL server through a pool. `json` columns arrive as text. */
export function openDatabase(options: DatabaseOptions): Database {
  const named = options.namedStatements ?? true;
  const open = (settings: pg.PoolConfig): pg.Pool => {
    const pool = new pg.Pool({
      connectionString: options.connectionString,
      max: options.maxConnections ?? 10,
      types: rawTypes,
      ...settings,
    });
    // An idle connection may be cut when the server stops; the next query reports it where it matters.
    pool.on('error', () => {});
    return pool;
  };
  const pool = open({});
  // Of a partitioned table PostgreSQL thinks a plan for all values too dear, since it counts every partition, and plans
  // each call anew; on these connections it plans once, and leaves partitions out when it knows the value.
  const planned = named ? open({ options: '-c plan_cache_mode=force_generic_plan' }) : pool;

  return {
    async query<Row>(sql: string, values: readonly unknown[] = []) {
      const result = await pool.query(sql, [...values]);
      return result.rows as Row[];
    },
    async prepared<Row>(name: string, sql: string, values: readonly unknown[]) {
      const result = await planned.query(
        named ? { name, text: sql, values: [...values] } : { text: sql, values: [...values] },
      );
      return result.rows as Row[];
    },
    async transaction<T>(run: (tx: Transaction) => Promise<T>, { planned: plannedOnce = false } = {}) {
      const client = await (plannedOnce ? planned : pool).connect();
      let broken: Error | undefined;
      // The server may go away between two statements; the next one reports it.
      const lost = (error: Error) => {
        broken = error;
      };
      client.on('error', lost);
      try {
        await client.query('BEGIN');
        const value = await run(transactionOn(client, named && plannedOnce ? nameOf : () => undefined));
        await client.query('COMMIT');
        return value;
      } catch (error) {
        await client.query('ROLLBACK').catch((failure: Error) => {
          broken = failure;
        });
        throw error;
      } finally {
        client.off('error', lost);
        client.release(broken);
      }
    },
    async close() {
      await pool.end();
      if (planned !== pool) await planned.end();
    },
  };
}

const names = new Map<string, string>();

/** The name under which a text is planned. */
function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    name = `planned-${names.size}`;
    names.set(sql, name);
  }
  return name;
}

function transactionOn(client: pg.PoolClient, named: (sql: string) => string | undefined): Transaction {
  return {
    async query<Row>(sql: string, values: readonly unknown[] = []) {
      const name = named(sql);
      const result = await client.query({
        text: sql,
        values: [...values],
        ...(name === undefined ? {} : { name }),
      });
      return result.rows as Row[];
    },
    async copyIn(sql, chunks) {
      await pipeline(Readable.from(chunks, { objectMode: false }), client.query(copyFrom(sql)));
    },
  };
}
