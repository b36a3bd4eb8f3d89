import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Database } from '../db/database.ts';
import { entryHash, genesisOf } from './canonical.ts';
import type { PreparedEntry } from './entry.ts';
import { type ChainedEntry, insertEntries, insertWriter } from './entry-store.ts';

/** A writer's chain as far as it is durable. */
export interface Chain {
  readonly writerId: string;
  /** Of the newest durable entry; 0 before the first. */
  readonly seq: number;
  /** Hash of the newest durable entry, or the genesis. */
  readonly hash: Uint8Array;
  /** Stores entries behind the newest one, all or none. When it rejects, nobody knows which: give the chain up. */
  append(entries: readonly PreparedEntry[]): Promise<readonly ChainedEntry[]>;
}

/** Registers a new writer and opens its chain. */
export async function openChain(db: Database, now: Date): Promise<Chain> {
  const writer = {
    writerId: randomUUID(),
    startedAt: now.getTime(),
    host: hostname(),
    processId: process.pid,
  };
  const genesis = genesisOf(writer);
  await insertWriter(db, writer, genesis);
  const { writerId } = writer;
  let seq = 0;
  let hash: Uint8Array = genesis;
  return {
    writerId,
    get seq() {
      return seq;
    },
    get hash() {
      return hash;
    },
    async append(entries) {
      const chained = link(entries, { writerId, seq, hash });
      await insertEntries(db, chained);
      const last = chained.at(-1);
      if (last !== undefined) ({ seq, hash } = last);
      return chained;
    },
  };
}

function link(
  entries: readonly PreparedEntry[],
  { writerId, seq, hash }: { writerId: string; seq: number; hash: Uint8Array },
): ChainedEntry[] {
  let previous = hash;
  return entries.map((entry, index) => {
    const placed = { ...entry, writerId, seq: seq + index + 1 };
    previous = entryHash(previous, placed);
    return { ...placed, hash: previous };
  });
}
