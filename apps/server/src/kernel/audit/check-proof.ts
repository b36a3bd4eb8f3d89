import { createPublicKey, type KeyObject } from 'node:crypto';
import { keyIdOf } from '../keys/index.ts';
import { type CommittedEntry, entryHash } from './canonical.ts';
import { checkpointFromJson, isSignedBy, type SignedCheckpoint } from './checkpoint.ts';
import { rootFromPath } from './merkle.ts';
import { committedFromJson, hexBytes, PROOF_FORMAT } from './proof-json.ts';

/** Why a proof proves nothing. */
export type ProofFault =
  | 'not-a-proof'
  | 'entry-not-covered'
  | 'entry-does-not-fit'
  | 'signature-does-not-fit'
  | 'key-does-not-fit';

export type ProofResult =
  | { readonly proven: false; readonly fault: ProofFault }
  | {
      readonly proven: true;
      readonly entry: CommittedEntry;
      readonly checkpoint: SignedCheckpoint;
      /** `pinned`: the caller's own copy; `from-proof`: whoever made the proof may have made the key as well. */
      readonly key: 'pinned' | 'from-proof';
    };

/** Checks a proof without any database. `pinned`: the public key as it was had from elsewhere, PEM. */
export function checkProof(json: unknown, pinned: string | null = null): ProofResult {
  const proof = parse(json);
  if (proof === null) return { proven: false, fault: 'not-a-proof' };
  const { entry, checkpoint, previousHash, path } = proof;
  const { fromSeq, toSeq } = checkpoint;
  if (entry.writerId !== checkpoint.writerId || entry.seq < fromSeq || entry.seq > toSeq) {
    return { proven: false, fault: 'entry-not-covered' };
  }
  const place = { index: entry.seq - fromSeq, size: toSeq - fromSeq + 1 };
  const root = rootFromPath(entryHash(previousHash, entry), place, path);
  if (root === null || Buffer.compare(root, checkpoint.merkleRoot) !== 0) {
    return { proven: false, fault: 'entry-does-not-fit' };
  }
  const key =
    pinned === null ? readKey({ key: proof.publicKey, format: 'der', type: 'spki' }) : readKey(pinned);
  if (key?.asymmetricKeyType !== 'ed25519' || !names(checkpoint.keyId, key)) {
    return { proven: false, fault: 'key-does-not-fit' };
  }
  if (!isSignedBy(checkpoint, key)) return { proven: false, fault: 'signature-does-not-fit' };
  return { proven: true, entry, checkpoint, key: pinned === null ? 'from-proof' : 'pinned' };
}

/** A checkpoint names its key by the key's own digest. */
const names = (keyId: string, key: KeyObject): boolean =>
  keyIdOf('audit', key.export({ type: 'spki', format: 'der' })) === keyId;

function readKey(input: Parameters<typeof createPublicKey>[0]): KeyObject | null {
  try {
    return createPublicKey(input);
  } catch {
    return null;
  }
}

function parse(json: unknown) {
  if (typeof json !== 'object' || json === null) return null;
  const proof = json as Readonly<Record<string, unknown>>;
  const entry = committedFromJson(proof.entry);
  const checkpoint = checkpointFromJson(proof.checkpoint);
  const previousHash = hexBytes(proof.previousHash, 32);
  const path = Array.isArray(proof.merklePath) ? proof.merklePath.map((one) => hexBytes(one, 32)) : [null];
  const { publicKey } = (proof.key ?? {}) as { readonly publicKey?: unknown };
  if (proof.format !== PROOF_FORMAT || entry === null || checkpoint === null || previousHash === null)
    return null;
  if (!path.every((one) => one !== null) || typeof publicKey !== 'string') return null;
  return { entry, checkpoint, previousHash, path, publicKey: Buffer.from(publicKey, 'base64') };
}
