import type { Database } from '../../db/database.ts';
import { entryHash } from '../canonical.ts';
import type { SignedCheckpoint } from '../checkpoint.ts';
import { newestOfWriterUpTo, readCheckpointsOfWriter } from '../checkpoint-store.ts';
import { readEntriesAfter, type StoredEntry } from '../entry-store.ts';
import { MerkleTree } from '../merkle.ts';
import type { FaultList } from './faults.ts';
import { elementsOf, type Peekable, peekable } from './pages.ts';
import { Suspects } from './suspects.ts';

export interface WriterTask {
  readonly writerId: string;
  /** Hashes that the first entry may build on. */
  readonly genesis: readonly Uint8Array[];
  /** Numbers of the checkpoints to look at: behind `after`, up to `upTo`; both as `verifyCheckpoints` found them. */
  readonly after: number;
  readonly upTo: number;
  readonly unsound: ReadonlySet<number>;
}

export interface WriterFindings {
  readonly entries: number;
  /** Entries behind the newest checkpoint. */
  readonly unsealed: number;
}

const PAGE = 2_000;
/** Further guesses at what stood before would help nobody. */
const MOST_BASES = 4;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Follows one writer's chain, entry by entry, together with its checkpoints. */
export async function verifyWriter(
  db: Database,
  task: WriterTask,
  faults: FaultList,
): Promise<WriterFindings> {
  const { writerId } = task;
  const start = task.after === 0 ? null : await newestOfWriterUpTo(db, writerId, task.after);
  const first =
    start === null
      ? { seq: Number.MIN_SAFE_INTEGER, entryId: FIRST_ID }
      : { seq: start.toSeq, entryId: LAST_ID };
  const checkpoints = elementsOf<SignedCheckpoint>(PAGE, async (last) => {
    const after = last?.fromSeq ?? start?.toSeq ?? Number.MIN_SAFE_INTEGER;
    return readCheckpointsOfWriter(db, writerId, { after, limit: PAGE });
  });
  const entries = elementsOf<StoredEntry>(PAGE, (last) =>
    readEntriesAfter(db, writerId, last?.committed ?? first, PAGE),
  );
  const sound = await peekable(onlySound(checkpoints, task));
  const walk = new WriterWalk(writerId, sound, faults);
  walk.startAt(start, task.genesis);
  for await (const entry of entries) await walk.take(entry);
  await walk.end();
  return { entries: walk.entries, unsealed: walk.unsealed };
}

interface SoundCheckpoint extends SignedCheckpoint {
  /** Between it and the one before stands one that proves nothing, of which was told already. */
  readonly afterUnsound: boolean;
}

async function* onlySound(
  source: AsyncIterable<SignedCheckpoint>,
  { after, upTo, unsound }: WriterTask,
): AsyncGenerator<SoundCheckpoint> {
  let afterUnsound = false;
  for await (const checkpoint of source) {
    const { no } = checkpoint;
    if (unsound.has(no)) afterUnsound = true;
    else if (no > after && no <= upTo) {
      yield { ...checkpoint, afterUnsound };
      afterUnsound = false;
    }
  }
}

class WriterWalk {
  readonly #writer: string;
  readonly #checkpoints: Peekable<SoundCheckpoint>;
  readonly #faults: FaultList;
  readonly #suspects: Suspects;
  entries = 0;
  unsealed = 0;
  /** Of the newest entry so far. */
  #seq = 0;
  /** Hashes that may stand at `#seq`, and at the number before it; empty: nobody knows. */
  #hashes: readonly Uint8Array[] = [];
  #hashesBefore: readonly Uint8Array[] = [];
  /** Last number of the newest checkpoint that was finished. */
  #covered = 0;
  /** What the newest finished checkpoint says of its last entry. */
  #sealed: { readonly seq: number; readonly hash: Uint8Array } | null = null;
  #ended = false;
  #tree = new MerkleTree();
  /** Something in the range of the present checkpoint was found wanting already. */
  #damaged = false;

  constructor(writer: string, checkpoints: Peekable<SoundCheckpoint>, faults: FaultList) {
    this.#writer = writer;
    this.#checkpoints = checkpoints;
    this.#faults = faults;
    this.#suspects = new Suspects(writer, faults);
  }

  startAt(start: SignedCheckpoint | null, genesis: readonly Uint8Array[]): void {
    this.#hashes = start === null ? genesis : [start.entryHash];
    this.#seq = start?.toSeq ?? 0;
    this.#covered = this.#seq;
    this.#ended = start?.closing ?? false;
  }

  async take(row: StoredEntry): Promise<void> {
    const { seq, entryId } = row.committed;
    this.entries++;
    const isAgain = seq <= this.#seq;
    if (!isAgain) await this.#finishCheckpointsBefore(seq);
    if (seq > this.#seq + 1) {
      const hole = { seq: this.#seq + 1, toSeq: seq - 1, bases: this.#hashes, behind: row };
      this.#suspects.addHole(hole);
      this.#damaged = true;
      this.#hashes = [];
    }
    const sealed = this.#sealed?.seq === seq - 1 ? [this.#sealed.hash] : [];
    const bases = isAgain ? this.#hashesBefore : [...this.#hashes, ...sealed];
    const computed = bases.map((base) => entryHash(base, row.committed));
    const fits = computed.some((hash) => row.hash !== null && Buffer.compare(hash, row.hash) === 0);
    if (!fits && (bases.length > 0 || isAgain)) {
      this.#suspects.addEntry(row, bases);
      this.#damaged = true;
    }
    this.#hashesBefore = bases;
    const stored = row.hash === null ? [] : [row.hash];
    this.#hashes = [...stored, ...(fits ? [] : computed), ...(isAgain ? this.#hashes : [])].slice(
      0,
      MOST_BASES,
    );
    if (row.hash !== null && !isAgain) this.#addToTree(seq, row.hash);
    this.#seq = Math.max(this.#seq, seq);
    if (this.#ended) this.#faults.add({ kind: 'entry-after-end', writer: this.#writer, seq, entryId });
  }

  #addToTree(seq: number, hash: Uint8Array): void {
    const { next } = this.#checkpoints;
    if (next === null) this.unsealed++;
    else if (seq >= next.fromSeq) this.#tree.add(hash);
  }

  /** Compares checkpoints that end before an entry with what stood there. */
  async #finishCheckpointsBefore(seq: number): Promise<void> {
    for (let { next } = this.#checkpoints; next !== null && next.toSeq < seq; { next } = this.#checkpoints) {
      this.#tellGapBefore(next);
      const isWhole = this.#seq === next.toSeq;
      if (isWhole && !this.#damaged && !this.#fits(next)) this.#tell('entries-rewritten', next);
      this.#sealed = { seq: next.toSeq, hash: next.entryHash };
      this.#tree = new MerkleTree();
      this.#damaged = false;
      this.#covered = Math.max(this.#covered, next.toSeq);
      this.#ended = next.closing;
      await this.#checkpoints.advance();
    }
  }

  #fits({ merkleRoot, entryHash, toSeq }: SoundCheckpoint): boolean {
    // One that closes an empty tail speaks of the entry that the one before it has sealed.
    const known = this.#sealed?.seq === toSeq ? [this.#sealed.hash] : this.#hashes;
    const endsSo = known.length === 0 || known.some((hash) => Buffer.compare(hash, entryHash) === 0);
    return endsSo && Buffer.compare(this.#tree.root(), merkleRoot) === 0;
  }

  /** A checkpoint of this writer that was removed leaves a gap. */
  #tellGapBefore(next: SoundCheckpoint): void {
    if (next.afterUnsound || next.fromSeq <= this.#covered + 1) return;
    const gap = { seq: this.#covered + 1, toSeq: next.fromSeq - 1 };
    this.#faults.add({ kind: 'checkpoint-missing', writer: this.#writer, ...gap });
  }

  #tell(kind: 'entries-rewritten', { fromSeq, toSeq, no }: SignedCheckpoint): void {
    this.#faults.add({ kind, writer: this.#writer, seq: fromSeq, toSeq, checkpoint: no });
  }

  async end(): Promise<void> {
    const last = this.#seq;
    await this.#finishCheckpointsBefore(last + 1);
    let end = last;
    for (let { next } = this.#checkpoints; next !== null; { next } = this.#checkpoints) {
      this.#tellGapBefore(next);
      this.#covered = Math.max(this.#covered, next.toSeq);
      end = Math.max(end, next.toSeq);
      await this.#checkpoints.advance();
    }
    this.#suspects.resolve(this.#covered);
    if (end > last) {
      this.#faults.add({ kind: 'tail-missing', writer: this.#writer, seq: last + 1, toSeq: end });
    }
  }
}
