import type { Chain } from './chain.ts';
import type { ChainedEntry } from './entry-store.ts';
import { MerkleTree } from './merkle.ts';
import type { Sealer } from './sealer.ts';

/** The entries of an open chain that no checkpoint covers yet. */
export interface Tail {
  readonly size: number;
  /** Takes in entries that have just become durable. */
  add(entries: readonly ChainedEntry[]): void;
  /** Makes a checkpoint where there is something new. Calls must not overlap. */
  seal(): Promise<void>;
  /** Makes the last checkpoint, which says that nothing follows. */
  sealAndEnd(): Promise<void>;
}

/** Keeps hashes only as a tree's few roots, so that memory does not grow with the tail. */
export function openTail(chain: Chain, sealer: Sealer): Tail {
  let fromSeq = 1;
  let tree = new MerkleTree();
  /** The tree holds everything from `fromSeq` on, and no one else has sealed any of it, as far as is known. */
  let complete = true;

  async function seal(closing: boolean): Promise<void> {
    if (complete && tree.size === 0 && !closing) return;
    const { writerId } = chain;
    const statement = { writerId, fromSeq, toSeq: chain.seq, entryHash: chain.hash, closing };
    const [sealed, wasComplete] = [tree, complete];
    // What arrives from here on belongs to the next checkpoint.
    fromSeq = chain.seq + 1;
    tree = new MerkleTree();
    complete = false;
    if (!wasComplete || !(await sealer.seal({ ...statement, merkleRoot: sealed.root() }))) {
      // Another server has sealed a part of it, or an attempt failed half-way: the database knows.
      await sealer.sealStored(writerId, statement.toSeq);
      const nothing = { fromSeq: statement.toSeq + 1, merkleRoot: new MerkleTree().root() };
      if (closing) await sealer.seal({ ...statement, ...nothing });
    }
    complete = true;
  }

  return {
    get size() {
      return tree.size;
    },
    add(entries) {
      for (const { hash } of entries) tree.add(hash);
    },
    seal: () => seal(false),
    sealAndEnd: () => seal(true),
  };
}
