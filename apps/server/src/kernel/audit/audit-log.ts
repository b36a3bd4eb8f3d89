import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { Keys } from '../keys/index.ts';
import { type Chain, openChain } from './chain.ts';
import { type AuditEvent, type PreparedEntry, prepareEntry } from './entry.ts';
import { openSealer, type Sealer } from './sealer.ts';
import { openTail, type Tail } from './tail.ts';

export interface AuditLog {
  /**
   * Resolves once the entry is durable; entries that arrive while a commit is under way share the next one.
   * Rejects when it is not certain that the entry is durable.
   */
  append(event: AuditEvent): Promise<void>;
  /** Waits for what was appended and makes the last checkpoint. Nothing can be appended afterwards. */
  close(): Promise<void>;
}

export interface AuditLogOptions {
  readonly clock: Clock;
  /** Signs the checkpoints; without keys there are none. */
  readonly keys?: Pick<Keys, 'signingKey'>;
  /** Copy of the checkpoints beside the database. */
  readonly checkpointFile?: string;
  /** Milliseconds between checkpoints when there is something new. Default 10,000. */
  readonly checkpointEveryMs?: number;
  /** Entries after which a checkpoint is made at once. Default 10,000. */
  readonly checkpointEvery?: number;
  /** Told of a checkpoint that could not be made; it is tried again. By default `close` rejects with the newest one. */
  readonly onError?: (error: unknown) => void;
}

interface Waiting {
  readonly entry: PreparedEntry;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Writer {
  readonly chain: Chain;
  /** Null where nothing is sealed. */
  readonly tail: Tail | null;
}

/** One statement holds that many with ease; more would only lengthen the wait of the first. */
const MOST_IN_A_COMMIT = 1_000;
const CHECKPOINT_MS = 10_000;
const CHECKPOINT_ENTRIES = 10_000;

/**
 * Opens a log with a hash chain of its own, which begins with the first entry, and seals what earlier writers left.
 * @spec security.md §9.5
 */
export function openAuditLog(db: Database, options: AuditLogOptions): AuditLog {
  const { clock, keys, checkpointFile = null, checkpointEvery = CHECKPOINT_ENTRIES } = options;
  const sealer = keys === undefined ? null : openSealer({ db, clock, keys, file: checkpointFile });
  const checkpoints = openSchedule(options.onError);
  let waiting: Waiting[] = [];
  let writer: Writer | null = null;
  let writing: Promise<void> | null = null;
  let closed = false;
  /** A checkpoint stands in the queue; it will take in what arrives until its turn. */
  let requested = false;

  async function commit(batch: readonly Waiting[]): Promise<void> {
    try {
      writer ??= await openWriter(db, clock, sealer);
      const entries = await writer.chain.append(batch.map(({ entry }) => entry));
      writer.tail?.add(entries);
      for (const { resolve } of batch) resolve();
    } catch (error) {
      retire();
      for (const { reject } of batch) reject(error);
    }
    if (writer?.tail != null && writer.tail.size >= checkpointEvery) requestCheckpoint();
  }

  function requestCheckpoint(): void {
    const tail = writer?.tail ?? null;
    if (tail === null || requested) return;
    requested = true;
    checkpoints.add(() => {
      requested = false;
      return tail.seal();
    });
  }

  /** Whether the entries were stored is not known, so nothing may be built upon them. */
  function retire(): void {
    const writerId = writer?.chain.writerId;
    writer = null;
    if (writerId !== undefined && sealer !== null) checkpoints.add(() => sealer.sealStored(writerId));
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_IN_A_COMMIT);
      waiting = waiting.slice(MOST_IN_A_COMMIT);
      await commit(batch);
    }
    writing = null;
  }

  const isOwn = (writerId: string): boolean => writer?.chain.writerId === writerId;
  if (sealer !== null) checkpoints.add(() => sealer.sealOpenTails(isOwn));
  const timer = setInterval(requestCheckpoint, options.checkpointEveryMs ?? CHECKPOINT_MS);
  // A command that has done its work need not wait for the next tick.
  timer.unref();

  return {
    append(event) {
      return new Promise((resolve, reject) => {
        if (closed) throw new Error('the audit log is closed');
        waiting.push({ entry: prepareEntry(event, clock()), resolve, reject });
        writing ??= drain();
      });
    },
    async close() {
      closed = true;
      clearInterval(timer);
      await writing;
      if (writer?.tail != null) checkpoints.add(writer.tail.sealAndEnd);
      await checkpoints.settled();
    },
  };
}

async function openWriter(db: Database, clock: Clock, sealer: Sealer | null): Promise<Writer> {
  const chain = await openChain(db, clock());
  return { chain, tail: sealer === null ? null : openTail(chain, sealer) };
}

/** Does one thing after the other, in the background. */
function openSchedule(onError: AuditLogOptions['onError']) {
  let last = Promise.resolve();
  let failure: { readonly error: unknown } | null = null;
  const failed = (error: unknown) => {
    if (onError === undefined) failure = { error };
    else onError(error);
  };
  return {
    add(work: () => Promise<void>) {
      last = last.then(work).catch(failed);
    },
    /** Rejects with the newest failure that nobody was told of. */
    async settled() {
      await last;
      if (failure !== null) throw failure.error;
    },
  };
}
