import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import type { Keys, SigningKey } from '../keys/index.ts';
import { type Checkpoint, checkpointHash, NO_CHECKPOINT, signCheckpoint } from './checkpoint.ts';
import { copyCheckpointsToFile } from './checkpoint-file.ts';
import {
  insertCheckpoint,
  lockCheckpoints,
  newestCheckpoint,
  newestOfWriter,
  writersWithOpenTails,
} from './checkpoint-store.ts';
import { readHashes } from './entry-store.ts';
import { MerkleTree } from './merkle.ts';

/** What a checkpoint says, before it has its place among the others. */
export type Statement = Pick<
  Checkpoint,
  'writerId' | 'fromSeq' | 'toSeq' | 'entryHash' | 'merkleRoot' | 'closing'
>;

export interface Sealer {
  /** Signs and stores; false, and nothing stored, when the writer's newest checkpoint does not end before `fromSeq`. */
  seal(statement: Statement): Promise<boolean>;
  /** Seals what is stored of a writer behind its newest checkpoint, up to `upTo`. */
  sealStored(writerId: string, upTo?: number): Promise<void>;
  /** Seals what writers left that were killed, or that work elsewhere; `isOwn` tells the caller's writer from them. */
  sealOpenTails(isOwn: (writerId: string) => boolean): Promise<void>;
}

export interface SealerDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly keys: Pick<Keys, 'signingKey'>;
  /** Copy of the checkpoints beside the database; null: none. */
  readonly file: string | null;
}

const MOST_ENTRIES = 10_000;

export function openSealer({ db, clock, keys, file }: SealerDeps): Sealer {
  async function store(tx: Transaction, statement: Statement, key: SigningKey): Promise<void> {
    const newest = await newestCheckpoint(tx);
    const place = {
      no: (newest?.no ?? 0) + 1,
      previousHash: newest === null ? NO_CHECKPOINT : checkpointHash(newest),
      at: clock().getTime(),
    };
    await insertCheckpoint(tx, signCheckpoint({ ...statement, ...place }, key));
  }

  /** The key is fetched before the transaction: that needs a connection of its own. */
  async function alone<T>(run: (tx: Transaction, key: SigningKey) => Promise<T>): Promise<T> {
    const key = await keys.signingKey('audit');
    return db.transaction(async (tx) => {
      await lockCheckpoints(tx);
      return run(tx, key);
    });
  }

  const copy = async (): Promise<void> => {
    if (file !== null) await copyCheckpointsToFile(db, file);
  };

  async function sealStored(writerId: string, upTo = Number.MAX_SAFE_INTEGER): Promise<void> {
    const sealSome = () =>
      alone(async (tx, key) => {
        const fromSeq = ((await newestOfWriter(tx, writerId))?.toSeq ?? 0) + 1;
        const to = Math.min(upTo, fromSeq + MOST_ENTRIES - 1);
        const tree = new MerkleTree();
        let entryHash: Uint8Array | null = null;
        for (const { seq, hash } of await readHashes(tx, writerId, { from: fromSeq, to })) {
          // Behind a gap nothing is vouched for.
          if (seq !== fromSeq + tree.size) break;
          tree.add(hash);
          entryHash = hash;
        }
        if (entryHash === null) return false;
        const toSeq = fromSeq + tree.size - 1;
        const statement = {
          writerId,
          fromSeq,
          toSeq,
          entryHash,
          merkleRoot: tree.root(),
          closing: false,
        };
        await store(tx, statement, key);
        return toSeq < upTo;
      });
    while (await sealSome()) {
      // One checkpoint after the other, so that others get their turn in between.
    }
    await copy();
  }

  return {
    async seal(statement) {
      const stored = await alone(async (tx, key) => {
        const before = await newestOfWriter(tx, statement.writerId);
        if ((before?.toSeq ?? 0) + 1 !== statement.fromSeq || before?.closing === true) return false;
        await store(tx, statement, key);
        return true;
      });
      if (stored) await copy();
      return stored;
    },
    sealStored,
    async sealOpenTails(isOwn) {
      for (const writerId of await writersWithOpenTails(db)) if (!isOwn(writerId)) await sealStored(writerId);
      await copy();
    },
  };
}
