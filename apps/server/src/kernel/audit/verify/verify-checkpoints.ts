import type { Database } from '../../db/database.ts';
import type { Keys, PublicKey } from '../../keys/index.ts';
import { checkpointHash, isSignedBy, NO_CHECKPOINT, type SignedCheckpoint } from '../checkpoint.ts';
import { newestBefore, readCheckpointsAfter } from '../checkpoint-store.ts';
import { openCheckpointLines } from './checkpoint-lines.ts';
import type { FaultList } from './faults.ts';
import { elementsOf, type Peekable, peekable } from './pages.ts';

export interface CheckpointDeps {
  readonly db: Database;
  readonly keys: Pick<Keys, 'publicKey'>;
  /** Copy of the checkpoints beside the database; null: none. */
  readonly file: string | null;
}

export interface CheckpointFindings {
  readonly checkpoints: number;
  /** Number behind which it began; 0: at the beginning. */
  readonly after: number;
  /** Number of the newest one that was looked at; 0: none. */
  readonly newest: number;
  /** Numbers of those that prove nothing. */
  readonly unsound: ReadonlySet<number>;
  readonly file: 'checked' | 'absent';
}

const PAGE = 1_000;

/** Follows the numbered chain of checkpoints, side by side with the file's copy. */
export async function verifyCheckpoints(
  { db, keys, file }: CheckpointDeps,
  since: Date | null,
  faults: FaultList,
): Promise<CheckpointFindings> {
  const start = since === null ? null : await newestBefore(db, since);
  const after = start?.no ?? 0;
  const lines = file === null ? null : await openCheckpointLines(file, after, faults);
  const copies = lines === null ? null : await peekable(lines);
  const stored = elementsOf<SignedCheckpoint>(PAGE, (last) =>
    readCheckpointsAfter(db, last?.no ?? after, PAGE),
  );
  const walk = new CheckpointWalk(db, keys, faults);
  walk.startBehind(start);
  for await (const checkpoint of stored) {
    await walk.takeCopiesBefore(checkpoint.no, copies);
    await walk.take(checkpoint);
    await walk.compare(checkpoint, copies);
  }
  await walk.takeCopiesBefore(Number.POSITIVE_INFINITY, copies);
  return {
    checkpoints: walk.checkpoints,
    after,
    newest: walk.newest,
    unsound: walk.unsound,
    file: copies === null ? 'absent' : 'checked',
  };
}

class CheckpointWalk {
  readonly #db: Database;
  readonly #keys: Pick<Keys, 'publicKey'>;
  readonly #faults: FaultList;
  readonly #opened = new Map<string, PublicKey | null>();
  readonly unsound = new Set<number>();
  checkpoints = 0;
  newest = 0;
  /** Number up to which missing ones were already told of. */
  #told = 0;
  #newestHash: Uint8Array = NO_CHECKPOINT;

  constructor(db: Database, keys: Pick<Keys, 'publicKey'>, faults: FaultList) {
    this.#db = db;
    this.#keys = keys;
    this.#faults = faults;
  }

  startBehind(checkpoint: SignedCheckpoint | null): void {
    if (checkpoint === null) return;
    this.newest = checkpoint.no;
    this.#told = checkpoint.no;
    this.#newestHash = checkpointHash(checkpoint);
  }

  /** The file's checkpoints that the database lacks. */
  async takeCopiesBefore(no: number, copies: Peekable<SignedCheckpoint> | null): Promise<void> {
    while (copies?.next != null && copies.next.no < no) {
      const { no: missing, writerId, fromSeq, toSeq } = copies.next;
      this.#tellMissing(missing - 1);
      const known = await this.#db.query('SELECT FROM audit.writer WHERE writer_id = $1', [writerId]);
      this.#faults.add({
        kind: known.length > 0 ? 'checkpoint-missing' : 'writer-missing',
        writer: writerId,
        seq: fromSeq,
        toSeq,
        checkpoint: missing,
      });
      this.#told = missing;
      await copies.advance();
    }
  }

  async take(checkpoint: SignedCheckpoint): Promise<void> {
    const { no, writerId, fromSeq, toSeq } = checkpoint;
    this.checkpoints++;
    this.#tellMissing(no - 1);
    const place = { writer: writerId, seq: fromSeq, toSeq, checkpoint: no };
    const key = await this.#publicKey(checkpoint.keyId);
    if (key === null || (key.revokedAt !== null && key.revokedAt.getTime() <= checkpoint.at)) {
      this.unsound.add(no);
      this.#faults.add({ kind: 'checkpoint-key', ...place });
    } else if (!isSignedBy(checkpoint, key.publicKey)) {
      this.unsound.add(no);
      this.#faults.add({ kind: 'checkpoint-signature', ...place });
    } else if (no === this.newest + 1 && !this.unsound.has(this.newest)) {
      const follows = Buffer.compare(checkpoint.previousHash, this.#newestHash) === 0;
      if (!follows) this.#faults.add({ kind: 'checkpoint-changed', checkpoint: no === 1 ? 1 : no - 1 });
    }
    this.newest = no;
    this.#told = no;
    this.#newestHash = checkpointHash(checkpoint);
  }

  /** The file's line with the same number, and lines that were taken out of the file. */
  async compare(checkpoint: SignedCheckpoint, copies: Peekable<SignedCheckpoint> | null): Promise<void> {
    if (copies?.next == null) return;
    const { no } = checkpoint;
    if (copies.next.no > no) {
      this.#faults.add({ kind: 'file-line-missing', checkpoint: no });
      return;
    }
    const same = Buffer.compare(checkpointHash(copies.next), checkpointHash(checkpoint)) === 0;
    if (!same && !this.unsound.has(no)) this.#faults.add({ kind: 'checkpoint-changed', checkpoint: no });
    await copies.advance();
  }

  #tellMissing(to: number): void {
    if (to <= this.#told) return;
    this.#faults.add({ kind: 'checkpoint-missing', checkpoint: this.#told + 1, toCheckpoint: to });
    this.#told = to;
  }

  async #publicKey(keyId: string): Promise<PublicKey | null> {
    const known = this.#opened.get(keyId);
    if (known !== undefined) return known;
    const key = await this.#keys.publicKey(keyId);
    this.#opened.set(keyId, key);
    return key;
  }
}
