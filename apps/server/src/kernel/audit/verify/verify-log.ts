import type { Database } from '../../db/database.ts';
import { genesisOf } from '../canonical.ts';
import { BEFORE_THE_CHAIN } from '../entry.ts';
import { type Fault, FaultList } from './faults.ts';
import { elementsOf } from './pages.ts';
import { type CheckpointDeps, type CheckpointFindings, verifyCheckpoints } from './verify-checkpoints.ts';
import { verifyWriter } from './verify-writer.ts';

export interface AuditReport {
  readonly intact: boolean;
  /** Entries whose hash was computed anew. */
  readonly entries: number;
  /** Entries that were copied from before the chain; nothing vouches for them. */
  readonly entriesBeforeTheChain: number;
  /** Entries behind their writer's newest checkpoint: chained, not signed yet. */
  readonly entriesUnsealed: number;
  readonly writers: number;
  readonly checkpoints: number;
  /** `absent`: removing the newest checkpoints from the database would not show. */
  readonly file: 'checked' | 'absent';
  readonly faultCount: number;
  /** The first 1,000. */
  readonly faults: readonly Fault[];
}

export interface VerifyOptions {
  /** Begins at the newest checkpoint before this instant and trusts what is older. */
  readonly since?: Date;
}

/** Checks every chain, every checkpoint and the file, in a memory that does not grow with the log. */
export async function verifyLog(deps: CheckpointDeps, { since }: VerifyOptions = {}): Promise<AuditReport> {
  const { db } = deps;
  const faults = new FaultList();
  const checked = await verifyCheckpoints(deps, since ?? null, faults);
  const totals = await verifyWriters(db, checked, faults);
  await findUnknownWriters(db, faults);
  const [older] = await db.query<{ count: string }>('SELECT count(*) FROM audit.entry WHERE writer_id = $1', [
    BEFORE_THE_CHAIN,
  ]);
  return {
    intact: faults.count === 0,
    entries: totals.entries,
    entriesBeforeTheChain: Number(older?.count ?? 0),
    entriesUnsealed: totals.unsealed,
    writers: totals.writers,
    checkpoints: checked.checkpoints,
    file: checked.file,
    faultCount: faults.count,
    faults: faults.listed,
  };
}

interface WriterRecord {
  readonly writer_id: string;
  readonly started_at: Date;
  readonly host: string;
  readonly process_id: number;
  readonly genesis: Uint8Array;
}

const PAGE = 500;

async function verifyWriters(db: Database, checked: CheckpointFindings, faults: FaultList) {
  const rows = elementsOf<WriterRecord>(PAGE, (last) =>
    db.query(
      `SELECT writer_id, started_at, host, process_id, genesis FROM audit.writer
       WHERE writer_id > $1 ORDER BY writer_id LIMIT $2`,
      [last?.writer_id ?? BEFORE_THE_CHAIN, PAGE],
    ),
  );
  const totals = { writers: 0, entries: 0, unsealed: 0 };
  for await (const { writer_id: writerId, started_at, host, process_id, genesis: stored } of rows) {
    const startedAt = Number(started_at);
    const computed = genesisOf({ writerId, startedAt, host, processId: process_id });
    if (Buffer.compare(computed, stored) !== 0) faults.add({ kind: 'writer-changed', writer: writerId });
    const { after, newest: upTo, unsound } = checked;
    const found = await verifyWriter(
      db,
      { writerId, genesis: [stored, computed], after, upTo, unsound },
      faults,
    );
    totals.writers++;
    totals.entries += found.entries;
    totals.unsealed += found.unsealed;
  }
  return totals;
}

/** Jumps from writer to writer along the index. */
async function findUnknownWriters(db: Database, faults: FaultList): Promise<void> {
  interface Found {
    readonly writer_id: string;
    readonly seq: string;
    readonly entry_id: string;
    readonly known: boolean;
  }
  const writers = elementsOf<Found>(1, (last) =>
    db.query(
      `SELECT e.writer_id, e.seq, e.entry_id, EXISTS (SELECT FROM audit.writer w WHERE w.writer_id = e.writer_id) AS known
       FROM audit.entry e WHERE e.writer_id > $1 ORDER BY e.writer_id, e.seq LIMIT 1`,
      [last?.writer_id ?? BEFORE_THE_CHAIN],
    ),
  );
  const told = new Set<string>();
  for await (const { writer_id: writer, seq, entry_id: entryId, known } of writers) {
    if (known) continue;
    faults.add({ kind: 'unknown-writer', writer, seq: Number(seq), entryId });
    told.add(writer);
  }
  const sealed = await db.query<{ writer_id: string; no: string }>(
    `SELECT writer_id, min(checkpoint_no) AS no FROM audit.checkpoint c
     WHERE NOT EXISTS (SELECT FROM audit.writer w WHERE w.writer_id = c.writer_id)
     GROUP BY writer_id ORDER BY writer_id LIMIT 1000`,
  );
  for (const { writer_id: writer, no } of sealed)
    if (!told.has(writer)) faults.add({ kind: 'unknown-writer', writer, checkpoint: Number(no) });
}
