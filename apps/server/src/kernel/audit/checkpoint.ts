import { type KeyObject, sign, verify } from 'node:crypto';
import type { SigningKey } from '../keys/index.ts';
import { FieldWriter, sha256 } from './canonical.ts';

/** A signed statement: these entries of this writer exist, in this order. */
export interface Checkpoint {
  /** From 1, without gaps over all writers. */
  readonly no: number;
  readonly writerId: string;
  /** Both inclusive: the writer's entries since its checkpoint before. `toSeq` = `fromSeq` − 1 where there are none. */
  readonly fromSeq: number;
  readonly toSeq: number;
  /** Of the entry `toSeq`. */
  readonly entryHash: Uint8Array;
  /** Over the hashes of the entries as leaves. @spec RFC 6962 §2.1 */
  readonly merkleRoot: Uint8Array;
  /** The writer ended in order; no entries follow. */
  readonly closing: boolean;
  /** Of the checkpoint before, whoever's it was; zeros before the first. */
  readonly previousHash: Uint8Array;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly keyId: string;
}

export interface SignedCheckpoint extends Checkpoint {
  /** Ed25519 over the canonical bytes. */
  readonly signature: Uint8Array;
}

const FORMAT = 'tsunagu-audit-checkpoint-1';
const HASH_BYTES = 32;
export const NO_CHECKPOINT: Uint8Array = new Uint8Array(HASH_BYTES);

const fieldsOf = (checkpoint: Checkpoint): FieldWriter =>
  new FieldWriter()
    .text(FORMAT)
    .integer(checkpoint.no)
    .uuid(checkpoint.writerId)
    .integer(checkpoint.fromSeq)
    .integer(checkpoint.toSeq)
    .raw(checkpoint.entryHash)
    .raw(checkpoint.merkleRoot)
    .integer(checkpoint.closing ? 1 : 0)
    .raw(checkpoint.previousHash)
    .integer(checkpoint.at)
    .text(checkpoint.keyId);

/** What the next checkpoint names as its predecessor: the signature is part of it. */
export const checkpointHash = (checkpoint: SignedCheckpoint): Buffer =>
  sha256(fieldsOf(checkpoint).raw(checkpoint.signature).bytes());

export function signCheckpoint(checkpoint: Omit<Checkpoint, 'keyId'>, key: SigningKey): SignedCheckpoint {
  const named = { ...checkpoint, keyId: key.keyId };
  return { ...named, signature: sign(null, fieldsOf(named).bytes(), key.privateKey) };
}

export const isSignedBy = (checkpoint: SignedCheckpoint, publicKey: KeyObject): boolean =>
  verify(null, fieldsOf(checkpoint).bytes(), publicKey, checkpoint.signature);

/** A checkpoint as JSON: bytes in hexadecimal, instants in ISO 8601 (UTC, milliseconds). */
export interface CheckpointJson {
  readonly format: typeof FORMAT;
  readonly no: number;
  readonly writerId: string;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly entryHash: string;
  readonly merkleRoot: string;
  readonly closing: boolean;
  readonly previousHash: string;
  readonly at: string;
  readonly keyId: string;
  readonly signature: string;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export const checkpointToJson = (checkpoint: SignedCheckpoint): CheckpointJson => ({
  format: FORMAT,
  no: checkpoint.no,
  writerId: checkpoint.writerId,
  fromSeq: checkpoint.fromSeq,
  toSeq: checkpoint.toSeq,
  entryHash: hex(checkpoint.entryHash),
  merkleRoot: hex(checkpoint.merkleRoot),
  closing: checkpoint.closing,
  previousHash: hex(checkpoint.previousHash),
  at: new Date(checkpoint.at).toISOString(),
  keyId: checkpoint.keyId,
  signature: hex(checkpoint.signature),
});

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const isHex = (value: unknown, bytes: number): value is string =>
  typeof value === 'string' && value.length === bytes * 2 && /^[0-9a-f]*$/.test(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** Null when it is no checkpoint. */
export function checkpointFromJson(json: unknown): SignedCheckpoint | null {
  if (typeof json !== 'object' || json === null) return null;
  const { format, no, writerId, fromSeq, toSeq, closing, at, keyId, ...bytes } =
    json as Partial<CheckpointJson>;
  const { entryHash, merkleRoot, previousHash, signature } = bytes;
  if (format !== FORMAT || !isCount(no) || !isCount(fromSeq) || !isCount(toSeq)) return null;
  if (typeof writerId !== 'string' || !UUID.test(writerId) || typeof closing !== 'boolean') return null;
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || typeof keyId !== 'string') return null;
  if (!isHex(entryHash, 32) || !isHex(merkleRoot, 32) || !isHex(previousHash, 32) || !isHex(signature, 64))
    return null;
  return {
    no,
    writerId,
    fromSeq,
    toSeq,
    entryHash: Buffer.from(entryHash, 'hex'),
    merkleRoot: Buffer.from(merkleRoot, 'hex'),
    closing,
    previousHash: Buffer.from(previousHash, 'hex'),
    at: Date.parse(at),
    keyId,
    signature: Buffer.from(signature, 'hex'),
  };
}
