import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { entryHash } from '../../apps/server/src/kernel/audit/canonical.ts';
import { readEntriesAfter } from '../../apps/server/src/kernel/audit/entry-store.ts';
import { createLogFixture, type LogFixture } from './support/log-fixture.ts';

/** Commits of five entries: 40 entries, of which the checkpoints cover about ten each. */
const ROUNDS = 8;
const ENTRIES = 40;

let log: LogFixture;
beforeAll(async () => {
  log = await createLogFixture();
  for (let writer = 0; writer < 3; writer++) await log.writeLog(ROUNDS);
  await log.asSuperuser('CREATE SCHEMA kept');
  for (const table of TABLES)
    await log.asSuperuser(`CREATE TABLE kept.${table} AS TABLE ${FULL_NAMES[table]}`);
  checkpointFile = readFileSync(log.checkpointFile, 'utf8');
  [, writer = ''] = log.writers;
});
afterAll(() => log.close());

const TABLES = ['entry', 'writer', 'checkpoint', 'signing_key'] as const;
const FULL_NAMES = {
  entry: 'audit.entry',
  writer: 'audit.writer',
  checkpoint: 'audit.checkpoint',
  signing_key: 'kernel.signing_key',
};
let checkpointFile = '';
/** The writer that is tampered with: neither the first nor the last. */
let writer = '';

/** Every test begins with the log as it was written. */
beforeEach(async () => {
  for (const table of TABLES) {
    await log.asSuperuser(`TRUNCATE ${FULL_NAMES[table]}`);
    await log.asSuperuser(`INSERT INTO ${FULL_NAMES[table]} SELECT * FROM kept.${table}`);
  }
  writeFileSync(log.checkpointFile, checkpointFile);
  expect(await log.verify()).toMatchObject({
    intact: true,
    faults: [],
    entries: 3 * ENTRIES,
    entriesUnsealed: 0,
    writers: 3,
    file: 'checked',
  });
});

const entryAt = async (seq: number): Promise<string> => {
  const [row] = await log.asSuperuser<{ entry_id: string }>(
    'SELECT entry_id FROM audit.entry WHERE writer_id = $1 AND seq = $2',
    [writer, seq],
  );
  return row?.entry_id ?? '';
};

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const OTHER_ID = '00000000-0000-4000-8000-00000000000f';
const CHANGES: Readonly<Record<string, string>> = {
  person_id: `'${OTHER_ID}'`,
  at: `at + interval '1 millisecond'`,
  event: `'sign-in'`,
  account: `account || '1'`,
  account_salt: `set_bit(account_salt, 0, 1 - get_bit(account_salt, 0))`,
  actor_role: `'Nurse'`,
  facility_code: 'NULL',
  facility_name: `facility_name || ' '`,
  purpose: `''`,
  ground: 'NULL',
  categories: `ARRAY['medicationsurgery']`,
  outcome: `'done'`,
  refusal_code: `''`,
  item_count: 'item_count + 1',
  request_id: `overlay(request_id placing 'u' from 1)`,
  method: 'NULL',
  acting_for: 'NULL',
  detail: `'{"lines":3, "note":"試験"}'`,
  hash: 'set_bit(hash, 255, 1 - get_bit(hash, 255))',
};

test.each(Object.entries(CHANGES))('one changed bit is located: column %s', async (column, value) => {
  const entryId = await entryAt(17);
  await log.asSuperuser(`UPDATE audit.entry SET ${column} = ${value} WHERE entry_id = $1`, [entryId]);
  expect((await log.verify()).faults).toEqual([{ kind: 'content-changed', writer, seq: 17, entryId }]);
});

test('one changed bit is located: the id of an entry', async () => {
  await log.asSuperuser('UPDATE audit.entry SET entry_id = $1 WHERE writer_id = $2 AND seq = 17', [
    OTHER_ID,
    writer,
  ]);
  const faults = [{ kind: 'content-changed', writer, seq: 17, entryId: OTHER_ID }];
  expect((await log.verify()).faults).toEqual(faults);
});

test('every column is tried', async () => {
  const columns = await log.asSuperuser<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'audit.entry'::regclass AND attnum > 0`,
  );
  const tried = [...Object.keys(CHANGES), 'entry_id', 'writer_id', 'seq'];
  expect(tried.toSorted()).toEqual(columns.map(({ name }) => name).toSorted());
});

test.each([
  [33, 'the number of another entry'],
  [1_000_001, 'a number far behind the newest entry'],
  [0, 'a number before the first entry'],
  [-5, 'a negative number'],
])('a changed number is located: %i (%s)', async (seq) => {
  const entryId = await entryAt(17);
  await log.asSuperuser('UPDATE audit.entry SET seq = $1 WHERE entry_id = $2', [seq, entryId]);
  expect((await log.verify()).faults).toContainEqual({ kind: 'order-changed', writer, seq, entryId });
});

test('an entry given to an unknown writer is missed and found', async () => {
  const entryId = await entryAt(17);
  await log.asSuperuser('UPDATE audit.entry SET writer_id = $1 WHERE entry_id = $2', [OTHER_ID, entryId]);
  expect((await log.verify()).faults).toEqual([
    { kind: 'entry-missing', writer, seq: 17, toSeq: 17 },
    { kind: 'unknown-writer', writer: OTHER_ID, seq: 17, entryId },
  ]);
});

test('an entry passed off as older than the chain is missed', async () => {
  await log.asSuperuser(
    `UPDATE audit.entry SET writer_id = '00000000-0000-0000-0000-000000000000', hash = NULL WHERE entry_id = $1`,
    [await entryAt(17)],
  );
  const report = await log.verify();
  expect(report.faults).toEqual([{ kind: 'entry-missing', writer, seq: 17, toSeq: 17 }]);
  expect(report.entriesBeforeTheChain).toBe(1);
});

test.each([1, 10, 11, 17, 39])('one removed entry is located: %i', async (seq) => {
  await log.asSuperuser('DELETE FROM audit.entry WHERE writer_id = $1 AND seq = $2', [writer, seq]);
  expect((await log.verify()).faults).toEqual([{ kind: 'entry-missing', writer, seq, toSeq: seq }]);
});

test('a change right behind a removed last entry of a checkpoint is located too', async () => {
  const [{ to_seq: to } = { to_seq: '0' }] = await log.asSuperuser<{ to_seq: string }>(
    'SELECT to_seq FROM audit.checkpoint WHERE writer_id = $1 ORDER BY from_seq LIMIT 1',
    [writer],
  );
  const seq = Number(to) + 1;
  const entryId = await entryAt(seq);
  await log.asSuperuser('DELETE FROM audit.entry WHERE writer_id = $1 AND seq = $2', [writer, to]);
  await log.asSuperuser(`UPDATE audit.entry SET purpose = 'self' WHERE entry_id = $1`, [entryId]);
  expect((await log.verify()).faults.toSorted((a, b) => (a.seq ?? 0) - (b.seq ?? 0))).toEqual([
    { kind: 'entry-missing', writer, seq: Number(to), toSeq: Number(to) },
    { kind: 'content-changed', writer, seq, entryId },
  ]);
});

test.each([
  [17, 18],
  [9, 31],
  [1, 40],
  [21, 23],
])('two exchanged numbers are located: %i and %i', async (a, b) => {
  const [atA, atB] = [await entryAt(a), await entryAt(b)];
  await log.asSuperuser(
    'UPDATE audit.entry SET seq = CASE seq WHEN $2 THEN $3::bigint ELSE $2 END WHERE writer_id = $1 AND seq IN ($2, $3)',
    [writer, a, b],
  );
  expect((await log.verify()).faults).toEqual([
    { kind: 'order-changed', writer, seq: a, entryId: atB },
    { kind: 'order-changed', writer, seq: b, entryId: atA },
  ]);
});

test('two entries with exchanged contents are located', async () => {
  const [atA, atB] = [await entryAt(9), await entryAt(31)];
  await log.asSuperuser(
    `UPDATE audit.entry e SET entry_id = o.entry_id, at = o.at, account_salt = o.account_salt, item_count = o.item_count,
       request_id = o.request_id
     FROM audit.entry o WHERE e.writer_id = $1 AND o.writer_id = $1 AND (e.seq, o.seq) IN ((9, 31), (31, 9))`,
    [writer],
  );
  expect((await log.verify()).faults).toEqual([
    { kind: 'order-changed', writer, seq: 9, entryId: atB },
    { kind: 'order-changed', writer, seq: 31, entryId: atA },
  ]);
});

test('entries of two writers that were exchanged are located in both', async () => {
  const [, , other = ''] = log.writers;
  await log.asSuperuser(
    'UPDATE audit.entry SET writer_id = CASE writer_id WHEN $1 THEN $2::uuid ELSE $1 END WHERE seq = 17 AND writer_id IN ($1, $2)',
    [writer, other],
  );
  const { faults } = await log.verify();
  for (const of of [writer, other])
    expect(faults).toContainEqual(expect.objectContaining({ kind: 'content-changed', writer: of, seq: 17 }));
  // Whether the next entry is sound cannot be told where an entry was replaced together with its hash.
  expect(faults.every(({ seq }) => seq === 17 || seq === 18)).toBe(true);
});

test('entries that were rewritten together with their hashes do not fit the checkpoint', async () => {
  const { no: checkpoint, seq, toSeq } = await middleCheckpoint();
  const [{ hash } = { hash: Buffer.alloc(0) }] = await log.asSuperuser<{ hash: Buffer }>(
    'SELECT hash FROM audit.entry WHERE writer_id = $1 AND seq = $2',
    [writer, toSeq - 1],
  );
  const [forged] = await readEntriesAfter(log.db, writer, { seq: toSeq - 1, entryId: LAST_ID }, 1);
  if (forged === undefined) throw new Error('there is no such entry');
  const changed = entryHash(hash, { ...forged.committed, purpose: 'self' });
  await log.asSuperuser(`UPDATE audit.entry SET purpose = 'self', hash = $1 WHERE entry_id = $2`, [
    changed,
    forged.committed.entryId,
  ]);
  expect((await log.verify()).faults).toEqual([
    { kind: 'entries-rewritten', writer, seq, toSeq, checkpoint },
  ]);
});

test('a removed tail is located', async () => {
  await log.asSuperuser('DELETE FROM audit.entry WHERE writer_id = $1 AND seq > 12', [writer]);
  expect((await log.verify()).faults).toEqual([{ kind: 'tail-missing', writer, seq: 13, toSeq: ENTRIES }]);
});

test('all entries of a writer removed are located', async () => {
  await log.asSuperuser('DELETE FROM audit.entry WHERE writer_id = $1', [writer]);
  expect((await log.verify()).faults).toEqual([{ kind: 'tail-missing', writer, seq: 1, toSeq: ENTRIES }]);
});

test('entries put behind the end of a writer are located', async () => {
  await log.asSuperuser(
    `INSERT INTO audit.entry SELECT person_id, at, $2, event, account, account_salt, actor_role, facility_code, facility_name,
       purpose, ground, categories, outcome, refusal_code, item_count, request_id, method, acting_for, detail, writer_id, 41, hash
     FROM audit.entry WHERE writer_id = $1 AND seq = 40`,
    [writer, OTHER_ID],
  );
  const faults = [
    { kind: 'entry-after-end', writer, seq: 41, entryId: OTHER_ID },
    { kind: 'content-changed', writer, seq: 41, entryId: OTHER_ID },
  ];
  expect((await log.verify()).faults).toEqual(faults);
});

const CHECKPOINT_CHANGES: Readonly<Record<string, string>> = {
  checkpoint_no: 'checkpoint_no + 1000',
  writer_id: `'${OTHER_ID}'`,
  from_seq: 'from_seq + 1',
  to_seq: 'to_seq + 1',
  entry_hash: 'set_bit(entry_hash, 0, 1 - get_bit(entry_hash, 0))',
  merkle_root: 'set_bit(merkle_root, 0, 1 - get_bit(merkle_root, 0))',
  closing: 'NOT closing',
  previous_hash: 'set_bit(previous_hash, 0, 1 - get_bit(previous_hash, 0))',
  at: `at + interval '1 millisecond'`,
  key_id: `'audit-unknown'`,
  signature: 'set_bit(signature, 0, 1 - get_bit(signature, 0))',
};

test.each(Object.entries(CHECKPOINT_CHANGES))(
  'a changed checkpoint is located: column %s',
  async (column, value) => {
    const checkpoint = await middleCheckpoint();
    const place = column === 'checkpoint_no' ? checkpoint.no + 1000 : checkpoint.no;
    await log.asSuperuser(`UPDATE audit.checkpoint SET ${column} = ${value} WHERE checkpoint_no = $1`, [
      checkpoint.no,
    ]);
    const kind = column === 'key_id' ? 'checkpoint-key' : 'checkpoint-signature';
    const { faults } = await log.verify({ withoutFile: column === 'checkpoint_no' });
    expect(faults).toContainEqual(expect.objectContaining({ kind, checkpoint: place }));
    if (!['checkpoint_no', 'writer_id'].includes(column)) expect(faults.length).toBe(1);
  },
);

async function middleCheckpoint() {
  const [row] = await log.asSuperuser<{ no: string; from_seq: string; to_seq: string }>(
    'SELECT checkpoint_no AS no, from_seq, to_seq FROM audit.checkpoint WHERE writer_id = $1 ORDER BY from_seq OFFSET 1 LIMIT 1',
    [writer],
  );
  return { no: Number(row?.no), seq: Number(row?.from_seq), toSeq: Number(row?.to_seq) };
}

test('a removed checkpoint is located, in the database alone and with the file', async () => {
  const { no: checkpoint, seq, toSeq } = await middleCheckpoint();
  await log.asSuperuser('DELETE FROM audit.checkpoint WHERE checkpoint_no = $1', [checkpoint]);
  const ofWriter = { kind: 'checkpoint-missing', writer, seq, toSeq };
  expect((await log.verify({ withoutFile: true })).faults).toEqual([
    { kind: 'checkpoint-missing', checkpoint, toCheckpoint: checkpoint },
    ofWriter,
  ]);
  expect((await log.verify()).faults).toEqual([{ ...ofWriter, checkpoint }, ofWriter]);
});

test('the newest checkpoint removed shows through the file', async () => {
  const [row] = await log.asSuperuser<{ no: string }>(
    'DELETE FROM audit.checkpoint WHERE checkpoint_no = (SELECT max(checkpoint_no) FROM audit.checkpoint) RETURNING checkpoint_no AS no',
  );
  expect((await log.verify()).faults).toMatchObject([
    { kind: 'checkpoint-missing', writer: log.writers.at(-1), checkpoint: Number(row?.no) },
  ]);
});

test('a removed writer is located: its row, or everything of it', async () => {
  await log.asSuperuser('DELETE FROM audit.writer WHERE writer_id = $1', [writer]);
  expect((await log.verify()).faults).toEqual([
    { kind: 'unknown-writer', writer, seq: 1, entryId: await entryAt(1) },
  ]);
  await log.asSuperuser('DELETE FROM audit.entry WHERE writer_id = $1', [writer]);
  expect((await log.verify()).faults).toMatchObject([{ kind: 'unknown-writer', writer }]);
  const removed = await log.asSuperuser('DELETE FROM audit.checkpoint WHERE writer_id = $1 RETURNING 1', [
    writer,
  ]);
  const { faults } = await log.verify();
  expect(faults.length).toBe(removed.length);
  for (const fault of faults) expect(fault).toMatchObject({ kind: 'writer-missing', writer });
  expect((await log.verify({ withoutFile: true })).faults).toMatchObject([{ kind: 'checkpoint-missing' }]);
});

test.each([
  ['started_at', `started_at + interval '1 millisecond'`],
  ['host', `host || '1'`],
  ['process_id', 'process_id + 1'],
  ['genesis', 'set_bit(genesis, 0, 1 - get_bit(genesis, 0))'],
])('a changed writer is located: column %s', async (column, value) => {
  await log.asSuperuser(`UPDATE audit.writer SET ${column} = ${value} WHERE writer_id = $1`, [writer]);
  expect((await log.verify()).faults).toEqual([{ kind: 'writer-changed', writer }]);
});

test('an exchanged public key and a revoked key are not believed', async () => {
  const { keyId } = await log.keys.signingKey('audit');
  const other = await log.keys.signingKey('other');
  await log.asSuperuser(
    'UPDATE kernel.signing_key SET public_key = (SELECT public_key FROM kernel.signing_key WHERE key_id = $2) WHERE key_id = $1',
    [keyId, other.keyId],
  );
  const report = await log.verify();
  expect(report.faultCount).toBe(report.checkpoints);
  for (const { kind } of report.faults) expect(kind).toBe('checkpoint-key');
});

test('a damaged file is located: a line removed, changed, added', async () => {
  const lines = checkpointFile.trimEnd().split('\n');
  writeFileSync(log.checkpointFile, `${lines.toSpliced(2, 1).join('\n')}\n`);
  expect((await log.verify()).faults).toEqual([{ kind: 'file-line-missing', checkpoint: 3 }]);
  writeFileSync(
    log.checkpointFile,
    `${lines.with(2, (lines[2] ?? '').replace(/"at":"2026/, '"at":"2025')).join('\n')}\n`,
  );
  expect((await log.verify()).faults).toEqual([{ kind: 'checkpoint-changed', checkpoint: 3 }]);
  writeFileSync(log.checkpointFile, checkpointFile);
  appendFileSync(log.checkpointFile, `nonsense\n${lines[0]}\n`);
  expect((await log.verify()).faults).toEqual([
    { kind: 'file-damaged', line: lines.length + 1 },
    { kind: 'file-damaged', line: lines.length + 2 },
  ]);
  rmSync(log.checkpointFile);
  expect(await log.verify()).toMatchObject({ intact: true, file: 'absent' });
});

test('the server itself may neither change nor remove anything', async () => {
  for (const table of ['audit.entry', 'audit.entry_3', 'audit.writer', 'audit.checkpoint']) {
    await expect(log.db.query(`DELETE FROM ${table}`)).rejects.toThrow('permission denied');
    await expect(log.db.query(`TRUNCATE ${table}`)).rejects.toThrow('permission denied');
    await expect(log.db.query(`UPDATE ${table} SET writer_id = writer_id`)).rejects.toThrow(
      'permission denied',
    );
  }
});
