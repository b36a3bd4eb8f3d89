import type { Database } from '../db/database.ts';
import { AppError } from '../errors/app-error.ts';
import { type Keys, spkiOf } from '../keys/index.ts';
import { entryHash } from './canonical.ts';
import { type CheckpointJson, checkpointToJson, type SignedCheckpoint } from './checkpoint.ts';
import { checkpointOver } from './checkpoint-store.ts';
import { readEntry, readHashes, readWriterGenesis, type StoredEntry } from './entry-store.ts';
import { merklePath } from './merkle.ts';
import { committedToJson, type EntryJson, PROOF_FORMAT } from './proof-json.ts';

/** Everything that is needed to check, without this server, that an entry stands in its log. Bytes in hexadecimal. */
export interface EntryProof {
  readonly format: typeof PROOF_FORMAT;
  /** The entry as the person may see it: a commitment stands for the account of the member of staff. */
  readonly entry: EntryJson;
  /** Of the writer's entry before it. */
  readonly previousHash: string;
  /** The way from the entry's hash to the checkpoint's root, nearest first. @spec RFC 6962 §2.1.1 */
  readonly merklePath: readonly string[];
  readonly checkpoint: CheckpointJson;
  readonly key: {
    readonly keyId: string;
    readonly algorithm: 'Ed25519';
    /** SubjectPublicKeyInfo, DER, base64. */
    readonly publicKey: string;
  };
}

/**
 * Makes the proof of an entry about a person. Throws AUDIT_ENTRY_UNKNOWN, PROOF_NOT_YET as long as no checkpoint covers
 * it, and PROOF_NOT_POSSIBLE for an entry from before the chain or where the log does not fit its checkpoint.
 */
export async function proofOf(
  db: Database,
  keys: Pick<Keys, 'publicKey'>,
  { entryId, personId }: { readonly entryId: string; readonly personId: string },
): Promise<EntryProof> {
  const entry = await readEntry(db, personId, entryId);
  if (entry === null) throw new AppError('AUDIT_ENTRY_UNKNOWN');
  if (entry.hash === null) throw new AppError('PROOF_NOT_POSSIBLE');
  const { writerId, seq } = entry.committed;
  const checkpoint = await checkpointOver(db, writerId, seq);
  if (checkpoint === null) throw new AppError('PROOF_NOT_YET');
  const key = await keys.publicKey(checkpoint.keyId);
  const place = await placeOf(db, entry, checkpoint);
  if (key === null || place === null) throw new AppError('PROOF_NOT_POSSIBLE');
  return {
    format: PROOF_FORMAT,
    entry: committedToJson(entry.committed),
    previousHash: hex(place.previous),
    merklePath: place.path.map(hex),
    checkpoint: checkpointToJson(checkpoint),
    key: { keyId: key.keyId, algorithm: 'Ed25519', publicKey: spkiOf(key.publicKey).toString('base64') },
  };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Null when the entries do not form what the checkpoint was made over. */
async function placeOf(db: Database, { committed, hash }: StoredEntry, { fromSeq, toSeq }: SignedCheckpoint) {
  const { writerId, seq } = committed;
  const from = Math.min(fromSeq, seq - 1);
  const stored = await readHashes(db, writerId, { from, to: toSeq });
  const covered = stored.filter((one) => one.seq >= fromSeq);
  const previous =
    seq === 1
      ? await readWriterGenesis(db, writerId)
      : (stored.find((one) => one.seq === seq - 1)?.hash ?? null);
  if (previous === null || hash === null || covered.length !== toSeq - fromSeq + 1) return null;
  if (Buffer.compare(entryHash(previous, committed), hash) !== 0) return null;
  const leaves = covered.map((one) => one.hash);
  return { previous, path: merklePath(leaves, seq - fromSeq) };
}
