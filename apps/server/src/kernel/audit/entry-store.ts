import type { Queryable } from '../db/database.ts';
import { insertRows } from '../db/insert-rows.ts';
import { type CommittedEntry, commitAccount, type WriterRow } from './canonical.ts';
import type { PreparedEntry } from './entry.ts';

/** An entry with its place in a writer's chain. */
export type ChainedEntry = PreparedEntry & {
  readonly writerId: string;
  readonly seq: number;
  readonly hash: Uint8Array;
};

const COLUMNS = `person_id, at, entry_id, event, account, account_salt, actor_role, facility_code, facility_name, purpose,
  ground, categories, outcome, refusal_code, item_count, request_id, method, acting_for, detail, writer_id, seq, hash`;

/** At most 2,000 entries, so that they are one statement: all of them are stored, or none. */
export async function insertEntries(db: Queryable, entries: readonly ChainedEntry[]): Promise<void> {
  await insertRows(db, { into: `audit.entry (${COLUMNS})`, rows: entries.map(toRow) });
}

const toRow = (entry: ChainedEntry): unknown[] => [
  entry.personId,
  new Date(entry.at).toISOString(),
  entry.entryId,
  entry.event,
  entry.account,
  entry.accountSalt,
  entry.actorRole,
  entry.facilityCode,
  entry.facilityName,
  entry.purpose,
  entry.ground,
  entry.categories,
  entry.outcome,
  entry.refusalCode,
  entry.itemCount,
  entry.requestId,
  entry.method,
  entry.actingFor,
  entry.detail,
  entry.writerId,
  entry.seq,
  entry.hash,
];

export async function insertWriter(db: Queryable, writer: WriterRow, genesis: Uint8Array): Promise<void> {
  await db.query(
    'INSERT INTO audit.writer (writer_id, started_at, host, process_id, genesis) VALUES ($1, $2, $3, $4, $5)',
    [writer.writerId, new Date(writer.startedAt).toISOString(), writer.host, writer.processId, genesis],
  );
}

export interface StoredEntry {
  readonly committed: CommittedEntry;
  /** Null for an entry from before the chain. */
  readonly hash: Uint8Array | null;
}

interface EntryRow {
  readonly person_id: string;
  readonly at: Date;
  readonly entry_id: string;
  readonly event: string;
  readonly account: string | null;
  readonly account_salt: Uint8Array | null;
  readonly actor_role: string | null;
  readonly facility_code: string | null;
  readonly facility_name: string | null;
  readonly purpose: string | null;
  readonly ground: string | null;
  readonly categories: readonly (string | null)[];
  readonly outcome: string;
  readonly refusal_code: string | null;
  readonly item_count: number | null;
  readonly request_id: string | null;
  readonly method: string | null;
  readonly acting_for: string | null;
  readonly detail: string | null;
  readonly writer_id: string;
  readonly seq: string;
  readonly hash: Uint8Array | null;
}

export interface EntryPlace {
  readonly seq: number;
  readonly entryId: string;
}

/** Entries of a writer behind a place, in order; several may share a number only where somebody tampered. */
export async function readEntriesAfter(
  db: Queryable,
  writerId: string,
  { seq, entryId }: EntryPlace,
  limit: number,
): Promise<StoredEntry[]> {
  const rows = await db.query<EntryRow>(
    `SELECT ${COLUMNS} FROM audit.entry
     WHERE writer_id = $1 AND seq >= $2 AND (seq, entry_id) > ($2, $3) ORDER BY seq, entry_id LIMIT $4`,
    [writerId, seq, entryId, limit],
  );
  return rows.map(fromRow);
}

/** The entry of a person, or null. */
export async function readEntry(
  db: Queryable,
  personId: string,
  entryId: string,
): Promise<StoredEntry | null> {
  const [row] = await db.query<EntryRow>(
    `SELECT ${COLUMNS} FROM audit.entry WHERE person_id = $1 AND entry_id = $2`,
    [personId, entryId],
  );
  return row === undefined ? null : fromRow(row);
}

/** What a writer's first entry builds on; null for an unknown writer. */
export async function readWriterGenesis(db: Queryable, writerId: string): Promise<Uint8Array | null> {
  const [row] = await db.query<{ genesis: Uint8Array }>(
    'SELECT genesis FROM audit.writer WHERE writer_id = $1',
    [writerId],
  );
  return row?.genesis ?? null;
}

/** Hashes of a writer's entries, both ends inclusive, in order. */
export async function readHashes(
  db: Queryable,
  writerId: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<{ readonly seq: number; readonly hash: Uint8Array }[]> {
  const rows = await db.query<{ seq: string; hash: Uint8Array }>(
    'SELECT seq, hash FROM audit.entry WHERE writer_id = $1 AND seq BETWEEN $2 AND $3 AND hash IS NOT NULL ORDER BY seq',
    [writerId, from, to],
  );
  return rows.map(({ seq, hash }) => ({ seq: Number(seq), hash }));
}

const fromRow = (row: EntryRow): StoredEntry => ({
  hash: row.hash,
  committed: {
    personId: row.person_id,
    at: Number(row.at),
    entryId: row.entry_id,
    event: row.event,
    accountCommitment: commitmentOf(row),
    actorRole: row.actor_role,
    facilityCode: row.facility_code,
    facilityName: row.facility_name,
    purpose: row.purpose,
    ground: row.ground,
    categories: row.categories,
    outcome: row.outcome,
    refusalCode: row.refusal_code,
    itemCount: row.item_count,
    requestId: row.request_id,
    method: row.method,
    actingFor: row.acting_for,
    detail: row.detail,
    writerId: row.writer_id,
    seq: Number(row.seq),
  },
});

/** One without the other exists only where somebody tampered; it then commits to what is left of them. */
function commitmentOf({ account, account_salt: salt }: EntryRow): Uint8Array | null {
  return account === null && salt === null ? null : commitAccount(salt ?? new Uint8Array(), account ?? '');
}
