import type { Queryable } from '../db/database.ts';
import type { SignedCheckpoint } from './checkpoint.ts';

const COLUMNS = `checkpoint_no, writer_id, from_seq, to_seq, entry_hash, merkle_root, closing, previous_hash, at, key_id,
  signature`;

interface CheckpointRow {
  readonly checkpoint_no: string;
  readonly writer_id: string;
  readonly from_seq: string;
  readonly to_seq: string;
  readonly entry_hash: Uint8Array;
  readonly merkle_root: Uint8Array;
  readonly closing: boolean;
  readonly previous_hash: Uint8Array;
  readonly at: Date;
  readonly key_id: string;
  readonly signature: Uint8Array;
}

const fromRow = (row: CheckpointRow): SignedCheckpoint => ({
  no: Number(row.checkpoint_no),
  writerId: row.writer_id,
  fromSeq: Number(row.from_seq),
  toSeq: Number(row.to_seq),
  entryHash: row.entry_hash,
  merkleRoot: row.merkle_root,
  closing: row.closing,
  previousHash: row.previous_hash,
  at: Number(row.at),
  keyId: row.key_id,
  signature: row.signature,
});

/** Held until the transaction ends: checkpoints of all servers are numbered one after the other. */
export async function lockCheckpoints(tx: Queryable): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('audit.checkpoint', 0))`);
}

export async function insertCheckpoint(tx: Queryable, checkpoint: SignedCheckpoint): Promise<void> {
  const { no, writerId, fromSeq, toSeq, entryHash, merkleRoot, closing, previousHash, at, keyId, signature } =
    checkpoint;
  await tx.query(
    `INSERT INTO audit.checkpoint (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      no,
      writerId,
      fromSeq,
      toSeq,
      entryHash,
      merkleRoot,
      closing,
      previousHash,
      new Date(at).toISOString(),
      keyId,
      signature,
    ],
  );
}

async function one(
  db: Queryable,
  rest: string,
  values: readonly unknown[],
): Promise<SignedCheckpoint | null> {
  const [row] = await db.query<CheckpointRow>(
    `SELECT ${COLUMNS} FROM audit.checkpoint ${rest} LIMIT 1`,
    values,
  );
  return row === undefined ? null : fromRow(row);
}

export const newestCheckpoint = (db: Queryable): Promise<SignedCheckpoint | null> =>
  one(db, 'ORDER BY checkpoint_no DESC', []);

export const newestOfWriter = (db: Queryable, writerId: string): Promise<SignedCheckpoint | null> =>
  one(db, 'WHERE writer_id = $1 ORDER BY from_seq DESC', [writerId]);

export const newestBefore = (db: Queryable, instant: Date): Promise<SignedCheckpoint | null> =>
  one(db, 'WHERE at < $1 ORDER BY checkpoint_no DESC', [instant.toISOString()]);

/** The checkpoint that covers an entry, or null. */
export const checkpointOver = (
  db: Queryable,
  writerId: string,
  seq: number,
): Promise<SignedCheckpoint | null> =>
  one(db, 'WHERE writer_id = $1 AND from_seq <= $2 AND to_seq >= $2 ORDER BY from_seq DESC', [writerId, seq]);

/** Of all writers, in the order of their numbers. */
export async function readCheckpointsAfter(
  db: Queryable,
  no: number,
  limit: number,
): Promise<SignedCheckpoint[]> {
  const rows = await db.query<CheckpointRow>(
    `SELECT ${COLUMNS} FROM audit.checkpoint WHERE checkpoint_no > $1 ORDER BY checkpoint_no LIMIT $2`,
    [no, limit],
  );
  return rows.map(fromRow);
}

/** Of one writer behind an entry, in the order of the entries. */
export async function readCheckpointsOfWriter(
  db: Queryable,
  writerId: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<SignedCheckpoint[]> {
  const rows = await db.query<CheckpointRow>(
    `SELECT ${COLUMNS} FROM audit.checkpoint WHERE writer_id = $1 AND from_seq > $2 ORDER BY from_seq LIMIT $3`,
    [writerId, after, limit],
  );
  return rows.map(fromRow);
}

/** Where a writer stood at a number of the chain: its newest checkpoint up to there. */
export const newestOfWriterUpTo = (
  db: Queryable,
  writerId: string,
  no: number,
): Promise<SignedCheckpoint | null> =>
  one(db, 'WHERE writer_id = $1 AND checkpoint_no <= $2 ORDER BY from_seq DESC', [writerId, no]);

/** Writers that did not end in order and have entries behind their newest checkpoint. */
export async function writersWithOpenTails(db: Queryable): Promise<string[]> {
  const rows = await db.query<{ writer_id: string }>(
    `SELECT w.writer_id FROM audit.writer w
     LEFT JOIN LATERAL (
       SELECT to_seq, closing FROM audit.checkpoint c WHERE c.writer_id = w.writer_id ORDER BY from_seq DESC LIMIT 1
     ) c ON true
     WHERE c.closing IS NOT TRUE
       AND EXISTS (SELECT FROM audit.entry e WHERE e.writer_id = w.writer_id AND e.seq > coalesce(c.to_seq, 0))
     ORDER BY w.started_at, w.writer_id`,
  );
  return rows.map(({ writer_id }) => writer_id);
}
