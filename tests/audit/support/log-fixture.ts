import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  type AuditEvent,
  type AuditReport,
  openAuditLog,
  verifyLog,
} from '../../../apps/server/src/kernel/audit/index.ts';
import { type Keys, openKeys } from '../../../apps/server/src/kernel/keys/index.ts';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../apps/server/src/kernel/testing/test-database.ts';

export interface LogFixture extends Pick<TestDatabase, 'db' | 'url'> {
  readonly keys: Keys;
  readonly directory: string;
  readonly checkpointFile: string;
  /** Writer ids in the order of their start. */
  readonly writers: readonly string[];
  setNow(instant: string): void;
  /** A log of its own: `rounds` commits of five entries with a checkpoint every ten, closed at the end. */
  writeLog(rounds: number, changed?: Partial<AuditEvent>): Promise<void>;
  asSuperuser<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  verify(options?: { readonly since?: Date; readonly withoutFile?: boolean }): Promise<AuditReport>;
  close(): Promise<void>;
}

export const PERSON = '00000000-0000-4000-8000-000000000001';
const ENTRIES_PER_COMMIT = 5;
const ENTRIES_PER_CHECKPOINT = 10;

/** An event that fills every column. */
export const FULL_EVENT: AuditEvent = {
  event: 'disclosure',
  personId: PERSON,
  account: 'test-account',
  actorRole: 'nurse',
  facilityCode: '1319991018',
  facilityName: '試験病院',
  purpose: 'care',
  ground: 'consent-24h',
  categories: ['medication', 'surgery'],
  outcome: 'shown',
  itemCount: 3,
  requestId: 'test',
  method: 'card-reader',
  actingFor: '試験 代理',
  detail: { lines: 3, note: '試験' },
};

export async function createLogFixture(): Promise<LogFixture> {
  const own = await createTestDatabase();
  const directory = mkdtempSync(join(tmpdir(), 'tsunagu-audit-'));
  const checkpointFile = join(directory, 'audit/checkpoints.jsonl');
  const superuser = new pg.Client({ connectionString: own.url('postgres') });
  await superuser.connect();
  // Whoever tampers as superuser is not stopped by constraints either.
  await superuser.query(
    `ALTER TABLE audit.entry DROP CONSTRAINT entry_outcome_known, DROP CONSTRAINT entry_refusal_has_a_code,
       DROP CONSTRAINT entry_is_chained, DROP CONSTRAINT entry_account_is_salted, DROP CONSTRAINT entry_pkey`,
  );
  let now = new Date('2026-11-22T01:02:03.004Z');
  const clock = () => now;
  const keys = openKeys(own.db, join(directory, 'keys'), clock);
  const writers: string[] = [];
  return {
    db: own.db,
    url: own.url,
    keys,
    directory,
    checkpointFile,
    writers,
    setNow(instant) {
      now = new Date(instant);
    },
    async writeLog(rounds, changed = {}) {
      const log = openAuditLog(own.db, {
        clock,
        keys,
        checkpointFile,
        checkpointEvery: ENTRIES_PER_CHECKPOINT,
      });
      for (let round = 0; round < rounds; round++) {
        const batch = Array.from({ length: ENTRIES_PER_COMMIT }, (_, i) =>
          log.append({ ...FULL_EVENT, requestId: `test-${round}-${i}`, itemCount: i, ...changed }),
        );
        await Promise.all(batch);
      }
      await log.close();
      const { rows } = await superuser.query<{ writer_id: string }>(
        'SELECT writer_id FROM audit.writer WHERE writer_id <> ALL ($1)',
        [writers],
      );
      writers.push(...rows.map(({ writer_id }) => writer_id));
    },
    async asSuperuser<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) {
      return (await superuser.query<Row>(sql, [...values])).rows;
    },
    verify({ withoutFile = false, ...options } = {}) {
      return verifyLog({ db: own.db, keys, file: withoutFile ? null : checkpointFile }, options);
    },
    async close() {
      await superuser.end();
      await own.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
