import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { type Chain, openChain } from './chain.ts';
import { type AuditEvent, type PreparedEntry, prepareEntry } from './entry.ts';

export interface AuditLog {
  /**
   * Resolves once the entry is durable; entries that arrive while a commit is under way share the next one.
   * Rejects when it is not certain that the entry is durable.
   */
  append(event: AuditEvent): Promise<void>;
  /** Waits for what was appended. Nothing can be appended afterwards. */
  close(): Promise<void>;
}

export interface AuditLogOptions {
  readonly clock: Clock;
}

interface Waiting {
  readonly entry: PreparedEntry;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** One statement holds that many with ease; more would only lengthen the wait of the first. */
const MOST_IN_A_COMMIT = 1_000;

/** Opens a log with a hash chain of its own, which begins with the first entry. */
export function openAuditLog(db: Database, { clock }: AuditLogOptions): AuditLog {
  let waiting: Waiting[] = [];
  let chain: Chain | null = null;
  let writing: Promise<void> | null = null;
  let closed = false;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_IN_A_COMMIT);
      waiting = waiting.slice(MOST_IN_A_COMMIT);
      try {
        chain ??= await openChain(db, clock());
        await chain.append(batch.map(({ entry }) => entry));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        // Whether the entries were stored is not known, so nothing may be built upon them.
        chain = null;
        for (const { reject } of batch) reject(error);
      }
    }
    writing = null;
  }

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
      await writing;
    },
  };
}
