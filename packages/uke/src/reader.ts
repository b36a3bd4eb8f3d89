import { RecordContext } from './context.ts';
import { Fields } from './fields.ts';
import { FileReader } from './file-reader.ts';
import { Findings } from './findings.ts';
import type { Claim, ReadBatch, ReadSummary } from './model.ts';
import { sniff } from './sniff.ts';

/** How a file is read. */
export interface ReadOptions {
  /** Name under which findings refer to the file; also a hint (`RECEIPTD.UKE` is DPC). */
  readonly fileName: string;
  /** Longest record that is accepted. Default 1 MiB. */
  readonly maxRecordBytes?: number;
  /** Most records of one claim that are kept; the claim is broken when it has more. Default 200,000. */
  readonly maxClaimRecords?: number;
  /** Keep the raw bytes of every claim: see {@link rawRecords}. Default false. */
  readonly keepRaw?: boolean;
}

const SNIFF_BYTES = 65536;
const PIECE_BYTES = 65536;
const DEFAULT_RECORD_BYTES = 1 << 20;
const DEFAULT_CLAIM_RECORDS = 200_000;
const LF = 0x0a;
const EMPTY = new Uint8Array(0);

/**
 * Reads a claim file that is pushed into it in pieces of any size. Results do not depend on how the
 * bytes were cut. Memory does not depend on the size of the file: one claim, one record and the
 * bytes of the last push are held. It never throws on data.
 *
 * A pushed array is read in place and must not be changed until `push` has returned.
 */
export class ClaimReader {
  readonly #options: Required<ReadOptions>;
  readonly #fields = new Fields();
  readonly #findings: Findings;
  readonly #file: FileReader;
  /** Bytes of a record whose end has not come yet, or of the head of the file. */
  #pending = EMPTY;
  #pendingLength = 0;
  #isHead = true;
  #bytes = 0;
  #summary: ReadSummary | null = null;

  constructor(options: ReadOptions) {
    this.#options = {
      maxRecordBytes: DEFAULT_RECORD_BYTES,
      maxClaimRecords: DEFAULT_CLAIM_RECORDS,
      keepRaw: false,
      ...options,
    };
    this.#findings = new Findings(options.fileName);
    this.#file = new FileReader(new RecordContext(this.#fields, this.#findings), this.#options);
  }

  /** True when nothing that could still be pushed would be read. */
  get stopped(): boolean {
    return this.#findings.refused || this.#summary !== null;
  }

  /** Takes the next bytes of the file. */
  push(chunk: Uint8Array): void {
    if (this.#summary !== null) throw new Error('push after end');
    this.#bytes += chunk.length;
    if (this.stopped) return;
    let from = 0;
    if (this.#isHead) {
      from = Math.min(chunk.length, SNIFF_BYTES - this.#pendingLength);
      this.#keep(chunk, 0, from);
      if (this.#pendingLength < SNIFF_BYTES) return;
      this.#readHead(false);
    }
    if (!this.stopped) this.#readChunk(chunk, from);
  }

  /** Ends the file and returns its counts. Take the last batch afterwards. */
  end(): ReadSummary {
    if (this.#summary !== null) return this.#summary;
    if (!this.stopped && this.#isHead) this.#readHead(true);
    if (!this.stopped) {
      this.#file.finish(this.#pending, this.#pendingLength);
      this.#pendingLength = 0;
    }
    this.#summary = this.#file.summary(this.#bytes);
    return this.#summary;
  }

  /** The claims and findings that came up since the last call. */
  takeBatch(): ReadBatch {
    return { claims: this.#file.takeClaims(), findings: this.#findings.takeOfFile() };
  }

  #readHead(complete: boolean): void {
    this.#isHead = false;
    const head = this.#pending.subarray(0, this.#pendingLength);
    const sniffed = sniff(head, complete, this.#options.fileName);
    this.#file.begin(sniffed);
    if (this.stopped) return;
    this.#pending = EMPTY;
    this.#pendingLength = 0;
    this.#readChunk(head, sniffed.bom);
  }

  /** Reads the records of `chunk[from…]`, the first of which may have begun in an earlier chunk. */
  #readChunk(chunk: Uint8Array, from: number): void {
    let at = from;
    if (this.#pendingLength > 0) {
      const lineEnd = chunk.indexOf(LF, at);
      const next = lineEnd < 0 ? chunk.length : lineEnd + 1;
      this.#keep(chunk, at, next);
      at = next;
      if (lineEnd >= 0) {
        const length = this.#pendingLength;
        this.#pendingLength = 0;
        this.#readRecords(this.#pending, 0, length);
      }
    }
    if (at < chunk.length && !this.stopped) {
      const rest = this.#readRecords(chunk, at, chunk.length);
      if (!this.stopped) this.#keep(chunk, rest, chunk.length);
    }
    if (this.#pendingLength > this.#options.maxRecordBytes && !this.stopped) this.#file.refuseLongRecord();
  }

  /** Reads all complete records and returns the offset of the incomplete one. */
  #readRecords(bytes: Uint8Array, from: number, limit: number): number {
    const fields = this.#fields;
    const file = this.#file;
    const longest = this.#options.maxRecordBytes;
    let at = from;
    while (at < limit) {
      const lineEnd = fields.scan(bytes, at, limit);
      if (lineEnd < 0) return at;
      if (lineEnd - at > longest) {
        file.refuseLongRecord();
        return limit;
      }
      file.take(lineEnd + 1 - at);
      if (this.#findings.refused) return limit;
      at = lineEnd + 1;
    }
    return at;
  }

  #keep(chunk: Uint8Array, from: number, to: number): void {
    const length = this.#pendingLength + to - from;
    if (length > this.#pending.length) {
      const grown = new Uint8Array(Math.max(length, this.#pending.length * 2, 1024));
      grown.set(this.#pending.subarray(0, this.#pendingLength));
      this.#pending = grown;
    }
    this.#pending.set(chunk.subarray(from, to), this.#pendingLength);
    this.#pendingLength = length;
  }
}

/**
 * Reads a claim file from a stream of bytes. Yields the claims as they become complete, a few hundred
 * at a time, and returns the counts of the file. The next bytes are asked for only when the caller
 * asks for the next batch. Data never makes it throw; an error of the source passes through.
 */
export async function* readClaims(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadOptions,
): AsyncGenerator<ReadBatch, ReadSummary> {
  const reader = new ClaimReader(options);
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length && !reader.stopped; at += PIECE_BYTES) {
      reader.push(chunk.subarray(at, at + PIECE_BYTES));
      const batch = reader.takeBatch();
      if (batch.claims.length > 0 || batch.findings.length > 0) yield batch;
    }
    if (reader.stopped) break;
  }
  const summary = reader.end();
  const last = reader.takeBatch();
  if (last.claims.length > 0 || last.findings.length > 0) yield last;
  return summary;
}

/** Everything of a file that is already in memory. For tests and tools; files of any size go through {@link readClaims}. */
export function readAll(
  bytes: Uint8Array,
  options: ReadOptions,
): {
  readonly claims: readonly Claim[];
  readonly findings: ReadBatch['findings'];
  readonly summary: ReadSummary;
} {
  const reader = new ClaimReader(options);
  const claims: Claim[] = [];
  const findings: ReadBatch['findings'][number][] = [];
  const drain = (): void => {
    const batch = reader.takeBatch();
    for (const claim of batch.claims) claims.push(claim);
    for (const finding of batch.findings) findings.push(finding);
  };
  for (let at = 0; at < bytes.length && !reader.stopped; at += PIECE_BYTES) {
    reader.push(bytes.subarray(at, at + PIECE_BYTES));
    drain();
  }
  const summary = reader.end();
  drain();
  return { claims, findings, summary };
}
