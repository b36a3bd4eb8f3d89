import { hash } from 'node:crypto';

/**
 * What is hashed of an entry: every column, with the account replaced by a commitment, so that an entry can be checked
 * without learning who the member of staff was.
 */
export interface CommittedEntry {
  readonly personId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly entryId: string;
  readonly event: string;
  /** SHA-256 of salt and account; null where no account acted. */
  readonly accountCommitment: Uint8Array | null;
  readonly actorRole: string | null;
  readonly facilityCode: string | null;
  readonly facilityName: string | null;
  readonly purpose: string | null;
  readonly ground: string | null;
  readonly categories: readonly (string | null)[];
  readonly outcome: string;
  readonly refusalCode: string | null;
  readonly itemCount: number | null;
  readonly requestId: string | null;
  readonly method: string | null;
  readonly actingFor: string | null;
  /** JSON text, byte for byte as it is stored. */
  readonly detail: string | null;
  readonly writerId: string;
  /** 1 for the writer's first entry. */
  readonly seq: number;
}

/** First field of every canonical form: what it is of, and the version of the encoding. */
const ENTRY_FORMAT = 'tsunagu-audit-entry-1';
const WRITER_FORMAT = 'tsunagu-audit-writer-1';

const NULL = 0;
const TEXT = 1;
const INTEGER = 2;
const LIST = 3;
const BYTES = 4;

/**
 * Fields one after the other, each with a tag and, where its length varies, its length; so two different lists of fields
 * never have the same bytes. All numbers are big-endian.
 *
 *     null     00
 *     text     01, length in bytes (4), UTF-8
 *     integer  02, two's complement (8)
 *     list     03, number of elements (4), then the elements as fields
 *     bytes    04, length (4), the bytes; a UUID is 16 bytes
 */
export class FieldWriter {
  #buffer = Buffer.allocUnsafe(1024);
  #length = 0;

  /** Begins anew; what `bytes` gave before is overwritten. */
  reset(): this {
    this.#length = 0;
    return this;
  }

  text(value: string | null): this {
    if (value === null) return this.#tag(NULL, 0);
    // One UTF-16 unit needs at most three bytes of UTF-8.
    this.#tag(TEXT, 4 + value.length * 3);
    const length = this.#buffer.write(value, this.#length + 4, 'utf8');
    this.#buffer.writeUInt32BE(length, this.#length);
    this.#length += 4 + length;
    return this;
  }

  /** An integer that a number holds exactly; anything else is written as null, which no valid row contains. */
  integer(value: number | null): this {
    if (value === null || !Number.isSafeInteger(value)) return this.#tag(NULL, 0);
    this.#tag(INTEGER, 8);
    // Twice 32 bits: a BigInt for every number would cost more than the hash.
    this.#buffer.writeInt32BE(Math.floor(value / 2 ** 32), this.#length);
    this.#buffer.writeUInt32BE(value >>> 0, this.#length + 4);
    this.#length += 8;
    return this;
  }

  list(values: readonly (string | null)[]): this {
    this.#tag(LIST, 4);
    this.#buffer.writeUInt32BE(values.length, this.#length);
    this.#length += 4;
    for (const value of values) this.text(value);
    return this;
  }

  raw(value: Uint8Array | null): this {
    if (value === null) return this.#tag(NULL, 0);
    this.#tag(BYTES, 4 + value.length);
    this.#buffer.writeUInt32BE(value.length, this.#length);
    this.#buffer.set(value, this.#length + 4);
    this.#length += 4 + value.length;
    return this;
  }

  uuid(value: string): this {
    this.#tag(BYTES, 4 + 16);
    this.#buffer.writeUInt32BE(16, this.#length);
    this.#buffer.write(value.replaceAll('-', ''), this.#length + 4, 16, 'hex');
    this.#length += 4 + 16;
    return this;
  }

  /** Bytes without tag and length. */
  plain(value: Uint8Array): this {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  /** UTF-8 without tag and length. */
  plainText(value: string): this {
    this.#reserve(value.length * 3);
    this.#length += this.#buffer.write(value, this.#length, 'utf8');
    return this;
  }

  /** A view of what was written; valid until the next `reset`. */
  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  #tag(tag: number, space: number): this {
    this.#reserve(1 + space);
    this.#buffer[this.#length++] = tag;
    return this;
  }

  #reserve(space: number): void {
    if (this.#length + space <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe((this.#length + space) * 2);
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }
}

export const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

const scratch = new FieldWriter();

/** Hash of an entry: SHA-256 over the hash of the writer's entry before it, then the entry's canonical bytes. */
export const entryHash = (previous: Uint8Array, entry: CommittedEntry): Buffer =>
  sha256(writeEntry(scratch.reset().plain(previous), entry).bytes());

function writeEntry(writer: FieldWriter, entry: CommittedEntry): FieldWriter {
  return writer
    .text(ENTRY_FORMAT)
    .uuid(entry.personId)
    .integer(entry.at)
    .uuid(entry.entryId)
    .text(entry.event)
    .raw(entry.accountCommitment)
    .text(entry.actorRole)
    .text(entry.facilityCode)
    .text(entry.facilityName)
    .text(entry.purpose)
    .text(entry.ground)
    .list(entry.categories)
    .text(entry.outcome)
    .text(entry.refusalCode)
    .integer(entry.itemCount)
    .text(entry.requestId)
    .text(entry.method)
    .text(entry.actingFor)
    .text(entry.detail)
    .uuid(entry.writerId)
    .integer(entry.seq);
}

/** Hides the account as long as the salt is not shown. */
export function commitAccount(salt: Uint8Array, account: string): Buffer {
  return sha256(scratch.reset().plain(salt).plainText(account).bytes());
}

export interface WriterRow {
  readonly writerId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly host: string;
  readonly processId: number;
}

/** What stands in the place of a previous hash before a writer's first entry. */
export const genesisOf = (writer: WriterRow): Buffer =>
  sha256(
    scratch
      .reset()
      .text(WRITER_FORMAT)
      .uuid(writer.writerId)
      .integer(writer.startedAt)
      .text(writer.host)
      .integer(writer.processId)
      .bytes(),
  );
