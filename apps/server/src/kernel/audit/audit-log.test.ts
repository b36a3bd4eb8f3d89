import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../db/database.ts';
import { type Keys, openKeys } from '../keys/index.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { type AuditLogOptions, openAuditLog } from './audit-log.ts';
import type { AuditEvent } from './entry.ts';
import { openSealer } from './sealer.ts';
import { verifyLog } from './verify/verify-log.ts';

let own: TestDatabase;
let folder = '';
let file = '';
let keys: Keys;
beforeEach(async () => {
  own = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'tsunagu-audit-'));
  file = join(folder, 'audit/checkpoints.jsonl');
  keys = openKeys(own.db, join(folder, 'keys'), clock);
});
afterEach(async () => {
  await own.close();
  rmSync(folder, { recursive: true, force: true });
});

const clock = () => new Date('2026-11-22T01:02:03.004Z');
const event: AuditEvent = {
  event: 'sign-in',
  personId: null,
  account: 'test-account',
  actorRole: 'nurse',
  outcome: 'done',
  requestId: 'test-1',
};
const open = (options: Partial<AuditLogOptions> = {}, db: Database = own.db) =>
  openAuditLog(db, { clock, keys, checkpointFile: file, ...options });
const verify = () => verifyLog({ db: own.db, keys, file });
const checkpoints = () =>
  own.db.query<{ from: number; to: number; closing: boolean }>(
    'SELECT from_seq::int AS from, to_seq::int AS to, closing FROM audit.checkpoint ORDER BY checkpoint_no',
  );

/** The database, of which the statements that `fails` names are lost: before they arrive, or on the way back. */
function flaky(db: Database, fails: (sql: string) => 'before' | 'after' | null): Database {
  return {
    ...db,
    async query<Row>(sql: string, values?: readonly unknown[]) {
      const when = fails(sql);
      if (when === 'before') throw new Error('connection lost');
      const rows = await db.query<Row>(sql, values);
      if (when === 'after') throw new Error('connection lost');
      return rows;
    },
  };
}
const isInsert = (sql: string): boolean => sql.includes('INTO audit.entry');

test('entries of concurrent callers follow each other without gaps and share commits', async () => {
  let commits = 0;
  const counting = flaky(own.db, (sql) => {
    if (isInsert(sql)) commits++;
    return null;
  });
  const log = open({}, counting);
  await Promise.all(
    Array.from({ length: 2_500 }, (_, i) => log.append({ ...event, requestId: `test-${i}` })),
  );
  await log.close();
  const rows = await own.db.query<{ seq: string; request_id: string }>(
    'SELECT seq, request_id FROM audit.entry ORDER BY seq',
  );
  expect(rows).toEqual(
    Array.from({ length: 2_500 }, (_, i) => ({ seq: String(i + 1), request_id: `test-${i}` })),
  );
  expect(commits).toBeLessThanOrEqual(4);
  await expect(log.append(event)).rejects.toThrow('closed');
});

test('everything that an event says stands in its row', async () => {
  const log = open();
  await log.append({
    ...event,
    event: 'disclosure',
    personId: '00000000-0000-4000-8000-00000000000A',
    at: new Date('2026-01-02T03:04:05.678Z'),
    entryId: '00000000-0000-4000-8000-00000000000b',
    facilityCode: '1319991018',
    facilityName: '試験病院',
    purpose: 'care',
    ground: 'consent-24h',
    categories: ['medication', 'a,"b"'],
    outcome: 'refused',
    refusalCode: 'CONSENT_REQUIRED',
    itemCount: 0,
    method: 'card-reader',
    actingFor: '親が子に代わって\0\ud800',
    detail: { lines: 3, note: '試験', none: null, yes: true },
  });
  await log.close();
  expect(await own.db.query('SELECT * FROM audit.entry')).toMatchObject([
    {
      person_id: '00000000-0000-4000-8000-00000000000a',
      at: new Date('2026-01-02T03:04:05.678Z'),
      entry_id: '00000000-0000-4000-8000-00000000000b',
      event: 'disclosure',
      account: 'test-account',
      facility_name: '試験病院',
      categories: ['medication', 'a,"b"'],
      outcome: 'refused',
      refusal_code: 'CONSENT_REQUIRED',
      item_count: 0,
      acting_for: '親が子に代わって��',
      detail: '{"lines":3,"note":"試験","none":null,"yes":true}',
      seq: '1',
    },
  ]);
  expect(await verify()).toMatchObject({ intact: true, entries: 1 });
});

test.each<[string, Partial<AuditEvent>]>([
  ['personId', { personId: 'nobody' }],
  ['entryId', { entryId: '1' }],
  ['at', { at: new Date(Number.NaN) }],
  ['refusalCode', { outcome: 'refused' }],
  ['refusalCode', { refusalCode: 'CONSENT_REQUIRED' }],
  ['itemCount', { itemCount: 2 ** 31 }],
  ['itemCount', { itemCount: 0.5 }],
  ['detail', { detail: { note: 'x'.repeat(5_000) } }],
])('an event with an unusable %s is rejected alone', async (field, changed) => {
  const log = open();
  const others = [log.append(event), log.append(event)];
  await expect(log.append({ ...event, ...changed })).rejects.toThrow(field);
  await Promise.all(others);
  await log.close();
  expect(await verify()).toMatchObject({ intact: true, entries: 2, writers: 1 });
});

test.each(['before', 'after'] as const)(
  'a commit that fails (%s it arrived) retires the writer, and a new one goes on',
  async (when) => {
    let losing = false;
    const log = open(
      {},
      flaky(own.db, (sql) => (losing && isInsert(sql) ? when : null)),
    );
    await log.append(event);
    losing = true;
    const lost = [log.append(event), log.append(event)];
    for (const one of lost) await expect(one).rejects.toThrow('connection lost');
    losing = false;
    await log.append(event);
    await log.close();
    const entries = when === 'before' ? 2 : 4;
    expect(await verify()).toMatchObject({ faults: [], entries, entriesUnsealed: 0, writers: 2 });
  },
);

test('a writer that cannot be registered rejects its entries and leaves nothing', async () => {
  const log = open(
    {},
    flaky(own.db, (sql) => (sql.includes('INTO audit.writer') ? 'before' : null)),
  );
  await expect(log.append(event)).rejects.toThrow('connection lost');
  await log.close();
  expect(await verify()).toMatchObject({ intact: true, entries: 0, checkpoints: 0 });
});

test('checkpoints are made in time, after enough entries, and at the end', async () => {
  const log = open({ checkpointEveryMs: 20, checkpointEvery: 100 });
  await log.append(event);
  await until(async () => (await checkpoints()).length === 1);
  await sleep(60);
  expect(await checkpoints()).toEqual([{ from: 1, to: 1, closing: false }]);
  await log.close();
  const busy = open({ checkpointEveryMs: 3_600_000, checkpointEvery: 100 });
  for (let round = 0; round < 5; round++)
    await Promise.all(Array.from({ length: 50 }, () => busy.append(event)));
  await until(async () => (await checkpoints()).length >= 3);
  await busy.close();
  const made = await checkpoints();
  expect(made[1]).toEqual({ from: 2, to: 1, closing: true });
  expect(made.slice(2).reduce((sum, { from, to }) => sum + to - from + 1, 0)).toBe(250);
  expect(made.at(-1)?.closing).toBe(true);
  expect(await verify()).toMatchObject({ intact: true, entries: 251, writers: 2 });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(10);
}

test('a start seals what a killed writer left', async () => {
  const killed = open({ checkpointEveryMs: 3_600_000 });
  await Promise.all(Array.from({ length: 20 }, () => killed.append(event)));
  // As if it had died: it is never closed.
  expect(await checkpoints()).toEqual([]);
  await open().close();
  expect(await checkpoints()).toEqual([{ from: 1, to: 20, closing: false }]);
  expect(await verify()).toMatchObject({ intact: true, entriesUnsealed: 0 });
});

test('a writer whose tail another server has sealed goes on behind it', async () => {
  const log = open({ checkpointEveryMs: 3_600_000 });
  await Promise.all(Array.from({ length: 20 }, () => log.append(event)));
  await open().close();
  await Promise.all(Array.from({ length: 5 }, () => log.append(event)));
  await log.close();
  expect(await checkpoints()).toEqual([
    { from: 1, to: 20, closing: false },
    { from: 21, to: 25, closing: false },
    { from: 26, to: 25, closing: true },
  ]);
  expect(await verify()).toMatchObject({ faults: [], entries: 25 });
});

test('a checkpoint that fails is told of and made up for', async () => {
  const errors: unknown[] = [];
  let broken = true;
  const db: Database = {
    ...own.db,
    transaction: (run) => (broken ? Promise.reject(new Error('connection lost')) : own.db.transaction(run)),
  };
  await keys.signingKey('audit');
  const log = open({ checkpointEveryMs: 10, onError: (error) => errors.push(error) }, db);
  await log.append(event);
  await until(async () => errors.length > 2);
  broken = false;
  await log.append(event);
  await until(async () => (await checkpoints()).length > 0);
  await log.close();
  expect(await verify()).toMatchObject({ faults: [], entries: 2, entriesUnsealed: 0 });
});

test('a checkpoint that fails and nobody is told of makes the closing fail', async () => {
  const db: Database = { ...own.db, transaction: () => Promise.reject(new Error('connection lost')) };
  await keys.signingKey('audit');
  const log = open({}, db);
  await log.append(event);
  await expect(log.close()).rejects.toThrow('connection lost');
});

test('behind a gap nothing is vouched for', async () => {
  const log = open({ checkpointEveryMs: 3_600_000 });
  await Promise.all(Array.from({ length: 3 }, () => log.append(event)));
  await own.db.query(
    `INSERT INTO audit.entry SELECT person_id, at, '00000000-0000-4000-8000-000000000001', event, account, account_salt,
       actor_role, facility_code, facility_name, purpose, ground, categories, outcome, refusal_code, item_count, request_id,
       method, acting_for, detail, writer_id, 7, hash FROM audit.entry WHERE seq = 3`,
  );
  await openSealer({ db: own.db, clock, keys, file }).sealOpenTails(() => false);
  expect(await checkpoints()).toEqual([{ from: 1, to: 3, closing: false }]);
});

test('the file is caught up with, cut lines included, by whoever makes the next checkpoint', async () => {
  const write = async () => {
    const log = open();
    await log.append(event);
    await log.close();
  };
  await write();
  rmSync(file);
  await write();
  expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBe(2);
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, -20));
  await write();
  expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBe(3);
  expect(await verify()).toMatchObject({ faults: [], file: 'checked', checkpoints: 3 });
});

test('without keys there is a plain chain', async () => {
  const log = openAuditLog(own.db, { clock });
  await Promise.all([log.append(event), log.append(event)]);
  await log.close();
  expect(existsSync(file)).toBe(false);
  expect(await verify()).toMatchObject({ intact: true, entries: 2, entriesUnsealed: 2, file: 'absent' });
});

test('two servers write at once, each with a chain of its own', async () => {
  const logs = [open({ checkpointEvery: 50 }), open({ checkpointEvery: 50 })];
  await Promise.all(logs.flatMap((log) => Array.from({ length: 400 }, () => log.append(event))));
  await Promise.all(logs.map((log) => log.close()));
  expect(await verify()).toMatchObject({ faults: [], entries: 800, writers: 2, entriesUnsealed: 0 });
});

test('a later look begins at the newest checkpoint before', async () => {
  const log = open();
  await log.append(event);
  await log.close();
  const later = openAuditLog(own.db, { clock: () => new Date('2026-12-01T00:00:00.000Z'), keys });
  await later.append(event);
  await later.close();
  const since = new Date('2026-11-30T00:00:00.000Z');
  const report = await verifyLog({ db: own.db, keys, file }, { since });
  expect(report).toMatchObject({ faults: [], entries: 1, checkpoints: 1, writers: 2 });
});
